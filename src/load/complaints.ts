/** Complaints about a file that a person wrote: where, what, and what was expected. */
import type { LineCounter, Node } from 'yaml';
import { printable } from '../protocol/printable.ts';

export interface Complaint {
  readonly line: number;
  readonly column: number;
  readonly says: string;
}

const LONGEST = 2000;
const MOST_WORDS = 20;
const LONGEST_WORD = 100;

/** A usage mistake in a file. Its message has one line per complaint: `file:line:column: sentence`. */
export class FileError extends Error {
  readonly file: string;
  readonly complaints: readonly Complaint[];

  constructor(file: string, complaints: readonly Complaint[]) {
    const shown = complaints.map((complaint) => ({ ...complaint, says: printable(complaint.says, LONGEST) }));
    super(shown.map(({ line, column, says }) => `${file}:${line}:${column}: ${says}`).join('\n'));
    this.name = 'FileError';
    this.file = file;
    this.complaints = shown;
  }
}

/** Collects complaints with the position of the node that they are about. */
export function complaintsOf(lines: LineCounter): { readonly list: Complaint[]; about(node: Node | null | undefined, says: string): void } {
  const list: Complaint[] = [];
  return {
    list,
    about(node, says) {
      const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
      list.push({ line: Math.max(line, 1), column: Math.max(col, 1), says });
    },
  };
}

/** `a, b or c`, for sentences that name the words accepted; of very many only the first. */
export function oneOf(words: readonly string[]): string {
  if (words.length > MOST_WORDS) return `${words.slice(0, MOST_WORDS).join(', ')} or one of ${words.length - MOST_WORDS} more`;
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The accepted word that is nearest to what was written, when it is near enough to be meant. */
export function nearest(word: string, accepted: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const scored = accepted.map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }));
  const best = scored.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.candidate.length / 4)) ? best.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
