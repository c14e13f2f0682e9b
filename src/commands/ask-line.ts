/** Asks a question on the terminal; what is typed is shown. */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Ended } from './exit-codes.ts';

/** What was typed up to Enter. Throws Ended when Ctrl-C or Ctrl-D came instead. */
export function askLine(question: string, input: Readable, output: Writable): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input, output });
    let answered = false;
    lines.once('close', () => {
      if (answered) return;
      output.write('\n');
      reject(new Ended());
    });
    lines.question(`${question}: `, (typed) => {
      answered = true;
      lines.close();
      resolve(typed.trim());
    });
  });
}
