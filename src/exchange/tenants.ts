/** Tenants of Exchange Online: which one a mailbox belongs to, who gives its tokens, and whether a server trusts those. */
import type { Evidence } from '../model/evidence.ts';
import type { OAuthChallenge, TenantFact } from '../model/facts.ts';
import type { Mailbox } from '../model/scenario.ts';
import { nationalClouds } from './national-clouds.ts';

/** The tenant that the scenario names for the mailbox's server, or else the domain of its address. Lower case. */
export function tenantOf(mailbox: Mailbox, evidence: Evidence): string {
  return (evidence.server(mailbox.server).tenant ?? mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1)).toLowerCase();
}

/** The token service of the cloud whose Exchange Online answers at that host; the worldwide one for a host of none. */
export function authorityBeside(host: string): string {
  const beside = Object.values(nationalClouds).find(({ ews }) => ews.some((one) => one === host.toLowerCase()));
  return (beside ?? nationalClouds.worldwide).authority;
}

/** The token service of Microsoft 365 as trusted_issuers name it. Source: MS-XOAUTH 3.2.5.1; Get-AuthServer, IssuerIdentifier. */
const TOKEN_SERVICE = '00000001-0000-0000-c000-000000000000';
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Is this the id of a tenant, rather than one of its names? */
export const isTenantId = (name: string): boolean => ID.test(name);

/**
 * Are tokens of that tenant trusted, as the challenge has it? null: the challenge does not tell, because it lists no issuers, or one only
 * by a name that may be this tenant's.
 */
export function trusts(challenge: OAuthChallenge, tenant: Pick<TenantFact, 'domain' | 'tenantId'>): boolean | null {
  const realms = challenge.trustedIssuers.flatMap(({ principal, realm }) => {
    if (principal.toLowerCase() === TOKEN_SERVICE) return [realm?.toLowerCase() ?? ''];
    // Entra ID by its newer name. Source: Microsoft Learn, access token claims (iss).
    const inUrl = /^https:\/\/sts\.windows\.net\/([^/]+)\/?$/i.exec(principal)?.[1];
    return inUrl === undefined ? [] : [inUrl.toLowerCase()];
  });
  if (realms.some((realm) => realm === '*' || realm === tenant.tenantId || realm === tenant.domain)) return true;
  return realms.length === 0 || tenant.tenantId === null || !realms.every((realm) => ID.test(realm)) ? null : false;
}
