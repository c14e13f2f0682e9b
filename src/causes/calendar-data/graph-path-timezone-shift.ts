import { whatIsSeen } from '../../exchange/availability.ts';
import { shiftsTimesOverGraph } from '../../exchange/graph-path.ts';
import type { Availability } from '../../model/scenario.ts';
import { defineCause, excludes, hints, proves, type See } from '../cause.ts';
import { builtSo } from '../server-health/sight.ts';
import { all, notVisibleFromHere } from '../sight.ts';

const availabilityIs = (wanted: Availability): See => (lookup, evidence) => {
  const observation = evidence.of('user-availability', lookup.requester.address);
  const { availability } = whatIsSeen(lookup, evidence);
  if (observation === undefined || availability === 'not-observed') return undefined;
  return availability === wanted ? [observation] : [];
};

// Lookups here are made in UTC, where nothing shifts: by the times alone it cannot be seen.
const defect = all(availabilityIs('shown'), builtSo('requester', ({ build }) => shiftsTimesOverGraph(build)));

export default defineCause({
  id: 'graph-path-timezone-shift',
  layer: 'mailbox',
  title: 'Busy times of cloud colleagues are shown some hours too early or too late',
  explanation: '{requesterServer} runs an update of Exchange SE with a defect. When it asks Exchange Online by Microsoft Graph, it moves the busy '
    + 'times by the distance of the user\'s time zone from UTC. The user sees no cross lines, but wrong times.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    hints('{requesterServer} runs a build of Exchange SE with that defect, and availability is shown', defect),
    excludes('there are cross lines; the defect shows wrong times', availabilityIs('hash-marks')),
    proves('the organization asks by Graph, and the times are wrong by exactly the user\'s UTC offset', all(defect, notVisibleFromHere),
      'Get-SettingOverride | Where-Object SectionName -eq RouteThroughMSGraph | Format-List Name,SectionName,Parameters; compare one appointment '
        + 'with Outlook on the web of a cloud user'),
  ],
  remedy: [
    'Install the September 2026 Security Update of Exchange SE or a later one on every Exchange SE server (build 15.2.2562.49; its second release '
      + 'is 15.2.2562.53).',
    'Then compare one appointment again, with a user whose time zone is not UTC.',
  ],
  confirm: [
    'Get-ExchangeServer | Format-List Name,AdminDisplayVersion; HealthChecker.ps1 (CSS-Exchange) names the installed update.',
    'Get-SettingOverride | Where-Object SectionName -eq RouteThroughMSGraph | Format-List Name,SectionName,Parameters',
  ],
  references: [
    { title: 'Security update for Exchange Server SE, September 2026',
      url: 'https://support.microsoft.com/en-us/servicing/exchange/server/update/2026/5125804' },
    { title: 'September 2026 Exchange security updates',
      url: 'https://rafaelpfister.ch/en/blog/september-2026-exchange-security-updates-nine-vulnerabilities-wrapper-issue-fixed-v2-released' },
  ],
});
