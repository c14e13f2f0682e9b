import type { AutodiscoverStep } from '../../model/facts.ts';
import { defineCause, doubts, shownOtherwise, suggests } from '../cause.ts';
import { tooOldForTheCloud } from '../server-health/sight.ts';
import { all, hasCode, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { search, startOf } from './sight.ts';

/**
 * Nothing gave a URL, no place asked for credentials, and where Autodiscover should be 404 came back. The web site of the root domain
 * answers so in healthy places, redirected to www or not, and so may plain HTTP, and a dialect that this version of Exchange does not speak.
 */
const ELSEWHERE: readonly AutodiscoverStep['method'][] = ['http-redirect', 'soap', 'json'];

const own404 = search('requester', ({ availabilityUrl, steps }) => {
  const asked = steps.some(({ outcome }) => outcome === 'rejected' || outcome === 'withheld');
  return availabilityUrl === null && !asked && steps.some((step, index) => step.status === 404
    && !ELSEWHERE.includes(step.method) && startOf(index, steps) !== 'https-root-domain');
});

export default defineCause({
  id: 'autodiscover-endpoint-404',
  layer: 'autodiscover',
  title: 'Autodiscover is not found at the address where it should be',
  explanation: 'Whoever looks a calendar up must first learn from Autodiscover where to ask. The address of Autodiscover leads to a server that '
    + 'answers "not found" (404), so nobody learns it and nothing is asked.',
  concerns: 'exchange',
  signs: [
    suggests('Autodiscover for the target was answered with 404', all(hasCode('ErrorAutoDiscoverFailed'), saysStatus(404))),
    suggests('Autodiscover for {requester} was answered with 404, and no other place gave an address', own404),
    doubts('{requesterServer} runs Exchange 2010 before Service Pack 3, which gets 404 from a sound Autodiscover of Exchange Online',
      all(saysStatus(404), tooOldForTheCloud)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'See where autodiscover.<domain> leads, in DNS and in the publishing rule for /autodiscover, and correct it.',
    'Between organizations: correct DiscoveryEndpoint (Get-IntraOrganizationConnector) or TargetAutodiscoverEpr (Get-OrganizationRelationship).',
    'On the server that answers: restore the virtual directory (Get-AutodiscoverVirtualDirectory) and the *.svc handlers of IIS.',
  ],
  confirm: ['Invoke-WebRequest https://autodiscover.<domain>/autodiscover/autodiscover.xml: anything but 404 is expected (401 is healthy)'],
  references: [
    { title: 'Troubleshoot free/busy issues in Exchange hybrid',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/troubleshoot-freebusy-issues-in-exchange-hybrid' },
  ],
});
