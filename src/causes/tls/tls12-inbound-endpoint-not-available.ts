import { defineCause, doubts, hints, shownOtherwise, suggests } from '../cause.ts';
import { lookupsArriveByLog } from '../logged.ts';
import { all, any, graphTellsNoReason, ports, published, sameServersShown, sameServersShownElsewhere, says } from '../sight.ts';
import { handshakeBroken, tlsReferences } from './sight.ts';

const MODERN = ['TLSv1.2', 'TLSv1.3'];

const accepted = (modern: boolean) => ports('target', 'tls-versions', ({ outcome }) => {
  if (outcome.status !== 'observed') return false;
  const versions = outcome.fact.versions.filter((version) => version.outcome === 'accepted').map(({ version }) => version);
  return versions.length > 0 && versions.some((version) => MODERN.includes(version)) === modern;
}, published);

export default defineCause({
  id: 'tls12-inbound-endpoint-not-available',
  layer: 'tls',
  title: 'The published on-premises name does not accept TLS 1.2, the newer encryption',
  explanation: 'Exchange Online calls {targetName} with TLS 1.2 or newer only, and what answers there speaks only older versions of this '
    + 'encryption. So the call ends before anything is asked, and users in the cloud get cross lines. What answers can be Exchange, a load '
    + 'balancer or a firewall.',
  directions: ['cloud-to-onprem'],
  concerns: 'network',
  signs: [
    suggests('{targetName} accepts no TLS version from 1.2 on',
      all(any(handshakeBroken, graphTellsNoReason), accepted(false)),
      'crosslines run from outside the network, so that the probe takes the way of Exchange Online'),
    hints('the call from Exchange Online broke off as a failed TLS handshake does',
      says('ssl-tls-channel-not-created', 'connection-forcibly-closed', 'connection-closed-on-send')),
    doubts('{targetName} accepts TLS 1.2 from here', accepted(true)),
    lookupsArriveByLog,
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Switch TLS 1.2 on where the connection ends: at the load balancer or reverse proxy, and on Exchange behind it.',
    'Offer a cipher suite that Microsoft 365 supports (ECDHE with AES-GCM).',
  ],
  confirm: [
    'Microsoft Remote Connectivity Analyzer, or an SSL server test from outside, against {targetName}',
    'Probe the Exchange server directly as well: if it passes and the published name fails, the device before it is at fault.',
  ],
  references: [
    ...tlsReferences,
    { title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' },
  ],
});
