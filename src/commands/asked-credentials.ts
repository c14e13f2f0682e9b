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
    if (signIn?.oauth?.flow === 'certificate') continue;
    const what = signIn?.oauth !== undefined ? 'Client secret' : signIn?.method === 'token' ? 'Token' : 'Password';
    const typed = await terminal.askHidden(`${what} of ${signIn?.user ?? id} [Enter: go on without]`);
    if (typed) known.set(id, { known: true, secret: secret(typed) });
  }
  return known;
}
