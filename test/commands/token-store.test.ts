/** Where sign-ins by device code are kept: a file that only its owner may read. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenStore, tokenStorePath } from '../../src/commands/token-store.ts';

const fresh = (): string => join(mkdtempSync(join(tmpdir(), 'crosslines-test-')), 'cache', 'crosslines', 'tokens.json');
const posix = platform() !== 'win32';

describe('the token store', () => {
  it('lies where each system keeps such files', () => {
    const environment = (name: string): string | undefined => ({ XDG_CACHE_HOME: '/x', LOCALAPPDATA: 'C' })[name];
    const none = (): undefined => undefined;
    expect(tokenStorePath(environment, '/home/a', 'linux')).toBe(join('/x', 'crosslines', 'tokens.json'));
    expect(tokenStorePath(none, '/home/a', 'linux')).toBe(join('/home/a', '.cache', 'crosslines', 'tokens.json'));
    expect(tokenStorePath(environment, '/home/a', 'darwin')).toBe(join('/home/a', 'Library', 'Caches', 'crosslines', 'tokens.json'));
    expect(tokenStorePath(environment, '/home/a', 'win32')).toBe(join('C', 'crosslines', 'tokens.json'));
    expect(tokenStorePath(none, '/home/a', 'win32')).toBe(join('/home/a', 'AppData', 'Local', 'crosslines', 'tokens.json'));
  });

  it('gives back what was written, and nobody else may read it', () => {
    const path = fresh();
    const told: string[] = [];
    const store = tokenStore(path, (text) => { told.push(text); });
    expect(store.read()).toBeUndefined();
    store.write('{"a":1}');
    store.write('{"a":2}');
    expect(tokenStore(path, () => undefined).read()).toBe('{"a":2}');
    expect(readdirSync(dirname(path))).toEqual(['tokens.json']);
    if (posix) expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(told).toEqual([]);
  });

  it.runIf(posix)('uses nothing that others could read, and says so', () => {
    const path = fresh();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{"a":1}');
    chmodSync(path, 0o644);
    const told: string[] = [];
    expect(tokenStore(path, (text) => { told.push(text); }).read()).toBeUndefined();
    expect(told).toEqual([expect.stringMatching(/could be read by others/) as string]);
  });

  it('that cannot be written is told once, and stops nothing', () => {
    const path = fresh();
    mkdirSync(dirname(dirname(path)), { recursive: true });
    writeFileSync(dirname(path), 'a file where the folder should be');
    const told: string[] = [];
    const store = tokenStore(path, (text) => { told.push(text); });
    store.write('{}');
    store.write('{}');
    expect(told).toEqual([expect.stringMatching(/tokens\.json cannot be written/) as string]);
    expect(existsSync(path)).toBe(false);
  });
});
