import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { any, inAnswer, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { answererAt, answererIn, askPublishedName, door, fromTheCloud, metAt, onPremises, ownRequest, type End } from './sight.ts';

const STATUS = 403;
const call = saysStatus(STATUS);
const own = ownRequest((exchange) => exchange.status === STATUS && answererIn(exchange) !== 'exchange');

/** As ISA and TMG say it. Source: OfficeDocs-ConnectivityAnalyzer, "An HTTP 403 was received because ISA denied the specified URL". */
const DENIED = /the server denied the specified uniform resource locator/i;

const forbidden = (end: End) => door(end, (fact) => fact.status === STATUS && answererAt(fact) !== 'exchange');
const named = any(
  onPremises('target', inAnswer(({ text }) => DENIED.test(text))), onPremises('requester', ownRequest(({ bodyStart }) => DENIED.test(bodyStart))),
  metAt({ call, own }, (end) => door(end, ({ bodyStart }) => DENIED.test(bodyStart))),
);

export default defineCause({
  id: 'perimeter-path-not-published',
  layer: 'proxy',
  title: 'The device before Exchange blocks the address of the calendar service',
  explanation: 'A reverse proxy or firewall publishes Exchange to the outside, but not the address at which calendars are asked for. It refuses '
    + 'the question itself, and Exchange never sees it.',
  concerns: 'network',
  signs: [
    proves('the answer names it: the device denied this URL', named),
    // Exchange and IIS refuse with 403 too, and show who they are: policies for EWS, plain HTTP where SSL is required.
    suggests('what answers 403 at the published name is neither Exchange nor its IIS', metAt({ call, own }, forbidden), askPublishedName),
    hints('Exchange Online was answered with 403 (a policy of Exchange can refuse so too)', fromTheCloud(onPremises('target', call))),
    doubts('the published name answers from here as Exchange does, so this path is let through',
      metAt({ call, own }, (end) => door(end, (fact) => answererAt(fact) === 'exchange'))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Add the missing addresses to the publishing rule, without pre-authentication: /ews/exchange.asmx and /autodiscover/autodiscover.svc, each '
      + 'with and without /wssecurity at its end.',
    'ISA and TMG: choose a delegation that lets the client sign in, not "No delegation, and client may not authenticate directly".',
  ],
  confirm: [
    'Ask path by path from outside (curl.exe -si https://{targetName}/ews/exchange.asmx, …/wssecurity, /autodiscover/autodiscover.svc, '
      + '…/wssecurity): only some are refused.',
    'The refused request has no entry in the IIS and HttpProxy\\Ews logs of Exchange.',
  ],
  references: [
    {
      title: 'An HTTP 403 was received because ISA denied the specified URL',
      url: 'https://github.com/MicrosoftDocs/OfficeDocs-ConnectivityAnalyzer/blob/01262fb43267f69a84e3a27bfc6b8071c7c13536/connectivity-analyzer/an-http-403-received-because-is-denied-specified-url.md',
    },
    { title: 'Hybrid deployment prerequisites', url: 'https://learn.microsoft.com/exchange/hybrid-deployment-prerequisites' },
  ],
});
