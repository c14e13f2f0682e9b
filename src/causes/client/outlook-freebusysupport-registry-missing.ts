import { defineCause, doubts, hints, proves } from '../cause.ts';
import { all, inAnswer, notVisibleFromHere, textHas } from '../sight.ts';

/** Outlook says so each time while it waits: only when it stays is it a sign. Source: OfficeDocs-Support, cannot-view-free-busy-information.md. */
const waits = textHas(/we'?re checking everyone'?s calendars/);

const READ = 'on the user\'s computer: reg query HKLM\\SOFTWARE\\Microsoft\\Office /s /k /f FreeBusySupport (does each key that it finds hold EX and '
  + 'SMTP?)';

export default defineCause({
  id: 'outlook-freebusysupport-registry-missing',
  layer: 'autodiscover',
  title: 'Outlook lost the setting that tells it how to look up availability',
  explanation: 'Outlook keeps in the registry of the computer which part of it looks up availability, and that entry is missing. So Outlook '
    + 'asks nobody, and waits without end in place of showing the calendars. It happens after an installation of Office.',
  concerns: 'helpdesk',
  signs: [
    hints('Outlook stays at "We\'re checking everyone\'s calendars" (it says so for a moment each time)', waits),
    proves('the key FreeBusySupport of this Outlook lacks EX or SMTP', all(waits, notVisibleFromHere), READ),
    doubts('the server answered that it failed: Outlook did ask it', inAnswer(({ answer, exchange }) =>
      ![undefined, '', 'NoError'].includes(answer?.responseCode ?? exchange.fault?.responseCode ?? undefined))),
  ],
  remedy: [
    'Repair or reinstall Office on the user\'s computer: that writes the entries anew.',
    'Or add them by hand as REG_SZ, after a backup: EX = {0006F014-0000-0000-C000-000000000046}, SMTP = {0006F049-0000-0000-C000-000000000046}, '
      + 'under the key Office\\16.0\\Outlook\\SchedulingInformation\\FreeBusySupport that belongs to the installation.',
    'Restart Outlook.',
  ],
  confirm: [READ, 'The same user in Outlook on the web, or on another computer, sees the availability.'],
  references: [{ title: 'We\'re checking everyone\'s calendars',
    url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/cannot-view-free-busy-information' }],
});
