/** Access tokens of the imitated token service: signed with its key, and checked by whom they are for. */
import { createHash, createSign, createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { clouds } from './clouds.ts';
import type { ApplicationPlan } from './plan-applications.ts';
import { trustedRealm } from './tokens.ts';

/** What a token of this service says, once it is found good for the place that was called. */
export interface AccessToken {
  readonly application: string;
  /** User principal name; null: the application itself calls. */
  readonly user: string | null;
  /** Permissions: roles of an application, scopes of a user. */
  readonly permissions: readonly string[];
}

export interface AccessTokens {
  /** JSON Web Key Set. */
  readonly keys: object;
  issue(application: ApplicationPlan, resource: string): string;
  /** `called`: name in the Host header. null: not a token of this service. `refused`: expired, or for another place. */
  check(token: string, called: string): AccessToken | 'refused' | null;
}

const lifetimeSeconds = 3600;
/** Source: MS-XOAUTH 3.2.5.1 (the application that Exchange is); tokens name it by id or by host. */
const exchangeId = '00000002-0000-0ff1-ce00-000000000000';

const made = new Map<'pair', { readonly privateKey: KeyObject; readonly publicKey: KeyObject }>();

export function accessTokens(): AccessTokens {
  // One key in a process: making it costs more than everything else here.
  const pair = made.get('pair') ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
  made.set('pair', pair);
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 27);
  const tenantIds = new Set<string>();

  function issue(application: ApplicationPlan, resource: string): string {
    const now = Math.floor(Date.now() / 1000);
    const tid = tenantId(application.tenant);
    tenantIds.add(tid);
    const granted = application.faults.has('consent-missing') ? [] : application.permissions;
    const user = application.flow === 'device-code';
    // Source: Microsoft Learn, Access token claims reference.
    return signed({
      aud: resource, iss: `https://sts.windows.net/${tid}/`, tid, iat: now, nbf: now - 60, exp: now + lifetimeSeconds, ver: '1.0', uti: randomUUID(),
      appid: application.clientId, appidacr: user ? '0' : application.flow === 'secret' ? '1' : '2', oid: idOfName(user ? application.user
        : application.clientId),
      ...(user ? { scp: granted.join(' '), upn: application.user } : { idtyp: 'app', ...(granted.length === 0 ? {} : { roles: granted }) }),
    });
  }

  function signed(claims: object): string {
    const content = `${encoded({ typ: 'JWT', alg: 'RS256', kid })}.${encoded(claims)}`;
    return `${content}.${createSign('sha256').update(content).sign(pair.privateKey).toString('base64url')}`;
  }

  function check(token: string, called: string): AccessToken | 'refused' | null {
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = decoded(body);
    if (claims === null || !createVerify('sha256').update(`${head}.${body}`).verify(pair.publicKey, Buffer.from(signature, 'base64url'))) return null;
    const text = (name: string): string => (typeof claims[name] === 'string' ? claims[name] : '');
    const now = Date.now() / 1000;
    const inTime = Number(claims['nbf']) <= now && now < Number(claims['exp']);
    if (!inTime || !tenantIds.has(text('tid')) || text('iss') !== `https://sts.windows.net/${text('tid')}/`
      || !isFor(text('aud'), called)) return 'refused';
    const scopes = text('scp').split(' ').filter((scope) => scope !== '');
    const roles = Array.isArray(claims['roles']) ? claims['roles'].map(String) : [];
    const user = text('upn');
    return { application: text('appid'), user: user === '' ? null : user, permissions: user === '' ? roles : scopes };
  }

  return { keys: { keys: [{ ...jwk, kid, use: 'sig', alg: 'RS256' }] }, issue, check };
}

/** Exchange Online has more names than the one that its tokens are made out for; Autodiscover is one of them. */
function isFor(audience: string, called: string): boolean {
  const named = audience.replace(/\/$/, '');
  return Object.values(clouds).some(({ exchange, graph }) => {
    const names = exchange === clouds.worldwide.exchange ? [exchange, 'outlook.office.com', 'autodiscover-s.outlook.com']
      : [exchange, exchange.replace('outlook', 'autodiscover-s')];
    return (named === `https://${graph}` && called === graph) || ((named === `https://${exchange}` || named === exchangeId)
      && names.includes(called));
  });
}

/** Id of a tenant: all domains of the lab are of one. */
export function tenantId(tenant: string): string {
  return /^[0-9a-f]{8}-/i.test(tenant) ? tenant.toLowerCase() : trustedRealm;
}

export const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function decoded(part: string): Readonly<Record<string, unknown>> | null {
  return decodedText(Buffer.from(part, 'base64url').toString('utf8'));
}

/** A JSON object; null: it is none. */
export function decodedText(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

/** An id made of a name. */
export function idOfName(name: string): string {
  const hex = createHash('sha256').update(name.toLowerCase()).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
