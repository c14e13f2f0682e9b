import { defineCause, excludes, hints, proves, suggests } from '../cause.ts';
import { all, any, notVisibleFromHere } from '../sight.ts';
import { changeNameForthAndBack, reads, requesterShownOthers, resolveFreeBusyErrors, testToken, tokenServiceRefused } from './sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors (code and sentence in one fault of the token service). */
const code = reads(/\b0x80041034\b/);
const sentence = reads(/specified member name is either invalid or empty/);
const eitherOf = reads(/\b0x80048821\b/);

export default defineCause({
  id: 'delegation-token-member-name-invalid',
  layer: 'federation',
  title: 'The token service does not accept the name of the requester',
  explanation: 'Exchange Online needs a pass in the name of {requester} before it asks servers on-premises. The token service does not accept '
    + 'that name: the account is not the same in the cloud, on-premises and at AD FS. The user gets cross lines for everybody on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'directory',
  signs: [
    proves('the token service names it: the member name is invalid or empty', any(code, all(sentence, tokenServiceRefused))),
    suggests('the text says that the member name is invalid or empty', sentence),
    hints('the token service refused the name or the password, and does not say which', eitherOf),
    excludes('{requester} is shown another mailbox of {targetServer}', requesterShownOthers),
    proves('the test of a token for {requester} gives the same words', all(any(sentence, eitherOf), notVisibleFromHere), testToken),
  ],
  remedy: [
    'Compare the user principal name of {requester} in the cloud, on-premises and, where users sign in by it, at AD FS.',
    changeNameForthAndBack,
    'Where users sign in by AD FS: check its claim rules, its endpoints and its log at the time of the lookup.',
    'Set ImmutableId to nothing: Set-RemoteMailbox {requester} -ImmutableId $null on-premises for a synchronized user, Set-Mailbox in Exchange '
      + 'Online otherwise.',
    'Last of all, where everybody is affected: recreate the federation trust.',
  ],
  confirm: [testToken, 'Get-Mailbox {requester} | Format-List UserPrincipalName,ImmutableId in Exchange Online, beside Get-RemoteMailbox '
    + 'on-premises.'],
  references: [resolveFreeBusyErrors],
});
