/** What virtual directories and mailboxes say of EWS. */
import type { ConfigurationObject } from '../model/facts.ts';
import { flagOf, listOf, textOf, urlOf } from './configuration.ts';

/** Front ends are what others call; the back end has directories of the same kind. Source: Exchange 2013 client access architecture. */
export const isFrontEnd = (object: ConfigurationObject): boolean =>
  !['Identity', 'Name'].some((name) => /\(exchange back end\)/i.test(textOf(object, name) ?? ''));

/** Source: Microsoft Learn, Set-WebServicesVirtualDirectory (WSSecurityAuthentication). */
export const takesPasses = (object: ConfigurationObject): boolean | undefined => flagOf(object, 'WSSecurityAuthentication');

/** Source: the same page (OAuthAuthentication). */
export const takesOAuth = (object: ConfigurationObject): boolean | undefined => flagOf(object, 'OAuthAuthentication');

/** The external URL is empty. */
export function lacksExternalUrl(object: ConfigurationObject): boolean | undefined {
  const url = textOf(object, 'ExternalUrl');
  return url === undefined ? undefined : url === '';
}

/** Host of the external URL. */
export const externalHost = (object: ConfigurationObject): string | undefined => urlOf(object, 'ExternalUrl')?.hostname.toLowerCase();

/** How the user agent of a calling availability service begins; a version follows. Source: OfficeDocs-Support 3082946. */
const CALLER = 'asproxy/crossforest/emaildomain/exch/';

/** A pattern of EwsAllowList or EwsBlockList, where a star stands for anything. Source: Microsoft Learn, Set-OrganizationConfig. */
function matches(pattern: string): boolean {
  const fixed = pattern.toLowerCase().split('*')[0] ?? '';
  if (fixed === '') return pattern === '*' || /asproxy/i.test(pattern);
  return fixed.startsWith(CALLER) || (pattern.includes('*') && CALLER.startsWith(fixed));
}

/**
 * The policy for user agents keeps the availability service of another organization out. undefined: not shown, or cut off.
 * Source: Microsoft Learn, Control access to EWS in Exchange; OfficeDocs-Support 3082946.
 */
export function policyKeepsCallersOut(object: ConfigurationObject): boolean | undefined {
  const policy = textOf(object, 'EwsApplicationAccessPolicy')?.toLowerCase();
  if (policy === undefined) return undefined;
  const list = listOf(object, policy === 'enforceallowlist' ? 'EwsAllowList' : 'EwsBlockList');
  if (policy !== 'enforceallowlist' && policy !== 'enforceblocklist') return false;
  if (list === undefined) return undefined;
  const named = list.items.some(matches);
  if (policy === 'enforceblocklist') return named || (list.cut ? undefined : false);
  return named ? false : list.cut ? undefined : true;
}

/** EWS is switched off for the organization or the mailbox. Source: Microsoft Learn, Set-OrganizationConfig, Set-CASMailbox (EwsEnabled). */
export const ewsIsOff = (object: ConfigurationObject): boolean | undefined => {
  const on = flagOf(object, 'EwsEnabled');
  // Empty is a state of its own, whose meaning changes from tenant to tenant since October 2026: no conclusion.
  return on === undefined ? undefined : !on;
};

/** Applications that may use EWS, lower case; undefined: not shown, or empty, as it also reads without -RetrieveEwsOperationAccessPolicy. */
export function allowedApplications(object: ConfigurationObject): readonly string[] | undefined {
  const list = listOf(object, 'EwsAllowedAppIDs');
  return list === undefined || list.cut || list.items.length === 0 ? undefined : list.items;
}

/** Outlook from outside is blocked for the mailbox. Source: OfficeDocs-Support 2734791; Microsoft Learn, Set-CASMailbox. */
export function blocksOutlookOutside(object: ConfigurationObject): boolean | undefined {
  const flags = ['MAPIBlockOutlookRpcHttp', 'MAPIBlockOutlookExternalConnectivity'].map((name) => flagOf(object, name));
  return flags.includes(true) ? true : flags.includes(undefined) ? undefined : false;
}
