/** What a token says about itself. Decoded to inform people, never to decide whom to trust: only the service can verify it. */
import type { TokenRights } from '../model/facts.ts';
import { printable } from './printable.ts';

const LONGEST_TOKEN = 64_000;
const MOST_RIGHTS = 100;
const LONGEST_CLAIM = 200;

/**
 * The claims that tell what a token permits; null where it is none that can be read.
 * Source: Microsoft Learn, Access token claims reference (aud, appid, azp, tid, roles, scp, upn, unique_name, preferred_username, exp, oid).
 */
export function readTokenClaims(token: string): TokenRights | null {
  const parts = token.split('.', 4);
  if (token.length > LONGEST_TOKEN || parts.length !== 3) return null;
  const claims = parsed(parts[1] ?? '');
  if (claims === null) return null;
  const text = (...names: readonly string[]): string => {
    const found = names.map((name) => claims[name]).find((value) => typeof value === 'string' && value !== '');
    return typeof found === 'string' ? printable(found, LONGEST_CLAIM) : '';
  };
  const scopes = words(typeof claims['scp'] === 'string' ? claims['scp'].slice(0, LONGEST_TOKEN).split(/\s+/) : []);
  const expires = Number(claims['exp']) * 1000;
  return {
    // A token of an application for itself has no scopes; idtyp says so outright where it is asked for.
    flow: scopes.length > 0 && claims['idtyp'] !== 'app' ? 'delegated' : 'application',
    audience: text('aud'), application: text('appid', 'azp'), tenant: text('tid'), account: text('upn', 'preferred_username', 'unique_name'),
    object: text('oid'), roles: words(Array.isArray(claims['roles']) ? claims['roles'] : []), scopes,
    expiresAt: Number.isFinite(expires) && Math.abs(expires) <= 8.64e15 ? new Date(expires).toISOString() : '',
  };
}

function words(values: readonly unknown[]): readonly string[] {
  return values.flatMap((value) => (typeof value === 'string' && value !== '' ? [printable(value, LONGEST_CLAIM)] : [])).slice(0, MOST_RIGHTS);
}

function parsed(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Readonly<Record<string, unknown>> : null;
  } catch {
    return null;
  }
}
