import { defineCause, doubts, excludes, proves, suggests } from '../cause.ts';
import { all, hasCode, notVisibleFromHere } from '../sight.ts';
import { reads, requesterShownOthers, resolveFreeBusyErrors, testToken } from './sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors (both sentences). */
const sentence = reads(/the password for the account has expired/, /the password has to be changed/);

export default defineCause({
  id: 'delegation-token-password-expired',
  layer: 'federation',
  title: 'The cloud password of the requester has expired or must be changed',
  explanation: 'Exchange Online needs a pass in the name of {requester} before it asks servers on-premises. The password that the cloud holds '
    + 'for this account has expired or must be changed, so no pass is made. The user gets cross lines for everybody on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'directory',
  signs: [
    suggests('the text says that the password has expired or has to be changed', sentence),
    // Source: ResponseCode (EWS): the two codes are documented for the account that calls EWS.
    doubts('the response code is the one for the account that sent the request, not for a pass',
      all(sentence, hasCode('ErrorPasswordExpired', 'ErrorPasswordChangeRequired'))),
    excludes('{requester} is shown another mailbox of {targetServer}', requesterShownOthers),
    proves('the test of a token for {requester} gives the same words', all(sentence, notVisibleFromHere), testToken),
  ],
  remedy: [
    'Let {requester} sign in to Microsoft 365 once and change the password.',
    'If it is marked to be changed and that is not wanted, in Microsoft Graph PowerShell: Update-MgUser -UserId {requester} -PasswordProfile '
      + '@{ForceChangePasswordNextSignIn=$false}',
    'If it has expired, for a synchronized user whose password is kept on-premises: Update-MgUser -UserId {requester} -PasswordPolicies '
      + 'DisablePasswordExpiration',
  ],
  confirm: [testToken, 'Get-MgUser -UserId {requester} -Property PasswordPolicies,LastPasswordChangeDateTime | Format-List '
    + 'PasswordPolicies,LastPasswordChangeDateTime'],
  references: [
    resolveFreeBusyErrors,
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
  ],
});
