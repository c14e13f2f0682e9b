/** Asks for a secret on the terminal; what is typed is not shown. */
import type { ReadStream, WriteStream } from 'node:tty';

/** What was typed up to Enter; undefined when Ctrl-C or Ctrl-D ended it. */
export function askHidden(question: string, input: ReadStream, output: WriteStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    output.write(`${question}: `);
    input.setRawMode(true);
    input.resume();
    let typed = '';
    const end = (value: string | undefined): void => {
      input.off('data', read);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      resolve(value);
    };
    const read = (chunk: Buffer | string): void => {
      for (const character of chunk.toString('utf8')) {
        if (character === '\r' || character === '\n') { end(typed); return; }
        if (character === '\u0003' || character === '\u0004') { end(undefined); return; }
        typed = character === '\u007f' || character === '\b' ? Array.from(typed).slice(0, -1).join('') : typed + character;
      }
    };
    input.on('data', read);
  });
}
