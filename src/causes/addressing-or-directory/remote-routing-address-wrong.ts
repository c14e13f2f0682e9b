import { defineCause, doubts, hints, proves, suggests } from '../cause.ts';
import { all, any, hasCode, inAnswer, notVisibleFromHere, says, targetShownToOthers } from '../sight.ts';
import { nobodyIsShown, wayIsOpen } from './sight.ts';

/** Outlook shows number 5016 for it. Another reason that the text gives, such as time, is not this. */
const callFailed = all(hasCode('ErrorProxyRequestProcessingFailed'), inAnswer(({ text }) => !/waiting-for-request-completion/i.test(text)));
const overload = any(says('timed-out', 'request-aborted-timed-out', 'timeout-waiting', 'server-busy', 'request-canceled'));

export default defineCause({
  id: 'remote-routing-address-wrong',
  layer: 'directory',
  title: 'The on-premises entry of the cloud colleague points to a wrong address',
  explanation: 'Exchange on-premises keeps an entry for each colleague in the cloud, with the address by which the cloud knows the mailbox. For '
    + '{target} that address is missing or wrong, so the question goes astray. Everybody on-premises gets cross lines for this one colleague.',
  directions: ['onprem-to-cloud'],
  concerns: 'directory',
  signs: [
    suggests('the call for {target} fails for everybody on-premises, while {requesterServer} shows other mailboxes in Exchange Online',
      all(callFailed, wayIsOpen, nobodyIsShown)),
    hints('the call for {target} fails, while {requesterServer} shows other mailboxes in Exchange Online', all(callFailed, wayIsOpen)),
    hints('the directory on-premises cannot place {target}, while {requesterServer} shows other mailboxes in Exchange Online',
      all(hasCode('ErrorMailRecipientNotFound'), wayIsOpen)),
    doubts('the text speaks of time or load', all(callFailed, overload)),
    doubts('the same address is shown to a requester on another server', targetShownToOthers),
    proves('RemoteRoutingAddress of {target} is not an address that the cloud mailbox has', notVisibleFromHere,
      'on-premises: Get-RemoteMailbox {target} | Format-List RemoteRoutingAddress,EmailAddresses; Exchange Online PowerShell: Get-Mailbox {target} '
        + '| Format-List EmailAddresses'),
  ],
  remedy: [
    'On-premises: Set-RemoteMailbox {target} -RemoteRoutingAddress <name>@<tenant>.mail.onmicrosoft.com',
    'Make sure that the cloud mailbox has that address too (EmailAddresses), then Start-ADSyncSyncCycle -PolicyType Delta on the synchronization '
      + 'server.',
  ],
  confirm: [
    'On-premises: Get-RemoteMailbox {target} | Format-List RemoteRoutingAddress (right: <name>@<tenant>.mail.onmicrosoft.com)',
    'Outlook says: The attendee\'s server couldn\'t be contacted. (Error Code: 5016); others in the cloud are shown.',
  ],
  references: [
    { title: 'Troubleshoot free/busy issues in Exchange hybrid',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/troubleshoot-freebusy-issues-in-exchange-hybrid' },
  ],
});
