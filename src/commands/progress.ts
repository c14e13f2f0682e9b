import { printable } from '../protocol/printable.ts';
import type { Terminal } from './terminal.ts';

/** Nothing is said of the time before: the first answers tell little of the others. */
const EARLY_MS = 2000;
const FEW = 5;

/**
 * How far a run is, for people. Answers bring up new questions, and the slowest come last: how long it takes is only told of what is known by now, and as
 * no more than that.
 * @param ms since the first question
 */
export function howFar(answered: number, known: number, ms: number): string {
  const said = `${answered} of ${known} questions answered`;
  if (ms < EARLY_MS) return said;
  const left = ms * (known - answered) / Math.max(1, answered);
  return `${said} in ${spanOf(ms)}${answered < FEW || answered === known ? '' : `; about ${spanOf(left)} more if no new ones come up`}`;
}

function spanOf(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

export interface Progress {
  show(answered: number, known: number): void;
  /** Says something on lines of its own. */
  tell(text: string): void;
  end(): void;
}

/** Shows how far a run is, on a terminal only; silent in a pipe. While nothing is answered the clock goes on. @param clock in milliseconds */
export function progressOf(terminal: Terminal, quiet: boolean, clock: () => number = Date.now): Progress {
  if (quiet || !terminal.interactive) return { show: () => undefined, tell: terminal.tell, end: () => undefined };
  const start = clock();
  let line = '';
  let far = { answered: 0, known: 0 };
  const tell = (): void => {
    const now = howFar(far.answered, far.known, clock() - start).slice(0, Math.max(10, terminal.columns - 1));
    if (now !== line) terminal.tell(`\r\u001b[K${now}`);
    line = now;
  };
  let ticking: ReturnType<typeof setInterval> | undefined;
  return {
    show: (answered, known) => {
      ticking ??= setInterval(tell, 1000).unref();
      far = { answered, known };
      tell();
    },
    tell: (text) => { terminal.tell(`\r\u001b[K${text}${line}`); },
    end: () => {
      clearInterval(ticking);
      terminal.tell('\r\u001b[K');
    },
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
