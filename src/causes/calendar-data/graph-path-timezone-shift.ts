import { whatIsSeen } from '../../exchange/availability.ts';
import { shiftsTimesOverGraph } from '../../exchange/graph-path.ts';
import { eventSeen, type EventSeen } from '../../exchange/known-event.ts';
import type { Availability } from '../../model/scenario.ts';
import { defineCause, doubts, excludes, hints, proves, type See } from '../cause.ts';
import { builtSo } from '../server-health/sight.ts';
import { all } from '../sight.ts';

const availabilityIs = (wanted: Availability): See => (lookup, evidence) => {
  const observation = evidence.of('user-availability', lookup.requester.address);
  const { availability } = whatIsSeen(lookup, evidence);
  if (observation === undefined || availability === 'not-observed') return undefined;
  return availability === wanted ? [observation] : [];
};

/** A known appointment was asked for by the user's own clock, and stands there. In UTC, as all other lookups are made, nothing shifts. */
const eventIs = (place: EventSeen['place']): See => (lookup, evidence) => {
  const seen = eventSeen(lookup, evidence);
  if (seen === undefined || seen.place === 'no-offset') return undefined;
  return seen.place === place ? [seen.observation] : [];
};

const defect = all(availabilityIs('shown'), builtSo('requester', ({ build }) => shiftsTimesOverGraph(build)));

export default defineCause({
  id: 'graph-path-timezone-shift',
  layer: 'mailbox',
  title: 'Busy times of cloud colleagues are shown some hours too early or too late',
  explanation: '{requesterServer} runs an update of Exchange SE with a defect. Asking Exchange Online by Microsoft Graph, it moves busy times '
    + 'by the distance of the user\'s time zone from UTC. The user sees no cross lines, but wrong times.',
  directions: ['onprem-to-cloud'],
  leadsTo: 'wrong-times',
  concerns: 'exchange',
  signs: [
    proves('an appointment that the user knows is shown too early or too late by exactly the user\'s UTC offset', all(defect, eventIs('moved')),
      'name an appointment of {target} under knownEvent in a scenario (mailbox, start, end, each with the offset from UTC)'),
    hints('{requesterServer} runs a build of Exchange SE with that defect, and availability is shown', defect),
    excludes('there are cross lines; the defect shows wrong times', availabilityIs('hash-marks')),
    doubts('an appointment that the user knows is shown at its own time', eventIs('own-time')),
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
