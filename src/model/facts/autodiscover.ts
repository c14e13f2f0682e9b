/** The way from an address to its availability URL. */
import type { Failure } from '../failure.ts';

export type AutodiscoverStepOutcome =
  | 'settings'            // the answer that ended the search
  | 'redirect-address' | 'redirect-url'
  | 'error'               // an Autodiscover error in the body
  | 'http-status'         // any other HTTP status
  | 'not-autodiscover'    // 200 with something else in it
  | 'rejected'            // credentials refused
  | 'withheld'            // credentials not sent, by the rules; the reason says why
  | 'unreachable'         // no HTTP answer
  | 'not-followed'        // a place that the rules forbid: a domain that nobody can register, an SRV record for another port than 443
  | 'loop';               // asked before, or too many redirections

export interface AutodiscoverStep {
  /** How the place was found; `soap` and `json`: the other dialects of Autodiscover, asked at a place that is known already. */
  readonly method: 'scp' | 'https-root-domain' | 'https-autodiscover-host' | 'http-redirect' | 'srv' | 'redirect' | 'soap' | 'json';
  /** What was asked; a `dns:` URI (RFC 4501) for the SRV record. */
  readonly url: string;
  readonly outcome: AutodiscoverStepOutcome;
  readonly detail: string;
  readonly status?: number;
  readonly failure?: Failure;
  readonly server?: string;
  /** With `withheld`: it asks for credentials, and nobody gave the secret. */
  readonly secretMissing?: true;
  /** On the step whose answer gave the availability URL: that URL. */
  readonly availabilityUrl?: string;
  /** Time of its questions. Those without credentials are asked side by side, so the steps together may take less. */
  readonly ms: number;
}

/** The way from an address to its availability URL. */
export interface AutodiscoverFact {
  readonly address: string;
  readonly steps: readonly AutodiscoverStep[];
  readonly availabilityUrl: string | null;
  /** POX: its ASUrl for a client outside (EXPR) or inside (EXCH); SOAP: its setting; V2: its Url. null when there is none. */
  readonly from: 'EXPR' | 'EXCH' | 'ExternalEwsUrl' | 'InternalEwsUrl' | 'Url' | null;
  readonly serverBuild: string | null;
}
