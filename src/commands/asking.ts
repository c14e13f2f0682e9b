/** Questions to whoever sits at the terminal: what Enter takes stands in brackets, and a wrong answer is asked again. */
import { UsageError } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Wrong answers until the program gives up. */
const MOST_TRIES = 3;

/** What Enter alone takes. */
export interface Default<T> {
  readonly shown: string;
  readonly value: T;
}

/**
 * The answer, as `read` understands it; undefined: nobody can be asked. Throws what `read` throws after too many wrong answers.
 * @param read throws UsageError for what it does not understand; without a default it gets an empty answer too
 */
export async function asked<T, D = T>(
  terminal: Terminal, question: string, read: (typed: string) => T, byDefault?: Default<D>,
): Promise<T | D | undefined> {
  for (let tries = 1; ; tries++) {
    const typed = await terminal.ask(byDefault === undefined ? question : `${question} [${byDefault.shown}]`);
    if (typed === undefined) return undefined;
    if (typed === '' && byDefault !== undefined) return byDefault.value;
    try {
      return read(typed);
    } catch (error) {
      if (!(error instanceof UsageError) || tries === MOST_TRIES) throw error;
      terminal.tell(`${error.message}\n`);
    }
  }
}
