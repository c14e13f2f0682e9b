/** What a change did: two runs, or two states of settings, beside each other. */
import type { Cited } from './registry.ts';
import type { Finding, Verdict } from './report.ts';

/**
 * `broken`: it was well and is not. `worse`: it was not well before either. `changed`: as bad as before, for another cause, or another setting that
 * is neither better nor worse. `first-observed`: nothing was seen of it before. `added`, `removed`: it is only in one of the two.
 */
export type Change = 'broken' | 'worse' | 'repaired' | 'better' | 'changed' | 'unchanged' | 'not-observed' | 'removed' | 'first-observed' | 'added';

/** Something that differs, or what became of it, as a sentence. */
export interface Reason {
  readonly says: string;
  /** Id of the observation that shows it, in either report; null: it follows from several, or from none. */
  readonly observation: string | null;
}

export interface ComparedLookup {
  /** Name of the scenario; null: there is only one. */
  readonly scenario: string | null;
  readonly change: Change;
  /** null: it was not asked. */
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  /** What differs, that which tells most first. */
  readonly because: readonly Reason[];
}

export interface ComparedSetting {
  /** Server, or null for what concerns several. */
  readonly server: string | null;
  readonly change: Change;
  /** What it is about: `calls`, `accepts`, `server`, or the id of a mistake. */
  readonly what: string;
  /** For people. */
  readonly says: string;
  readonly lines: readonly Cited[];
}

/** A value that differs. */
export interface ChangedValue {
  readonly server: string;
  readonly says: string;
  readonly lines: readonly Cited[];
}

/** One of the two sides. */
export interface ComparedSide {
  /** Files, as named. */
  readonly files: readonly string[];
  /** When it was seen, ISO 8601; null: files do not tell. */
  readonly at: string | null;
}

export interface Comparison {
  readonly schema: 'crosslines-comparison/1';
  readonly of: 'runs' | 'settings';
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  /** Worst first. */
  readonly lookups: readonly ComparedLookup[];
  readonly settings: readonly ComparedSetting[];
  readonly values: readonly ChangedValue[];
  readonly notices: readonly string[];
}

/** Worst first: the order in which they are told. */
export const changesInOrder: readonly Change[] = [
  'broken',
  'worse',
  'not-observed',
  'removed',
  'changed',
  'unchanged',
  'better',
  'repaired',
  'first-observed',
  'added',
];

/** What one side saw of a lookup. */
export interface ComparedVerdict {
  readonly availability: Verdict['availability'];
  /** Why it was not observed; null: it was. */
  readonly notObserved: string | null;
  /** Those told first. */
  readonly causes: readonly Pick<Finding, 'cause' | 'title' | 'confidence'>[];
}

/** `crosslines-comparison/1`: of each lookup what is needed to act on it; all else stands in the two reports. */
export interface ComparisonResult extends Omit<Comparison, 'lookups'> {
  /** How many lookups or settings became what. */
  readonly counts: Readonly<Partial<Record<Change, number>>>;
  readonly lookups: readonly (Partial<Verdict['lookup']> & Pick<ComparedLookup, 'scenario' | 'change' | 'because'> & {
    /** null: it was not asked. */
    readonly before: ComparedVerdict | null;
    readonly after: ComparedVerdict | null;
  })[];
}
