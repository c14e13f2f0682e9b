/** Signing in by a code that is typed in a browser, and keeping that sign-in for later runs. */
import type { AuthenticationResult, AccountInfo, ICachePlugin, PublicClientApplication } from '@azure/msal-node';
import type { SignIn } from '../../model/scenario.ts';
import { printable } from '../../protocol/printable.ts';

/** What a user is told. Texts are printable. */
export interface DeviceCode {
  readonly signIn: string;
  readonly userCode: string;
  /** Where to type it; always https. */
  readonly url: string;
  readonly minutes: number;
}

/** Where tokens are kept between runs. Only its owner may read it. */
export interface TokenStore {
  read(): string | undefined;
  write(text: string): void;
}

/** The library's cache, kept in the store. */
export function storePlugin(store: TokenStore): ICachePlugin {
  return {
    beforeCacheAccess: async (context) => {
      const text = store.read();
      if (text === undefined || !looksRight(text)) return;
      context.tokenCache.deserialize(text);
    },
    afterCacheAccess: async (context) => {
      if (context.cacheHasChanged) store.write(context.tokenCache.serialize());
    },
  };
}

function looksRight(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * The kept sign-in where there is one, else a new one by device code. Throws what the library throws.
 * @param tell shows the code; absent: nobody is there to type it
 */
export async function byDeviceCode(
  application: PublicClientApplication, signIn: SignIn, scope: string, signal: AbortSignal, tell: ((code: DeviceCode) => void) | undefined,
): Promise<AuthenticationResult | null> {
  const silent = await silently(application, signIn, scope);
  if (silent !== null) return silent;
  if (tell === undefined) throw new NobodyThereError();
  const request: Parameters<PublicClientApplication['acquireTokenByDeviceCode']>[0] = {
    scopes: [scope],
    deviceCodeCallback: ({ userCode, verificationUri, expiresIn }) => {
      const url = text(verificationUri, 200);
      const fits = URL.canParse(url) && new URL(url).protocol === 'https:';
      if (!fits) request.cancel = true;
      else tell({ signIn: signIn.id, userCode: text(userCode, 40), url, minutes: Math.max(1, Math.round(expiresIn / 60) || 1) });
    },
  };
  const stop = (): void => { request.cancel = true; };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await application.acquireTokenByDeviceCode(request);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What the library passes on as it came from the network. */
function text(value: unknown, maxLength: number): string {
  return typeof value === 'string' ? printable(value, maxLength) : '';
}

/** Nobody can be asked to sign in. */
export class NobodyThereError extends Error {
  constructor() {
    super('nobody is there to sign in by device code');
    this.name = 'NobodyThereError';
  }
}

async function silently(application: PublicClientApplication, signIn: SignIn, scope: string): Promise<AuthenticationResult | null> {
  const account = chosen(await application.getTokenCache().getAllAccounts(), signIn);
  if (account === undefined) return null;
  try {
    return await application.acquireTokenSilent({ account, scopes: [scope] });
  } catch {
    // Expired, revoked, or without consent for this service: the user signs in anew, and a failure is then told.
    return null;
  }
}

/** Of the sign-in's own user; the only one there is, where it names none. */
function chosen(accounts: readonly AccountInfo[], signIn: SignIn): AccountInfo | undefined {
  const user = signIn.user?.toLowerCase();
  if (user !== undefined) return accounts.find(({ username }) => username.toLowerCase() === user);
  return accounts.length === 1 ? accounts[0] : undefined;
}
