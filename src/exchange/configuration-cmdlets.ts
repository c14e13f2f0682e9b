/** The cmdlets whose output is evidence: which properties they show, and where they can be run. */

import type { ConfigurationCmdlet, Side } from '../model/facts.ts';

interface Cmdlet {
  /** Properties that, of these cmdlets, only this one shows. */
  readonly own: readonly string[];
  /** Further ones that it shows. */
  readonly also: readonly string[];
  /** The only place where it exists; absent: both. */
  readonly only?: Side;
}

/**
 * Sources: Microsoft Learn, exchangepowershell reference of each cmdlet and of its Set- counterpart (parameters carry the names of the
 * properties, "This cmdlet is available only in on-premises Exchange"); microsoft/CSS-Exchange, FreeBusyChecker (properties that it prints);
 * Microsoft Learn, Resolve free/busy errors.
 */
export const configurationCmdlets: Readonly<Record<ConfigurationCmdlet, Cmdlet>> = {
  'Get-OrganizationRelationship': {
    own: [
      'FreeBusyAccessEnabled', 'FreeBusyAccessLevel', 'FreeBusyAccessScope', 'DomainNames', 'TargetAutodiscoverEpr', 'TargetApplicationUri',
      'TargetOwaURL', 'MailboxMoveEnabled', 'MailTipsAccessEnabled', 'MailTipsAccessLevel', 'OrganizationContact', 'DeliveryReportEnabled',
      'OAuthApplicationId',
    ],
    also: ['Name', 'Identity', 'Enabled', 'TargetSharingEpr', 'ArchiveAccessEnabled', 'PhotosEnabled'],
  },
  'Get-IntraOrganizationConnector': {
    own: ['TargetAddressDomains', 'DiscoveryEndpoint'], also: ['Name', 'Identity', 'Enabled', 'TargetSharingEpr'],
  },
  'Get-AvailabilityAddressSpace': {
    own: ['ForestName', 'AccessMethod', 'ProxyUrl', 'UseServiceAccount', 'TargetServiceEpr', 'TargetTenantId', 'ParentPathId'],
    also: ['Name', 'Identity', 'UserName', 'TargetAutodiscoverEpr'],
  },
  'Get-WebServicesVirtualDirectory': {
    own: ['InternalNLBBypassUrl', 'GzipLevel', 'MRSProxyEnabled', 'CertificateAuthentication'],
    also: [
      'Name', 'Identity', 'Server', 'InternalUrl', 'ExternalUrl', 'WSSecurityAuthentication', 'OAuthAuthentication', 'BasicAuthentication',
      'WindowsAuthentication', 'InternalAuthenticationMethods', 'ExternalAuthenticationMethods', 'ExtendedProtectionTokenChecking',
    ],
    only: 'on-premises',
  },
  'Get-AutodiscoverVirtualDirectory': {
    own: [],
    also: [
      'Name', 'Identity', 'Server', 'InternalUrl', 'ExternalUrl', 'WSSecurityAuthentication', 'OAuthAuthentication', 'BasicAuthentication',
      'WindowsAuthentication', 'InternalAuthenticationMethods', 'ExternalAuthenticationMethods', 'ExtendedProtectionTokenChecking',
    ],
    only: 'on-premises',
  },
  'Get-AuthServer': {
    own: ['IssuerIdentifier', 'TokenIssuingEndpoint', 'AuthMetadataUrl', 'IsDefaultAuthorizationEndpoint', 'AuthorizationEndpoint',
      'CurrentEncryptedAppSecret'],
    also: ['Name', 'Identity', 'Enabled', 'Realm', 'Type', 'ApplicationIdentifier', 'DomainName', 'CertificateStrings', 'UseAuthorizationServer'],
    only: 'on-premises',
  },
  'Get-AuthConfig': {
    own: ['CurrentCertificateThumbprint', 'PreviousCertificateThumbprint', 'NextCertificateThumbprint', 'NextCertificateEffectiveDate',
      'ServiceName'],
    also: ['Name', 'Identity', 'Realm'], only: 'on-premises',
  },
  'Get-PartnerApplication': {
    own: ['LinkedAccount', 'AcceptSecurityIdentifierInformation', 'IssuerIdentifierOverride', 'ActAsPermissions', 'AppOnlyPermissions'],
    also: ['Name', 'Identity', 'Enabled', 'Realm', 'ApplicationIdentifier', 'AuthMetadataUrl', 'IssuerIdentifier', 'UseAuthorizationServer',
      'CertificateStrings'],
  },
  'Get-FederationTrust': {
    own: [
      'TokenIssuerUri', 'TokenIssuerMetadataEpr', 'TokenIssuerEpr', 'OrgCertificate', 'OrgPrivCertificate', 'OrgNextCertificate',
      'OrgPrevCertificate', 'OrgPrevPrivCertificate', 'OrgNextPrivCertificate', 'TokenIssuerCertificate', 'TokenIssuerPrevCertificate',
      'ApplicationUri', 'PolicyReferenceUri', 'NamespaceProvisioner', 'WebRequestorRedirectEpr', 'TokenIssuerType', 'MetadataEpr',
    ],
    also: ['Name', 'Identity', 'ApplicationIdentifier'],
  },
  'Get-FederatedOrganizationIdentifier': {
    own: ['AccountNamespace', 'DelegationTrustLink', 'DefaultDomain'], also: ['Name', 'Identity', 'Enabled', 'Domains', 'OrganizationContact'],
  },
  'Get-SettingOverride': {
    own: ['ComponentName', 'SectionName', 'Parameters', 'MinVersion', 'MaxVersion', 'FlightName', 'ModifiedBy', 'XmlRaw'],
    also: ['Name', 'Identity', 'Server', 'Reason'], only: 'on-premises',
  },
  'Get-OrganizationConfig': {
    own: ['EwsAllowedAppIDs', 'OAuth2ClientProfileEnabled', 'OrganizationSummary', 'MapiHttpEnabled', 'HiddenMembershipGroupsCreationEnabled',
      'IsMixedMode', 'PublicFoldersEnabled'],
    also: ['Name', 'Identity', 'EwsEnabled', 'EwsApplicationAccessPolicy', 'EwsAllowList', 'EwsBlockList', 'EwsAllowOutlook', 'EwsAllowEntourage',
      'EwsAllowMacOutlook'],
  },
  'Get-CASMailbox': {
    own: ['ActiveSyncEnabled', 'OWAEnabled', 'PopEnabled', 'ImapEnabled', 'MAPIEnabled', 'MAPIBlockOutlookRpcHttp',
      'MAPIBlockOutlookExternalConnectivity', 'MapiHttpEnabled', 'ECPEnabled'],
    also: ['Name', 'Identity', 'PrimarySmtpAddress', 'EmailAddresses', 'EwsEnabled', 'EwsApplicationAccessPolicy', 'EwsAllowList', 'EwsBlockList',
      'EwsAllowOutlook', 'EwsAllowEntourage', 'EwsAllowMacOutlook', 'DisplayName', 'LegacyExchangeDN'],
  },
  'Get-ExchangeCertificate': {
    own: ['CertificateDomains', 'HasPrivateKey', 'RootCAType', 'NotAfter', 'NotBefore', 'PublicKeySize', 'Services', 'IsSelfSigned'],
    also: ['Identity', 'Thumbprint', 'Status', 'Subject', 'Issuer', 'SerialNumber', 'FriendlyName'], only: 'on-premises',
  },
  'Test-OAuthConnectivity': { own: ['Task', 'Detail', 'ResultType'], also: ['Identity'] },
  'Test-FederationTrust': { own: [], also: ['Id', 'Type', 'Message'], only: 'on-premises' },
  'Test-OrganizationRelationship': { own: [], also: ['Identity', 'Id', 'Status', 'Description'] },
};

export const configurationCmdletNames = Object.keys(configurationCmdlets) as readonly ConfigurationCmdlet[];

/** Marks that any object may carry; they tell nothing of the cmdlet. */
const ANYWHERE: ReadonlySet<string> = new Set([
  'runspaceid', 'pscomputername', 'psshowcomputername', 'guid', 'whenchanged', 'whencreated', 'whenchangedutc', 'whencreatedutc', 'objectcategory',
  'objectclass', 'organizationid', 'organizationalunitroot', 'originatingserver', 'isvalid', 'objectstate', 'exchangeversion', 'admindisplayversion',
  'distinguishedname', 'id', 'name', 'identity', 'exchangeobjectid',
]);

const lower = (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));
const shapes = configurationCmdletNames.map((cmdlet) => ({ cmdlet, own: lower(configurationCmdlets[cmdlet].own),
  also: lower(configurationCmdlets[cmdlet].also) }));

/** Cmdlets whose results are told by all of these together. Source: outputs that were posted of Test-FederationTrust; the reference of each. */
const TOGETHER: readonly (readonly [ConfigurationCmdlet, readonly string[]])[] = [
  ['Test-FederationTrust', ['id', 'type', 'message']], ['Test-OrganizationRelationship', ['id', 'status', 'description']],
];

/** Does an object with these properties fit the output of that cmdlet, as somebody who typed it would see it? */
export function fitsCmdlet(cmdlet: ConfigurationCmdlet, names: readonly string[]): boolean {
  const shape = shapes.find((one) => one.cmdlet === cmdlet);
  return shape !== undefined && names.some((name) => shape.own.has(name.toLowerCase()) || shape.also.has(name.toLowerCase()));
}

/** The one cmdlet that shows these properties; null: none, or several do. */
export function cmdletOfProperties(names: readonly string[]): ConfigurationCmdlet | null {
  const given = names.map((name) => name.toLowerCase());
  for (const [cmdlet, needed] of TOGETHER) if (needed.every((name) => given.includes(name))) return cmdlet;
  const telling = given.filter((name) => !ANYWHERE.has(name));
  const scored = shapes.map(({ cmdlet, own, also }) => {
    const mine = telling.filter((name) => own.has(name)).length;
    return { cmdlet, score: mine === 0 ? 0 : mine * 100 + telling.filter((name) => also.has(name)).length };
  }).sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  return best === undefined || best.score === 0 || best.score === second?.score ? null : best.cmdlet;
}

/** Prefixes that tell the two sides apart in one session. Source: CSS-Exchange, FreeBusyChecker (EO); Connect-ExchangeOnline -Prefix. */
const CLOUD_PREFIX = /^(?:eo|exo|xo|cloud|online|o365|m365|ol)$/i;
const NAMED = /\b(Get|Test)-([A-Za-z0-9]{3,80})\b/g;

export interface NamedCmdlet {
  readonly cmdlet: ConfigurationCmdlet;
  /** The side that a prefix names; null: none. */
  readonly side: Side | null;
}

/** The cmdlet that a command line runs, of several the last that is understood. undefined: it runs none at all; null: another one. */
export function cmdletOfCommand(line: string): NamedCmdlet | null | undefined {
  const found = Array.from(line.matchAll(NAMED));
  if (found.length === 0) return undefined;
  for (const [, verb = '', noun = ''] of found.toReversed()) {
    for (const cmdlet of configurationCmdletNames) {
      const [ownVerb, ownNoun = ''] = cmdlet.split('-');
      if (ownVerb?.toLowerCase() !== verb.toLowerCase() || !noun.toLowerCase().endsWith(ownNoun.toLowerCase())) continue;
      const prefix = noun.slice(0, -ownNoun.length);
      if (prefix !== '' && !/^[A-Za-z0-9]{1,12}$/.test(prefix)) continue;
      return { cmdlet, side: CLOUD_PREFIX.test(prefix) ? 'cloud' : null };
    }
  }
  return null;
}
