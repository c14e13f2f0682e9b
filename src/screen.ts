/** What a screen can show, as far as its environment says. */

/** What a screen of Windows that shows all of Unicode says of itself. Source: the documentation of each: Windows Terminal, ConEmu, VS Code, JetBrains. */
const UNICODE_ON_WINDOWS: readonly string[] = ['WT_SESSION', 'ConEmuPID', 'TERM_PROGRAM', 'TERMINAL_EMULATOR'];

/**
 * Would signs such as a check mark come out as boxes or question marks? Windows' old console has no glyphs for them, nor has the console of the Linux
 * kernel; elsewhere the locale says it. Where nothing is said, as in many containers, the screen is taken for a modern one.
 * Source: POSIX.1-2024, 8.2 (LC_ALL before LC_CTYPE before LANG); Linux man-pages, console_codes(4); Microsoft Learn, "Console fonts".
 */
export function showsAsciiOnly(platform: string, environment: (name: string) => string | undefined): boolean {
  const term = environment('TERM') ?? '';
  if (platform === 'win32') return !UNICODE_ON_WINDOWS.some((name) => environment(name)) && !term.startsWith('xterm');
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map(environment).find((value) => value);
  return term === 'linux' || (locale !== undefined && !/utf-?8/i.test(locale));
}
