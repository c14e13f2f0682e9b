import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { noServerEnabled, noServerOfTenant } from './configured.ts';
import { all, any, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { tokenRefused, trustsTenantOfRequester, withoutReason, words } from './sight.ts';

/** Source: Microsoft Q&A 1524201. */
const unknownIssuer = any(
  tokenRefused(({ reason }) => /issuer of the token is unknown/i.test(reason)), words(/the issuer of the token is unknown\. issuer was/),
);
const issuerRefused = any(
  tokenRefused(({ code, category }) => category === 'invalid_issuer' || code === 2000009), words(/error_category ?= ?"?invalid_issuer/),
);

/** Refused without a reason; where one is given, another cause of this folder may hold it. */
const refused = all(saysStatus(401), withoutReason);

export default defineCause({
  id: 'oauth-authserver-overwritten-for-other-tenant',
  layer: 'sign-in',
  title: 'Exchange on-premises does not trust the tenant from which the request comes',
  explanation: 'Exchange on-premises accepts tokens only of tenants that it has been told of, and the tenant of {requester} is not among them. '
    + 'So it refuses. Mostly the Hybrid Configuration Wizard has since been run for another tenant.',
  directions: ['cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    proves('the answer names it: the issuer of the token is unknown to {targetServer}', unknownIssuer),
    suggests('the call was refused (401), and Exchange at {targetName} takes tokens of other tenants than that of {requester}, as its challenge '
      + 'lists them', all(any(refused, issuerRefused), trustsTenantOfRequester(false)),
      'curl.exe -si -H "Authorization: Bearer" https://{targetName}/EWS/Exchange.asmx: the id behind @ in trusted_issuers beside that of the tenant'),
    hints('a token was refused over its issuer', issuerRefused),
    hints('no authorization server of {targetServer} is enabled', noServerEnabled),
    doubts('the challenge of Exchange at {targetName} lists the tenant of {requester} among those whose tokens it takes',
      all(any(refused, issuerRefused), trustsTenantOfRequester(true))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('no enabled authorization server on-premises belongs to the asking tenant', all(any(unknownIssuer, issuerRefused), noServerOfTenant),
      'on {targetServer}: Get-AuthServer | Format-List Name,IssuerIdentifier,Realm,AuthMetadataUrl,DomainName,Enabled (the GUID behind @ in the '
        + 'text is the '
        + 'asking tenant)'),
  ],
  remedy: [
    'On {targetServer}, compare the id behind @ in the error text with Get-AuthServer | Format-List Name,Realm: it must be a tenant of yours '
      + 'that may ask.',
    'Add the missing one: New-AuthServer -Name <name> -AuthMetadataUrl https://accounts.accesscontrol.windows.net/<tenant>.mail.onmicrosoft.com/'
      + 'metadata/json/1',
    'For several tenants side by side use the wizard of September 2020 or later (Exchange 2016 CU18, 2019 CU7, up to five tenants), and run it for '
      + 'each '
      + 'tenant.',
  ],
  confirm: ['curl.exe -si -H "Authorization: Bearer" https://{targetName}/EWS/Exchange.asmx: the id behind @ in trusted_issuers is the tenant that is trusted.',
    'Get-AuthServer | Format-List Name,IssuerIdentifier,Realm,AuthMetadataUrl,DomainName,Enabled',
    'Ask whether the Hybrid Configuration Wizard was run for another tenant shortly before.'],
  references: [
    { title: 'Change to Exchange Hybrid broke free/busy to on-prem',
      url: 'https://learn.microsoft.com/en-us/answers/questions/1524201/change-to-exchange-hybrid-broke-free-busy-to-on-pr' },
    { title: 'New-AuthServer', url: 'https://learn.microsoft.com/powershell/module/exchange/new-authserver' },
    { title: 'September 2020 Hybrid Configuration Wizard update',
      url: 'https://techcommunity.microsoft.com/t5/exchange-team-blog/september-2020-hybrid-configuration-wizard-update/bc-p/2273873/highlight/true' },
  ],
});
