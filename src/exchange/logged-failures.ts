/** Failed calls of the Availability service in the event log of the requester's server: which belong to a lookup, and what happened beside them. */
import type { Evidence } from '../model/evidence.ts';
import type { LoggedFailure, SchannelEvent } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { eventsOf, isMachineOf } from './connections-seen.ts';

export interface FailureLogged {
  readonly failure: LoggedFailure;
  readonly times: readonly string[];
  readonly observation: Observation;
}

/** Failures of calls for this lookup, the newest first: they name the target's mailbox or, if none, call a host of the target's server. */
export function failuresLogged(lookup: LookupPlan, evidence: Evidence): readonly FailureLogged[] {
  const { requester, target } = lookup;
  const found = eventsOf(requester.server, evidence).flatMap(({ fact, observation }) => fact.events
    .flatMap(({ failure, times }): readonly FailureLogged[] => (failure === null ? [] : [{ failure, times, observation }]))
    .filter(({ failure }) => isAbout(failure, target.address, target.server, evidence)));
  return [...found].sort((a, b) => ((a.times.at(-1) ?? '') < (b.times.at(-1) ?? '') ? 1 : -1));
}

function isAbout({ target, url }: LoggedFailure, address: string, server: string, evidence: Evidence): boolean {
  if (target !== null) return target.toLowerCase() === address.toLowerCase();
  const host = url !== null && URL.canParse(url) ? new URL(url).hostname.toLowerCase() : null;
  return host !== null && (isMachineOf(server, host, evidence) || evidence.endpoints(server).some((endpoint) => endpoint.host === host));
}

/** Clocks of servers in a domain differ little; an event is written within seconds. */
const BESIDE_MS = 10_000;
/** At most so much of the time may lie beside an event of that kind; otherwise it would be there by chance. */
const MOST_BY_CHANCE = 0.2;

/**
 * Events of Schannel at one end that stand beside at least half of the failures of this lookup, within seconds. A server logs such events for
 * whoever connects; where they are so frequent that any moment has one beside it, they tell nothing. undefined: there are no failures, or no events
 * of that end, whose moments are certain.
 */
export function schannelBeside(
  end: 'requester' | 'target', test: (event: SchannelEvent, id: number) => boolean, lookup: LookupPlan, evidence: Evidence,
): readonly Observation[] | undefined {
  const failures = failuresLogged(lookup, evidence);
  const moments = failures.flatMap(({ times }) => times.map((at) => Date.parse(at)));
  const logs = eventsOf(lookup[end].server, evidence)
    .filter(({ fact: { events } }) => events.length === 0 || events.some(({ times }) => times.length > 0));
  if (moments.length === 0 || logs.length === 0) return undefined;
  for (const { fact, observation } of logs) {
    const times = fact.events.flatMap(({ id, schannel, times: at }) => (schannel !== null && test(schannel, id) ? at : []))
      .map((at) => Date.parse(at));
    const span = Math.max(...times) - Math.min(...times);
    const byChance = span === 0 ? 0 : (times.length - 1) * 2 * BESIDE_MS / span;
    const beside = moments.filter((moment) => times.some((at) => Math.abs(at - moment) <= BESIDE_MS)).length;
    // Events that come only with the failures are as frequent as these; what counts by chance is what comes besides.
    const others = times.filter((at) => !moments.some((moment) => Math.abs(at - moment) <= BESIDE_MS)).length;
    if (beside * 2 >= moments.length && (byChance <= MOST_BY_CHANCE || others <= beside)) {
      return [...new Set([observation, ...failures.map((one) => one.observation)])];
    }
  }
  return [];
}
