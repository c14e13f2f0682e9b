import { defineCause, doubts, excludes, hints, proves, suggests } from '../cause.ts';
import { nothingSetUp, somethingSetUp } from './configured.ts';
import { all } from '../sight.ts';
import { noWayBack, noWayThere, oneWayIsOpen, otherDomainsShown, resolveFreeBusyErrors } from './sight.ts';

export default defineCause({
  id: 'hybrid-minimal-configuration',
  layer: 'federation',
  title: 'On-premises and cloud were joined without calendars ("minimal" or "express")',
  explanation: 'When on-premises Exchange was joined with Microsoft 365, the short form of the wizard was chosen. It moves mailboxes, but does '
    + 'not let the two sides see each other\'s calendars. Users get cross lines in both directions.',
  directions: ['onprem-to-cloud', 'cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('neither side has a way to the other', all(noWayThere, noWayBack)),
    hints('the asking side has no way to the domain of {target} (one domain that was forgotten looks the same)', noWayThere),
    excludes('lookups between the two are shown in at least one direction', oneWayIsOpen),
    doubts('the asking side has a connector or relationship that is on', all(noWayThere, somethingSetUp)),
    doubts('mailboxes of another domain are shown', all(noWayThere, otherDomainsShown)),
    proves('neither connectors nor relationships exist on either side', all(noWayThere, nothingSetUp),
      'on-premises and in Exchange Online PowerShell: Get-OrganizationRelationship; Get-IntraOrganizationConnector'),
  ],
  remedy: ['Run the Hybrid Configuration wizard again and choose "Full Hybrid Configuration".'],
  confirm: ['On both sides: Get-OrganizationRelationship | Format-List Name,DomainNames (empty)',
    'On both sides: Get-IntraOrganizationConnector | Format-List Name,TargetAddressDomains (empty)'],
  references: [resolveFreeBusyErrors],
});
