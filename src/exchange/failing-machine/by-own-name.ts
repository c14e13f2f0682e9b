/** How the machines of a server answer when each is asked by its own name, and which failure that explains. */
import type { Evidence } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { LookupPlan } from '../../model/scenario.ts';
import { answerersOf, machinesOf } from '../answerers.ts';
import type { Tried } from '../availability.ts';
import { httpStatusIn } from '../error-texts.ts';
import { has, spoken } from './names.ts';
import { byWindows, type Tie } from './tie.ts';

/** A machine that answers with an error where others of its server answer well, all asked by their own names. */
export interface UnlikeMachine {
  readonly machine: string;
  readonly status: number;
  readonly well: readonly string[];
  readonly observation: Observation;
}

/** The machines of a server that stand out so. Empty: none does; undefined: fewer than two of them were asked by their own names. */
export function unlikeMachines(serverId: string, evidence: Evidence): readonly UnlikeMachine[] | undefined {
  const looks = askedByOwnName(serverId, evidence).filter(({ status }) => status !== null);
  if (looks.length < 2) return undefined;
  const well = looks.filter((look) => look.well).map(({ machine }) => machine);
  return well.length === 0 ? [] : looks.filter(({ status }) => (status ?? 0) >= 500)
    .map(({ machine, status, observation }) => ({ machine, status: status ?? 0, well, observation }));
}

interface Look {
  readonly machine: string;
  /** null: it did not answer. */
  readonly status: number | null;
  /** It answers as Exchange or IIS does when it asks for a sign-in. */
  readonly well: boolean;
  readonly observation: Observation;
}

/** How the machines of a server answer when they are asked by their own names, without credentials. */
export function askedByOwnName(serverId: string, evidence: Evidence): readonly Look[] {
  return machinesOf(serverId, evidence).flatMap((machine): readonly Look[] => {
    const observation = evidence.of('sign-in-schemes', `${machine}:443`);
    if (observation?.outcome.status === 'failed') return [{ machine, status: null, well: false, observation }];
    if (observation?.outcome.status !== 'observed') {
      const dialled = evidence.of('tls-versions', `${machine}:443`);
      return dialled?.outcome.status === 'failed' ? [{ machine, status: null, well: false, observation: dialled }] : [];
    }
    const { status, schemes, server, exchangeHeaders } = observation.outcome.fact;
    const byExchange = exchangeHeaders.length > 0 || /microsoft-iis/i.test(server ?? '') || schemes.some((scheme) => /^(?:ntlm|negotiate)/i.test(scheme));
    return [{ machine, status, well: status === 401 && byExchange, observation }];
  });
}

/** The HTTP status that was met at one end: in our own request, or in the call of the requester's server as its text tells. */
function statusMet({ exchange, answer }: Tried, end: 'requester' | 'target'): number | null {
  if (end === 'requester') return answer === null && exchange.fault === null && (exchange.status ?? 0) >= 500 ? exchange.status : null;
  return answer === null ? null : httpStatusIn([answer.messageText, answer.exceptionMessage].filter(Boolean).join('\n'));
}

/** @param well machines that answered well meanwhile */
export function byOwnName(
  tries: readonly Tried[], end: 'requester' | 'target', lookup: LookupPlan, evidence: Evidence, well: readonly string[] = [],
): Tie | undefined {
  const met = new Set(tries.map((one) => statusMet(one, end)));
  const [status] = met;
  if (met.size !== 1 || status === null || status === undefined || status < 500) return undefined;
  const looks = askedByOwnName(lookup[end].server, evidence);
  const sound = looks.filter((look) => look.well).map(({ machine }) => machine);
  const alike = looks.filter((look) => look.status === status && !has(well, look.machine));
  // A balancer answers in its own name for a machine that does not answer at all.
  const bad = alike.length > 0 ? alike : tries.some((one) => byWindows(one)) ? [] : looks.filter((look) => look.status === null && !has(well, look.machine));
  const executed = end === 'requester' ? tries.flatMap(({ exchange }) => answerersOf(exchange, lookup.requester.server, evidence).back ?? []) : [];
  if (sound.length === 0 || bad.length === 0 || !executed.every((name) => has(bad.map(({ machine }) => machine), name))) return undefined;
  const machines = bad.map(({ machine }) => machine);
  const each = tries.length > 1 ? 'each time ' : '';
  const does = alike.length > 0 ? `answers ${status} as well` : 'does not answer';
  return {
    machines, end, by: 'own-name', settle: null,
    how: `, ${each}on ${machines.length === 1 ? '' : 'one of '}${spoken(machines)}: asked by its own name it ${does}, while ${spoken(sound)} `
      + `${sound.length === 1 ? 'answers' : 'answer'} well`,
  };
}
