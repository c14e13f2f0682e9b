import { defineCause, doubts, hints, proves } from '../cause.ts';
import { namesCode } from '../server-health/sight.ts';
import { any, inAnswer, says, targetShownToOthers } from '../sight.ts';

const named = any(namesCode('ErrorResultSetTooBig'), says('too-many-calendar-entries'), inAnswer(({ text, answer }) =>
  /\bResultSetTooBigException\b/.test(text) || answer?.exceptionType === 'ResultSetTooBigException'));

/** Source: Microsoft Learn, Resolve free/busy errors (LID: 54796); Microsoft Graph, calendar: getSchedule (code 5006). */
const numbered = inAnswer(({ text, answer }) => answer?.exceptionCode === '5006' || answer?.lids.includes(54796) === true
  || /\bLID:\s*54796\b/i.test(text));

export default defineCause({
  id: 'too-many-calendar-entries',
  layer: 'mailbox',
  title: 'The colleague\'s calendar holds too many entries in that time',
  explanation: 'Exchange reads at most 1,000 entries of a calendar for one lookup, and that of {target} holds more in the time asked for. '
    + 'Exchange gives up, and everybody gets cross lines for this one colleague. Often the entries are copies of the same appointments.',
  concerns: 'helpdesk',
  signs: [
    proves('the answer names it: the calendar of {target} holds too many entries for one lookup', named),
    hints('the answer carries a number that Microsoft documents for too many entries', numbered),
    doubts('the same calendar is shown to a requester on another server', targetShownToOthers),
  ],
  remedy: [
    'Open the calendar of {target} in Outlook as a list (View, Change View, List), sort it by start or subject, and look for copies.',
    'Delete the copies and leftovers, if {target} agrees.',
    'Look for what makes the copies: a device or program that synchronizes the calendar, or two that do.',
    'Meanwhile, ask for a shorter time: fewer days in the Scheduling Assistant; in a scenario, fewer hours in its window.',
  ],
  confirm: [
    'The text itself: "The allowed size = 1000; the actual size = …"',
    'Get-MailboxFolderStatistics {target} -FolderScope Calendar | Format-Table Name,ItemsInFolder (of all times, so more than in the time asked for)',
  ],
  references: [
    { title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' },
    { title: 'You can\'t view free/busy information on another user\'s calendar in Exchange Online',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/cannot-view-another-user-calendar-free-busy-information' },
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
  ],
});
