import type { FactOf, FactKind } from './facts.ts';
import type { Failure } from './failure.ts';

/**
 * What became of one question to the world. `failed`: the world refused; `skipped`: not asked, and why;
 * `crashed`: our own fault. Three different things, never mixed.
 */
export type Outcome<F> =
  | { readonly status: 'observed'; readonly fact: F }
  | { readonly status: 'failed'; readonly reason: string; readonly failure: Failure }
  | { readonly status: 'skipped' | 'crashed'; readonly reason: string };

export interface Observation<K extends FactKind = FactKind> {
  /** `<kind> <subject>`: unique in a run, and the same in its replay. */
  readonly id: string;
  readonly kind: K;
  /** What was asked about: an endpoint `host:port`, a host name or an address. */
  readonly subject: string;
  /** When it was asked, ISO 8601 UTC. */
  readonly at: string;
  /** How long the answer took. */
  readonly ms: number;
  readonly outcome: Outcome<FactOf[K]>;
  /** The fact in one line, for people; printable ASCII or text, no control characters. */
  readonly summary: string;
}
