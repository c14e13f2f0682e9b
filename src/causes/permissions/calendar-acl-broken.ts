import { defineCause, doubts, hints, proves, suggests } from '../cause.ts';
import { all, hasCode, notVisibleFromHere, requesterRefusedEverywhere } from '../sight.ts';
import { namesCode } from '../server-health/sight.ts';
import { shownToOthers } from './sight.ts';

const refused = hasCode('ErrorNoFreeBusyAccess');

export default defineCause({
  id: 'calendar-acl-broken',
  layer: 'mailbox',
  title: 'The list of rights on the colleague\'s calendar is damaged or odd',
  explanation: 'The calendar of {target} looks as if everybody may see free/busy, and yet Exchange refuses {requester}. An entry in its list of '
    + 'rights is damaged, or one made for this user takes the right away that everybody else has.',
  concerns: 'helpdesk',
  signs: [
    proves('the answer names it: the security descriptor of the calendar folder is corrupted', namesCode('ErrorInvalidSecurityDescriptor')),
    suggests('{requester} is refused, while the same calendar is shown to several others', all(refused, shownToOthers(2))),
    hints('the server answered that {requester} may not see free/busy of {target} (a Default right of None gives the same)', refused),
    suggests('Default of the calendar is AvailabilityOnly or more, and the user still is refused', notVisibleFromHere,
      'Get-MailboxFolderPermission {target}:\\Calendar | Format-Table User,AccessRights'),
    doubts('{requester} is refused by every other calendar that was asked for, too: the fault is rather with the requester',
      requesterRefusedEverywhere),
  ],
  remedy: [
    'Compare what Get-MailboxFolderPermission {target}:\\Calendar lists with the list in MFCMAPI; note entries that only one of the two shows.',
    'Remove the entry of {requester} or of its group and add it anew (Remove-MailboxFolderPermission, Add-MailboxFolderPermission). That this '
      + 'helps here is not documented.',
    'Where references to delegates are damaged: Remove-MailboxFolderPermission {target}:\\Calendar -User <delegate> -ResetDelegateUserCollection',
  ],
  confirm: [
    'Get-MailboxFolderPermission {target}:\\Calendar | Format-Table User,AccessRights: is Default right, and is the entry of Anonymous missing?',
    'Only users with an entry of their own fail, while the others succeed by way of Default.',
  ],
  references: [
    { title: 'Client experience: free/busy not working',
      url: 'https://blogs.technet.microsoft.com/ivfranji/client-experience-free-busy-not-working' },
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
    { title: 'Errors when you configure free/busy or delegate information',
      url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/errors-when-configure-free-busy-or-delegate-information' },
  ],
});
