/** Asks for a secret on the terminal; what is typed is not shown. */
import type { ReadStream, WriteStream } from 'node:tty';
import { Ended } from './exit-codes.ts';

/** What was typed up to Enter. Throws Ended when Ctrl-C or Ctrl-D came instead. */
export function askHidden(question: string, input: ReadStream, output: WriteStream): Promise<string> {
  return new Promise((resolve, reject) => {
    output.write(`${question}: `);
    input.setRawMode(true);
    input.resume();
    let typed = '';
    const end = (how: () => void): void => {
      input.off('data', read);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      how();
    };
    const read = (chunk: Buffer | string): void => {
      for (const character of chunk.toString('utf8')) {
        if (character === '\r' || character === '\n') { end(() => { resolve(typed); }); return; }
        if (character === '\u0003' || character === '\u0004') { end(() => { reject(new Ended()); }); return; }
        typed = character === '\u007f' || character === '\b' ? Array.from(typed).slice(0, -1).join('') : typed + character;
      }
    };
    input.on('data', read);
  });
}
