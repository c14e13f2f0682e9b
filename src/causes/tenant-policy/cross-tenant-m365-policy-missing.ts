import { defineCause, doubts, excludes, hints, suggests } from '../cause.ts';
import { all, inAnswer, notVisibleFromHere, sameServersShown } from '../sight.ts';
import { acrossOrganizations, withinOneOrganization } from '../organization-relationship/sight.ts';

/** Only the bare number is known, from release notes of a migration guide; no text is published. Source: Nico77600/XTapSharingMigration v1.0.1. */
const code7002 = inAnswer(({ answer, text }) => answer?.exceptionCode === '7002' || answer?.responseCode === '7002'
  || /(?:\bcode["']?[ :=]{1,3}|<ExceptionCode\b[^>]{0,200}>\s*)["']?7002\b/i.test(text));

export default defineCause({
  id: 'cross-tenant-m365-policy-missing',
  layer: 'federation',
  title: 'The access policy of the other tenant does not share calendars with this one',
  explanation: 'Both mailboxes are in Microsoft 365, in two tenants, and the cross-tenant access policy of the tenant of {target} decides who '
    + 'sees free/busy. It does not allow it here, or an older entry goes before it.',
  directions: ['within-cloud'],
  concerns: 'tenant',
  signs: [
    hints('the answer carries error 7002, reported where the policy is not used', all(code7002, acrossOrganizations)),
    doubts('another mailbox of the same tenant is shown, though a policy can be limited to a group', sameServersShown),
    excludes('the two belong to one tenant', withinOneOrganization),
    suggests('the policy of the tenant of {target} does not grant calendar availability to the tenant of {requester}', notVisibleFromHere,
      'in the tenant of {target}, Microsoft Graph: GET /policies/crossTenantAccessPolicy/partners/<tenant of the requester>/m365Capabilities'),
  ],
  remedy: [
    'In the tenant of {target}, if its owner agrees: grant the tenant of {requester} crossTenantCalendarAvailabilityBasic (or …LimitedDetails) '
      + 'inbound.',
    'In the tenant of {requester}: remove organization relationships, sharing policy rules and availability address spaces of the old way for that '
      + 'domain, which go before the policy.',
  ],
  confirm: [
    'In the tenant of {target}, Microsoft Graph: GET /policies/crossTenantAccessPolicy/partners/<tenant of the requester>/m365Capabilities',
    'In the tenant of {requester}: Get-OrganizationRelationship | Format-List Name,DomainNames,Enabled; Get-AvailabilityAddressSpace | '
      + 'Format-List ForestName; Get-SharingPolicy',
  ],
  references: [
    { title: 'Migrate to the Microsoft 365 cross-tenant access policy', url: 'https://learn.microsoft.com/en-us/exchange/sharing/migrate-to-m365-xtap' },
    { title: 'XTapSharingMigration v1.0.1', url: 'https://github.com/Nico77600/XTapSharingMigration/releases/tag/v1.0.1' },
  ],
});
