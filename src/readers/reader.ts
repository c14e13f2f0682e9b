/** What a reader is: it makes facts of files that an administrator brought along. Readers do no I/O of their own. */
import type { Side } from '../model/facts.ts';
import type { FactKind, FactOf } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';

/** A file that was brought, and whose it is said to be. */
export interface Brought {
  /** As the user named it. */
  readonly name: string;
  readonly size: number;
  /** Bytes from there on, at most so many. */
  part(from: number, length: number): Uint8Array;
  /** Id of a server of the scenario; null: none was named. */
  readonly server: string | null;
  /** null: nobody said; the content may tell. */
  readonly side: Side | null;
}

/** One fact that was read. */
export type Found = {
  readonly [K in FactKind]: { readonly kind: K; readonly subject: string; readonly fact: FactOf[K]; readonly summary: string }
}[FactKind];

export interface Reader {
  readonly id: string;
  /** What it reads, for people. */
  readonly reads: string;
  /** Larger files are refused with that sentence. */
  readonly limit: number;
  /** The server of which it is, and without which it is of no use: as the file names it, or null where it does not. undefined: it needs none. */
  serverIn(file: Brought): string | null | undefined;
  /** Is there anything in the file that it understands? */
  holds(file: Brought): boolean;
  /**
   * Facts of all files that it understands, each subject once: what several files tell of one subject is put together. Of a large file it pauses
   * after each piece, so that whoever waits can be told, and can end it.
   */
  read(files: readonly Brought[]): Generator<undefined, readonly Found[]>;
}

/** @param at ISO 8601, when it was read */
export function observationsOf(found: readonly Found[], at: string): readonly Observation[] {
  return found.map(({ kind, subject, fact, summary }): Observation => ({
    id: `${kind} ${subject}`, kind, subject, at, ms: 0, outcome: { status: 'observed', fact }, summary,
  }));
}
