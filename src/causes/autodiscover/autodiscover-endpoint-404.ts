import type { AutodiscoverStep } from '../../model/facts.ts';
import { defineCause, shownOtherwise, suggests, type See } from '../cause.ts';
import { all, hasCode, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';

/**
 * Nothing gave a URL, no place asked for credentials, and where Autodiscover should be 404 came back. The web site of the root domain
 * answers so in healthy places, redirected to www or not, and so may plain HTTP.
 */
const own404: See = (lookup, evidence) => {
  const observation = evidence.of('autodiscover', lookup.requester.address);
  const fact = evidence.fact('autodiscover', lookup.requester.address);
  if (observation === undefined || fact === undefined) return undefined;
  const asked = fact.steps.some(({ outcome }) => outcome === 'rejected' || outcome === 'withheld');
  return fact.availabilityUrl === null && !asked && fact.steps.some((step, index) => step.status === 404
    && step.method !== 'http-redirect' && startOf(index, fact.steps) !== 'https-root-domain') ? [observation] : [];
};

/** How the place was found that the steps up to this one lead from. */
function startOf(index: number, steps: readonly AutodiscoverStep[]): AutodiscoverStep['method'] | undefined {
  return steps.slice(0, index + 1).findLast(({ method }) => method !== 'redirect')?.method;
}

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
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Correct where autodiscover.<domain> points in DNS, or the publishing rule for /autodiscover.',
    'Between organizations: correct DiscoveryEndpoint (Get-IntraOrganizationConnector) or TargetAutodiscoverEpr (Get-OrganizationRelationship).',
    'On the server that answers: restore the virtual directory (Get-AutodiscoverVirtualDirectory) and the *.svc handlers of IIS.',
  ],
  confirm: ['Invoke-WebRequest https://autodiscover.<domain>/autodiscover/autodiscover.xml: anything but 404 is expected (401 is healthy)'],
  references: [{ title: 'Troubleshoot free/busy issues in Exchange hybrid', url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/troubleshoot-freebusy-issues-in-exchange-hybrid' }],
});
