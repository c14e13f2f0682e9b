import { defineCause, doubts, hints, proves } from '../cause.ts';
import { all, any, notVisibleFromHere, requesterShownThere, says } from '../sight.ts';
import { accessDenied, invalidUser, resolveFreeBusyErrors, words } from './sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors; Test-OAuthConnectivity as quoted in Microsoft Q&A. */
const unknown = any(says('token-user-does-not-exist'), words(/user-context in the token does not exist/));

export default defineCause({
  id: 'oauth-user-context-not-found',
  layer: 'directory',
  title: 'The other side does not know the user who asks',
  explanation: 'When a server asks the other side, it names the user for whom it asks, and {requester} does not exist there. Mostly the account '
    + 'is not synchronized between on-premises and cloud. So this user gets cross lines while synchronized ones do not.',
  concerns: 'directory',
  signs: [
    proves('the answer names it: the user in the token does not exist', unknown),
    hints('the user in the token was refused, without a word why (two objects with one address look so too)', invalidUser),
    hints('Test-OAuthConnectivity says "401 Access denied" (a name missing in Entra ID gives the same)', accessDenied),
    proves('{requester} is missing in the directory of the side that was asked', all(any(unknown, invalidUser, accessDenied), notVisibleFromHere),
      'on the side of {targetServer}: Get-Recipient {requester} | Format-List RecipientType,PrimarySmtpAddress,WhenCreated'),
    doubts('{requester} is shown another mailbox on {targetServer}, which so takes its token', requesterShownThere),
  ],
  remedy: [
    'Bring {requester} into the scope of Entra Connect (organizational unit, filters), and let it synchronize.',
    'Do not test with an administrator account that exists on one side only.',
  ],
  confirm: [
    'Get-Recipient {requester}, on the side that was asked',
    'Test-OAuthConnectivity with that mailbox shows the same text, and succeeds with a synchronized one.',
  ],
  references: [
    resolveFreeBusyErrors,
    { title: '401 Access denied error when you run the Test-OAuthConnectivity cmdlet',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/401-access-denied-error-when-running-test-oauthconnectivity' },
  ],
});
