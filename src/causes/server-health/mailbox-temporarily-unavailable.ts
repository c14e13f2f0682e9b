import { defineCause, excludes, proves, suggests, type See } from '../cause.ts';
import { all, inAnswer, othersShown } from '../sight.ts';

/** What the answer for the target itself says, or the text that the calling server hands on from the target's. */
const ofTarget = (...codes: readonly string[]): See => {
  const named = new RegExp(`\\b(?:${codes.join('|')})\\b`);
  return inAnswer(({ answer }) => answer !== null
    && (codes.includes(answer.responseCode) || named.test(`${answer.messageText} ${answer.exceptionMessage ?? ''}`)));
};

/**
 * The store side of an answer. Only a failover is named without an "or": a move in progress can also mean that the mailbox is elsewhere by now.
 * Source: office-developer-exchange-docs, responsecode.md.
 */
const STORE: readonly string[] = [
  'ErrorMailboxFailover', 'ErrorMailboxMoveInProgress', 'ErrorMailboxStoreUnavailable', 'ErrorMailboxLogonFailed', 'ErrorConnectionFailed',
];

const ofRequest = inAnswer(({ exchange }) => STORE.includes(exchange.fault?.responseCode ?? ''));

export default defineCause({
  id: 'mailbox-temporarily-unavailable',
  layer: 'mailbox',
  title: 'The mailbox is being moved, or its database is not available',
  explanation: 'Exchange knows where the calendar is, yet it cannot open it at this moment: the mailbox is being moved, its database is '
    + 'changing servers or is down. The user gets cross lines for this one mailbox, often for a few minutes only.',
  concerns: 'exchange',
  signs: [
    proves('the answer names it: the mailbox of {target} is in a failover', ofTarget('ErrorMailboxFailover')),
    suggests('the answer says that the mailbox of {target} is being moved, or is on another server by now', ofTarget('ErrorMailboxMoveInProgress')),
    suggests('the answer says that the database of {target} is not available', ofTarget('ErrorMailboxStoreUnavailable')),
    suggests('the answer says that the mailbox of {target} could not be opened', ofTarget('ErrorMailboxLogonFailed', 'ErrorConnectionFailed')),
    suggests('the server refused the request as a whole over a mailbox or database that is not available: that of {requester}', ofRequest),
    excludes('{requester} is shown other mailboxes, so that mailbox is available',
      all(ofRequest, othersShown((other, lookup) => other.requester.address === lookup.requester.address))),
  ],
  remedy: [
    'Repeat the lookup after some minutes: a move or a failover ends by itself.',
    'Mount the database where it is dismounted: Mount-Database <database>; look for the reason in the Application log first.',
    'Where the store is overloaded, relieve it; then {again}.',
  ],
  confirm: [
    'Get-MoveRequest -Identity {target} | Format-List Status,SourceDatabase,TargetDatabase',
    'Get-MailboxDatabaseCopyStatus -Identity (Get-Mailbox {target}).Database | Format-List Name,Status,ContentIndexState; Get-MailboxDatabase '
      + '-Status | Format-List Name,Mounted,Server',
  ],
  references: [
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
    { title: 'Get-MailboxDatabaseCopyStatus', url: 'https://learn.microsoft.com/powershell/module/exchange/get-mailboxdatabasecopystatus' },
    { title: 'Mount-Database', url: 'https://learn.microsoft.com/powershell/module/exchange/mount-database' },
  ],
});
