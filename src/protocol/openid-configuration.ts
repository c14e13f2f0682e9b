/** The OpenID configuration of a tenant, which the token service shows to everybody: its id, and the cloud in which it lives. */
import { printable } from './printable.ts';
import { decodeText } from './xml.ts';

/** A domain or an id, as it may stand in the path. */
const NAMED = /^(?=.{1,255}$)[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9](?:[a-z0-9-]{0,62}))*$/i;

/**
 * The URL that is asked about a tenant; null where the name is no domain and no id.
 * Source: Microsoft Learn, OpenID Connect on the Microsoft identity platform, "Find your app's OpenID configuration document URI".
 */
export function openIdConfigurationUrl(authority: string, domain: string): string | null {
  return NAMED.test(domain) ? `https://${authority}/${domain.toLowerCase()}/v2.0/.well-known/openid-configuration` : null;
}

/** What an answer says; null for what it does not. Texts printable and bounded. */
export interface OpenIdConfiguration {
  readonly tenantId: string | null;
  readonly refusal: string | null;
  readonly authority: string | null;
  readonly cloudInstance: string | null;
  readonly region: string | null;
  readonly subRegion: string | null;
}

const answerLimit = 64 * 1024;
const NOTHING: OpenIdConfiguration = { tenantId: null, refusal: null, authority: null, cloudInstance: null, region: null, subRegion: null };
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Reads the body of an answer, whatever its status. Never throws.
 * Source: answers of the token service in the tests of public libraries (tenant_region_scope, cloud_instance_name beside the standard's
 * token_endpoint); MicrosoftDocs/entra-docs, reference-error-codes.md (AADSTS90002: the tenant is not found).
 */
export function decodeOpenIdConfiguration(body: Uint8Array): OpenIdConfiguration {
  if (body.length > answerLimit) return NOTHING;
  let given: unknown;
  try {
    given = JSON.parse(decodeText(body));
  } catch {
    return NOTHING;
  }
  const member = (name: string): string => {
    if (typeof given !== 'object' || given === null || !Object.hasOwn(given, name)) return '';
    const value = (given as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? value.slice(0, 2_048).trim() : '';
  };
  const shown = (name: string): string | null => printable(member(name), 60) || null;
  const endpoint = member('token_endpoint');
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  const id = url?.pathname.split('/')[1] ?? '';
  const issuer = member('issuer');
  const inIssuer = URL.canParse(issuer) ? new URL(issuer).pathname.split('/')[1] ?? '' : '';
  // A question by domain may be answered with endpoints by domain; the issuer always names the id.
  const tenantId = [inIssuer, id].find((one) => ID.test(one))?.toLowerCase() ?? null;
  return {
    tenantId,
    refusal: /\bAADSTS\d{2,10}\b/.exec(member('error_description'))?.[0] ?? null,
    authority: url?.protocol === 'https:' ? printable(url.hostname, 253) : null,
    cloudInstance: shown('cloud_instance_name'), region: shown('tenant_region_scope'), subRegion: shown('tenant_region_sub_scope'),
  };
}
