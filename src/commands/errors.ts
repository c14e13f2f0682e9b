/** Our own errors as one sentence and an exit code; never a stack trace, never a secret. */
import { FileError } from '../load/complaints.ts';
import { TapeError } from '../network/tape.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';

export function explainError(error: unknown): { readonly says: string; readonly exitCode: ExitCode } {
  if (error instanceof FileError) {
    const count = error.complaints.length;
    return { says: `${error.file} has ${count === 1 ? 'a mistake' : `${count} mistakes`}:\n${error.message}`, exitCode: exitCodes.usage };
  }
  // By its name: the first file of the program and its chunks each hold the class.
  if (error instanceof Error && error.name === 'UsageError') return { says: error.message, exitCode: exitCodes.usage };
  if (error instanceof Error && error.name === 'Ended') return { says: error.message, exitCode: exitCodes.notObserved };
  if (error instanceof TapeError) return { says: error.message, exitCode: exitCodes.notObserved };
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code?.startsWith('commander.')) return { says: (error as Error).message.replace(/^error: /, ''), exitCode: exitCodes.usage };
  if (code !== undefined && path !== undefined) return { says: `${path} cannot be used (${SYSTEM[code] ?? code}).`, exitCode: exitCodes.usage };
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { says: `this is a mistake of crosslines itself: ${text}`, exitCode: exitCodes.notObserved };
}

const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist', EACCES: 'no permission', EISDIR: 'it is a folder', ENOTDIR: 'a part of its path is no folder', ENOSPC: 'the disk is '
    + 'full',
};
