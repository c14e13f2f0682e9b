/**
 * What it means that attempts of one lookup differ, and on which of several machines a failure hangs. Judged once, for signs, remedies
 * and every rendering. A machine is named only where the answers name it, where it fails so itself when it is asked by its own name, or
 * where it is the only one left; the sentence says which of these it is.
 */
import type { Evidence } from '../model/evidence.ts';
import type { AttemptSeen, FailurePattern } from '../model/report.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { answerersOf } from './answerers.ts';
import { whatIsSeen, type Tried } from './availability.ts';
import { httpStatusIn, meaningsIn } from './error-texts.ts';
import { tieOf } from './failing-machine.ts';
import { byOtherLookups } from './failing-machine/by-other-lookups.ts';
import { byOwnName } from './failing-machine/by-own-name.ts';

/** Attempts that failed alike. */
export interface Failure {
  readonly tries: readonly Tried[];
  /** undefined: every attempt failed so, and no machine is known to be the bad one of several. */
  readonly pattern: FailurePattern | undefined;
}

/** Failures of a lookup, each kind once, in the order in which they were met. Empty when none failed. */
export function failuresOf(lookup: LookupPlan, evidence: Evidence): readonly Failure[] {
  const observed = whatIsSeen(lookup, evidence).tries.filter(({ availability }) => availability !== 'not-observed');
  const groups = new Map<string, Tried[]>();
  for (const one of observed) {
    if (one.availability === 'hash-marks') groups.set(kindOf(one), [...(groups.get(kindOf(one)) ?? []), one]);
  }
  return [...groups.values()].map((tries) => ({ tries, pattern: patternOf(tries, observed, lookup, evidence) }));
}

/** The attempts of a lookup with their machines: as their answers name them, otherwise the one that their failure is tied to. */
export function attemptsOf(lookup: LookupPlan, evidence: Evidence, failures: readonly Failure[]): readonly AttemptSeen[] {
  return whatIsSeen(lookup, evidence).tries.map((one): AttemptSeen => {
    const { front, back } = answerersOf(one.exchange, lookup.requester.server, evidence);
    const named = back ?? front[0];
    if (named !== undefined) return { availability: one.availability, node: named, by: 'answers' };
    const pattern = failures.find(({ tries }) => tries.some(({ exchange }) => exchange === one.exchange))?.pattern;
    const [only, ...more] = pattern?.end === 'requester' ? pattern.machines : [];
    return only === undefined || more.length > 0 || pattern === undefined
      ? { availability: one.availability, node: null, by: null } : { availability: one.availability, node: only, by: pattern.by };
  });
}

function patternOf(tries: readonly Tried[], observed: readonly Tried[], lookup: LookupPlan, evidence: Evidence): FailurePattern | undefined {
  const [first] = tries;
  if (first === undefined) return undefined;
  const failure = nameOf(first);
  const counts = { failure, failed: tries.length, of: observed.length };
  const alike = tries.length === observed.length;
  if (alike) {
    const bad = byOwnName(tries, 'requester', lookup, evidence) ?? byOwnName(tries, 'target', lookup, evidence);
    if (bad !== undefined) {
      // Asked once, a balancer may send the next lookup elsewhere; asked often and never shown, it is where the mailbox is.
      const once = tries.length === 1 && bad.end === 'requester';
      return {
        ...counts, intermittent: once, machines: bad.machines, end: bad.end, by: bad.by,
        says: `${once ? 'Most likely intermittent' : 'Not on every machine'}: ${tries.length} of ${observed.length} lookups failed (${failure})${bad.how}.`,
        settle: once ? 'ask more often (repeat: 6 in the scenario): lookups that meet another machine would be shown' : null,
      };
    }
    const other = byOtherLookups(tries, lookup, evidence);
    return other === undefined ? undefined : {
      ...counts, intermittent: false, machines: other.machines, end: other.end, by: other.by, says: `Not on every machine: ${other.how}.`, settle: other.settle,
    };
  }
  const tie = tieOf(tries, observed, lookup, evidence);
  const shown = observed.some(({ availability }) => availability === 'shown');
  const others = observed.filter((one) => !tries.includes(one) && one.availability === 'hash-marks').length;
  const says = `${shown ? 'Intermittent' : 'Not always alike'}: ${tries.length} of ${observed.length} lookups failed (${failure})${tie.how}`
    + `${others > 0 ? `; ${others} more failed otherwise` : ''}.`;
  return { ...counts, intermittent: shown || tie.machines.length > 0, machines: tie.machines, end: tie.end, by: tie.by, says, settle: tie.settle };
}

/** What tells failures apart: code and status, and what the text means, whatever its words. */
function kindOf({ exchange, answer }: Tried): string {
  const text = [answer?.messageText, answer?.exceptionMessage, exchange.fault?.message].filter(Boolean).join('\n');
  return [nameOf({ exchange, answer }), httpStatusIn(text) ?? '', ...new Set(meaningsIn(text).map(({ meaning }) => meaning))].join(' ');
}

/** The failure in short. Codes come from the network: only what can be a code is repeated. */
function nameOf({ exchange, answer }: Pick<Tried, 'exchange' | 'answer'>): string {
  const code = answer?.responseCode ?? exchange.fault?.responseCode ?? '';
  if (/^Error\w{1,100}$/.test(code)) return code;
  if (answer !== null) return code === 'NoError' || code === '' ? 'an answer without data' : 'an unknown code';
  return exchange.fault !== null ? 'a SOAP fault' : exchange.status === 200 ? 'an answer that is no free/busy '
    + 'answer' : `HTTP ${exchange.status ?? 'without an answer'}`;
}
