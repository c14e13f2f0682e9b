import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import {
  accessDenied1007, clockOff, clocksRight, offByTheSameElsewhere, reads, resolveFreeBusyErrors, securityNotVerified, tokenNotProcessed,
  tokenNotValidated, unlessClocksRight,
} from './sight.ts';

/** Source: KB 3107293, second text. */
const named = reads(/system time appears to be more than five minutes/);

/** Source: OfficeDocs-Support, troubleshoot-freebusy-issues-in-exchange-hybrid.md; a missing proxy setting leaves the same words. */
const found5039 = reads(/attendee's server couldn't be found\b.{0,100}\(error code: ?5039\)/);

const refused = any(securityNotVerified, tokenNotProcessed, tokenNotValidated, accessDenied1007);
const refusedOrLost = any(securityNotVerified, accessDenied1007, found5039);

export default defineCause({
  id: 'clock-skew',
  layer: 'federation',
  title: 'The clock of an Exchange server is wrong by more than five minutes',
  explanation: 'The passes with which two organizations ask each other are good for a short time only. The clock of an Exchange server is wrong '
    + 'by more than five minutes, so passes look expired or not yet valid.',
  concerns: 'exchange',
  signs: [
    proves('the text names it: the system time is more than five minutes off', named),
    suggests('a pass was refused, and the clock of an Exchange server is more than five minutes off, by the clock of this machine',
      all(refused, clockOff)),
    hints('the text is one that a wrong clock leaves (old federation data and WS-Security leave the same)', unlessClocksRight(refusedOrLost)),
    doubts('the clocks of the servers on-premises were seen to be right', all(any(refused, refusedOrLost), clocksRight)),
    doubts('a server of another forest is off by the same time, so it may be the clock of this machine that is wrong', offByTheSameElsewhere),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the clock of an Exchange server differs from public time by more than five minutes', all(refusedOrLost, notVisibleFromHere),
      'on every Exchange server: w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly'),
  ],
  remedy: [
    'See which server\'s clock is wrong, on every Exchange server: w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly',
    'Let the domain controller with the PDC emulator role take its time from an outside source: w32tm /config /manualpeerlist:"<time server>" '
      + '/syncfromflags:manual /update',
    'On every Exchange server: w32tm /resync /rediscover; on a virtual machine, switch off the time of the host where it contradicts.',
    'Then restart IIS on it (iisreset /noforce).',
  ],
  confirm: [
    'On every Exchange server: w32tm /query /status and w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly',
    'The system log holds warnings of Time-Service.',
  ],
  references: [
    {
      title: '"1007 AccessDenied" or "Ensure your system time is correct" error (KB 3107293)',
      url: 'https://support.microsoft.com/kb/3107293',
    },
    {
      title: 'Troubleshoot free/busy issues in Exchange hybrid',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/troubleshoot-freebusy-issues-in-exchange-hybrid',
    },
    resolveFreeBusyErrors,
  ],
});
