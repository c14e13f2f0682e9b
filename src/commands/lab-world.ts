/** The imitated servers of a scenario. The only file here that knows the lab, and it loads it only when it is asked for. */
import { randomBytes } from 'node:crypto';
import { FileError } from '../load/complaints.ts';
import type { Loaded } from '../load.ts';

export interface RunningLab {
  readonly routes: ReadonlyMap<string, string>;
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  readonly caPem: string;
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
    const credential = signIn === undefined ? undefined : loaded.credentials.get(signIn.id);
    if (signIn === undefined || credential?.known !== true) return [];
    const known = credential.secret.reveal();
    return [{
      mailbox: mailbox.address, impersonate: signIn.impersonate,
      ...(signIn.method === 'token' ? { token: known } : { password: known }), ...(signIn.user === undefined ? {} : { user: signIn.user }),
    }];
  });
  try {
    return await startLab(loaded.lab.section, { servers: Object.values(servers), mailboxes: Object.values(mailboxes), accounts }, { delayMs });
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new FileError(file, [{ ...loaded.lab.at(error.path), says: error.message }]);
  }
}
