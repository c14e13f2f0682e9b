import { defineCause, doubts, hints, suggests, type See } from '../cause.ts';
import { wayIsOpen } from '../addressing-or-directory/sight.ts';
import { othersThereRefused, refused as saidOrCoded } from '../organization-relationship/sight.ts';
import { all, any, hasCode, inAnswer, lacks, textHas, wholeAnswer } from '../sight.ts';
import { noCalendarSettings, sameForest, shownToOthers } from './sight.ts';

/**
 * The refusal came from another organization, asked by federation: that one refuses domains that it does not know in the same words.
 * Source: OfficeDocs-Support 2667844 (5037 with a ResponseSource that ends in WSSecurity).
 */
const refusedByOthers: See = all(hasCode('ErrorNoFreeBusyAccess'),
  inAnswer(({ answer, text }) => /\/wssecurity\b/i.test(`${answer?.responseSource ?? ''} ${text}`)));

/** The words alone count only where no other code was given with them. */
const noOtherCode = inAnswer(({ answer }) => ['', 'ErrorNoFreeBusyAccess'].includes(answer?.responseCode ?? ''));

export default defineCause({
  id: 'calendar-default-permission-none',
  layer: 'mailbox',
  title: 'The colleague\'s calendar lets nobody see free/busy',
  explanation: 'The calendar of {target} shows nothing to people who have no right of their own on it (Default: None). Exchange therefore '
    + 'refuses, and such people get cross lines for this one colleague.',
  concerns: 'helpdesk',
  signs: [
    suggests('the server answered that {requester} may not see free/busy of {target}, and the answer names no other organization that refused',
      all(hasCode('ErrorNoFreeBusyAccess'), any(wholeAnswer, wayIsOpen, sameForest), lacks(refusedByOthers))),
    hints('the server answered that the requester may not see free/busy of {target}', all(saidOrCoded, noOtherCode)),
    hints('nothing in the text shows that another organization refused', all(hasCode('ErrorNoFreeBusyAccess'), lacks(refusedByOthers),
      lacks(noCalendarSettings))),
    hints('the pasted rights of a calendar give Default nothing',
      all(textHas(/accessrights|mailboxfolderpermission|foldername/), textHas(/\bdefault ?:? ?\{?(?:none|contributor)\b/))),
    doubts('all other mailboxes on {targetServer} are refused in the same way', othersThereRefused),
    // No more than a doubt: that requester may have a right of their own on the calendar.
    doubts('the same calendar is shown to another requester', shownToOthers(1)),
    doubts('another organization refused, and those refuse a mail domain that they do not know in the same words', refusedByOthers),
  ],
  remedy: [
    'Ask {target} whether that is meant. If not: Set-MailboxFolderPermission {target}:\\Calendar -User Default -AccessRights AvailabilityOnly '
      + '(the folder may have a localized name)',
  ],
  confirm: ['Get-MailboxFolderPermission {target}:\\Calendar -User Default shows None or Contributor.'],
  references: [
    { title: 'Users cannot see free/busy information',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/cannot-see-free-busy-information' },
  ],
});
