/** What `crosslines collect` gathers: only what a reader understands, and nothing that changes or asks anything of others. */
import { exchangeSetupKeys, schannelKey, suiteLocalKey, suitePolicyKey, tlsPlaces } from './registry-places.ts';
import type { ConfigurationCmdlet } from '../model/facts.ts';

/** A command line of the Exchange Management Shell or of Exchange Online PowerShell, without what formats its output. */
export interface CollectedCommand {
  readonly cmdlet: ConfigurationCmdlet;
  /** Parameters; `$Requester` and `$Target` stand for addresses that the script is given. */
  readonly parameters: string;
}

const plain = (...cmdlets: readonly ConfigurationCmdlet[]): readonly CollectedCommand[] => cmdlets.map((cmdlet) => ({ cmdlet, parameters: '' }));

/**
 * `-ADPropertiesOnly`: the metabase of every server need not be asked. Sources: Microsoft Learn, exchangepowershell reference of each cmdlet;
 * microsoft/CSS-Exchange, FreeBusyChecker, which asks the same.
 */
export const collectedOnPremises: readonly CollectedCommand[] = [
  ...plain('Get-IntraOrganizationConnector', 'Get-OrganizationRelationship', 'Get-AvailabilityAddressSpace'),
  { cmdlet: 'Get-WebServicesVirtualDirectory', parameters: '-ADPropertiesOnly' },
  { cmdlet: 'Get-AutodiscoverVirtualDirectory', parameters: '-ADPropertiesOnly' },
  ...plain('Get-AuthServer', 'Get-AuthConfig', 'Get-ExchangeCertificate', 'Get-PartnerApplication', 'Get-FederationTrust', 'Get-FederatedOrganizationIdentifier', 'Get-SettingOverride',
    'Get-OrganizationConfig'),
  { cmdlet: 'Get-CASMailbox', parameters: '-Identity $Target' },
];

/** Source: as above; `-RetrieveEwsOperationAccessPolicy`: without it the list of applications reads empty. */
export const collectedOnline: readonly CollectedCommand[] = [
  ...plain('Get-IntraOrganizationConnector', 'Get-OrganizationRelationship', 'Get-AvailabilityAddressSpace', 'Get-FederationTrust'),
  { cmdlet: 'Get-OrganizationConfig', parameters: '-RetrieveEwsOperationAccessPolicy' },
  { cmdlet: 'Get-CASMailbox', parameters: '-Identity $Target' },
];

/** Keys to export, as `reg.exe` names them; those that are not there are left out, and where one matters its parent says that it is absent. */
export function collectedKeys(generation: 'v14' | 'v15'): readonly string[] {
  return [
    schannelKey, 'HKLM\\SOFTWARE\\Microsoft\\.NETFramework', 'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework',
    'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp',
    'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp',
    suitePolicyKey, suiteLocalKey, ...exchangeSetupKeys.filter((key) => key.includes(`\\${generation}\\`)),
  ];
}

/** Keys whose time of the last change tells whether the server was started since. */
export const timedKeys: readonly string[] = tlsPlaces.map(({ path }) => path);

/**
 * Events, newest first, of each log so many at most. Sources: Microsoft Learn, Schannel events; "Troubleshoot free/busy issues" (MSExchange Availability, MSExchange
 * Web Services); starts: events 6005, 6006 and 6008 of EventLog, 1074 of User32, 12 and 13 of Microsoft-Windows-Kernel-General.
 */
export const collectedEvents: readonly { readonly log: string; readonly providers: readonly string[]; readonly ids?: readonly number[]; readonly most: number }[] = [
  { log: 'Application', providers: ['MSExchange Availability', 'MSExchange Web Services'], most: 300 },
  { log: 'System', providers: ['Schannel'], most: 300 },
  { log: 'System', providers: ['EventLog', 'User32', 'Microsoft-Windows-Kernel-General'], ids: [12, 13, 1074, 6005, 6006, 6008], most: 20 },
];
