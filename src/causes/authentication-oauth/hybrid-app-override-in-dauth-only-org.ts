import { defineCause, excludes, hints, proves, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { connectorOff } from '../organization-relationship/configured.ts';
import { dedicatedOff, dedicatedOn } from './configured.ts';
import { all, any } from '../sight.ts';
import { runsNone } from '../server-health/sight.ts';
import { words } from './sight.ts';

/** Output of the script, not of a lookup. Source: microsoft/CSS-Exchange, ConfigureExchangeHybridApplication.ps1. */
const warned = words(/dedicated hybrid application feature is enabled, but your oauth configuration appears to be incomplete/);

/** Names of the override. Source: the same script, and its documentation. */
const named = words(/enableexchangehybrid3pappfeature|exchangeonpremasthirdpartyappid/);

/** Source: the description of microsoft/CSS-Exchange pull request 2399. */
const told = words(/setting ?override/, /\bdauth\b/);

export default defineCause({
  id: 'hybrid-app-override-in-dauth-only-org',
  layer: 'sign-in',
  title: 'Exchange was switched to a dedicated hybrid app, but OAuth was never set up',
  explanation: 'A setting tells Exchange to sign in to the cloud with an application of its own, which needs OAuth. This organization has only '
    + 'the older sharing by federation, so that sign-in leads nowhere. Users get cross lines for colleagues in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    suggests('the script that sets the app up warns that the feature is on while OAuth is incomplete', warned),
    hints('the setting for the dedicated hybrid app is named', any(named, told)),
    suggests('the setting for the dedicated hybrid app is on, and no connector to the other organization is',
      ifShown(all(dedicatedOn, connectorOff))),
    excludes('the setting for the dedicated hybrid app is not on', dedicatedOff),
    excludes('{requesterServer} runs a version for which there is no dedicated hybrid app',
      runsNone('requester', 'exchange-2016', 'exchange-2019', 'exchange-se')),
    proves('the setting is on, and no intra-organization connector or partner application is',
      all(any(warned, named, told), dedicatedOn, connectorOff),
      'on {requesterServer}: Get-SettingOverride | Format-List Name,SectionName; Get-IntraOrganizationConnector | Format-List Name,Enabled; '
      + 'Get-PartnerApplication "Exchange Online" | Format-List Enabled'),
  ],
  remedy: [
    'Complete OAuth with the Hybrid Configuration Wizard: that is the way that lasts.',
    'Or take the setting back: Get-SettingOverride | Where-Object {$_.SectionName -eq "ExchangeOnpremAsThirdPartyAppId"} | '
      + 'Remove-SettingOverride, then Get-ExchangeDiagnosticInfo -Process Microsoft.Exchange.Directory.TopologyService -Component '
      + 'VariantConfiguration -Argument Refresh',
  ],
  confirm: ['Get-SettingOverride | Format-List Name,ComponentName,SectionName,Parameters',
    'Get-IntraOrganizationConnector | Format-List Name,Enabled: none is enabled'],
  references: [
    { title: 'CSS-Exchange pull request 2399', url: 'https://github.com/microsoft/CSS-Exchange/pull/2399' },
    { title: 'CSS-Exchange: ConfigureExchangeHybridApplication',
      url: 'https://microsoft.github.io/CSS-Exchange/Hybrid/ConfigureExchangeHybridApplication/' },
  ],
});
