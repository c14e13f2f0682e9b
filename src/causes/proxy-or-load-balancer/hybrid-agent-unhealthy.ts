import { defineCause, hints, proves, shownOtherwise, suggests, type See } from '../cause.ts';
import { urlOf } from '../../exchange/configuration.ts';
import { both, ifShown, leadsTo, setting, type Test } from '../configured.ts';
import { all, any, askedOf, inAnswer, notVisibleFromHere, published, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';

const gatewayTimeout = saysStatus(504);

/** Host under which Microsoft publishes hybrid agents. Source: OfficeDocs-Exchange, hybrid-agent.md. */
const AGENT_HOST = /\.msappproxy\.net$/i;

const namesAgent = inAnswer(({ text }) => /[\w-]\.msappproxy\.net\b/i.test(text));

/** The availability address of the target, as far as it is known, is that of an agent; shown by the lookup that failed over it. */
const throughAgent: See = (lookup, evidence) => {
  const observation = askedOf(lookup, evidence);
  if (observation === undefined) return undefined;
  return evidence.endpoints(lookup.target.server).some((endpoint) => published(endpoint) && AGENT_HOST.test(endpoint.host)) ? [observation] : [];
};

/** The asking side calls EWS at the address of an agent. Source: OfficeDocs-Exchange, hybrid-agent.md (TargetSharingEpr in the tenant). */
const agentEpr: Test = (object) => {
  const url = urlOf(object, 'TargetSharingEpr');
  return url === undefined ? undefined : url !== null && AGENT_HOST.test(url.hostname);
};
const asksAnAgent = any(...(['Get-OrganizationRelationship', 'Get-IntraOrganizationConnector'] as const)
  .map((cmdlet) => setting('requester', cmdlet, both(agentEpr, leadsTo('target')))));

export default defineCause({
  id: 'hybrid-agent-unhealthy',
  layer: 'proxy',
  title: 'The Hybrid Agent does not pass the question on to Exchange',
  explanation: 'Exchange Online reaches the servers on-premises through a Hybrid Agent, and nobody answers behind it in time. It is stopped or '
    + 'inactive, or the Exchange server that it calls is gone. Users in the cloud get cross lines for colleagues on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('the call through the Hybrid Agent (msappproxy.net) ended with 504', all(gatewayTimeout, namesAgent)),
    suggests('{targetName} is a Hybrid Agent, and the call ended with 504', all(gatewayTimeout, throughAgent)),
    suggests('TargetSharingEpr of the asking side is the address of a Hybrid Agent, and the call ended with 504',
      ifShown(all(gatewayTimeout, asksAnAgent))),
    // Any gateway can send it.
    hints('the call from Exchange Online ended with 504, as gateways answer when nobody behind them does', gatewayTimeout),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the agent is not active, or its Exchange server does not answer', all(gatewayTimeout, notVisibleFromHere),
      'on the agent\'s machine: Get-Service -DisplayName "Microsoft Hybrid Service"; Get-HybridApplication (its internal URL must open there without '
      + 'a certificate warning)'),
  ],
  remedy: [
    'Start the service "Microsoft Hybrid Service" on the machine of the agent.',
    'Install a second agent on another machine.',
    'If the Exchange server behind it is gone, point it to the load balancer: Update-HybridApplication -appId <GUID> -targetUri https://<load '
      + 'balancer>',
    'If the address has changed, run the Hybrid Configuration Wizard with Classic and then with Modern topology.',
  ],
  confirm: [
    'Get-OrganizationRelationship | Format-List TargetSharingEpr names <GUID>.resource.mailboxmigration.his.msappproxy.net',
    'Get-HybridApplication, and Get-Service -DisplayName "Microsoft Hybrid Service" on the agent\'s machine',
  ],
  references: [
    { title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' },
    { title: 'Microsoft Hybrid Agent', url: 'https://learn.microsoft.com/exchange/hybrid-deployment/hybrid-agent' },
  ],
});
