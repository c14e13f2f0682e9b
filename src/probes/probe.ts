/** What a probe is: it asks the network one question about a subject and returns a fact, without drawing conclusions. */
import type { Evidence } from '../model/evidence.ts';
import type { FactKind, FactOf } from '../model/facts.ts';
import type { Attempt, Failure } from '../model/failure.ts';
import type { Network } from '../network/port.ts';

export interface Subject {
  readonly name: string;
  /** Reason for not asking; absent: ask. */
  readonly skip?: string;
}

export interface Probe<K extends FactKind = FactKind> {
  readonly kind: K;
  /** What it finds out, for `crosslines list probes`. */
  readonly title: string;
  /**
   * What there is to ask about, as far as the evidence shows by now. Called again whenever an answer has come in; a subject that
   * needs an earlier answer simply appears once that is there. Must not depend on the order of answers.
   */
  subjects(evidence: Evidence): readonly Subject[];
  /** Asked once all other questions are answered, because what there is to ask depends on several answers together. */
  readonly afterOthers?: true;
  gather(subject: string, network: Network, evidence: Evidence): Promise<Attempt<FactOf[K]>>;
  /** The fact in one line. */
  summarize(fact: FactOf[K]): string;
}

/** Checks the shape; a probe is plain data and functions. */
export function defineProbe<K extends FactKind>(probe: Probe<K>): Probe<K> {
  return probe;
}

export function observed<T>(value: T): Attempt<T> {
  return { ok: true, value };
}

export function refused(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}

/** Time limits per question, in milliseconds. Source: protocol facts §3.4 (10 s connect, 30 s per candidate) and §2.5 (lookup ≥ 60 s). */
export const LIMITS = {
  connectMs: 10_000,
  handshakeMs: 5_000,
  requestMs: 30_000,
  lookupMs: 65_000,
  answerBytes: 5 * 1024 * 1024,
  pageBytes: 512 * 1024,
} as const;
