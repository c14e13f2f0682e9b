import { defineCause, proves, shownOtherwise, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { trustOfConsumers } from './configured.ts';
import { all, notVisibleFromHere, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { reads, resolveFreeBusyErrors } from './sight.ts';

/** Output of Get-FederationTrust in Exchange Online; 260563 is right. Source: Microsoft Learn, Resolve free/busy errors. */
const oldApplication = reads(/\bapplicationidentifier(?:: ?| +)292841\b/);

/** Source: the same article; johanveldhuis.nl, Federation issue after migrating from Live@edu to Office 365. */
const consumerGateway = reads(/\bapplicationuri(?:: ?| +)\S{0,20}outlook\.live\.com\b/, /\bdelegationtrustlink(?:: ?| +)\S{0,20}windowsliveid\b/);

export default defineCause({
  id: 'federation-trust-wrong-gateway-instance',
  layer: 'federation',
  title: 'Exchange Online takes its passes from the token service for consumers',
  explanation: 'The tenant was once set up with the token service for consumer accounts, and never moved to the one for organizations. Servers '
    + 'on-premises do not accept its passes. Users in the cloud get cross lines for colleagues on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'tenant',
  signs: [
    proves('the federation trust of the tenant has the application identifier 292841, where 260563 is right', oldApplication),
    suggests('the federation trust of the tenant names the gateway for consumers', consumerGateway),
    proves('Get-FederationTrust of the tenant has the application identifier 292841, where 260563 is right',
      ifShown(trustOfConsumers('application'))),
    suggests('Get-FederationTrust of the tenant names the gateway for consumers', ifShown(trustOfConsumers('address'))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the federation trust of the tenant is none of MicrosoftOnline', all(saysStatus(401), notVisibleFromHere),
      'Exchange Online PowerShell: Get-FederationTrust | Format-List Name,ApplicationIdentifier,ApplicationUri; '
        + 'Get-FederatedOrganizationIdentifier | Format-List DelegationTrustLink'),
  ],
  remedy: [
    'Open a support case with Microsoft: only they can recreate the federation trust of the tenant. Attach what Get-FederationTrust and '
      + 'Get-FederatedOrganizationIdentifier say.',
    'Meanwhile let the two sides ask each other by OAuth (Hybrid Configuration Wizard), which needs no federation trust.',
  ],
  confirm: [
    'Exchange Online PowerShell: Get-FederationTrust | Format-List ApplicationIdentifier,ApplicationUri (260563 and outlook.com are right)',
    'Get-FederatedOrganizationIdentifier | Format-List DelegationTrustLink (MicrosoftOnline is right)',
  ],
  references: [
    resolveFreeBusyErrors,
    {
      title: 'Federation issue after migrating from Live@edu to Office 365',
      url: 'https://johanveldhuis.nl/federation-issue-after-migrating-from-live-edu-to-office-365/',
    },
  ],
});
