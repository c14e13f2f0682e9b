/** Counts of judged cases, and how they are printed. */
import type { Judged } from './judged.ts';

export interface Counted {
  readonly cases: number;
  readonly top1: number;
  readonly top3: number;
  readonly unexplained: number;
  readonly wronglySure: number;
  readonly baseline1: number;
  readonly baseline3: number;
}

/** @param nearest the causes that the baseline names for a case, best first */
export function count(judged: readonly Judged[], nearest: (one: Judged) => readonly string[]): Counted {
  const placed = judged.map((one) => ({ ...one, near: nearest(one).indexOf(one.one.cause_id) }));
  const those = (test: (one: (typeof placed)[number]) => boolean): number => placed.filter(test).length;
  return {
    cases: judged.length,
    top1: those(({ place }) => place === 1), top3: those(({ place }) => place >= 1 && place <= 3),
    unexplained: those(({ findings }) => findings.length === 0), wronglySure: those(({ wronglySure }) => wronglySure.length > 0),
    baseline1: those(({ near }) => near === 0), baseline3: those(({ near }) => near >= 0 && near < 3),
  };
}

export const share = (part: number, of: number): string => (of === 0 ? '–' : `${((part / of) * 100).toFixed(1)} %`);

/** Rows as a table with a head; figures to the right, words to the left. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)));
  const figures = head.map((_, column) => rows.every((row) => /^[\d–-]/.test(row[column] ?? '')));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (figures[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd();
  return [line(head), ...rows.map(line)];
}

export function rowOf(name: string, counted: Counted): readonly string[] {
  const { cases, top1, top3, unexplained, wronglySure, baseline1, baseline3 } = counted;
  return [name, `${cases}`, share(top1, cases), share(top3, cases), `${unexplained}`, `${wronglySure}`, share(baseline1, cases),
    share(baseline3, cases)];
}

export const HEAD: readonly string[] = ['', 'cases', 'top 1', 'top 3', 'unexplained', 'wrong and sure', 'nearest case: top 1', 'top 3'];
