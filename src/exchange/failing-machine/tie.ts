/** What a failure is tied to: machines, and how that is known. */
import type { FailurePattern } from '../../model/report.ts';
import type { Tried } from '../availability.ts';

/** The machines of a failure; none where it is open. */
export type Tie = Pick<FailurePattern, 'machines' | 'end' | 'by'> & {
  /** As the sentence goes on after "2 of 6 lookups failed (HTTP 503)". */
  readonly how: string;
  readonly settle: string | null;
};

/** How far an attempt came: no SOAP, a fault for the whole, an answer for the target, availability. What came farther was spared a failure. */
export function depth({ availability, exchange, answer }: Tried): number {
  if (availability === 'shown') return 3;
  return answer !== null ? 2 : exchange.fault !== null ? 1 : 0;
}

/**
 * Written by IIS or http.sys, so by a machine of Exchange rather than by a device before it. A Web Application Proxy answers through http.sys
 * too.
 */
export function byWindows({ exchange }: Tried): boolean {
  return /microsoft-(?:iis|httpapi)/i.test(exchange.headers['server'] ?? '');
}
