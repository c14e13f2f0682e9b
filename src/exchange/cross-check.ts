/** The same lookup asked by EWS and by Microsoft Graph: do the two agree? */
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { seenBy, type Seen } from './availability.ts';

export interface CrossCheck {
  /** `one-shows`: one shows availability, the other cross lines; `slots-differ`: both show, and not the same; `one-blind`: only one was observed. */
  readonly outcome: 'agree' | 'one-shows' | 'slots-differ' | 'one-blind' | 'both-blind';
  readonly ews: Seen;
  readonly graph: Seen;
  /** Number of time slots that differ, with `slots-differ`. */
  readonly slots: number;
  readonly observations: readonly Observation[];
}

/** Compares the two; undefined: not asked in both ways. */
export function crossCheck(lookup: LookupPlan, evidence: Evidence): CrossCheck | undefined {
  const graph = seenBy('graph', lookup, evidence);
  if (graph?.observation === undefined) return undefined;
  const ews = seenBy('ews', lookup, evidence);
  if (ews?.observation === undefined) return undefined;
  const blind = [ews, graph].filter(({ availability }) => availability === 'not-observed').length;
  const differing = differingSlots(ews.answer?.mergedFreeBusy ?? '', graph.answer?.mergedFreeBusy ?? '');
  const outcome = blind > 0 ? (blind === 2 ? 'both-blind' : 'one-blind')
    : ews.availability !== graph.availability ? 'one-shows' : ews.availability === 'shown' && differing > 0 ? 'slots-differ' : 'agree';
  return { outcome, ews, graph, slots: outcome === 'slots-differ' ? differing : 0, observations: [ews.observation, graph.observation] };
}

/**
 * Slots in which the two say something else; slots that one of them lacks differ. Graph writes free for working elsewhere (4), and a slot without
 * data (5) says nothing to compare.
 * Source: Microsoft Learn, scheduleInformation ("Working elsewhere is set to 0 instead of 4"); mergedfreebusy.md of the EWS reference.
 */
export function differingSlots(ews: string, graph: string): number {
  const plain = (digits: string): readonly string[] => Array.from(digits, (digit) => (digit === '4' ? '0' : digit));
  const [a, b] = [plain(ews), plain(graph)];
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => at)
    .filter((at) => a[at] !== b[at] && a[at] !== '5' && b[at] !== '5').length;
}
