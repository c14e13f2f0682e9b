import type { Availability } from './scenario.ts';
import type { Observation } from './observation.ts';

export type Confidence = 'confirmed' | 'likely' | 'possible' | 'undetermined' | 'ruled-out';

/** Whom the remedy concerns. */
export type Concerns = 'helpdesk' | 'exchange' | 'network' | 'directory' | 'tenant';

/** A claim with the observation that shows it. */
export interface Citation {
  readonly says: string;
  /** Id of the observation. */
  readonly observation: string;
}

/** What was never observed and would settle the matter. */
export interface Missing {
  readonly says: string;
  /** The command or place that would observe it. */
  readonly observe: string;
}

export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** A cause weighed for one lookup. */
export interface Finding {
  readonly cause: string;
  readonly title: string;
  readonly confidence: Confidence;
  readonly supporting: readonly Citation[];
  readonly opposing: readonly Citation[];
  readonly missing: readonly Missing[];
  readonly concerns: Concerns;
  readonly explanation: string;
  readonly remedy: readonly string[];
  readonly confirm: readonly string[];
  readonly references: readonly Reference[];
}

export interface Verdict {
  readonly lookup: {
    readonly id: string;
    readonly requester: string;
    readonly target: string;
    readonly requesterServer: string;
    readonly targetServer: string;
  };
  readonly availability: Availability;
  /** Why the availability is not known, with `not-observed`. */
  readonly notObserved?: string;
  readonly answer: {
    readonly responseCode: string | null;
    readonly freeBusyViewType: string | null;
    readonly mergedFreeBusy: string | null;
    /** Build of the server that executed the call. */
    readonly executedBy: string | null;
    /** What the server said, bounded. */
    readonly messageText: string | null;
  };
  readonly window: { readonly from: string; readonly to: string; readonly intervalMinutes: number };
  readonly attempts: readonly { readonly availability: Availability; readonly node: string | null }[];
  readonly expected: Availability;
  /** Causes that the scenario expects, where it says so. */
  readonly expectedCauses?: readonly string[];
  readonly met: boolean;
  /** Best first, ruled-out ones last. */
  readonly findings: readonly Finding[];
}

/** Something the reader should know that is no cause: a contradiction, a step-down, a right that is missing. */
export interface Notice {
  readonly says: string;
  readonly observation: string | null;
}

export interface Report {
  readonly schema: 'crosslines-report/1';
  readonly tool: { readonly name: 'crosslines'; readonly version: string };
  readonly scenario: { readonly name: string; readonly title: string };
  readonly startedAt: string;
  readonly ms: number;
  /** true when the run was ended early (Ctrl-C or --timeout). */
  readonly interrupted: boolean;
  readonly verdicts: readonly Verdict[];
  readonly notices: readonly Notice[];
  readonly observations: readonly Observation[];
}

/** What a pasted text means. */
export interface Explanation {
  readonly schema: 'crosslines-explanation/1';
  readonly status: 'explained' | 'insufficient-evidence' | 'not-a-failure';
  /** The status in one sentence, for people. */
  readonly says: string;
  /** Of possible and better, best first. */
  readonly findings: readonly Finding[];
  /** What to bring next, and where it is found; empty when nothing is missing. */
  readonly collect: readonly Missing[];
  /** What became of the context that was given: directions, versions, words that had no effect. */
  readonly notices: readonly string[];
  readonly observations: readonly Observation[];
}
