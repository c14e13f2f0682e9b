/** Configuration of Exchange as an administrator read it and brought it along. As with every fact: what was shown, no conclusions. */

/** Where configuration was read: in the organization on-premises or in the tenant. */
export type Side = 'on-premises' | 'cloud';

/** Cmdlets whose output is understood. */
export type ConfigurationCmdlet =
  | 'Get-OrganizationRelationship' | 'Get-IntraOrganizationConnector' | 'Get-AvailabilityAddressSpace' | 'Get-WebServicesVirtualDirectory'
  | 'Get-AutodiscoverVirtualDirectory' | 'Get-AuthServer' | 'Get-AuthConfig' | 'Get-PartnerApplication' | 'Get-FederationTrust'
  | 'Get-FederatedOrganizationIdentifier'
  | 'Get-SettingOverride' | 'Get-OrganizationConfig' | 'Get-CASMailbox' | 'Get-ExchangeCertificate'
  | 'Test-OAuthConnectivity' | 'Test-FederationTrust' | 'Test-OrganizationRelationship';

/** One value as it was shown. */
export interface ConfigurationValue {
  /** On one line; what was wrapped is joined. */
  readonly text: string;
  /** The members of a list such as `{a, b}`; null: it is none. */
  readonly items: readonly string[] | null;
  /** The list was cut off (`...`): there are more members than are shown. */
  readonly cut: boolean;
}

export interface ConfigurationObject {
  /** File, or `standard input`. */
  readonly source: string;
  /** Line of its first property in there. */
  readonly line: number;
  /** By their names, as shown. */
  readonly properties: Readonly<Record<string, ConfigurationValue>>;
}

/** What one cmdlet showed on one side. */
export interface ConfigurationFact {
  readonly cmdlet: ConfigurationCmdlet;
  /** null: nothing tells the side. */
  readonly side: Side | null;
  /** Server of the scenario that the administrator named; null: none. */
  readonly server: string | null;
  /** Empty where the cmdlet was run and showed nothing. */
  readonly objects: readonly ConfigurationObject[];
}
