import { defineCause, excludes, hints, proves, suggests } from '../cause.ts';
import { all, any, notVisibleFromHere } from '../sight.ts';
import { changeNameForthAndBack, reads, requesterShownOthers, resolveFreeBusyErrors, testToken, tokenServiceRefused } from './sight.ts';

/**
 * Source: Microsoft Learn, Resolve free/busy errors; recorded faults of the token service hold the code 0x80041012 beside it, audit logs
 * PP_E_BAD_PASSWORD. The pair 0x80048821 says "bad name or password" and does not tell which.
 */
const sentence = reads(/the entered and stored passwords do not match/);
const code = reads(/\b0x80041012\b/, /\bpp_e_bad_password\b/);

/** Bad name or password: which of them, the code inside tells. */
const eitherOf = reads(/\b0x80048821\b/);

export default defineCause({
  id: 'delegation-token-password-mismatch',
  layer: 'federation',
  title: 'The cloud account of the requester holds credentials that do not fit together',
  explanation: 'Exchange Online needs a pass in the name of {requester} before it asks servers on-premises. The credentials that the cloud '
    + 'holds for this account contradict each other, so no pass is made. The user gets cross lines for everybody on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'directory',
  signs: [
    proves('the token service names it: entered and stored passwords do not match', any(code, all(sentence, tokenServiceRefused))),
    suggests('the text says that entered and stored passwords do not match', sentence),
    hints('the token service refused the name or the password, and does not say which', eitherOf),
    excludes('{requester} is shown another mailbox of {targetServer}', requesterShownOthers),
    proves('the test of a token for {requester} gives the same words', all(any(sentence, eitherOf), notVisibleFromHere), testToken),
  ],
  remedy: [
    'Agree on a moment with {requester}, then reset the password in the cloud (for a synchronized user: on-premises), and wait for the '
      + 'synchronization.',
    changeNameForthAndBack,
    'Set ImmutableId to nothing: Set-RemoteMailbox {requester} -ImmutableId $null on-premises for a synchronized user, Set-Mailbox in Exchange '
      + 'Online otherwise.',
  ],
  confirm: [testToken, 'Other users of the cloud are shown the same colleagues on-premises.'],
  references: [resolveFreeBusyErrors],
});
