/** With which accounts `check` asks: from its options, and from whoever can be asked. */
import { oneOf } from '../load/complaints.ts';
import { usableSecret } from '../load/sign-ins.ts';
import type { SignIn } from '../model/scenario.ts';
import type { Credential, Credentials } from '../network/credentials.ts';
import { sameRegistrableDomain } from '../network/sign-in/eligibility.ts';
import { asked } from './asking.ts';
import { checkApplication, type ApplicationOptions } from './check-application.ts';
import { UsageError } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface AccountOptions extends ApplicationOptions {
  readonly user?: string;
  readonly signIn?: string;
  /** Name of the environment variable that holds the password, the token, the client secret, or the password of the certificate. */
  readonly passwordEnv?: string;
  readonly impersonate?: boolean;
}

export interface Accounts {
  readonly signIns: Readonly<Record<string, SignIn>>;
  readonly credentials: Credentials;
  /** Id of the sign-in with which a mailbox asks; undefined: without. */
  signInOf(address: string): string | undefined;
}

/** Nobody signs in. */
export const WITHOUT: Accounts = { signIns: {}, credentials: new Map(), signInOf: () => undefined };

const METHODS = ['ntlm', 'basic', 'oauth', 'token', 'none'] as const;
type Method = (typeof METHODS)[number];

/**
 * The requester asks with the account of the options, or its own. Whoever asks back needs an account too: the same one where it may ask
 * on behalf of others and belongs to the same organization, otherwise one that somebody types. Without that it has none of its own, so
 * that its server is still found with the requester's account. Throws UsageError.
 * @param back who asks back; undefined: nobody
 */
export async function checkAccounts(requester: string, back: string | undefined, options: AccountOptions, terminal: Terminal): Promise<Accounts> {
  const method = readMethod(options);
  if (method === 'none') return WITHOUT;
  if (method === 'oauth') return withApplication(requester, back, options, terminal);
  const impersonate = options.impersonate === true;
  const named = method === 'token' ? undefined : options.user ?? await askedUser(requester, impersonate, terminal);
  const first = signInOf(named ?? requester, method, named, impersonate);
  const credentials = new Map<string, Credential>([[first.id, await askedSecret(first, requester, options.passwordEnv, terminal)]]);
  const signIns = new Map([[first.id, first]]);
  const byAddress = new Map([[requester, first.id]]);
  if (back !== undefined && impersonate && sameRegistrableDomain(domainOf(requester), domainOf(back))) {
    byAddress.set(back, first.id);
  } else if (back !== undefined) {
    const user = method === 'token' ? undefined : await askedUser(back, impersonate, terminal);
    const second = signInOf(user ?? back, method, user, impersonate);
    const known = signIns.has(second.id) ? credentials.get(second.id) : await askedSecret(second, back, undefined, terminal);
    if (known?.known === true) {
      signIns.set(second.id, second);
      credentials.set(second.id, known);
      byAddress.set(back, second.id);
    }
  }
  return { signIns: Object.fromEntries(signIns), credentials, signInOf: (address) => byAddress.get(address) };
}

/** An application asks for whoever shares the requester's domain; a user who signed in asks for himself alone. */
async function withApplication(requester: string, back: string | undefined, options: AccountOptions, terminal: Terminal): Promise<Accounts> {
  const application = await checkApplication(requester, options, terminal);
  if (application === undefined) return WITHOUT;
  const { signIn, credential } = application;
  const both = back !== undefined && signIn.impersonate && sameRegistrableDomain(domainOf(requester), domainOf(back));
  return {
    signIns: { [signIn.id]: signIn }, credentials: new Map(credential === undefined ? [] : [[signIn.id, credential]]),
    signInOf: (address) => (address === requester || (both && address === back) ? signIn.id : undefined),
  };
}

function readMethod({ signIn = 'ntlm', user, passwordEnv, impersonate }: AccountOptions): Method {
  const method = METHODS.find((known) => known === signIn);
  if (method === undefined) throw new UsageError(`--sign-in ${signIn} is not known; expected ${oneOf(METHODS)}.`);
  if (method === 'none' && (user !== undefined || passwordEnv !== undefined || impersonate === true)) {
    throw new UsageError('--sign-in none asks without an account; leave out --user, --password-env and --impersonate.');
  }
  if (method === 'oauth' && (user !== undefined || impersonate === true)) {
    throw new UsageError('--sign-in oauth takes neither --user nor --impersonate: '
      + 'an application asks for the requester, and a code in a browser is typed by the requester.');
  }
  if (method === 'token' && user !== undefined) throw new UsageError('--sign-in token takes no --user: the token names its account.');
  return method;
}

function signInOf(id: string, method: Method, user: string | undefined, impersonate: boolean): SignIn {
  return { id, method, impersonate, channelBinding: true, ...(user === undefined ? {} : { user }) };
}

/** The user as typed; the mailbox's own address where nothing is typed, or nobody can be asked. */
async function askedUser(address: string, impersonate: boolean, terminal: Terminal): Promise<string> {
  const question = `User to sign in with${impersonate ? ', who may ask on behalf of others' : ` as ${address}`}, such as CONTOSO\\name`;
  return await asked(terminal, question, (typed) => typed, { shown: address, value: address }) ?? address;
}

async function askedSecret(signIn: SignIn, address: string, variable: string | undefined, terminal: Terminal): Promise<Credential> {
  const name = signIn.method === 'token' ? 'token' : 'password';
  if (variable !== undefined) {
    const value = terminal.environment(variable);
    if (value === undefined || value === '') throw new UsageError(`--password-env names ${variable}, which is not set in the environment.`);
    return usableSecret(name, value, `the environment variable ${variable}`);
  }
  const typed = await terminal.askHidden(`${name === 'token' ? 'Token' : 'Password'} of ${signIn.user ?? address} [Enter: go on without signing in]`);
  return typed ? usableSecret(name, typed, 'what was typed') : { known: false, why: `no ${name} was given` };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
