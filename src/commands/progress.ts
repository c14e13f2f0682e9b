import { printable } from '../protocol/printable.ts';
import type { Terminal } from './terminal.ts';

/** Shows how far a run is, on a terminal only; silent in a pipe. */
export function progressOf(terminal: Terminal, quiet: boolean): { show(answered: number, known: number): void; end(): void } {
  if (quiet || !terminal.interactive) return { show: () => undefined, end: () => undefined };
  return {
    show: (answered, known) => { terminal.tell(`\r\u001b[K${answered} of ${known} questions answered`); },
    end: () => { terminal.tell('\r\u001b[K'); },
  };
}

/** Files that are read in no time need no progress. */
const WORTH_TELLING = 16 * 1_048_576;

/** Shows how far reading is, on a terminal only; silent in a pipe. @param total bytes of all files */
export function readingOf(terminal: Terminal, quiet: boolean, total: number): { show(file: string, at: number): void; end(): void } {
  if (quiet || !terminal.interactive || total < WORTH_TELLING) return { show: () => undefined, end: () => undefined };
  const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(0);
  let told = '';
  return {
    show: (file, at) => {
      const line = `Reading ${printable(file, 60)}: ${megabytes(at)} of ${megabytes(total)} MB`;
      if (line !== told) terminal.tell(`\r\u001b[K${line}`);
      told = line;
    },
    end: () => { terminal.tell('\r\u001b[K'); },
  };
}
