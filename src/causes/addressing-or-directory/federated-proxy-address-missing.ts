import { defineCause, doubts, hints, proves, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { domainFederated } from '../federation/configured.ts';
import { all, any, hasCode, inAnswer, notVisibleFromHere, othersShown } from '../sight.ts';
import { namesCode } from '../server-health/sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors, "Autodiscover failed for email address: InvalidUser" (LID 33676). */
const invalidUser = inAnswer(({ text }) => /'ExternalEwsUrl'[^]{0,100}\bInvalidUser\b/i.test(text.replace(/[’‘]/g, '\'')));

/** The location id belongs to every failure of Autodiscover; with the word it tells a little more. */
const idWithUser = inAnswer(({ answer, text }) => (answer?.lids.includes(33676) ?? false) && /\bInvalidUser\b/.test(text));

const shownOthersThere = othersShown((other, lookup) =>
  other.requester.address === lookup.requester.address && other.target.server === lookup.target.server);

export default defineCause({
  id: 'federated-proxy-address-missing',
  layer: 'directory',
  title: 'The requester has no address in the domain that the two organizations share',
  explanation: 'One organization knows the users of the other by an address in an agreed domain, such as tenant.mail.onmicrosoft.com. '
    + '{requester} has no address there, so the other side does not know who asks.',
  concerns: 'directory',
  signs: [
    proves('the answer names it: the requester has no address in a federated domain', namesCode('ErrorUserWithoutFederatedProxyAddress')),
    // The article names a wrong Autodiscover endpoint as the other origin.
    suggests('Autodiscover of the other organization answered "InvalidUser" to the question for its availability address', invalidUser),
    hints('Autodiscover failed with location id 33676 over an invalid user', all(hasCode('ErrorAutoDiscoverFailed'), idWithUser)),
    hints('the mail domain of {requester} is not among the federated domains of its own organization (another of its addresses may be in one)',
      ifShown(domainFederated(false))),
    doubts('the mail domain of {requester} is among the federated domains of its own organization',
      all(any(invalidUser, idWithUser), domainFederated(true))),
    doubts('{requester} is shown other mailboxes of {targetServer}, so the address of the requester is known there',
      all(invalidUser, shownOthersThere)),
    proves('the addresses of {requester} lack one in the routing domain', notVisibleFromHere, 'Get-Mailbox {requester} | Format-List EmailAddresses'),
  ],
  remedy: [
    'Give {requester} the address on-premises, then synchronize: Set-RemoteMailbox {requester} -EmailAddresses '
      + '@{Add="<name>@<tenant>.mail.onmicrosoft.com"}',
    'Meanwhile go round Autodiscover: Set-OrganizationRelationship <relationship> -TargetSharingEpr https://<name of the other '
      + 'side>/EWS/Exchange.asmx/WSSecurity',
  ],
  confirm: [
    'Get-Mailbox {requester} | Format-List EmailAddresses, beside those of a colleague whose lookups work.',
    'The Free/Busy test of the Remote Connectivity Analyzer shows InvalidUser.',
  ],
  references: [
    { title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' },
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
  ],
});
