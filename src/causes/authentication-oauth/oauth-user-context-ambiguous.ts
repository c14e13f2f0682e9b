import { defineCause, doubts, hints, proves } from '../cause.ts';
import { all, any, notVisibleFromHere, requesterShownThere, says } from '../sight.ts';
import { invalidUser, resolveFreeBusyErrors, words } from './sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors ("Exception proxy web request failed", LID 43532). */
const ambiguous = any(says('token-user-ambiguous'), words(/in the token is ambiguous/));

export default defineCause({
  id: 'oauth-user-context-ambiguous',
  layer: 'directory',
  title: 'Two objects on-premises carry the address of the user who asks',
  explanation: 'Exchange Online asks {targetServer} on behalf of {requester}, and more than one object there has this name or address. '
    + '{targetServer} cannot tell who is meant and refuses. So this user gets cross lines while others do not.',
  directions: ['cloud-to-onprem'],
  concerns: 'directory',
  signs: [
    proves('the answer names it: the user in the token is ambiguous', ambiguous),
    hints('the user in the token was refused, without a word why (an unknown user looks so too)', invalidUser),
    proves('a search of the whole forest finds more than one object', all(any(ambiguous, invalidUser), notVisibleFromHere),
      'Get-ADObject -Server <global catalog>:3268 -LDAPFilter "(|(userPrincipalName={requester})(proxyAddresses=smtp:{requester})'
        + '(proxyAddresses=sip:{requester}))"'),
    doubts('{requester} is shown another mailbox on {targetServer}, which so takes its token', requesterShownThere),
  ],
  remedy: [
    'Search the whole forest for objects with {requester} as user principal name, SMTP or SIP address (contacts and disabled accounts too).',
    'Change the address of the object that has it wrongly, or delete that object; then synchronize.',
  ],
  confirm: [
    'Get-ADObject -Server <global catalog>:3268 -LDAPFilter "(|(userPrincipalName={requester})(proxyAddresses=smtp:{requester})(proxyAddresses='
    + 'sip:{requester}))"'],
  references: [resolveFreeBusyErrors],
});
