/** May this request be signed in, and with what? Every rule about credentials meets here, before anything is sent. */
import { audienceAt, nationalClouds } from '../../exchange/national-clouds.ts';
import { audienceRefusal } from '../../exchange/token-audience.ts';
import type { SignInResult, TokenRights } from '../../model/facts.ts';
import type { SignIn } from '../../model/scenario.ts';
import { readTokenClaims } from '../../protocol/token-claims.ts';
import type { Credentials, Secret } from '../credentials.ts';
import type { TokenSource } from '../oauth/tokens.ts';
import type { HttpRequest } from '../port.ts';
import { accountGate, type Admission } from './account-gate.ts';
import { refusal, type CredentialRules } from './eligibility.ts';

export type Admitted =
  | {
    readonly go: true;
    readonly signIn: SignIn;
    readonly secret: Secret;
    /** What the token says that it permits; null: it is none, or cannot be read. */
    readonly rights: TokenRights | null;
    readonly settle: Admission['settle'];
  }
  | { readonly go: false; readonly result: SignInResult };

export interface AdmissionOptions {
  readonly signIns: Readonly<Record<string, SignIn>>;
  readonly credentials: Credentials;
  readonly rules: CredentialRules;
  readonly tokens: TokenSource;
}

/** The desk of one run: it remembers which accounts were refused where. */
export function admissionDesk({ signIns, credentials, rules, tokens }: AdmissionOptions): (request: HttpRequest, url: URL) => Promise<Admitted> {
  const gate = accountGate();

  /** A token goes only to the hosts that it is made out for, whoever named others. */
  async function withToken(signIn: SignIn, request: HttpRequest, url: URL): Promise<Admitted> {
    const cloud = signIn.oauth?.nationalCloud ?? 'worldwide';
    const audience = audienceAt(cloud, url);
    if (audience === null) {
      const { name } = nationalClouds[cloud];
      return withheld(signIn, `${url.host} is no endpoint of Exchange Online or Microsoft Graph (${name}), so no token goes there`);
    }
    if (isWeak(request)) return withheld(signIn, `${url.hostname} speaks TLS below 1.2 only, so no token goes there`);
    const obtained = await tokens.tokenFor(signIn, audience);
    return obtained.ok ? enter(signIn, signIn.id, url, obtained.token, obtained.rights) : withheld(signIn, obtained.why, obtained.refusal);
  }

  async function enter(signIn: SignIn, account: string, url: URL, secret: Secret, rights: TokenRights | null): Promise<Admitted> {
    const directory = url.pathname.split('/')[1]?.toLowerCase() ?? '';
    const admission = await gate.enter(account, `${url.origin}/${directory}`);
    if (!admission.admitted) return withheld(signIn, admission.why);
    return { go: true, signIn, secret, rights, settle: admission.settle };
  }

  return async (request, url) => {
    const signIn = request.signIn === undefined ? undefined : signIns[request.signIn];
    if (signIn === undefined || signIn.method === 'none') return { go: false, result: { id: signIn?.id ?? '', method: 'none', outcome: 'none' } };
    if (signIn.method === 'oauth') return withToken(signIn, request, url);
    const credential = credentials.get(signIn.id);
    if (credential?.known !== true) {
      const { go, result } = withheld(signIn, credential?.why ?? 'no credentials were given');
      return { go, result: { ...result, secretMissing: true } };
    }
    const refused = refusal(signIn.method, url, request.credentialsDomain, rules);
    if (refused !== null) return withheld(signIn, refused);
    const rights = signIn.method === 'token' ? readTokenClaims(credential.secret.reveal()) : null;
    const misfit = rights === null ? null : audienceRefusal(rights.audience, url);
    if (misfit !== null) return withheld(signIn, misfit);
    if (signIn.method !== 'ntlm' && isWeak(request) && !rules.allowWeakTls.has(url.hostname.toLowerCase())) {
      return withheld(signIn, `${url.hostname} speaks TLS below 1.2 only; a password or token goes there only with --allow-weak-tls ${url.hostname}`);
    }
    return enter(signIn, signIn.user ?? signIn.id, url, credential.secret, rights);
  };
}

function withheld({ id, method }: SignIn, reason: string, code?: string): Extract<Admitted, { go: false }> {
  return { go: false, result: { id, method, outcome: 'withheld', reason, ...(code === undefined ? {} : { refusal: code }) } };
}

function isWeak({ minVersion = 'TLSv1.2' }: HttpRequest): boolean {
  return minVersion !== 'TLSv1.2';
}
