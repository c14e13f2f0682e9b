/** Lines for a terminal: wrapped to its width, cleaned of control characters, coloured where it can show colours. */
import { inAscii, printable } from '../protocol/printable.ts';
import type { Place } from './index.ts';

export interface Layout {
  /** Characters of a line of a table. */
  readonly width: number;
  /** A text on one line, cut to a sane length. */
  line(text: string): string;
  /** A label and a text beside it; further lines are indented to the text, plus `hang`. */
  lines(label: string, text: string, hang?: string): readonly string[];
  /** The same as one text. */
  wrap(label: string, text: string, hang?: string): string;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

const MIN_COLUMNS = 60;
const MAX_COLUMNS = 200;
/** Sentences of longer lines are hard to read. */
const MAX_SENTENCE = 120;
const MAX_TEXT = 2000;

export function layout({ columns, colours, ascii }: Place): Layout {
  const width = Math.min(Math.max(columns, MIN_COLUMNS), MAX_COLUMNS);
  const measure = Math.min(width, MAX_SENTENCE);
  const style = (open: number, close: number) => (text: string): string => (colours ? `\u001b[${open}m${text}\u001b[${close}m` : text);
  const shown = (text: string): string => (ascii === true ? inAscii(text) : text);
  const clean = (text: string): string => shown(printable(text, MAX_TEXT));

  function lines(label: string, text: string, hang = ''): readonly string[] {
    const head = shown(label);
    const indent = ' '.repeat(head.length) + hang;
    const finished: string[] = [];
    let current = head;
    let empty = true;
    for (const word of clean(text).split(/\s+/)) {
      if (!empty && current.length + 1 + word.length > measure) {
        finished.push(current);
        current = indent + word;
      } else {
        current += (empty ? '' : ' ') + word;
      }
      empty = false;
    }
    return [...finished, current];
  }

  return {
    width, line: clean, lines, wrap: (label, text, hang) => lines(label, text, hang).join('\n'),
    bold: style(1, 22), dim: style(2, 22), red: style(31, 39), green: style(32, 39), yellow: style(33, 39),
  };
}
