/** Events of Windows that an administrator brought along. As with every fact: what was logged, no conclusions. */
import type { LogFile } from './connections.ts';
import type { TlsVersion } from './tls-versions.ts';
import type { TargetAnswer } from './user-availability.ts';

/** What an event of Schannel holds. null: it does not say. */
export interface SchannelEvent {
  /** Version that the client asked for (36874). */
  readonly protocol: TlsVersion | null;
  /** Number of the TLS alert (36887, 36888). */
  readonly alert: number | null;
  /** Whose credential could not be made (36871): calls are made with `client`. */
  readonly role: 'client' | 'server' | null;
  readonly state: number | null;
}

/** A call of the Availability service that failed, read as pasted text is. */
export interface LoggedFailure {
  /** `CrossSite`, `CrossForest` …; null: not named. */
  readonly requestType: string | null;
  /** What was called; null: not named. */
  readonly url: string | null;
  /** Address of the mailbox that was asked for; null: not named. */
  readonly target: string | null;
  readonly answer: TargetAnswer;
}

/** Events that are alike in all that is kept of them. */
export interface LoggedEvent {
  readonly source: string;
  readonly id: number;
  readonly count: number;
  /** ISO 8601 UTC, the newest of them, in order; empty: no time can be read for sure. */
  readonly times: readonly string[];
  /** The time of the newest as the log writes it, where that is no certain moment. */
  readonly said: string | null;
  readonly schannel: SchannelEvent | null;
  /** null: no event of the Availability service, or one without a failed call. */
  readonly failure: LoggedFailure | null;
  /** Of the newest, on one line, bounded. */
  readonly text: string;
}

/** Windows was started or stopped. */
export interface Restart {
  readonly what: 'started' | 'stopped';
  /** ISO 8601 UTC; null: no certain moment. */
  readonly at: string | null;
  readonly said: string;
}

export interface WindowsEventsFact {
  /** Server of the scenario that the administrator named; null: none. */
  readonly server: string | null;
  /** Name that the events give their machine; null: none. */
  readonly machine: string | null;
  readonly files: readonly LogFile[];
  readonly events: readonly LoggedEvent[];
  /** The newest ones, in order. */
  readonly restarts: readonly Restart[];
  /** Events of other sources and numbers, which say nothing here. */
  readonly others: number;
  /** Of events that count here, those for which there was no room. */
  readonly leftOut: number;
}
