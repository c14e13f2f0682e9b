import { defineCause, doubts, proves, suggests } from '../cause.ts';
import { inAnswer, sameServersShown } from '../sight.ts';
import { resolveFreeBusyErrors } from './sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors (type, sentence and LID 39660). */
const TYPE = /\bCrossOrganizationProxyNotAllowedForExternalOrganization/;
const SENTENCE = /cross-organization request for .{1,400}? is not allowed because the requester is from a different organization/is;

export default defineCause({
  id: 'hybrid-mesh-third-party',
  layer: 'federation',
  title: 'The wrong half of the other organization was asked',
  explanation: 'The organization of {target} has mailboxes on-premises and in the cloud, and the half was asked that does not hold this one. '
    + 'That half does not pass questions of outsiders on to the other.',
  concerns: 'directory',
  signs: [
    proves('the answer names it: a request of another organization is not passed on',
      inAnswer(({ answer, text }) => TYPE.test(`${answer?.exceptionType ?? ''} ${text}`) || SENTENCE.test(text))),
    suggests('the answer carries location id 39660, which belongs to that refusal', inAnswer(({ answer, text }) =>
      (answer?.lids.includes(39660) ?? false) || /\bLID: ?39660\b/.test(text))),
    // No more than a doubt: that mailbox may live in the half that was asked.
    doubts('another mailbox is shown over the same two servers', sameServersShown),
  ],
  remedy: [
    'Look {target} up by the address whose Autodiscover leads to the right half: for a mailbox in the cloud <name>@<tenant>.mail.onmicrosoft.com.',
    'Or give the mail contact of {target} on this side that address (ExternalEmailAddress), and make sure that a relationship lists its domain.',
  ],
  confirm: [
    'On the asking side: Get-Recipient {target} | Format-List RecipientType,ExternalEmailAddress',
    'A lookup by the mail.onmicrosoft.com address is shown.',
  ],
  references: [resolveFreeBusyErrors],
});
