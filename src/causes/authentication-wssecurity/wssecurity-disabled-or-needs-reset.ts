import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { passesOff } from '../server-health/configured.ts';
import {
  anotherServerOfTargetShown, clockOff, cutWhileWaiting, federatedCall, lookupsStopWorking, reads, resolveFreeBusyErrors,
  securityNotVerified,
} from '../federation/sight.ts';
import { all, any, listed, partnerDoors, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';

/**
 * A line of the IIS log: the call arrived, and did not end well. A line that was cut off before its status counts too.
 * Source: blog.rmilne.ca 2020/07/18 (500); Microsoft Learn, Resolve free/busy errors (where to look).
 */
const arrived = reads(/\bpost \/(?:autodiscover\/autodiscover\.svc|ews\/exchange\.asmx)\/wssecurity\b(?!(?:(?! post ).){0,400}? 200 0 \d)/);

/** Source: johanveldhuis.nl, Troubleshooting federated sharing, part III: 500 in the log of the other side, and iisreset helped. */
const cut = all(cutWhileWaiting, federatedCall);

/** Source: EWS Managed API, AutodiscoverService: the header tells that the endpoint for passes is enabled. It does not tell that it works. */
const notEnabled = partnerDoors(({ capabilities }) => capabilities.wsSecurity === false);
const refusedOrFailed = any(saysStatus(401), saysStatus(403), saysStatus(404), saysStatus(500));

export default defineCause({
  id: 'wssecurity-disabled-or-needs-reset',
  layer: 'sign-in',
  title: 'The server asked does not accept the passes of other organizations (WS-Security)',
  explanation: 'The other organization asks with a signed pass (WS-Security). {targetServer} does not check such passes, because this is '
    + 'switched off on its virtual directories or has got stuck, so it refuses.',
  directions: ['cloud-to-onprem', 'onprem-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('the security of the message was not verified, while another server of the same organization accepts the passes: trust and '
      + 'relationship are sound',
      all(securityNotVerified, anotherServerOfTargetShown)),
    suggests('the passes of other organizations were not taken, and Autodiscover of {targetServer} does not say that WS-Security is enabled '
      + '(X-WSSecurity-Enabled)', all(any(securityNotVerified, all(federatedCall, refusedOrFailed)), notEnabled)),
    hints('the target could not verify the security of the message (old federation data and a wrong clock leave the same words)',
      securityNotVerified),
    hints('the log of the target shows that the call reached the address for passes', arrived),
    hints('a federated call was cut while the answer was awaited (firewalls and a missing certificate leave the same words)', cut),
    hints('the pasted settings of a virtual directory have WS-Security switched off',
      listed('WSSecurityAuthentication', 'False\\b')),
    doubts('the clock of an Exchange server is more than five minutes off, which leaves the same words', all(securityNotVerified, clockOff)),
    hints('WSSecurityAuthentication is False on a virtual directory of the organization that was asked (with OAuth it is not used)', passesOff),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('WSSecurityAuthentication is not True on the server that was asked', all(any(securityNotVerified, arrived, cut), passesOff),
      'on-premises: Get-WebServicesVirtualDirectory -ADPropertiesOnly | Format-List Server,WSSecurity*; Get-AutodiscoverVirtualDirectory '
      + '-ADPropertiesOnly | Format-List Server,WSSecurity* (True does not exclude it)'),
  ],
  remedy: [
    'Where WSSecurityAuthentication is False on {targetServer}, set it to $true: Set-WebServicesVirtualDirectory and '
      + 'Set-AutodiscoverVirtualDirectory, -WSSecurityAuthentication $true.',
    'Where it says True already, set it to $false and back to $true: Set-WebServicesVirtualDirectory "<server>\\EWS (Default Web Site)" and '
      + 'Set-AutodiscoverVirtualDirectory "<server>\\Autodiscover (Default Web Site)".',
    'Recycle MSExchangeAutodiscoverAppPool and MSExchangeServicesAppPool in IIS, then iisreset /noforce; restart the server if it stays.',
    'Where every server of the organization refuses, renew what the trust knows, twice: Get-FederationTrust | Set-FederationTrust -RefreshMetadata',
  ],
  confirm: [
    'On every server: Get-WebServicesVirtualDirectory and Get-AutodiscoverVirtualDirectory | Format-List Server,WSSecurityAuthentication',
    'The IIS log of {targetServer} at the time of the lookup: POST …/WSSecurity with 500 or 401.',
  ],
  references: [
    resolveFreeBusyErrors,
    lookupsStopWorking,
    {
      title: 'Users from a federated organization cannot see the free/busy information of another Exchange organization (KB 2752387)',
      url: 'https://support.microsoft.com/kb/2752387',
    },
    { title: 'Troubleshooting federated sharing, part III', url: 'https://johanveldhuis.nl/troubleshooting-federated-sharing-deel-iii/' },
  ],
});
