/** Reads values of configuration that was brought along: switches, lists, addresses, and which side an object comes from. */
import type { ConfigurationCmdlet, ConfigurationObject, ConfigurationValue, Side } from '../model/facts.ts';
import { configurationCmdlets } from './configuration-cmdlets.ts';

/** A property by its name, whatever its case; undefined: it was not shown. */
export function valueOf({ properties }: ConfigurationObject, name: string): ConfigurationValue | undefined {
  if (Object.hasOwn(properties, name)) return properties[name];
  const wanted = name.toLowerCase();
  return Object.entries(properties).find(([one]) => one.toLowerCase() === wanted)?.[1];
}

/** Its text; empty: it was shown and has no value. */
export function textOf(object: ConfigurationObject, name: string): string | undefined {
  const value = valueOf(object, name);
  if (value === undefined) return undefined;
  return /^\$null$/i.test(value.text) || value.text === '{}' ? '' : value.text;
}

/** True and False, which PowerShell writes alike in every language; undefined: not shown, or neither. */
export function flagOf(object: ConfigurationObject, name: string): boolean | undefined {
  const text = textOf(object, name)?.toLowerCase().replace(/^\$/, '');
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Members of a list, in lower case; one value is a list of one. */
export function listOf(object: ConfigurationObject, name: string): { readonly items: readonly string[]; readonly cut: boolean } | undefined {
  const value = valueOf(object, name);
  if (value === undefined) return undefined;
  const items = value.items ?? value.text.split(/[,;]\s*|\s+/);
  return { items: items.map((item) => item.trim().toLowerCase()).filter((item) => item !== '' && item !== '$null'), cut: value.cut };
}

/** Is the domain on the list? A star stands for any beginning. undefined: the list was cut off before it came, or was not shown. */
export function listsDomain(object: ConfigurationObject, name: string, domain: string): boolean | undefined {
  const list = listOf(object, name);
  if (list === undefined) return undefined;
  const wanted = domain.toLowerCase();
  // Exchange Online shows domains as smtp domains, with or without a mark before them.
  const found = list.items.map((item) => item.replace(/^smtp:/, '')).some((item) => item === wanted || item === '*'
    || (item.startsWith('*.') && wanted.endsWith(item.slice(1))));
  return found || (list.cut ? undefined : false);
}

/** The URL in a property; null: it has none that can be read; undefined: it was not shown. */
export function urlOf(object: ConfigurationObject, name: string): URL | null | undefined {
  const text = textOf(object, name);
  if (text === undefined) return undefined;
  return URL.canParse(text) ? new URL(text) : null;
}

/** How an object is called in a report. */
export function nameOf(object: ConfigurationObject): string {
  return textOf(object, 'Identity') || textOf(object, 'Name') || textOf(object, 'Server') || `line ${object.line}`;
}

/** Machines of Exchange Online. Source: OriginatingServer and OrganizationId in outputs of Exchange Online PowerShell (…PROD.OUTLOOK.COM). */
const CLOUD_MARK = new RegExp([
  '\\.prod\\.outlook\\.com\\b', 'DC=PROD,DC=OUTLOOK,DC=COM', '\\.outlook\\.office365\\.com$', '^outlook\\.office365\\.com$',
  'onmicrosoft\\.com/Configuration', '\\.protection\\.outlook\\.com',
].join('|'), 'i');
const WHERE_FROM = ['OriginatingServer', 'DistinguishedName', 'OrganizationId', 'OrganizationalUnitRoot', 'PSComputerName', 'ObjectCategory'];
/** Where Microsoft 365 is asked, in every cloud. Source: Microsoft Learn, Microsoft 365 URLs; New-AvailabilityAddressSpace. */
const POINTS_TO_CLOUD = new RegExp([
  '\\bautodiscover-s(?:-dod)?\\.(?:outlook|office365)\\.', '\\boutlook\\.(?:com|office365\\.com|office\\.com)\\b', '\\boffice365\\.us\\b',
  '\\bpartner\\.outlook\\.cn\\b', '\\.onmicrosoft\\.(?:com|us)\\b',
].join('|'), 'i');
/** Names that the Hybrid Configuration wizard gives. Source: Microsoft Learn, Resolve free/busy errors ("O365 to On-premises*"). */
const NAMES: readonly (readonly [RegExp, Side])[] = [
  [/^(?:.*\\)?on-premises to o365\b/i, 'on-premises'], [/^(?:.*\\)?o365 to on-premises\b/i, 'cloud'],
];
const POINTERS = ['TargetAutodiscoverEpr', 'DiscoveryEndpoint', 'TargetApplicationUri', 'TargetSharingEpr', 'DomainNames', 'TargetAddressDomains'];

/**
 * The side that an object was read on, as far as it tells: by the directory that it lies in, because its cmdlet exists there only, by the
 * wizard's name for it, or because it leads to the other side. null: it does not tell.
 */
export function sideOfObject(cmdlet: ConfigurationCmdlet, object: ConfigurationObject): Side | null {
  const from = WHERE_FROM.flatMap((name) => textOf(object, name) || []);
  if (from.some((text) => CLOUD_MARK.test(text))) return 'cloud';
  if (textOf(object, 'OriginatingServer') || textOf(object, 'DistinguishedName')) return 'on-premises';
  const only = configurationCmdlets[cmdlet].only;
  if (only !== undefined) return only;
  const named = NAMES.find(([pattern]) => pattern.test(textOf(object, 'Name') || textOf(object, 'Identity') || ''));
  if (named !== undefined) return named[1];
  if (cmdlet !== 'Get-OrganizationRelationship' && cmdlet !== 'Get-IntraOrganizationConnector') return null;
  const pointers = POINTERS.flatMap((name) => textOf(object, name) || []);
  // Between two tenants the tenant points to Microsoft 365 as well; then somebody has to say so.
  return pointers.some((text) => POINTS_TO_CLOUD.test(text)) ? 'on-premises' : null;
}
