import { defineCause, doubts, hints, proves, shownOtherwise, suggests, type See } from '../cause.ts';
import { all, any, notVisibleFromHere, ports, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { answererAt, answererIn, askPublishedName, door, fromTheCloud, metAt, onPremises, ownRequest, type Answerer, type End } from './sight.ts';

const STATUS = 503;
const call = saysStatus(STATUS);
const own = ownRequest((exchange) => exchange.status === STATUS && answererIn(exchange) !== 'exchange');

const unavailable = (...by: readonly Answerer[]) => (end: End) => door(end, (fact) => fact.status === STATUS && by.includes(answererAt(fact)));

/** The machine behind, asked by its own name: http.sys answers 503 there too when an application pool is stopped. */
const machine = (end: End, isUnavailable: boolean) =>
  ports(end, 'sign-in-schemes', ({ outcome }) => outcome.status === 'observed' && (outcome.fact.status === STATUS) === isUnavailable,
    ({ role }) => role === 'own');

/** Every machine that was asked by its own name answers otherwise: with one of several stopped, http.sys answers at the published name too. */
const machinesWell = (end: End): See => (lookup, evidence) => {
  const stopped = machine(end, true)(lookup, evidence);
  return stopped === undefined || stopped.length > 0 ? stopped && [] : machine(end, false)(lookup, evidence);
};

export default defineCause({
  id: 'perimeter-service-unavailable',
  layer: 'proxy',
  title: 'The device before Exchange answers "service unavailable" itself',
  explanation: 'A reverse proxy or load balancer stands before Exchange, and it is the one that says "service unavailable" (503). It is down in '
    + 'part, or believes that no Exchange server behind it is well, so the question never arrives.',
  concerns: 'network',
  signs: [
    suggests('what answers 503 at the published name is neither Exchange nor its IIS', metAt({ call, own }, unavailable('device')), askPublishedName),
    suggests('http.sys answers 503 at the published name, while every machine behind it answers otherwise',
      metAt({ call, own }, (end) => all(unavailable('http.sys', 'device')(end), machinesWell(end)))),
    hints('our own request was answered with 503, and not by the IIS of Exchange', onPremises('requester', own)),
    hints('http.sys answers 503 at the published name: a Web Application Proxy does so, and an Exchange server with a stopped application pool',
      metAt({ call, own }, unavailable('http.sys'))),
    hints('Exchange Online was answered with 503', fromTheCloud(onPremises('target', call))),
    doubts('the machine itself answers 503, when it is asked by its own name', metAt({ call, own }, (end) => machine(end, true))),
    doubts('the published name answers from here as Exchange does',
      metAt({ call, own }, (end) => door(end, (fact) => answererAt(fact) === 'exchange'))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the lookup left no entry in the IIS log of Exchange, perhaps one in HTTPERR',
      all(any(onPremises('target', call), onPremises('requester', own)), notVisibleFromHere),
      'on the Exchange server, at the time of the lookup: C:\\inetpub\\logs\\LogFiles\\W3SVC1 beside C:\\Windows\\System32\\LogFiles\\HTTPERR'),
  ],
  remedy: [
    'Look at the pool of the load balancer or reverse proxy: which Exchange servers it holds to be down, and which health check says so.',
    'Ask each Exchange server by its own name. If it answers there, restart the service of the device (on a Web Application Proxy the service of '
      + 'that name) or repair its check.',
    'If the Exchange server answers 503 as well, start its application pools: MSExchangeServicesAppPool, MSExchangeAutodiscoverAppPool.',
  ],
  confirm: [askPublishedName, 'Ask the Exchange server by its own name from beside it: only the published name answers 503.'],
  references: [{ title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' }],
});
