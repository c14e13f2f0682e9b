import { describe, expect, test } from 'vitest';
import { showsAsciiOnly } from '../src/screen.ts';

describe('a screen that shows nothing but ASCII', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, string, boolean]>([
    ['a modern desktop', { LANG: 'de_DE.UTF-8', TERM: 'xterm-256color' }, 'linux', false],
    ['a container that says nothing', { TERM: 'xterm' }, 'linux', false],
    ['the C locale', { LANG: 'C' }, 'linux', true],
    ['the C locale with Unicode', { LANG: 'C.utf8' }, 'linux', false],
    ['Latin-1', { LANG: 'de_DE@euro' }, 'linux', true],
    ['one category set apart', { LC_CTYPE: 'en_GB.UTF-8', LANG: 'C' }, 'darwin', false],
    ['all categories overridden', { LC_ALL: 'POSIX', LC_CTYPE: 'en_GB.UTF-8' }, 'linux', true],
    ['empty variables count as unset', { LC_ALL: '', LANG: 'en_US.UTF-8' }, 'linux', false],
    ['the console of the kernel', { LANG: 'en_US.UTF-8', TERM: 'linux' }, 'linux', true],
    ['the old console of Windows', { LANG: 'en_US.UTF-8' }, 'win32', true],
    ['Windows Terminal', { WT_SESSION: 'a-guid' }, 'win32', false],
    ['a terminal of Git for Windows', { TERM: 'xterm-256color' }, 'win32', false],
  ])('%s', (_, environment, platform, expected) => {
    expect(showsAsciiOnly(platform, (name) => environment[name])).toBe(expected);
  });
});
