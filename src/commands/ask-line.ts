/** Asks a question on the terminal; what is typed is shown. */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What was typed up to Enter; undefined when Ctrl-C or Ctrl-D ended it. */
export function askLine(question: string, input: Readable, output: Writable): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines = createInterface({ input, output });
    lines.once('close', () => { resolve(undefined); });
    lines.question(`${question}: `, (typed) => {
      resolve(typed.trim());
      lines.close();
    });
  });
}
