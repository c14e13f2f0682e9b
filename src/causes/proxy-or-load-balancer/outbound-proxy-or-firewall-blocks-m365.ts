import { defineCause, doubts, hints, proves, shownOtherwise, suggests, type See } from '../cause.ts';
import { all, any, dialsAsInstalled, inAnswer, notVisibleFromHere, ports, sameServersShown, sameServersShownElsewhere, says } from '../sight.ts';

const closed = says('connection-closed-unexpectedly');
const noChannel = says('ssl-tls-channel-not-created');
const notTrusted = says('trust-relationship-not-established', 'remote-certificate-invalid');

/** Both sentences together. Source: OfficeDocs-Support, the-underlying-connection-was-closed-error.md (KB 3068838). */
const closedToWindowsLive = all(closed, inAnswer(({ text }) => /error occurred accessing windows live/i.test(text)));

const registering = inAnswer(({ text }) => /error occurred accessing windows live|provision exchange to the partner sts/i.test(text));

/** As installed the server dials nothing that the cloud accepts: that explains a failed handshake already. */
const dialsTooOld: See = (lookup, evidence) => {
  const dialled = dialsAsInstalled(lookup.requester.server, evidence);
  const observation = evidence.of('user-availability', lookup.requester.address);
  if (dialled === null || observation === undefined) return undefined;
  return dialled.some((version) => version === 'TLSv1.2' || version === 'TLSv1.3') ? [] : [observation];
};

export default defineCause({
  id: 'outbound-proxy-or-firewall-blocks-m365',
  layer: 'proxy',
  title: 'A firewall or proxy breaks the connection to Microsoft 365',
  explanation: 'A firewall or proxy on the way out looks into the encrypted connection to Microsoft 365, or cuts it. So what {requesterServer} '
    + 'asks does not arrive. The user gets cross lines for colleagues in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'network',
  signs: [
    suggests('the connection to the sign-in service of Microsoft was cut', closedToWindowsLive),
    hints('the connection to Microsoft 365 was cut, or its secure channel not made (TLS below 1.2 leaves these words too)', any(closed, noChannel)),
    // Source: OfficeDocs-Support 3067292, The request was aborted: Could not create SSL/TLS secure channel.
    hints('it was the call to the sign-in service, when the organization was registered, whose secure channel was not made',
      all(noChannel, registering)),
    // That inspection looks so is not documented: no more than a hint.
    hints('the certificate of {targetName}, as seen from here, comes from an issuer that is not trusted: something on the way shows its own',
      all(any(noChannel, notTrusted),
      ports('target', 'certificate', ({ outcome }) => outcome.status === 'observed' && !outcome.fact.trusted))),
    doubts('as installed, {requesterServer} dials with nothing newer than {requesterDials}, which Exchange Online refuses',
      all(noChannel, dialsTooOld)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the same call works when {requesterServer} goes round the proxy', all(any(closed, noChannel, notTrusted), notVisibleFromHere),
      'on {requesterServer}, as SYSTEM: look at the issuer of the certificate of https://outlook.office365.com/ews/exchange.asmx'),
  ],
  remedy: [
    'Let the Exchange servers reach the published Microsoft 365 addresses on port 443 without TLS inspection.',
    'Set the proxy alike everywhere: Set-ExchangeServer -InternetWebProxy, netsh winhttp set proxy, and the proxy of the SYSTEM account.',
  ],
  confirm: [
    'On {requesterServer}, as SYSTEM: the certificate of outlook.office365.com must come from a public issuer, not from one of the organization.',
    'Get-ExchangeServer {requesterServer} | Format-List InternetWebProxy; netsh winhttp show proxy',
  ],
  references: [
    {
      title: 'The request was aborted: Could not create SSL/TLS secure channel',
      url: 'https://learn.microsoft.com/en-us/exchange/troubleshoot/hybrid-configuration-wizard-errors/request-was-aborted-could-not-create-ssl-tls-secure-channel',
    },
    {
      title: 'The underlying connection was closed',
      url: 'https://learn.microsoft.com/en-us/exchange/troubleshoot/hybrid-configuration-wizard-errors/the-underlying-connection-was-closed-error',
    },
  ],
});
