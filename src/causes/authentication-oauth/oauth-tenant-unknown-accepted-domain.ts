import { defineCause, hints, proves, shownOtherwise } from '../cause.ts';
import { all, any, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { tokenRefused, words } from './sight.ts';

/** Source: OfficeDocs-Support, sfb-and-exchange-integration-fails.md: what is called a GUID there is a domain. */
const domain = words(/the tenant for tenant guid '[a-z0-9-]+(?:\.[a-z0-9-]+)+' does not exist/);
const tenant = any(
  tokenRefused(({ code, category }) => category === 'invalid_tenant' || code === 2000004),
  words(/error_category ?= ?"?invalid_tenant|the tenant for tenant guid/),
);

export default defineCause({
  id: 'oauth-tenant-unknown-accepted-domain',
  layer: 'directory',
  title: 'The calling domain is not an accepted domain of the side that is asked',
  explanation: 'The calling server says from which domain it comes, and {targetServer} looks that domain up among its accepted domains. It '
    + 'finds nothing, or only a wildcard (*.domain), which does not count for calls between servers, and refuses.',
  directions: ['onprem-to-onprem', 'cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    proves('the answer names it: the domain in the token does not exist as a tenant there', domain),
    hints('a token was refused over the tenant that it names', tenant),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('Get-AcceptedDomain holds only a wildcard instead of that name', all(any(domain, tenant), notVisibleFromHere),
      'on {targetServer}: Get-AcceptedDomain | Format-Table Name,DomainName,DomainType'),
  ],
  remedy: [
    'Make the domain that the error text names an accepted domain of its own: New-AcceptedDomain -Name <domain> -DomainName <domain> '
      + '-DomainType <as the wildcard has it>',
  ],
  confirm: ['Get-AcceptedDomain | Format-Table Name,DomainName,DomainType',
    'Other callers that use OAuth, such as Skype for Business, fail with the same text.'],
  references: [{ title: 'Skype for Business and Exchange integration fails',
    url: 'https://learn.microsoft.com/skypeforbusiness/troubleshoot/server-exchange-integration/sfb-and-exchange-integration-fails' }],
});
