import type { ComparisonResult } from './comparison.ts';
import type { TlsVersion } from './facts.ts';
import type { Availability, ClaimedVersion, WindowsId } from './scenario.ts';
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
  /** What the server said in the failure that this finding is about; null: nothing. */
  readonly words: string | null;
  readonly supporting: readonly Citation[];
  readonly opposing: readonly Citation[];
  readonly missing: readonly Missing[];
  readonly concerns: Concerns;
  readonly explanation: string;
  readonly remedy: readonly string[];
  readonly confirm: readonly string[];
  readonly references: readonly Reference[];
}

/** What the user sees: `wrong-times`: availability, but not at the times of the appointments. */
export type Sight = 'shown' | 'wrong-times' | 'now-and-then' | 'hash-marks' | 'not-observed';

/** One kind of failure of a lookup: how often it was met, and on which machine. */
export interface FailurePattern {
  /** What was met, in short: `HTTP 503`, `ErrorProxyRequestProcessingFailed`. */
  readonly failure: string;
  /** Attempts that failed so, of all that were observed. */
  readonly failed: number;
  readonly of: number;
  /** true: other attempts were shown, or the failure hangs on the machine that a balancer picks. */
  readonly intermittent: boolean;
  /** The machines that the failure is tied to; empty: it is not tied to one, or which one it is stays open. */
  readonly machines: readonly string[];
  /** The end of the lookup at which these machines are; null: there are none, or they are at both. */
  readonly end: 'requester' | 'target' | null;
  /**
   * How that is known. `answers`: the answers name it; `own-name`: asked by its own name it fails so too; `elimination`: all others that
   * the scenario names answer well; `other-lookups`: lookups over other machines succeed. Otherwise `undetermined`, or `no-machine`: the
   * same machine failed and did not.
   */
  readonly by: 'answers' | 'own-name' | 'elimination' | 'other-lookups' | 'undetermined' | 'no-machine';
  /** All of this as one sentence. */
  readonly says: string;
  /** What would tell the machine, where that is open or may be chance. */
  readonly settle: string | null;
}

export interface AttemptSeen {
  readonly availability: Availability;
  /** The machine that executed the call, or that took it where none executed it. */
  readonly node: string | null;
  /** How the machine is known: the answer names it, or it is the only one that the failure is tied to. null with `node`. */
  readonly by: FailurePattern['by'] | null;
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
  /** What would let it be observed, where that is known. */
  readonly toObserve?: string;
  readonly answer: {
    readonly responseCode: string | null;
    readonly freeBusyViewType: string | null;
    readonly mergedFreeBusy: string | null;
    /** Build of the server that executed the call. */
    readonly executedBy: string | null;
    /** What the server said, bounded. */
    readonly messageText: string | null;
    /** By which API the answer came; absent: EWS. */
    readonly api?: 'graph';
  };
  readonly window: { readonly from: string; readonly to: string; readonly intervalMinutes: number };
  readonly attempts: readonly AttemptSeen[];
  /** Kinds of failure, where not all attempts were alike or the failure is tied to one of several machines; otherwise empty. */
  readonly patterns: readonly FailurePattern[];
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

/** A server of the scenario, as it turned out. */
export interface ServerSeen {
  readonly id: string;
  /** As seen where it was seen, otherwise as claimed. */
  readonly version: ClaimedVersion;
  readonly windows: WindowsId | null;
  /** Of the server that executed calls of its mailboxes; null: not seen. */
  readonly build: string | null;
  /** `host:port` of its ports, as far as they are known, the published one first. */
  readonly endpoints: readonly string[];
  /** TLS versions that it offers when it calls another server: no port shows that. null: not known. */
  readonly dials: {
    readonly versions: readonly TlsVersion[];
    /** Depends on what is not known. */
    readonly possibly: readonly TlsVersion[];
    /** `as-installed`: unless somebody changed its settings. */
    readonly by: 'registry' | 'as-installed';
    readonly because: string;
  } | null;
  /** TLS versions that its port accepts, as seen from here; null: not seen. */
  readonly accepts: { readonly versions: readonly TlsVersion[]; readonly endpoint: string } | null;
}

export interface Report {
  readonly schema: 'crosslines-report/1';
  readonly tool: { readonly name: 'crosslines'; readonly version: string };
  readonly scenario: { readonly name: string; readonly title: string };
  readonly startedAt: string;
  readonly ms: number;
  /** true when the run was ended early (Ctrl-C or --timeout). */
  readonly interrupted: boolean;
  /** Absent in reports that an earlier version saved. */
  readonly servers?: readonly ServerSeen[];
  readonly verdicts: readonly Verdict[];
  readonly notices: readonly Notice[];
  readonly observations: readonly Observation[];
  /** What became of the lookups since the report of `--baseline`; absent without that. */
  readonly comparison?: ComparisonResult;
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
