/** What relationships between organizations say: connectors (OAuth), organization relationships (federation), address spaces (accounts). */
import type { ConfigurationObject } from '../model/facts.ts';
import { flagOf, listOf, listsDomain, textOf, urlOf } from './configuration.ts';

/** Source: Microsoft Learn, Set-IntraOrganizationConnector, Set-OrganizationRelationship (Enabled). */
export const isOn = (object: ConfigurationObject): boolean | undefined => flagOf(object, 'Enabled');

/** Does a connector or relationship serve this mail domain? undefined: its list was not shown, or cut off. */
export function serves(object: ConfigurationObject, domain: string): boolean | undefined {
  const connector = listsDomain(object, 'TargetAddressDomains', domain);
  return connector ?? listsDomain(object, 'DomainNames', domain) ?? listsDomain(object, 'ForestName', domain);
}

/** Does it serve a routing domain of Microsoft 365? For a colleague in the cloud an on-premises server takes that one. Source: KB 4456110. */
export function servesRouting(object: ConfigurationObject): boolean | undefined {
  const list = listOf(object, 'TargetAddressDomains') ?? listOf(object, 'DomainNames');
  if (list === undefined) return undefined;
  return list.items.some((item) => /\.onmicrosoft\.(?:com|us)$|\.partner\.onmschina\.cn$/.test(item)) || (list.cut ? undefined : false);
}

/**
 * Free/busy is not asked for over this relationship. Source: Microsoft Learn, Set-OrganizationRelationship: FreeBusyAccessEnabled "specifies
 * whether the organization relationship should be used to retrieve free/busy information from the external organization".
 */
export function asksNoFreeBusy(object: ConfigurationObject): boolean | undefined {
  const [on, freeBusy] = [isOn(object), flagOf(object, 'FreeBusyAccessEnabled')];
  if (on === false || freeBusy === false) return true;
  return freeBusy === undefined ? undefined : false;
}

/**
 * Free/busy is not given to the other organization. Source: the same page: FreeBusyAccessLevel "specifies the maximum amount of detail returned
 * to the requesting organization"; None: no access.
 */
export function givesNoFreeBusy(object: ConfigurationObject): boolean | undefined {
  const [on, freeBusy, level] = [isOn(object), flagOf(object, 'FreeBusyAccessEnabled'), textOf(object, 'FreeBusyAccessLevel')];
  if (on === false || freeBusy === false || level?.toLowerCase() === 'none') return true;
  return freeBusy === undefined || level === undefined ? undefined : false;
}

/** Only members of a group are shown to the other organization. Source: the same page, FreeBusyAccessScope. */
export function givesToGroupOnly(object: ConfigurationObject): boolean | undefined {
  const scope = textOf(object, 'FreeBusyAccessScope');
  return scope === undefined ? undefined : scope !== '';
}

/**
 * Neither endpoint is a URL. Source: Microsoft Learn, Resolve free/busy errors: TargetSharingEpr is called, otherwise TargetAutodiscoverEpr asked.
 */
export function hasNoUsableEndpoint(object: ConfigurationObject): boolean | undefined {
  const [sharing, autodiscover] = [urlOf(object, 'TargetSharingEpr'), urlOf(object, 'TargetAutodiscoverEpr')];
  if (sharing === undefined || autodiscover === undefined) return undefined;
  return sharing === null && autodiscover === null;
}

/** The name of Exchange Online as a federated application is outlook.com. Source: CSS-Exchange, FreeBusyChecker; Hybrid Configuration wizard. */
export function namesNoApplication(object: ConfigurationObject, inCloud: boolean): boolean | undefined {
  const application = textOf(object, 'TargetApplicationUri');
  if (application === undefined) return undefined;
  return application === '' || (inCloud && !/\boutlook\.|\boffice365\./i.test(application));
}

/** Autodiscover is asked at a path that is none of its own. Source: Microsoft Q&A 108027. undefined: no endpoint was shown. */
export function asksAutodiscoverElsewhere(object: ConfigurationObject): boolean | undefined {
  const urls = ['TargetAutodiscoverEpr', 'DiscoveryEndpoint'].flatMap((name) => urlOf(object, name) ?? []);
  return urls.length === 0 ? undefined : urls.some(({ pathname }) => !/^\/autodiscover\/autodiscover\.(?:svc|xml)(?:\/|$)/i.test(pathname));
}

/** The Hybrid Agent has an address of its own. Source: CSS-Exchange, FreeBusyChecker. */
const AGENT = /\.msappproxy\.net$/i;

/**
 * Calendars are asked for at an address that is not that of EWS, or at a host that is none of those known. null: no address is set, so that
 * Autodiscover is asked; undefined: not shown, or nothing to compare with.
 */
export function asksEwsElsewhere(object: ConfigurationObject, hosts: readonly string[]): 'path' | 'host' | 'right' | null | undefined {
  const epr = urlOf(object, 'TargetSharingEpr');
  if (epr === undefined) return undefined;
  if (epr === null) return textOf(object, 'TargetSharingEpr') === '' ? null : 'path';
  if (!/^\/ews\/(?:exchange|services)\.(?:asmx|wsdl)(?:\/|$)/i.test(epr.pathname) || epr.protocol !== 'https:') return 'path';
  if (AGENT.test(epr.hostname)) return 'right';
  return hosts.length === 0 ? undefined : hosts.includes(epr.hostname.toLowerCase()) ? 'right' : 'host';
}

/** The access method of an availability address space, in lower case. Source: Microsoft Learn, Add-AvailabilityAddressSpace. */
export const accessMethodOf = (object: ConfigurationObject): string | undefined => textOf(object, 'AccessMethod')?.toLowerCase();
