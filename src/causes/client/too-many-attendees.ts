import { defineCause, proves, suggests } from '../cause.ts';
import { namesCode } from '../server-health/sight.ts';
import { textHas } from '../sight.ts';

export default defineCause({
  id: 'too-many-attendees',
  layer: 'mailbox',
  title: 'Too many people are asked for at once',
  explanation: 'Exchange answers for at most 100 people in one request, and a group may not hold more than that either. Here more were asked for, '
    + 'so Exchange gives no availability, for the group or for anybody in the request.',
  concerns: 'helpdesk',
  signs: [
    proves('the answer names it: the request holds more than 100 addresses', namesCode('ErrorMailboxDataArrayTooBig')),
    proves('the answer names it: the group has too many members', namesCode('ErrorFreeBusyDLLimitReached')),
    proves('the answer names it: the request holds too many attendees to resolve', namesCode('ErrorIndividualMailboxLimitReached')),
    // Source: microsoft-graph-docs issue 7047.
    suggests('the text says that there are too many addresses in the request', textHas(/too many target users in the emailaddress array/)),
  ],
  unopposed: 'The code counts the addresses of this very request (ResponseCode, EWS).',
  remedy: [
    'A person who plans a meeting: invite smaller groups, or look at the people who matter most in place of the whole group.',
    'A program that asks: split the request into parts of at most 100 addresses.',
  ],
  confirm: [
    'Get-DistributionGroupMember <group> -ResultSize Unlimited | Measure-Object (and the same for each group inside it)',
    'The text of the answer names the allowed and the actual number, where there is one.',
  ],
  references: [
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
    { title: 'microsoft-graph-docs issue 7047', url: 'https://github.com/microsoftgraph/microsoft-graph-docs/issues/7047' },
  ],
});
