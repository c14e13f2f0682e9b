/** Where credentials may go. The rules are those of docs: verified connection, named host or the mailbox's own domain. */
import { getDomain } from 'tldts';
import { nationalClouds } from '../../exchange/national-clouds.ts';
import type { SignInMethod } from '../../model/scenario.ts';

export interface CredentialRules {
  /** Hosts that the scenario or the user named, lower case. */
  readonly namedHosts: ReadonlySet<string>;
  /** Hosts that the user allows although their certificate does not verify. */
  readonly allowUntrusted: ReadonlySet<string>;
  /** Hosts that the user allows to get a password or token over TLS below 1.2. */
  readonly allowWeakTls: ReadonlySet<string>;
}

/** Endpoints of Microsoft 365, in every cloud, that take tokens. */
const MICROSOFT_365 = Object.values(nationalClouds).flatMap(({ ews, graph }) => [...ews, ...graph]);

/** Why a host gets no credentials, as a sentence; null: it may. Tokens that are asked for (`oauth`) have stricter rules: `audienceAt`. */
export function refusal(method: Exclude<SignInMethod, 'oauth' | 'none'>, url: URL, domain: string | undefined, rules: CredentialRules): string | null {
  const host = url.hostname.toLowerCase();
  if (url.protocol !== 'https:') return 'credentials never go over an unencrypted connection';
  if (rules.namedHosts.has(host)) return null;
  if (method === 'basic') return `${host} was named only by an answer; Basic credentials go only to hosts that the scenario names (trustHosts, --trust-host)`;
  if (method !== 'ntlm' && MICROSOFT_365.includes(host)) return null;
  if (domain !== undefined && sameRegistrableDomain(host, domain)) return null;
  return `${host} belongs to another domain and was named only by an answer; allow it with trustHosts or --trust-host ${host}`;
}

/** Do two names share the domain that somebody registered (Public Suffix List, private section included)? */
export function sameRegistrableDomain(a: string, b: string): boolean {
  const [first, second] = [a, b].map((name) => getDomain(name, { allowPrivateDomains: true }));
  return first !== null && first !== undefined && first === second;
}
