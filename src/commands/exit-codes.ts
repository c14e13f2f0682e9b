/** What a command tells its caller. Where several hold: usage before fault before not observed. */
export const exitCodes = { asExpected: 0, fault: 1, usage: 2, notObserved: 3 } as const;
/** What a monitoring plugin tells Nagios or Icinga instead. Source: Monitoring Plugins Development Guidelines, "Plugin Return Codes". */
export const pluginCodes = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * Does the caller want the output and the exit codes of a monitoring plugin? Asked of the words as they were typed, because a mistake in them
 * has to be told in that way too.
 */
export function isPlugin(words: readonly string[]): boolean {
  return words.some((word, at) => word === '--format=nagios' || (word === '--format' && words[at + 1] === 'nagios'));
}

/** The code that wins among several. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  for (const code of [exitCodes.usage, exitCodes.fault, exitCodes.notObserved]) if (codes.includes(code)) return code;
  return exitCodes.asExpected;
}

/** A mistake in how the command was called: one clear sentence, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Whoever was asked something pressed Ctrl-C instead: one line, exit code 3. */
export class Ended extends Error {
  constructor() {
    super('ended at a question; nothing was looked up.');
    this.name = 'Ended';
  }
}
