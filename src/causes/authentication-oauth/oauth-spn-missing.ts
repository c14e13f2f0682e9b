import { defineCause, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { accessDenied, words } from './sight.ts';

/** Source: OfficeDocs-Support, outlook-does-not-connect-with-modern-authentication.md. */
const noSuchResource = words(/aadsts500011\b/);
const noSuchHost = words(/aadsts500011\b/, /resource principal named '?https:\/\//);

export default defineCause({
  id: 'oauth-spn-missing',
  layer: 'sign-in',
  title: 'Microsoft 365 issues no token for this Exchange server: its name is unknown',
  explanation: 'Before Exchange Online asks {targetServer}, it needs a token made out for the name of that server. Entra ID, the sign-in '
    + 'service of Microsoft 365, does not know the name {targetName}, so it issues none. The user gets cross lines for colleagues on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'tenant',
  signs: [
    proves('the token service names it: the address of the server is not registered in the tenant (AADSTS500011)', noSuchHost),
    suggests('the token service does not know the resource that was asked for (AADSTS500011)', noSuchResource),
    hints('Test-OAuthConnectivity says "401 Access denied" (an account that is not synchronized gives the same)', accessDenied),
    proves('the names of the on-premises endpoints are missing among the service principal names',
      all(any(noSuchResource, accessDenied), notVisibleFromHere),
      'in Exchange Online: Get-IntraOrganizationConfiguration | Format-List OnPremise*Endpoint; in Graph PowerShell: (Get-MgServicePrincipal -Filter '
        + '"appId eq \'00000002-0000-0ff1-ce00-000000000000\'").ServicePrincipalNames'),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Run the Hybrid Configuration Wizard again: it registers the names.',
    'Or add https://<host> for the EWS and Autodiscover names yourself: Update-MgServicePrincipal -ServicePrincipalId <id> -ServicePrincipalNames <all '
      + 'present names plus the new ones> (the list is replaced as a whole).',
  ],
  confirm: [
    '(Get-MgServicePrincipal -Filter "appId eq \'00000002-0000-0ff1-ce00-000000000000\'").ServicePrincipalNames',
    'Entra admin center, sign-in logs of service principals: error 500011',
  ],
  references: [
    { title: '401 Access denied error when you run the Test-OAuthConnectivity cmdlet',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/401-access-denied-error-when-running-test-oauthconnectivity' },
    { title: 'Outlook does not connect with modern authentication',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/outlook-does-not-connect-with-modern-authentication' },
  ],
});
