/** Tokens of Microsoft Entra ID for one run: each asked for once, kept in memory until shortly before it expires. */
import type { OAuthApplication, SignIn } from '../../model/scenario.ts';
import type { TokenRights } from '../../model/facts.ts';
import { scopeOf, type Audience } from '../../exchange/national-clouds.ts';
import { readTokenClaims } from '../../protocol/token-claims.ts';
import type { Dialler } from '../connection.ts';
import { secret, type Credentials, type Secret } from '../credentials.ts';
import type { DeviceCode, TokenStore } from './device-code.ts';
import type { TokenClient } from './token-client.ts';

/** A token, or why there is none. */
export type Obtained =
  | { readonly ok: true; readonly token: Secret; readonly rights: TokenRights | null }
  /** `why`: printable, without its full stop. `refusal`: such as `AADSTS7000215`, where the token service refused. */
  | { readonly ok: false; readonly why: string; readonly refusal?: string };

export interface TokenSource {
  /** A token of this sign-in (method `oauth`) for one service. Throws nothing; a failure is an answer and is not tried again in this run. */
  tokenFor(signIn: SignIn, audience: Audience): Promise<Obtained>;
}

export interface TokenOptions {
  readonly dial: Dialler;
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
  /** Told what a user has to type in a browser; absent: nobody is there. */
  readonly onDeviceCode?: (code: DeviceCode) => void;
  /** Keeps sign-ins by device code for later runs; absent: they last as long as the run. */
  readonly tokenStore?: TokenStore;
}

/** A token that expires within this time is asked for anew. */
const MARGIN_MS = 120_000;

interface Kept {
  readonly obtained: Promise<Obtained>;
  expiresAt: number;
}

export function tokenSource(options: TokenOptions): TokenSource {
  const clients = new Map<string, Promise<TokenClient>>();
  const kept = new Map<string, Kept>();
  /** One request after the other for each sign-in, so that a user is asked to sign in once for both services. */
  const turns = new Map<string, Promise<unknown>>();

  function clientOf(signIn: SignIn, application: OAuthApplication): Promise<TokenClient> {
    const known = clients.get(signIn.id);
    if (known !== undefined) return known;
    const made = import('./token-client.ts').then(({ tokenClient }) => tokenClient(signIn, application, options));
    clients.set(signIn.id, made);
    return made;
  }

  async function obtain(signIn: SignIn, audience: Audience): Promise<Obtained> {
    const application = signIn.oauth;
    if (application === undefined) return { ok: false, why: 'the sign-in names no application' };
    const credential = options.credentials.get(signIn.id);
    if (application.flow !== 'device-code' && credential?.known !== true) {
      return { ok: false, why: credential?.why ?? `no ${application.flow} was given` };
    }
    const client = await clientOf(signIn, application);
    const answer = await client.ask(scopeOf(application.nationalCloud, audience));
    return answer.ok ? { ok: true, token: secret(answer.token), rights: readTokenClaims(answer.token) } : answer;
  }

  function tokenFor(signIn: SignIn, audience: Audience): Promise<Obtained> {
    const key = `${signIn.id} ${audience}`;
    const known = kept.get(key);
    if (known !== undefined && Date.now() < known.expiresAt) return known.obtained;
    const obtained = (turns.get(signIn.id) ?? Promise.resolve()).then(() => obtain(signIn, audience));
    const entry: Kept = { obtained, expiresAt: Infinity };
    turns.set(signIn.id, obtained.catch(() => undefined));
    kept.set(key, entry);
    obtained.then((result) => {
      const until = result.ok && result.rights !== null ? Date.parse(result.rights.expiresAt) - MARGIN_MS : Infinity;
      entry.expiresAt = Number.isNaN(until) ? Infinity : until;
    }, () => { /* told to whoever asked */ });
    return obtained;
  }

  return { tokenFor };
}

