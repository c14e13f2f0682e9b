import { defineCause, excludes, proves, suggests } from '../cause.ts';
import { inAnswer, notVisibleFromHere, requesterShownThere } from '../sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors (output of Test-OrganizationRelationship). */
const FORMAT = /isn['’]t correct\. Please use this format: user name, the @ sign, followed by the domain name/i;
const NAMED_VALUE = /The email address ["“](?![^"”]*@)[^"”]{1,200}["”] isn['’]t correct\. Please use this format/i;

export default defineCause({
  id: 'immutableid-not-an-address',
  layer: 'federation',
  title: 'A value that is no address stands in for the requester\'s address',
  explanation: 'Exchange Online needs a pass in the name of {requester} before it asks servers on-premises. A field of the account '
    + '(ImmutableId) holds something that is no address, so no pass can be made. The user gets cross lines for everybody on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'directory',
  signs: [
    proves('the text names the value that is used as an address and is none', inAnswer(({ text }) => NAMED_VALUE.test(text))),
    suggests('the text says that the requester\'s address has not the form of an address', inAnswer(({ text }) => FORMAT.test(text))),
    suggests('the test of the relationship ends in a FormatException',
      inAnswer(({ text }) => /\[Test-OrganizationRelationship\], FormatException/i.test(text))),
    proves('ImmutableId of {requester} is not empty', notVisibleFromHere,
      'Exchange Online PowerShell: Get-Mailbox {requester} | Format-List ImmutableId; on-premises: Get-RemoteMailbox {requester} | Format-List '
        + 'ImmutableId'),
    excludes('{requester} is shown another mailbox on {targetServer}, which so takes its address', requesterShownThere),
  ],
  remedy: [
    'Note ImmutableId of {requester} down. If the user is synchronized from on-premises, then: Set-RemoteMailbox {requester} -ImmutableId $null',
    'Synchronize: Start-ADSyncSyncCycle -PolicyType Delta on the synchronization server.',
    'If the user lives in the cloud only: Set-Mailbox {requester} -ImmutableId $null in Exchange Online PowerShell.',
  ],
  confirm: [
    'Exchange Online PowerShell: Test-OrganizationRelationship -Identity "O365 to On-premises*" -UserIdentity {requester} -Verbose',
    'Get-Mailbox {requester} | Format-List ImmutableId (empty is right)',
  ],
  references: [{ title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' }],
});
