import { defineCause, doubts, excludes, proves, shownOtherwise, suggests } from '../cause.ts';
import { tokenRefused } from '../authentication-oauth/sight.ts';
import { runs } from '../server-health/sight.ts';
import { all, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { byFederation, dedicatedApplication } from './sight.ts';

/**
 * Exchange Online says of a token that it holds too few rights, or none. Sources: ecederstrand/exchangelib issue 1321 and Garethp/php-ews issue 222
 * (403, "not enough scope"); otris/ews-cpp issue 148 (401, "contains no permissions"). All three are of other programs than Exchange Server.
 */
const lacksRights = tokenRefused(({ code, reason }) => code === 2000008 || /token contains (?:no permissions|not enough scope)/i.test(reason));

export default defineCause({
  id: 'dedicated-hybrid-app-permission-missing',
  layer: 'sign-in',
  title: 'The application of the Exchange servers lacks its permission in the cloud',
  explanation: '{requesterServer} asks Exchange Online under an application of its own, and Exchange Online says that this application has no '
    + 'right to ask. An administrator of the tenant has to grant it once. Until then users on-premises get cross lines for everybody in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'tenant',
  signs: [
    suggests('Exchange Online refused the token of {requesterServer}, because it holds too few permissions (2000008)', lacksRights),
    doubts('the call went by federation, where no application is involved', all(lacksRights, byFederation)),
    excludes('{requesterServer} runs Exchange 2013 or older, for which there is no such application',
      runs('requester', 'exchange-2007', 'exchange-2010', 'exchange-2013')),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the application holds no full_access_as_app', all(lacksRights, notVisibleFromHere),
      'Entra admin center, App registrations, ExchangeServerApp-<id of the organization>, API permissions: whether full_access_as_app of Office '
        + '365 Exchange Online is there and shows "Granted for"'),
  ],
  remedy: [
    'In the Entra admin center, App registrations, ExchangeServerApp-<id of the organization>, API permissions, choose "Grant admin consent".',
    'Look there whether full_access_as_app of Office 365 Exchange Online is in the list and shows "Granted".',
    'Where it is not in the list, run ConfigureExchangeHybridApplication.ps1 of Microsoft again with -FullyConfigureExchangeHybridApplication.',
    'A token that was issued before lacks the permission until it expires, as a rule after 60 to 90 minutes. Then {again}.',
  ],
  confirm: [
    'Graph PowerShell: Get-MgServicePrincipal -Filter "appId eq \'<ApplicationIdentifier>\'" | ForEach-Object { '
      + 'Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $_.Id } | Format-List ResourceDisplayName,AppRoleId '
      + '(full_access_as_app: dc890d15-9560-4a4c-9b7f-a736ec74ec40)',
    'Get-AuthServer | Format-List Name,Type,ApplicationIdentifier (EvoSts names the application)',
    'Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox {requester} | Format-List',
  ],
  references: [
    dedicatedApplication,
    { title: 'Grant tenant-wide admin consent to an application', url: 'https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent' },
    { title: 'Configurable token lifetimes', url: 'https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes' },
    { title: 'exchangelib issue 1321 (x-ms-diagnostics 2000008)', url: 'https://github.com/ecederstrand/exchangelib/issues/1321' },
  ],
});
