import { any, all, inAnswer, notVisibleFromHere, sameServersShown, sameServersShownElsewhere, unless } from '../sight.ts';
import { handshakeBroken } from '../tls/sight.ts';
import { defineCause, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { didNotGetOut, resolveFreeBusyErrors } from './sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors ("Unable to connect to the remote server"). */
const named = inAnswer(({ text }) => /failed to communicate with https:\/\/login\.microsoftonline\.com\/extsts\.srf/i.test(text));

/** The same article. */
const metadataNotRead = inAnswer(({ text }) => /unable to retrieve federation metadata from the security token service/i.test(text));

/** Output of Test-FederationTrust. */
const noToken = inAnswer(({ text }) => /token came back as null/i.test(text));

export default defineCause({
  id: 'mfg-or-token-service-unreachable-from-onprem',
  layer: 'network',
  title: 'The Exchange server cannot reach the token service of Microsoft 365',
  explanation: '{requesterServer} needs a token from Microsoft before it may ask Exchange Online, and does not reach the place that issues it. '
    + 'So it cannot ask at all. The user gets cross lines for colleagues in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'network',
  signs: [
    // Where TLS fits not, the token service is reached all right.
    proves('the answer names it: no communication with the token service extSTS.srf', unless(handshakeBroken, named)),
    suggests('the federation metadata could not be read from the token service', metadataNotRead),
    hints('{requesterServer} got no token, or no connection on its way to Microsoft 365 (a missing proxy setting looks the same)',
      any(didNotGetOut, noToken)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('an address of the token service does not answer to the server itself',
      all(any(named, metadataNotRead, didNotGetOut, noToken), notVisibleFromHere),
      'on each Exchange server, as SYSTEM: Invoke-WebRequest https://login.microsoftonline.com/extSTS.srf; the same for '
      + 'https://nexus.microsoftonline-p.com/federationmetadata/2006-12/federationmetadata.xml'),
  ],
  remedy: [
    'Open port 443 outward from every Exchange server to the Microsoft 365 address ranges, login.microsoftonline.com and nexus.microsoftonline-p.com '
      + 'among them.',
    'Where a proxy is required: Set-ExchangeServer {requesterServer} -InternetWebProxy http://<proxy>:<port>, and netsh winhttp set proxy, on every '
      + 'server.',
  ],
  confirm: [
    'Test-FederationTrust -UserIdentity {requester} -Verbose on each server; read the result records: a step can say Success while a record says '
      + 'Error.',
    'Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox {requester} -Verbose; '
      + 'Invoke-WebRequest https://domains.live.com/service/managedelegation2.asmx as SYSTEM',
  ],
  references: [
    resolveFreeBusyErrors,
    { title: 'Microsoft 365 URLs and IP address ranges', url: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges' },
  ],
});
