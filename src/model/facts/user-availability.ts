/** What came of lookups. */
import type { Failure } from '../failure.ts';
import type { SignInResult } from './sign-in.ts';

/** One HTTP exchange of a lookup, as far as it matters for judging. */
export interface LookupExchange {
  readonly url: string;
  readonly targets: readonly string[];
  readonly status: number | null;
  readonly failure: Failure | null;
  readonly signIn: SignInResult | null;
  /** Headers that tell who answered and why, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Address and port to which a balancer says that it sent this request, such as `10.1.2.3:443`; absent: none says so. */
  readonly poolMember?: string;
  readonly tls: { readonly version: string; readonly cipherSuite: string; readonly verified: boolean; readonly steppedDown: boolean } | null;
  /** Build of the server that executed the call (ServerVersionInfo). */
  readonly executedBy: string | null;
  readonly body: 'answer' | 'fault' | 'html' | 'empty' | 'not-xml' | 'truncated' | 'other-xml' | 'not-json' | 'other-json' | 'none';
  readonly fault: SoapFault | null;
  /** Start of a body that is not an answer; printable, bounded. */
  readonly bodyStart: string;
  /** How often the service told us to wait before it gave this answer, and how long we waited in all; absent: it did not. */
  readonly waited?: { readonly times: number; readonly ms: number };
  readonly timings: { readonly connectMs: number; readonly tlsMs: number; readonly firstByteMs: number; readonly totalMs: number } | null;
}

export interface SoapFault {
  readonly faultCode: string;
  readonly responseCode: string | null;
  readonly message: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The answer for one target. Optional parts are as the server sent them. */
export interface TargetAnswer {
  readonly responseCode: string;
  readonly responseClass: string;
  readonly messageText: string;
  /** From MessageXml: last dotted part of the class name. */
  readonly exceptionType: string | null;
  readonly exceptionCode: string | null;
  readonly exceptionServerName: string | null;
  readonly exceptionMessage: string | null;
  readonly responseSource: string | null;
  /** Location ids (LID) found in the texts. */
  readonly lids: readonly number[];
  readonly freeBusyViewType: string | null;
  readonly mergedFreeBusy: string | null;
}

export interface LookupAttempt {
  /** Index into `exchanges`. */
  readonly exchange: number;
  /** null: the request as a whole brought no answer for this target. */
  readonly answer: TargetAnswer | null;
}

/** A busy time as Microsoft Graph has it. */
export interface BusyTime {
  /** Such as `busy` or `oof`. */
  readonly status: string;
  /** ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
}

/** The answer for one target by the clock of a known event, to compare times with. */
export interface TimedAnswer {
  readonly target: string;
  /** Start of the first slot, ISO 8601 UTC. */
  readonly from: string;
  readonly intervalMinutes: number;
  /** How far the clock of the request was ahead of UTC. */
  readonly offsetMinutes: number;
  /** null: no digits came. */
  readonly mergedFreeBusy: string | null;
}

/** All answers that one requester's server gave. */
export interface UserAvailabilityFact {
  readonly requester: string;
  readonly url: string;
  readonly exchanges: readonly LookupExchange[];
  /** By the target's address; at least one attempt each. */
  readonly targets: Readonly<Record<string, readonly LookupAttempt[]>>;
  /** Where the scenario knows of an appointment in a calendar that this requester looks up. */
  readonly timed?: TimedAnswer;
}

/** The same lookups by Microsoft Graph (getSchedule), told in the words of EWS. */
export interface GraphScheduleFact extends UserAvailabilityFact {
  /** Busy times by the target's address, where any came. */
  readonly busy: Readonly<Record<string, readonly BusyTime[]>>;
}
