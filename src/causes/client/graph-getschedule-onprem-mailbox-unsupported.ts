import { identify } from '../../exchange/identity.ts';
import { defineCause, doubts, hints, suggests, type See } from '../cause.ts';
import { namesCode } from '../server-health/sight.ts';
import { textHas } from '../sight.ts';

/** A call in its name was executed by Exchange Online, or Autodiscover leads there. */
const seenInTheCloud: See = (lookup, evidence) => {
  const { version, versionShownBy } = identify(lookup.requester.server, evidence);
  return versionShownBy === undefined ? undefined : version === 'exchange-online' ? [versionShownBy] : [];
};

export default defineCause({
  id: 'graph-getschedule-onprem-mailbox-unsupported',
  layer: 'directory',
  title: 'Microsoft Graph is asked in the name of a mailbox that is not in Exchange Online',
  explanation: 'A program looks availability up by Microsoft Graph, which serves mailboxes in Exchange Online only. The mailbox in whose name '
    + 'it asks is on-premises, has no licence, or was deleted, so Graph refuses. A server on-premises would answer for the same mailbox.',
  concerns: 'exchange',
  signs: [
    // The codes do not tell a mailbox on-premises from one without a licence. Source: microsoft-graph-docs issue 6303; OfficeDocs-Support 4462988.
    suggests('Graph says that it does not serve this mailbox', namesCode('MailboxNotEnabledForRESTAPI', 'MailboxNotSupportedForRESTAPI')),
    suggests('the text says that REST does not serve this mailbox', textHas(/rest api is not yet supported for this mailbox/)),
    suggests('the text says that the mailbox is inactive, deleted or on-premises',
      textHas(/mailbox is either inactive, soft-deleted, or is hosted on-premise/)),
    suggests('the server does not know the call for schedules', textHas(/resource not found for the segment '[\w.]*getschedule'/)),
    // The code is about any address that cannot be read.
    hints('the server could not read the address of the call', namesCode('RequestBroker-ParseUri')),
    doubts('the mailbox of {requester} was seen to be in Exchange Online', seenInTheCloud),
  ],
  remedy: [
    'Ask mailboxes on-premises by EWS on their own server; call Graph only in the name of a mailbox in Exchange Online.',
    'Where the mailbox is meant to be in the cloud: assign the missing licence, or migrate it.',
  ],
  confirm: [
    'Exchange Online PowerShell: Get-Recipient <address in whose name the program asks> | Format-List RecipientTypeDetails (MailUser: the mailbox is '
      + 'on-premises)',
    'Microsoft 365 admin center, Users, Active users: has the user a licence with Exchange Online?',
  ],
  references: [
    { title: 'REST API is not yet supported for this mailbox',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/rest-api-is-not-yet-supported-for-this-mailbox-error' },
    { title: 'microsoft-graph-docs issue 6303', url: 'https://github.com/microsoftgraph/microsoft-graph-docs/issues/6303' },
    { title: 'On-premises architectural requirements for the REST API',
      url: 'https://techcommunity.microsoft.com/t5/exchange-team-blog/on-premises-architectural-requirements-for-the-rest-api/ba-p/605609' },
  ],
});
