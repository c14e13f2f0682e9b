import { defineCause, doubts, hints, shownOtherwise, suggests } from '../cause.ts';
import { lookupsArriveByLog } from '../logged.ts';
import { wizardFoundNoAutodiscover } from '../autodiscover/sight.ts';
import { ports, published, sameServersShown, sameServersShownElsewhere, says } from '../sight.ts';

export default defineCause({
  id: 'firewall-blocks-inbound-from-exchange-online',
  layer: 'network',
  title: 'A firewall at the edge of the network blocks Exchange Online',
  explanation: 'Exchange Online calls {targetName} to ask for the calendar, and a firewall or geo filter does not let the connection in. Users '
    + 'in the cloud get cross lines for colleagues on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'network',
  signs: [
    suggests('Exchange Online got no answer when it connected',
      says('connection-attempt-timed-out-10060', 'unable-to-connect', 'connection-refused-10061')),
    // Microsoft names a perimeter reset as one origin of this text. Source: OfficeDocs-Support, Resolve free/busy errors.
    hints('the connection from Exchange Online was forcibly closed (a failed TLS handshake leaves the same words)',
      says('connection-forcibly-closed', 'connection-closed-on-receive')),
    hints('the wizard could not reach Autodiscover from the cloud (a device that asks for a sign-in looks the same)', wizardFoundNoAutodiscover),
    doubts('{targetName} cannot be reached from here either, so it may be down for everyone',
      ports('target', 'tls-versions', ({ outcome }) => outcome.status === 'failed', published)),
    lookupsArriveByLog,
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Let the Exchange Online address ranges through to port 443 of {targetName}; remove geo and intrusion-prevention blocks for them.',
  ],
  confirm: [
    'Test-MigrationServerAvailability -ExchangeRemoteMove -RemoteServer {targetName} in Exchange Online PowerShell',
    'The lookup leaves no trace in the IIS and HttpProxy logs on-premises.',
  ],
  references: [
    { title: 'Microsoft 365 URLs and IP address ranges', url: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges' },
  ],
});
