import { defineCause, proves, shownOtherwise, suggests, type See } from '../cause.ts';
import { lookupsArriveByLog } from '../logged.ts';
import { failedBy, sameServersShown, sameServersShownElsewhere, says } from '../sight.ts';

/** The published name of the requester's own server does not resolve here: a client that stands here has nobody to ask. */
const ownNameUnknown: See = (lookup, evidence) => {
  const names = evidence.endpoints(lookup.requester.server).filter(({ role }) => role === 'published')
    .flatMap(({ host }) => evidence.of('name-resolution', host) ?? []);
  return names.length === 0 ? undefined : names.filter((observation) => failedBy(observation, 'name-not-resolved'));
};

export default defineCause({
  id: 'dns-name-not-resolved',
  layer: 'dns',
  title: 'DNS does not know the name of a server that the lookup needs',
  explanation: 'The asking side looks for the other server by a name that its DNS does not know. So it finds nobody to ask.',
  concerns: 'network',
  signs: [
    proves('the answer names it: the remote name could not be resolved', says('name-not-resolved')),
    suggests('the published name of {requesterServer} does not exist in DNS, as seen from here', ownNameUnknown),
    lookupsArriveByLog,
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Create the DNS record for the name in the error text, where the asking side looks for it (public DNS for Exchange Online, internal DNS for a '
      + 'server on-premises).',
    'Or correct the name: InternalUrl, ExternalUrl, DiscoveryEndpoint or TargetAutodiscoverEpr.',
    'Where that takes time, TargetSharingEpr can name the right address meanwhile.',
  ],
  confirm: [
    'On {requesterServer}: Resolve-DnsName <name in the error text>',
    'As Exchange Online and everybody outside see it: Resolve-DnsName <name in the error text> -Server <a public resolver>',
  ],
  references: [{ title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' }],
});
