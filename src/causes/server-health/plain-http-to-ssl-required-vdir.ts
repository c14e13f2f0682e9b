import { defineCause, excludes, proves, shownOtherwise, suggests } from '../cause.ts';
import { answererIn, door, metAt, ownRequest, tlsEndsBefore } from '../proxy-or-load-balancer/sight.ts';
import { all, any, inAnswer, notVisibleFromHere, ports, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';

/** Source: OfficeDocs-ConnectivityAnalyzer, An HTTP 403.4 was returned because SSL was required on the virtual directory. */
const SENTENCE = /403\.4 was returned because SSL was required on the virtual directory/i;
/** Not part of a build number or an IP address. */
const SUBSTATUS = /(?<![\d.])403\.4(?!\.?\d)/;

const named = inAnswer(({ text, exchange }) => SUBSTATUS.test(`${text}\n${exchange.status === 403 ? exchange.bodyStart : ''}`));
const shownAtTarget = all(saysStatus(403), ports('target', 'sign-in-schemes', ({ outcome }) => outcome.status === 'observed'
  && outcome.fact.status === 403 && SUBSTATUS.test(outcome.fact.bodyStart)));

/** 2010 and later name the address that answered, and the fixed sentence of event 4002 the one that was called. */
const calledByHttp = inAnswer(({ answer, text }) => /^http:/i.test(answer?.responseSource ?? '')
  || /\bhttp:\/\/[^\s/]+\/(?:ews|autodiscover)\//i.test(text));

/**
 * Callers elsewhere do not get to see the substatus: IIS shows them the page of all its 403s. But a device ends TLS, IIS behind it forbids
 * before Exchange is asked, and the machine itself, over TLS, asks for a sign-in. (Rules of IIS about addresses, for which it forbids
 * too, would have to name the device's.) Source: Microsoft Learn, HTTP Errors <httpErrors>: detailed errors are local only.
 */
const offloaded = metAt(
  { call: saysStatus(403), own: ownRequest((exchange) => exchange.status === 403 && answererIn(exchange) === 'exchange') },
  (end) => all(
    door(end, ({ status, server, exchangeHeaders }) => status === 403 && exchangeHeaders.length === 0 && /microsoft-iis/i.test(server ?? '')),
    ports(end, 'sign-in-schemes', ({ outcome }) => outcome.status === 'observed' && outcome.fact.status === 401, ({ role }) => role === 'own'),
    tlsEndsBefore(end),
  ),
);

const ofPublicFolder = inAnswer(({ text, answer }) =>
  /PublicFolderRequest/.test(`${answer?.exceptionType ?? ''} ${answer?.responseCode ?? ''} ${text}`));

export default defineCause({
  id: 'plain-http-to-ssl-required-vdir',
  layer: 'proxy',
  title: 'A request arrives unencrypted where Exchange insists on encryption',
  explanation: 'Exchange lets nobody in at this address without encryption, and the request arrives without, so it is refused (403.4). Either '
    + 'an address begins with http, or a load balancer takes the encryption off and does not put it on again.',
  concerns: 'network',
  signs: [
    proves('the answer names it: SSL is required on the virtual directory (403.4)', inAnswer(({ text }) => SENTENCE.test(text))),
    suggests('IIS refused the request with 403.4, which means that it came without TLS', any(named, shownAtTarget)),
    suggests('a device ends TLS and IIS behind it forbids the request (403), while the machine itself asks for a sign-in', offloaded,
      'name the machine behind the device: nodes: in the scenario'),
    suggests('the other server was called at an address that begins with http:// and forbade it (403)', all(saysStatus(403), calledByHttp)),
    excludes('it was the request to the free/busy public folder', ofPublicFolder),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the IIS log of the server that refused shows status 403, substatus 4, port 80', notVisibleFromHere,
      'on that Exchange server: Select-String " 80 .* 403 4 " C:\\inetpub\\logs\\LogFiles\\W3SVC1\\*.log | Select-Object -Last 5'),
  ],
  remedy: [
    'Write https:// into the address that is called: TargetSharingEpr (Get-OrganizationRelationship), InternalUrl and ExternalUrl '
      + '(Get-WebServicesVirtualDirectory).',
    'On the load balancer encrypt again towards Exchange (SSL bridging) instead of offloading.',
    'Only where offloading is meant: clear Require SSL on that virtual directory. That is not possible together with Extended Protection.',
  ],
  confirm: [
    'Get-WebServicesVirtualDirectory | Format-List Server,InternalUrl,ExternalUrl,InternalNLBBypassUrl; Get-OrganizationRelationship | Format-List '
      + 'Name,TargetSharingEpr',
    'The IIS log of the virtual directory: sc-status 403, sc-substatus 4, s-port 80.',
  ],
  references: [
    { title: 'An HTTP 403.4 was returned because SSL was required on the virtual directory',
      url: 'https://learn.microsoft.com/connectivity-analyzer/an-http-403-4-returned-because-ssl-required-virtual-directory' },
    { title: 'CSS-Exchange: emerging issues', url: 'https://github.com/microsoft/CSS-Exchange/blob/main/docs/Emerging-Issues.md' },
  ],
});
