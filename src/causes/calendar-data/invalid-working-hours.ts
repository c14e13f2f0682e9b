import { defineCause, excludes, proves, suggests } from '../cause.ts';
import { inAnswer, says, targetShown } from '../sight.ts';

/** The method that checks them, in stack traces of every language. Source: Microsoft Learn, Resolve free/busy errors. */
const checked = inAnswer(({ text }) => /\bAttendeeWorkHours\.Validate\b/.test(text));

export default defineCause({
  id: 'invalid-working-hours',
  layer: 'mailbox',
  title: 'The working hours of a mailbox make no sense',
  explanation: 'The working hours of {target}, or of a room in that list, end before they begin, or their time zone is missing. Exchange cannot '
    + 'work out free times from that, and gives an error in place of availability.',
  concerns: 'helpdesk',
  signs: [
    proves('the text names it: the working hours end before they begin', says('work-hours-invalid')),
    suggests('it failed where Exchange checks the working hours of an attendee', checked),
    excludes('the same mailbox is shown to somebody else', targetShown),
  ],
  remedy: [
    'Set the hours that are right, such as: Set-MailboxCalendarConfiguration {target} -WorkingHoursStartTime 08:00:00 -WorkingHoursEndTime '
      + '17:00:00 -WorkingHoursTimeZone "<time zone>"',
    'For a room list do so for each room whose values are wrong; one such room spoils the answer for the list.',
  ],
  confirm: [
    'Get-MailboxCalendarConfiguration {target} | Format-List Identity,WorkingHours*',
    'A room list: Get-DistributionGroupMember <room list> | Get-MailboxCalendarConfiguration | Format-List Identity,WorkingHours*',
  ],
  references: [
    { title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' },
    { title: 'Set-MailboxCalendarConfiguration',
      url: 'https://learn.microsoft.com/powershell/module/exchange/set-mailboxcalendarconfiguration' },
  ],
});
