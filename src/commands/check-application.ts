/** With which application `check` asks Exchange Online: from its options, and from whoever can be asked. */
import { oneOf } from '../load/complaints.ts';
import { isClientId, isTenant, readCertificate } from '../load/application.ts';
import { usableSecret } from '../load/sign-ins.ts';
import type { NationalCloud, OAuthFlow, SignIn } from '../model/scenario.ts';
import type { Credential } from '../network/credentials.ts';
import { asked } from './asking.ts';
import { UsageError } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface ApplicationOptions {
  /** Id of the app registration. */
  readonly clientId?: string;
  /** A domain or id of the tenant; absent: the domain of the mailbox. */
  readonly tenant?: string;
  /** PEM file of certificate and key. */
  readonly certificate?: string;
  readonly cloud?: string;
}

export interface ApplicationAccount {
  readonly signIn: SignIn;
  /** undefined: a user signs in by device code. */
  readonly credential: Credential | undefined;
}

const CLOUDS: readonly NationalCloud[] = ['worldwide', 'us-gov', 'us-gov-dod', 'china'];

/** The cloud of the options. Throws UsageError. */
export function readCloud(cloud = 'worldwide'): NationalCloud {
  const found = CLOUDS.find((known) => known === cloud);
  if (found === undefined) throw new UsageError(`--cloud ${cloud} is not known; expected ${oneOf(CLOUDS)}.`);
  return found;
}

/**
 * A secret of the environment or a certificate make it an application that asks on behalf of the mailbox. Without both somebody who is
 * there may type a secret; who types none signs in by device code. undefined: who was asked has no application. Throws UsageError.
 */
export async function checkApplication(
  address: string, options: ApplicationOptions & { readonly passwordEnv?: string }, terminal: Terminal,
): Promise<ApplicationAccount | undefined> {
  const nationalCloud = readCloud(options.cloud);
  const clientId = options.clientId === undefined ? await askedClientId(terminal) : readClientId('--client-id', options.clientId);
  if (clientId === undefined) return undefined;
  const tenant = options.tenant ?? address.slice(address.lastIndexOf('@') + 1);
  if (!isTenant(tenant)) throw new UsageError(`--tenant ${tenant} is neither a domain nor an id.`);
  const proof = await proofOf(options, terminal);
  const asItself = proof.flow !== 'device-code';
  return {
    signIn: {
      id: asItself ? clientId : address, method: 'oauth', impersonate: asItself, channelBinding: true,
      oauth: { tenant, clientId, flow: proof.flow, nationalCloud }, ...(asItself ? {} : { user: address }),
    },
    credential: proof.credential,
  };
}

/** undefined: whoever was asked has none. Throws UsageError where nobody can be asked. */
async function askedClientId(terminal: Terminal): Promise<string | undefined> {
  if (terminal.interactive) {
    terminal.tell('An application that is registered in your tenant gets them. A tenant administrator registers one once, in the Entra admin center '
      + '(https://entra.microsoft.com)\nunder App registrations; docs/permissions.md has the steps, and the rights that it needs.\n');
  }
  const clientId = await asked(terminal, 'Application (client) id of your app registration', (typed) => readClientId('what was typed', typed),
    { shown: 'Enter: there is none, go on without signing in', value: null });
  if (clientId === undefined)
    throw new UsageError('Exchange Online is asked with an application of yours: name it with --client-id (docs/permissions.md).');
  return clientId ?? undefined;
}

function readClientId(what: string, text: string): string {
  if (!isClientId(text)) throw new UsageError(`${what} is no id such as 00001111-aaaa-2222-bbbb-3333cccc4444.`);
  return text;
}

async function proofOf(
  { certificate, passwordEnv }: ApplicationOptions & { readonly passwordEnv?: string }, terminal: Terminal,
): Promise<{ readonly flow: OAuthFlow; readonly credential: Credential | undefined }> {
  const value = passwordEnv === undefined ? undefined : terminal.environment(passwordEnv);
  if (passwordEnv !== undefined && (value === undefined || value === '')) {
    throw new UsageError(`--password-env names ${passwordEnv}, which is not set in the environment.`);
  }
  const given = value === undefined ? undefined : usableSecret('secret', value, `the environment variable ${passwordEnv ?? ''}`);
  if (certificate !== undefined) {
    const credential = readCertificate(certificate, '.', given);
    if (!credential.known) throw new UsageError(`--certificate: ${credential.why}.`);
    return { flow: 'certificate', credential };
  }
  if (given !== undefined) return { flow: 'secret', credential: given };
  const typed = await terminal.askHidden('Client secret of the application [Enter: sign in by a code in a browser]');
  return typed ? { flow: 'secret', credential: usableSecret('secret', typed, 'what was typed') } : { flow: 'device-code', credential: undefined };
}
