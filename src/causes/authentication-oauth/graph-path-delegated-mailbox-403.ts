import { compareBuilds } from '../../exchange/versions.ts';
import { defineCause, doubts, excludes, hints, proves, type See } from '../cause.ts';
import { graphOff } from './configured.ts';
import { all, any, notVisibleFromHere, saidToRun, saysStatus } from '../sight.ts';
import { buildSeen, builtSo, runsNone } from '../server-health/sight.ts';
import { words } from './sight.ts';

/** First build with the way over Graph (May26HU), and the one said to be mended (Sep26SUv2). Source: exchange/builds-table.ts; the posts below. */
const [WITH_GRAPH, SAID_TO_BE_MENDED] = ['15.2.2562.41', '15.2.2562.53'];

/** Words of Outlook, and what stands in the EWS log. Source: rafaelpfister.ch, after KB 5127092. */
const noLocation = all(words(/server location could not be determined/), words(/\(403\) forbidden|\b403\b/));
const overGraph = all(saysStatus(403), builtSo('requester', ({ build }) =>
  compareBuilds(build, WITH_GRAPH) >= 0 && compareBuilds(build, SAID_TO_BE_MENDED) < 0));

/** Where its build was seen, the build decides. */
const buildUnknown: See = (lookup, evidence) => {
  const asked = evidence.of('user-availability', lookup.requester.address);
  return asked === undefined || buildSeen(lookup.requester.server, evidence) !== undefined ? [] : [asked];
};

// Known from a post that cites the article, not from the article: nothing here is more than a hint.
export default defineCause({
  id: 'graph-path-delegated-mailbox-403',
  layer: 'mailbox',
  title: 'A defect of Exchange SE fails lookups in the cloud for delegated mailboxes',
  explanation: '{requesterServer} asks for calendars in the cloud over Microsoft Graph. In some updates of Exchange SE this is refused (403) '
    + 'for mailboxes that somebody opens with delegated access. So these users get cross lines while others do not.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    hints('Outlook cannot determine the server location, and 403 is in the EWS log', noLocation),
    hints('the cloud answered 403, and {requesterServer} runs an update of Exchange SE that has this defect', overGraph),
    hints('the cloud answered 403, and {requesterServer} is said to run Exchange SE, which asks over Graph from May 2026 on',
      all(any(saysStatus(403), noLocation), saidToRun('requester', 'exchange-se'), buildUnknown)),
    doubts('{requesterServer} runs the update of October 2026, which is said to mend it',
      all(any(saysStatus(403), noLocation), builtSo('requester', ({ build }) => compareBuilds(build, SAID_TO_BE_MENDED) >= 0))),
    excludes('availability is not routed over Graph on {requesterServer}', graphOff),
    excludes('{requesterServer} does not run Exchange SE', runsNone('requester', 'exchange-se')),
    proves('availability is routed over Graph, and only delegated access fails', all(any(saysStatus(403), noLocation), notVisibleFromHere),
      'on {requesterServer}: Get-SettingOverride | Where-Object {$_.SectionName -eq "RouteThroughMSGraph"} | Format-List Name,Parameters'),
  ],
  remedy: [
    'Install the security update of September 2026 in its second version (2 October 2026) or later.',
    'Meanwhile, if the tenant still admits EWS: Set-SettingOverride -Identity EnableRouteThroughMSGraphFeature -Parameters "Enabled=False", then '
      + 'Get-ExchangeDiagnosticInfo -Process Microsoft.Exchange.Directory.TopologyService -Component VariantConfiguration -Argument Refresh',
  ],
  confirm: ['Get-ExchangeServer | Format-List Name,AdminDisplayVersion',
    'Get-SettingOverride | Where-Object {$_.SectionName -eq "RouteThroughMSGraph"} | Format-List Name,Parameters'],
  references: [
    { title: 'KB 5127092', url: 'https://support.microsoft.com/en-us/servicing/exchange/server/update/2026/5127092' },
    { title: 'September 2026 Exchange security updates',
      url: 'https://rafaelpfister.ch/en/blog/september-2026-exchange-security-updates-nine-vulnerabilities-wrapper-issue-fixed-v2-released' },
  ],
});
