import type { SignIn } from '../model/scenario.ts';
import { secret, type Credentials } from '../network/credentials.ts';
import type { Terminal } from './terminal.ts';

/** Asks for the secrets that are still missing, where somebody is there to be asked; Enter goes on without. */
export async function askedCredentials(
  signIns: Readonly<Record<string, SignIn>>, credentials: Credentials, terminal: Terminal,
): Promise<Credentials> {
  const known = new Map(credentials);
  for (const [id, credential] of credentials) {
    if (credential.known) continue;
    const signIn = signIns[id];
    const typed = await terminal.askHidden(`${signIn?.method === 'token' ? 'Token' : 'Password'} of ${signIn?.user ?? id} (Enter: go on without)`);
    if (typed) known.set(id, { known: true, secret: secret(typed) });
  }
  return known;
}
