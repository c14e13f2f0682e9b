import { defineCause, doubts, suggests, type See } from '../cause.ts';
import { failedBy, othersShown } from '../sight.ts';

const ownAddressUnreachable: See = (lookup, evidence) => {
  const url = evidence.availabilityUrl(lookup.requester.id);
  const observation = url === undefined ? undefined : evidence.of('tls-versions', `${new URL(url).hostname}:${new URL(url).port || '443'}`);
  if (observation === undefined) return undefined;
  return failedBy(observation, 'refused', 'unreachable', 'connect-timeout') ? [observation] : [];
};

export default defineCause({
  id: 'ews-endpoint-unreachable',
  layer: 'network',
  title: 'Nothing answers at the availability address of the requester\'s own server',
  explanation: 'Outlook asks {requesterName} for the availability of others, and that address does not answer from here. '
    + 'Whoever asks from the same place as this machine gets cross lines for everybody.',
  concerns: 'network',
  signs: [
    suggests('{requesterName} could not be reached from here', ownAddressUnreachable),
    doubts('the same address answers other lookups', othersShown((other, lookup) => other.requester.server === lookup.requester.server)),
  ],
  remedy: [
    'From the user\'s network, see whether it answers: Test-NetConnection {requesterName} -Port 443',
    'If it does not, open firewall and routing for it.',
    'If it answers there but not here, run crosslines from the user\'s network.',
    'If it answers nowhere, start the server, its World Wide Web Publishing Service, or the load balancer before it.',
  ],
  confirm: ['Test-NetConnection {requesterName} -Port 443 from the user\'s network'],
  references: [
    { title: 'Network ports for clients and mail flow in Exchange',
      url: 'https://learn.microsoft.com/exchange/plan-and-deploy/deployment-ref/network-ports' },
  ],
});
