import { defineCause, excludes, suggests } from '../cause.ts';
import { oldMethod } from './configured.ts';
import { sameServersShown } from '../sight.ts';
import { withinOneOrganization } from '../organization-relationship/sight.ts';

// No error text of this state is published, so nothing in an answer speaks for it. Source: office-docs-powershell pull request 12990.
export default defineCause({
  id: 'availability-address-space-orgwidefb-deprecated',
  layer: 'federation',
  title: 'The entry for the other tenant uses a way of asking that no longer works',
  explanation: 'Exchange Online keeps an entry (availability address space) that says how to ask the tenant of {target}. It names an old method '
    + 'that Exchange Online no longer takes, so nobody there is shown.',
  directions: ['within-cloud'],
  concerns: 'tenant',
  signs: [
    suggests('the availability address space for the domain of {target} has the method OrgWideFB or OrgWideFBBasic', oldMethod,
      'in the tenant of {requester}, Exchange Online PowerShell: Get-AvailabilityAddressSpace | Format-List ForestName,AccessMethod,TargetTenantId,'
        + 'TargetServiceEpr'),
    excludes('the same two servers show availability for another mailbox', sameServersShown),
    excludes('the two belong to one tenant', withinOneOrganization),
  ],
  remedy: [
    'Note the present entry down, and find out the tenant id of {target}, which the new one needs: Get-AvailabilityAddressSpace | Format-List',
    'Replace the entry: Remove-AvailabilityAddressSpace <domain>; Add-AvailabilityAddressSpace -ForestName <domain> -AccessMethod '
    + 'OrgWideFBToken '
    + '-TargetTenantId <id> -TargetServiceEpr outlook.office.com',
  ],
  confirm: ['In the tenant of {requester}: Get-AvailabilityAddressSpace | Format-List ForestName,AccessMethod,TargetTenantId,TargetServiceEpr'],
  references: [
    { title: 'Add-AvailabilityAddressSpace', url: 'https://learn.microsoft.com/powershell/module/exchangepowershell/add-availabilityaddressspace' },
    { title: 'office-docs-powershell pull request 12990', url: 'https://github.com/MicrosoftDocs/office-docs-powershell/pull/12990' },
  ],
});
