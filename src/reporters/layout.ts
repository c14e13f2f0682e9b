/** Lines for a terminal: wrapped to its width, cleaned of control characters, coloured where it can show colours. */
import { printable } from '../protocol/printable.ts';
import type { Place } from './index.ts';

export interface Layout {
  /** Characters of a line. */
  readonly width: number;
  /** One line, cut to a sane length. */
  line(text: string): string;
  /** A label and a text beside it; further lines are indented to the text, plus `hang`. */
  wrap(label: string, text: string, hang?: string): string;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

const MIN_COLUMNS = 60;
const MAX_COLUMNS = 120;
const MAX_TEXT = 2000;

export function layout({ columns, colours }: Place): Layout {
  const width = Math.min(Math.max(columns, MIN_COLUMNS), MAX_COLUMNS);
  const style = (open: number, close: number) => (text: string): string => (colours ? `\u001b[${open}m${text}\u001b[${close}m` : text);

  function wrap(label: string, text: string, hang = ''): string {
    const indent = ' '.repeat(label.length) + hang;
    const lines: string[] = [];
    let current = label;
    let empty = true;
    for (const word of printable(text, MAX_TEXT).split(/\s+/)) {
      if (!empty && current.length + 1 + word.length > width) {
        lines.push(current);
        current = indent + word;
      } else {
        current += (empty ? '' : ' ') + word;
      }
      empty = false;
    }
    return [...lines, current].join('\n');
  }

  return {
    width, wrap, line: (text) => printable(text, MAX_TEXT),
    bold: style(1, 22), dim: style(2, 22), red: style(31, 39), green: style(32, 39), yellow: style(33, 39),
  };
}
