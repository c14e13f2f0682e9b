import { defineCause, doubts, proves, suggests } from '../cause.ts';
import { all, hasCode, inAnswer, requesterShownThere, says } from '../sight.ts';

export default defineCause({
  id: 'ews-throttled',
  layer: 'mailbox',
  title: 'Exchange turns the account that asks away for a while (throttling)',
  explanation: 'The account that asks has used up what Exchange allows it in a given time, so Exchange refuses for a while. '
    + 'This concerns accounts that ask a lot, such as room panels or this tool, and seldom a person.',
  concerns: 'exchange',
  signs: [
    proves('the server answered that it is too busy for this account', hasCode('ErrorServerBusy', 'ErrorExceededConnectionCount')),
    suggests('{targetServer} told the calling server that it is too busy', all(inAnswer(({ answer }) => answer !== null), says('server-busy'))),
    // Throttling can hide inside a general error. Source: Microsoft Learn, EWS throttling in Exchange.
    proves('a general error carries a back-off time', inAnswer(({ exchange }) => exchange.fault?.values['BackOffMilliseconds'] !== undefined)),
    doubts('{requester} was shown another mailbox on {targetServer} in the same run', requesterShownThere),
  ],
  remedy: [
    'Wait as long as the answer says (BackOffMilliseconds), and make fewer calls at the same time.',
    'On-premises: give the account a throttling policy of its own (New-ThrottlingPolicy, Set-ThrottlingPolicyAssociation), with numbers, never null. '
      + 'In Exchange Online the policies cannot be changed.',
  ],
  confirm: ['Get-ThrottlingPolicyAssociation <account> | Format-List ThrottlingPolicyId (blank: the default policy)'],
  references: [
    { title: 'EWS throttling in Exchange',
      url: 'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange' },
  ],
});
