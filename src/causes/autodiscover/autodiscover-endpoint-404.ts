import { defineCause, suggests, excludes, type See } from '../cause.ts';
import { all, hasCode, sameServersShown, saysStatus } from '../sight.ts';

/** Nothing gave a URL, and a place that answered as Autodiscover should answered 404. */
const own404: See = (lookup, evidence) => {
  const observation = evidence.of('autodiscover', lookup.requester.address);
  const fact = evidence.fact('autodiscover', lookup.requester.address);
  if (observation === undefined || fact === undefined) return undefined;
  return fact.availabilityUrl === null && fact.steps.some(({ method, status }) => status === 404 && method !== 'https-root-domain') ? [observation] : [];
};

export default defineCause({
  id: 'autodiscover-endpoint-404',
  layer: 'autodiscover',
  title: 'The Autodiscover address leads to a place that has no Autodiscover',
  explanation: 'To learn where to ask, the asking side first asks Autodiscover. The address for that leads to a server that answers "not found", '
    + 'so nobody knows where the calendar is, and the user gets cross lines.',
  concerns: 'exchange',
  signs: [
    suggests('Autodiscover for the target was answered with 404', all(hasCode('ErrorAutoDiscoverFailed'), saysStatus(404))),
    suggests('Autodiscover for {requester} was answered with 404, and no other place gave an address', own404),
    excludes('the same two servers show availability for another mailbox', sameServersShown),
  ],
  remedy: [
    'Correct where autodiscover.<domain> points in DNS, or the publishing rule for /autodiscover.',
    'Between organizations: correct DiscoveryEndpoint (Get-IntraOrganizationConnector) or TargetAutodiscoverEpr (Get-OrganizationRelationship).',
    'On the server that answers: restore the virtual directory (Get-AutodiscoverVirtualDirectory) and the *.svc handlers of IIS.',
  ],
  confirm: ['Invoke-WebRequest https://autodiscover.<domain>/autodiscover/autodiscover.xml: anything but 404 is expected (401 is healthy)'],
  references: [{ title: 'Troubleshoot free/busy issues in Exchange hybrid', url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/troubleshoot-freebusy-issues-in-exchange-hybrid' }],
});
