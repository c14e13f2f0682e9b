/** Reads a file of any size in pieces, line by line. */
import type { LogFile } from '../model/facts.ts';
import { lineReader, linesIn } from '../protocol/log-lines.ts';
import type { Brought } from './reader.ts';

const PIECE = 1_048_576;
const BEGINNING = 65_536;
const MOST_DAMAGED = 5;

/** The lines at the beginning of a file; the last one may be cut off. A file is asked for several times, and read once. */
const known = new WeakMap<Brought, readonly string[]>();

export function beginningOf(file: Brought): readonly string[] {
  const lines = known.get(file) ?? linesIn(file.part(0, BEGINNING));
  known.set(file, lines);
  return lines;
}

/** Reads all lines; a pause is given after each piece. */
export function* linesOf(file: Brought, onLine: (line: string) => void): Generator<undefined, void> {
  const reader = lineReader(onLine);
  for (let at = 0; at < file.size; at += PIECE) {
    reader.push(file.part(at, PIECE));
    yield;
  }
  reader.end();
}

/** Counts lines, and those that are damaged. */
export class LineCount {
  #lines = 0;
  #damaged = 0;
  readonly #where: number[] = [];

  line(): void {
    this.#lines += 1;
  }

  damage(): void {
    this.#damaged += 1;
    if (this.#where.length < MOST_DAMAGED) this.#where.push(this.#lines);
  }

  of(name: string): LogFile {
    return { name, lines: this.#lines, damaged: this.#damaged, damagedLines: this.#where };
  }
}
