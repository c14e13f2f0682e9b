/** One application at the token service, by the OAuth library. Loaded when the first token is asked for. */
import { X509Certificate, createHash } from 'node:crypto';
import type { AuthenticationResult, Configuration } from '@azure/msal-node';
import { explainRefusal, aadstsIn } from '../../exchange/aadsts.ts';
import { nationalClouds } from '../../exchange/national-clouds.ts';
import type { Failure } from '../../model/failure.ts';
import type { OAuthApplication, SignIn } from '../../model/scenario.ts';
import { printable } from '../../protocol/printable.ts';
import { authorityDoor } from './authority-door.ts';
import { byDeviceCode, NobodyThereError, storePlugin } from './device-code.ts';
import type { TokenOptions } from './tokens.ts';

export type Asked =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly why: string; readonly refusal?: string };

export interface TokenClient {
  ask(scope: string): Promise<Asked>;
}

export async function tokenClient(signIn: SignIn, application: OAuthApplication, options: TokenOptions): Promise<TokenClient> {
  const { authority: host } = nationalClouds[application.nationalCloud];
  const door = authorityDoor(host, options.dial, options.signal);
  const { ConfidentialClientApplication, PublicClientApplication } = await import('@azure/msal-node');
  const credential = options.credentials.get(signIn.id);
  const known = credential?.known === true ? credential.secret.reveal() : '';
  const system: NonNullable<Configuration['system']> = { networkClient: door, disableInternalRetries: true };
  const auth: Configuration['auth'] = { clientId: application.clientId, authority: `https://${host}/${encodeURIComponent(application.tenant)}` };

  function acquirer(): (scope: string) => Promise<AuthenticationResult | null> {
    if (application.flow === 'device-code') {
      const cache = options.tokenStore === undefined ? {} : { cache: { cachePlugin: storePlugin(options.tokenStore) } };
      const user = new PublicClientApplication({ auth, system, ...cache });
      return (scope) => byDeviceCode(user, signIn, scope, options.signal, options.onDeviceCode);
    }
    const proof = application.flow === 'secret' ? { clientSecret: known } : { clientCertificate: certificateOf(known) };
    const daemon = new ConfidentialClientApplication({ auth: { ...auth, ...proof }, system });
    return (scope) => daemon.acquireTokenByClientCredential({ scopes: [scope] });
  }

  let acquire: ReturnType<typeof acquirer> | undefined;
  return {
    async ask(scope) {
      try {
        acquire ??= acquirer();
        const result = await acquire(scope);
        const token = result?.accessToken ?? '';
        return token === '' ? { ok: false, why: `${host} gave no token` } : { ok: true, token };
      } catch (error) {
        const { failure, refusal } = door.lastTrouble();
        if (failure !== undefined) return { ok: false, why: spoken(failure, host) };
        if (refusal !== undefined) {
          const code = aadstsIn(refusal.description);
          return {
            ok: false, why: printable(`no token from ${host}: ${explainRefusal(refusal.word, refusal.description)}`, 400),
            ...(code === undefined ? {} : { refusal: `AADSTS${code}` }),
          };
        }
        if (error instanceof NobodyThereError) return { ok: false, why: 'the device code was not shown, because nobody is there to sign in' };
        return { ok: false, why: `no token from ${host}: ${ownSentence(error)}` };
      }
    },
  };
}

/** PEM of a certificate and its key, as `load` found them together. */
function certificateOf(pem: string): NonNullable<Configuration['auth']['clientCertificate']> {
  const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem)?.[0] ?? '';
  const key = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/.exec(pem)?.[0] ?? '';
  const der = new X509Certificate(certificate).raw;
  return { thumbprintSha256: createHash('sha256').update(der).digest('hex'), privateKey: key };
}

/** Words of the library's own errors. Source: @azure/msal-common, ClientAuthErrorCodes and ClientConfigurationErrorCodes. */
const OWN: Readonly<Record<string, string>> = {
  device_code_expired: 'the code was not entered in the browser in time; start again',
  device_code_polling_cancelled: 'the run was ended, or the token service gave no address to type the code at',
  user_timeout_reached: 'the code was not entered in the browser in time; start again',
  invalid_client_secret: 'the secret is empty',
  url_parse_error: 'the tenant cannot stand in an address',
};

/** Only the word: messages of the library may repeat what was sent. */
function ownSentence(error: unknown): string {
  const word = (error as { readonly errorCode?: unknown } | null)?.errorCode;
  if (typeof word === 'string' && Object.hasOwn(OWN, word)) return OWN[word] ?? word;
  return typeof word === 'string' ? `the OAuth library gave up (${printable(word, 80)})` : 'the certificate or its key cannot be used';
}

/** Network down, no name, a proxy or TLS opened on the way: each says what it is. */
function spoken({ kind, message }: Failure, host: string): string {
  const hints: Partial<Record<Failure['kind'], string>> = {
    'certificate': '; most likely a device on the way opens TLS: let it pass this host, or give its root certificate with --ca',
    'name-not-resolved': '; either this machine has no way to the internet, or its name server knows inside names only',
    'dns-unavailable': '; this machine cannot look names up',
  };
  return printable(`no token, because ${host} was not reached: ${message}${hints[kind] ?? ''}`, 400);
}
