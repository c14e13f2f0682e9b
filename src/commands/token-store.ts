/** Where sign-ins by device code are kept between runs: one file that only its owner may read. docs/oauth.md names the places. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { TokenStore } from '../network/oauth/device-code.ts';
import type { Terminal } from './terminal.ts';

const MAX_BYTES = 4_000_000;

/**
 * Path of the file: `%LOCALAPPDATA%\crosslines` in the user's profile on Windows, `~/Library/Caches/crosslines` on macOS, else
 * `$XDG_CACHE_HOME/crosslines`, by default `~/.cache/crosslines`.
 * Source: XDG Base Directory Specification; Apple, File System Programming Guide; Microsoft Learn, KNOWNFOLDERID (LocalAppData).
 */
export function tokenStorePath(environment: Terminal['environment'], home = homedir(), system: NodeJS.Platform = platform()): string {
  const given = environment(system === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME');
  const usual = system === 'win32' ? join(home, 'AppData', 'Local') : system === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
  const base = system === 'darwin' || given === undefined || given === '' ? usual : given;
  return join(base, 'crosslines', 'tokens.json');
}

/** The file at that path. What others could have read or written is not used; what cannot be written is told once, and then not kept. */
export function tokenStore(path: string, tell: (text: string) => void, system: NodeJS.Platform = platform()): TokenStore {
  let told = false;
  const complain = (what: string): void => {
    if (!told) tell(`the sign-in is not kept for the next run: ${path} ${what}\n`);
    told = true;
  };
  return {
    read() {
      try {
        const { mode, size } = statSync(path);
        if (size > MAX_BYTES) return undefined;
        // Windows has no such bits: there the user's profile is closed to others.
        if (system !== 'win32' && (mode & 0o077) !== 0) {
          complain('could be read by others, so what it holds is not used; delete it');
          return undefined;
        }
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
    write(text) {
      if (told) return;
      const fresh = `${path}.${randomBytes(6).toString('hex')}`;
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileSync(fresh, text, { mode: 0o600, flag: 'wx' });
        if (system !== 'win32') chmodSync(fresh, 0o600);
        renameSync(fresh, path);
      } catch {
        complain('cannot be written');
        discard(fresh);
      }
    },
  };
}

/** Where it could not even be made, there is nothing to take away. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Its folder is no folder.
  }
}
