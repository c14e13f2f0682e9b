/** What a pasted text says. */
import type { LookupExchange, TargetAnswer } from './user-availability.ts';

/** One exception of a chain, as a text names it. */
export interface NamedException {
  /** Class, with or without namespace; null where only a sentence stands. */
  readonly type: string | null;
  readonly message: string;
}

/** What somebody pasted about one failed lookup, taken apart. Everything is as the text says it; nobody asked a server. */
export interface PastedTextFact {
  /** A file name, or `standard input`. */
  readonly source: string;
  /** How often the text holds it, with other times, numbers and names. */
  readonly times: number;
  /** On one line, without escapes and tags, straight quotes; bounded. */
  readonly text: string;
  /** Every response code of EWS that is named, in order. */
  readonly responseCodes: readonly string[];
  /** Outermost first. */
  readonly chain: readonly NamedException[];
  readonly lids: readonly number[];
  /** HTTP statuses of calls that the text tells of, in order. */
  readonly statuses: readonly number[];
  /** Of `x-ms-diagnostics`: why a token was refused. */
  readonly diagnostics: readonly { readonly code: string; readonly reason: string }[];
  /** `X-EWS-Policy-Reason` of Exchange Online. */
  readonly policyReason: string | null;
  /** Error codes of Entra ID, such as `AADSTS50012`. */
  readonly tokenServiceCodes: readonly string[];
  readonly urls: readonly { readonly url: string; readonly stage: 'autodiscover' | 'ews' | 'other' }[];
  /** How the call between servers is named: `CrossSite`, `CrossForest`, `FederatedCrossForest`, `Rest` … */
  readonly requestTypes: readonly string[];
  /** Servers that the text names as themselves, not by URL. */
  readonly serverNames: readonly string[];
  readonly events: readonly { readonly source: string; readonly id: number }[];
  /** Builds of Exchange, four parts, in order. */
  readonly builds: readonly string[];
  /** Languages of the wordings that were recognized. */
  readonly languages: readonly string[];
  /** Addresses of the two people; null where the text has none. */
  readonly requester: string | null;
  readonly target: string | null;
  /** Where the two mailboxes are, as far as names of hosts and marks of the caller show it. */
  readonly requesterPlace: 'cloud' | 'on-premises' | null;
  readonly targetPlace: 'cloud' | 'on-premises' | null;
  /** Build of the calling server; null: not named. */
  readonly requesterBuild: string | null;
  /** The text as an answer to a lookup: what causes weigh. null: it holds none. */
  readonly answer: TargetAnswer | null;
  readonly exchange: LookupExchange;
}
