import type { Terminal } from './terminal.ts';

/** Shows how far a run is, on a terminal only; silent in a pipe. */
export function progressOf(terminal: Terminal, quiet: boolean): { show(answered: number, known: number): void; end(): void } {
  if (quiet || !terminal.interactive) return { show: () => undefined, end: () => undefined };
  return {
    show: (answered, known) => { terminal.tell(`\r\u001b[K${answered} of ${known} questions answered`); },
    end: () => { terminal.tell('\r\u001b[K'); },
  };
}
