import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { askPublishedName, door, isForeignDoor, metAt, noXmlCameBack, onPremises, ownRequest, pageCameBack } from './sight.ts';

const call = any(noXmlCameBack, pageCameBack);

/** 200 with a web page in it: not a word of Exchange's service. */
const own = ownRequest(({ status, body }) => status === 200 && body === 'html');

export default defineCause({
  id: 'response-not-wellformed-xml',
  layer: 'proxy',
  title: 'A web page comes back instead of the calendar service\'s answer',
  explanation: 'The question for the calendar is answered with a web page: a device between the two blocks it, or sends it to the wrong place. '
    + 'The asking side cannot read availability out of a web page.',
  concerns: 'network',
  signs: [
    suggests('the calling server was answered with something that is no XML', onPremises('target', noXmlCameBack)),
    suggests('the calling server was answered with a web page, and so is a request from here to {targetName}', onPremises('target', all(pageCameBack,
      door('target', ({ status, contentType }) => status === 200 && /^text\/html/i.test(contentType ?? ''))))),
    hints('the calling server was answered with a web page', onPremises('target', pageCameBack)),
    suggests('{requesterName} answers the lookup itself with a web page', onPremises('requester', own)),
    doubts('the page asks for a sign-in: then a device before Exchange wants its own', metAt({ call, own }, (end) => door(end, isForeignDoor))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the lookup left no entry in the IIS log of Exchange: another one answered',
      all(any(onPremises('target', call), onPremises('requester', own)), notVisibleFromHere),
      'on the Exchange server, at the time of the lookup: entries for /ews/exchange.asmx in C:\\inetpub\\logs\\LogFiles\\W3SVC1'),
  ],
  remedy: [
    'Let the device before Exchange (web application firewall, reverse proxy, load balancer) pass /ews and /autodiscover unchanged, by an exception '
      + 'or a rule of their own.',
    'Check that TargetSharingEpr (Get-OrganizationRelationship, Get-IntraOrganizationConnector) names https://<host>/ews/exchange.asmx, and no page '
      + 'for people.',
  ],
  confirm: [askPublishedName, 'In that answer, content type text/html and the first lines of the page tell whose page it is.'],
  references: [{ title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' }],
});
