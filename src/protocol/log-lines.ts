/** From the bytes of a log to its lines, in whatever encoding, in one pass and with the memory of one line. */
import { wideEncoding } from './pasted-bytes.ts';

/** Characters of a line that are read; what is longer is cut there. */
export const longestLine = 65_536;
/** So much is waited for before the encoding is judged. */
const BEGINNING = 4096;

export interface LineReader {
  push(bytes: Uint8Array): void;
  /** No more bytes: the last line. */
  end(): void;
}

/** Never throws. UTF-8 and UTF-16, with or without byte order mark; lines end as Windows or Unix end them. */
export function lineReader(onLine: (line: string) => void): LineReader {
  let waiting = new Uint8Array(0);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let rest = '';

  const take = (text: string): void => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(bounded(line));
    if (rest.length > longestLine) rest = rest.slice(0, longestLine + 1);
  };
  const begin = (): void => {
    decoder = new TextDecoder(wideEncoding(waiting) ?? 'utf-8');
    take(decoder.decode(waiting, { stream: true }));
    waiting = new Uint8Array(0);
  };

  return {
    push(bytes) {
      if (decoder !== undefined) {
        take(decoder.decode(bytes, { stream: true }));
        return;
      }
      const joined = new Uint8Array(waiting.length + bytes.length);
      joined.set(waiting);
      joined.set(bytes, waiting.length);
      waiting = joined;
      if (waiting.length >= BEGINNING) begin();
    },
    end() {
      if (decoder === undefined) begin();
      take(decoder?.decode() ?? '');
      if (rest !== '') onLine(bounded(rest));
      rest = '';
    },
  };
}

function bounded(line: string): string {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
  return whole.length > longestLine ? whole.slice(0, longestLine) : whole;
}

/** The lines of a text that is wholly there. */
export function linesIn(bytes: Uint8Array): readonly string[] {
  const lines: string[] = [];
  const reader = lineReader((line) => lines.push(line));
  reader.push(bytes);
  reader.end();
  return lines;
}

/** Many lines of a log are of the same second. */
let lastSecond: { readonly text: string; readonly moment: string | null } | undefined;

/** A moment as logs of Exchange and IIS write it, in UTC, to the second; null: it is none. */
export function momentOf(text: string): string | null {
  const second = text.slice(0, 19);
  if (second !== lastSecond?.text) lastSecond = { text: second, moment: momentOfSecond(second) };
  return lastSecond.moment === null || (text.length > 19 && !/^(?:\.\d{1,9})?Z?$/.test(text.slice(19))) ? null : lastSecond.moment;
}

function momentOfSecond(second: string): string | null {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d$/.test(second)) return null;
  const moment = new Date(`${second.slice(0, 10)}T${second.slice(11)}Z`);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
