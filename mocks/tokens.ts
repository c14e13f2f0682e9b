/** Tokens with which one organization calls another: OAuth on behalf of a user, and federation in a security header. Signed per lab. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ServerPlan } from './plan.ts';
import type { OrganizationPlan, RelationshipPlan } from './plan-organizations.ts';
import { child, escaped, textOf } from './soap.ts';
import type { Tree } from './soap.ts';

/** What the receiving side makes of a token: whom it speaks for, or why it is refused. */
export type TokenVerdict =
  /** `actor`: the access token with which the caller proves its application; null: it brings none. */
  | { readonly accepted: true; readonly requester: string; readonly actor: string | null }
  /** `diagnostics`: value of x-ms-diagnostics, where its words are known. */
  | { readonly accepted: false; readonly reason: 'audience' | 'issuer'; readonly diagnostics: string | null };

/** The application that Exchange is. Source: MS-XOAUTH 3.2.5.1. */
export const exchangeApplication = '00000002-0000-0ff1-ce00-000000000000';
const tokenService = '00000001-0000-0000-c000-000000000000';
const federationService = 'urn:federation:MicrosoftOnline';
/** A token is good for some hours; ten minutes are plenty here. */
const lifetimeMs = 600_000;

/** Tenant or forest for which a token is made out and whose tokens are trusted; the two ends of a healthy hybrid share it. */
function realm(relationship: Pick<RelationshipPlan, 'faults'>): string {
  return relationship.faults.has('token-of-another-tenant') ? 'f0000000-0000-4000-8000-00000000000f' : 'a0000000-0000-4000-8000-00000000000a';
}
export const trustedRealm = realm({ faults: new Set() });

/** The tenant whose tokens a server takes. */
export function realmTrustedBy({ faults }: Pick<ServerPlan, 'faults'>): string {
  return faults.has('another-tenant-trusted') ? 'e0000000-0000-4000-8000-00000000000e' : trustedRealm;
}

export function signed(secret: string, content: string): string {
  return createHmac('sha256', secret).update(content).digest('base64url');
}

export function isSigned(secret: string, content: string, signature: string): boolean {
  const expected = Buffer.from(signed(secret, content));
  const found = Buffer.from(signature);
  return expected.length === found.length && timingSafeEqual(expected, found);
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function decoded(part: string | undefined): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function host(relationship: RelationshipPlan, url: URL): string {
  return relationship.faults.has('token-for-another-host') ? `other.${url.hostname}` : url.hostname;
}

/**
 * An OAuth token of the service that both sides trust, about the requester. Source: MS-XOAUTH 2.2.1 (claims aud, iss, nbf, exp, actortoken).
 * @param actor the access token of the caller's application; null: none
 */
export function bearerToken(secret: string, relationship: RelationshipPlan, url: URL, requester: string, actor: string | null): string {
  const now = Math.floor(Date.now() / 1000);
  const tenant = realm(relationship);
  const content = `${encoded({ typ: 'JWT', alg: 'HS256' })}.${encoded({
    aud: `${exchangeApplication}/${host(relationship, url)}@${trustedRealm}`,
    iss: `${tokenService}@${tenant}`,
    nbf: now - 60,
    exp: now + lifetimeMs / 1000,
    smtp: requester,
    ...(actor === null ? {} : { actortoken: actor }),
  })}`;
  return `${content}.${signed(secret, content)}`;
}

/** Reads a bearer token; null where it is none of this lab's. `called`: name in the Host header; `trusted`: the tenant whose tokens count. */
export function readBearerToken(secret: string, called: string, token: string, trusted: string): TokenVerdict | null {
  const [header = '', claims = '', signature = ''] = token.split('.');
  if (!isSigned(secret, `${header}.${claims}`, signature)) return null;
  const said = decoded(claims);
  if (said === null || Number(said['exp']) * 1000 < Date.now()) return null;
  const claim = (name: string): string => (typeof said[name] === 'string' ? said[name] : '');
  const audience = /^[^/]+\/([^@]+)@/.exec(claim('aud'))?.[1] ?? '';
  if (audience !== called) {
    // Source: a 401 of Exchange as recorded in a public question about Outlook and hybrid modern authentication.
    const reason = `The hostname component of the audience claim value is invalid. Expected 'https://${called}'. Actual 'https://${audience}'.`;
    return { accepted: false, reason: 'audience', diagnostics: `2000003;reason="${reason}";error_category="invalid_resource"` };
  }
  if (claim('iss') !== `${tokenService}@${trusted}`) {
    // Source: Microsoft Q&A 1524201.
    const reason = `The issuer of the token is unknown. Issuer was '${claim('iss')}'.`;
    return { accepted: false, reason: 'issuer', diagnostics: `2000009;reason="${reason}";error_category="invalid_issuer"` };
  }
  return { accepted: true, requester: claim('smtp'), actor: typeof said['actortoken'] === 'string' ? said['actortoken'] : null };
}

const security = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const samlAssertion = 'urn:oasis:names:tc:SAML:1.0:assertion';

/** What the gateway says about the requester, before it is signed. */
function statement(issuer: string, audience: string, until: string, requester: string): string {
  return [issuer, audience, until, requester].join('\n');
}

/** The token of a federated call. The gateway's encryption is left out. Source: MS-WSSEC of Exchange federation, SAML 1.1. */
export function assertion(secret: string, anotherKey: boolean, audience: string, requester: string): string {
  const until = new Date(Date.now() + lifetimeMs).toISOString();
  const issuer = anotherKey ? `${federationService}/other` : federationService;
  return `<saml:Assertion xmlns:saml="${samlAssertion}" Issuer="${escaped(issuer)}">`
    + `<saml:Conditions NotOnOrAfter="${until}"><saml:Audience>${escaped(audience)}</saml:Audience></saml:Conditions>`
    + `<saml:NameIdentifier>${escaped(requester)}</saml:NameIdentifier>`
    + `<saml:Signature>${signed(secret, statement(issuer, audience, until, requester))}</saml:Signature></saml:Assertion>`;
}

/** The security header of a federated call. */
export function securityHeader(token: string, url: URL): string {
  return `<wsse:Security xmlns:wsse="${security}" soap:mustUnderstand="1">${token}</wsse:Security>`
    + `<wsa:To xmlns:wsa="http://www.w3.org/2005/08/addressing">${escaped(url.href)}</wsa:To>`;
}

/** ApplicationUri of an organization. Source: Microsoft Learn, Federation (`FYDIBOHF25SPDLT.<domain>`; `outlook.com` for Exchange Online). */
export function audienceOf(organization: OrganizationPlan): string {
  return organization.cloud ? 'outlook.com' : `FYDIBOHF25SPDLT.${organization.name}`;
}

/** Reads the security header of a call to `organization`; null where there is none that this lab's gateway signed. */
export function readSecurityHeader(secret: string, organization: OrganizationPlan, header: Tree): TokenVerdict | null {
  const said = child(header, 'Security', 'Assertion');
  const conditions = child(said, 'Conditions');
  const [issuer, until] = [textOf(said, '@Issuer'), textOf(conditions, '@NotOnOrAfter')];
  const audience = textOf(conditions, 'Audience');
  const requester = textOf(said, 'NameIdentifier');
  if (!isSigned(secret, statement(issuer, audience, until, requester), textOf(said, 'Signature'))) return null;
  if (issuer !== federationService) return { accepted: false, reason: 'issuer', diagnostics: null };
  if (audience !== audienceOf(organization) || Date.parse(until) < Date.now()) return { accepted: false, reason: 'audience', diagnostics: null };
  return { accepted: true, requester, actor: null };
}
