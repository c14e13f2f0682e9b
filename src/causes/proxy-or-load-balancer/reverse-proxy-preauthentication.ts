import { defineCause, doubts, hints, shownOtherwise, suggests } from '../cause.ts';
import { all, any, graphTellsNoReason, inAnswer, lacks, sameServersShown, sameServersShownElsewhere, saysStatus, unless } from '../sight.ts';
import { tellsWhy } from '../authentication-oauth/sight.ts';
import { wizardFoundNoAutodiscover } from '../autodiscover/sight.ts';
import { door, foreignForPartners, fromTheCloud, isForeignDoor, metAt, noXmlCameBack, onPremises, pageCameBack, type End } from './sight.ts';

const foreign = (end: End) => door(end, isForeignDoor);

/** Our own request was met by the device: no Exchange answered it. */
const ownRequestMet = inAnswer(({ exchange }) => exchange.headers['x-feserver'] === undefined && exchange.headers['x-beserver'] === undefined
  && (exchange.body === 'html' || exchange.status === 401 || (exchange.status !== null && exchange.status >= 300 && exchange.status < 400)));

/** The sign-in page of a device reaches the calling server as something that is no XML. */
const refusedOrPage = any(saysStatus(401), noXmlCameBack, pageCameBack);

/** Exchange names the reason for which it refuses a token. Source: Microsoft Learn, Resolve free/busy errors. */
const refusedAtTheDoor = all(saysStatus(401), lacks(tellsWhy), inAnswer(({ text }) => !/; ?reason ?=|401:? access denied/i.test(text)));

export default defineCause({
  id: 'reverse-proxy-preauthentication',
  layer: 'proxy',
  title: 'A device before Exchange asks for a sign-in of its own',
  explanation: 'A reverse proxy or load balancer wants a sign-in of its own before it hands requests on to Exchange. Servers and Outlook cannot '
    + 'answer that, so the request never arrives.',
  concerns: 'network',
  signs: [
    suggests('what answers at the published name is not Exchange, and it asks for a sign-in',
      metAt({ call: refusedOrPage, own: ownRequestMet }, foreign)),
    suggests('where other organizations ask {targetServer} or show it their passes, something wants a sign-in that is not Exchange\'s',
      onPremises('target', all(refusedOrPage, foreignForPartners))),
    hints('Microsoft Graph says no more than that a call failed, and where other organizations show {targetServer} their passes, something wants a '
      + 'sign-in that is not Exchange\'s', onPremises('target', all(graphTellsNoReason, foreignForPartners))),
    hints('the call between the servers was refused with 401', onPremises('target', saysStatus(401))),
    hints('Exchange Online was refused with 401, without a reason as Exchange gives one for a token',
      fromTheCloud(onPremises('target', refusedAtTheDoor))),
    hints('the wizard could not reach Autodiscover from the cloud (a firewall or DNS can be the reason too)', wizardFoundNoAutodiscover),
    doubts('the published names answer as Exchange does',
      unless(foreignForPartners, all(door('requester', (fact) => !isForeignDoor(fact)), door('target', (fact) => !isForeignDoor(fact))))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'On that device, let /ews/exchange.asmx and /autodiscover/autodiscover.svc pass without a sign-in of its own (pre-authentication), each '
      + 'with and without /wssecurity at its end.',
    'Put that rule before the general one.',
  ],
  confirm: [
    'HttpProxy\\Ews logs on Exchange hold no entry for the time of the lookup: the device answered.',
    'Ask the Exchange server directly (its own name) and compare the answer.',
  ],
  references: [{ title: 'Hybrid deployment prerequisites', url: 'https://learn.microsoft.com/exchange/hybrid-deployment-prerequisites' }],
});
