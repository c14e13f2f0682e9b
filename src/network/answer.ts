/** What leaves this folder of an HTTP answer: no cookie values, no NTLM nonces. */
import type { SignInResult } from '../model/facts.ts';
import { poolMember } from '../protocol/balancer-cookie.ts';
import { zeroServerChallenge } from '../protocol/ntlm.ts';
import type { RawAnswer } from './http.ts';
import type { HttpAnswer } from './port.ts';

/** @param startedAt by `performance.now()` */
export function toAnswer(raw: RawAnswer, signIn: SignInResult, startedAt: number): HttpAnswer {
  const session = raw.secured?.session;
  return {
    status: raw.status,
    headers: raw.headers.map(([name, value]) => [name, withoutSecrets(name, value)] as const),
    body: raw.body,
    tls: session === undefined ? null : {
      version: session.version, cipherSuite: session.cipherSuite, verified: session.verified, problem: session.problem, trusted: session.trusted,
    },
    signIn,
    timings: {
      connectMs: raw.reused ? 0 : raw.secured?.connectMs ?? 0, tlsMs: raw.reused ? 0 : raw.secured?.tlsMs ?? 0,
      firstByteMs: raw.firstByteMs, totalMs: performance.now() - startedAt,
    },
  };
}

/**
 * `name=`. Where a balancer writes down to which machine it sent us, that stands in place of the value: `BIGipServerpool=10.1.2.3:443`.
 */
function withoutCookieValue(pair: string): string {
  const at = pair.indexOf('=');
  if (at < 0) return '';
  const name = pair.slice(0, at);
  return `${name}=${poolMember(name, pair.slice(at + 1)) ?? ''}`;
}

/** Cookie values and NTLM nonces never leave this folder. */
function withoutSecrets(name: string, value: string): string {
  if (/^set-cookie2?$/i.test(name)) return value.replace(/^([^;]*)/, withoutCookieValue);
  if (/^(www|proxy)-authenticate$/i.test(name)) {
    return value.replace(/\b(NTLM|Negotiate)\s+([A-Za-z0-9+/]+=*)/gi, (_all, scheme: string, token: string) => {
      const bytes = new Uint8Array(Buffer.from(token, 'base64'));
      const isNtlm = Buffer.from(bytes.subarray(0, 8)).toString('latin1') === 'NTLMSSP\0';
      return isNtlm ? `${scheme} ${Buffer.from(zeroServerChallenge(bytes)).toString('base64')}` : scheme;
    });
  }
  return value;
}
