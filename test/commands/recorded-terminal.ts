/** A terminal that keeps what is written to it. What is for programs must be as its schema says. */
import { join } from 'node:path';
import type { Terminal } from '../../src/commands/terminal.ts';
import { requireDescribed } from '../schemas.ts';

export interface RecordedTerminal extends Terminal {
  /** Everything on standard output so far. */
  output(): string;
  /** Everything on standard error so far. */
  told(): string;
}

/** @param typed what is answered to a hidden question, and to an open one; undefined: nobody can be asked */
export function recordedTerminal(environment: Readonly<Record<string, string>> = {}, typed?: string, typedOpenly?: string, input: Uint8Array = new Uint8Array(0)): RecordedTerminal {
  let output = '';
  let told = '';
  return {
    version: '0.0.0-test', root: `${join(import.meta.dirname, '..', '..')}/`, columns: 100, colours: false, ascii: false, interactive: false,
    ending: new AbortController(),
    write(text) {
      requireDescribed(text);
      output += text;
    },
    tell(text) { told += text; },
    async *input() { yield input; },
    environment: (name) => environment[name],
    ask: async () => typedOpenly,
    askHidden: async () => typed,
    output: () => output,
    told: () => told,
  };
}
