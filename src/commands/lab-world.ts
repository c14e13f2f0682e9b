/** The imitated servers of a scenario. The only file here that knows the lab, and it loads it only when it is asked for. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FileError } from '../load/complaints.ts';
import type { LabWorld } from '../../mocks/lab.ts';
import type { Loaded } from '../load.ts';
import type { Mailbox, SignIn } from '../model/scenario.ts';
import { secret, type Credentials } from '../network/credentials.ts';

export interface RunningLab {
  readonly routes: ReadonlyMap<string, string>;
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  readonly caPem: string;
  /** Name under which the imitated servers know this machine, at every port. */
  readonly guest: string;
  /** Certificate and key (PEM) of applications that prove themselves with one, by sign-in. */
  readonly certificates: ReadonlyMap<string, string>;
  readonly endpoints: readonly { readonly name: string; readonly at: string; readonly what: string }[];
  stop(): Promise<void>;
}

/** Passwords of imitated accounts: new in every process, so that none is ever written down. */
export function labSecrets(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const value = known.get(name) ?? randomBytes(12).toString('base64url');
    known.set(name, value);
    return value;
  };
}

/** Starts the lab of a scenario; undefined: it has none. Throws FileError for mistakes in the `lab:` section. */
export async function startLabOf(loaded: Loaded, file: string, delayMs = 0): Promise<RunningLab | undefined> {
  if (loaded.lab === undefined) return undefined;
  const { startLab, LabError } = await import('../../mocks/lab.ts');
  const { servers, mailboxes, signIns } = loaded.scenario;
  const accounts = Object.values(mailboxes).flatMap((mailbox) => {
    const signIn = mailbox.signIn === undefined ? undefined : signIns[mailbox.signIn];
    return signIn === undefined ? [] : accountOf(mailbox, signIn, loaded.credentials) ?? [];
  });
  try {
    return await startLab(loaded.lab.section, {
      servers: Object.values(servers), mailboxes: Object.values(mailboxes), accounts, file: (name) => readFileSync(resolve(dirname(file), name)),
    }, { delayMs });
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new FileError(file, [{ ...loaded.lab.at(error.path), says: error.message }]);
  }
}

/** The account of a mailbox's sign-in, as the lab knows it; undefined: without its secret it has none. */
function accountOf(mailbox: Mailbox, signIn: SignIn, credentials: Credentials): LabWorld['accounts'][number] | undefined {
  const credential = credentials.get(signIn.id);
  const known = credential?.known === true ? credential.secret.reveal() : undefined;
  const shared = { mailbox: mailbox.address, impersonate: signIn.impersonate, ...(signIn.user === undefined ? {} : { user: signIn.user }) };
  if (signIn.oauth !== undefined) return { ...shared, application: { id: signIn.id, ...signIn.oauth, ...(known === undefined ? {}
    : { secret: known }) } };
  if (known === undefined) return undefined;
  return { ...shared, ...(signIn.method === 'token' ? { token: known } : { password: known }) };
}

/** The secrets that the imitated world makes itself take the place of what is missing. */
export function withLabCertificates(credentials: Credentials, lab: RunningLab | undefined): Credentials {
  return new Map([...credentials, ...[...(lab?.certificates ?? [])].map(([id, pem]) => [id, { known: true, secret: secret(pem) }] as const)]);
}
