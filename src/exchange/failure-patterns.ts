/**
 * What it means that attempts of one lookup differ, and on which of several machines a failure hangs. Judged once, for signs, remedies
 * and every rendering. A machine is named only where the answers name it, where it fails so itself when it is asked by its own name, or
 * where it is the only one left; the sentence says which of these it is.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan } from '../model/scenario.ts';
import type { AttemptSeen, FailurePattern } from '../model/report.ts';
import { answerersOf, MACHINE, machinesNamed, machinesOf, sameMachine } from './answerers.ts';
import { whatIsSeen, type Tried } from './availability.ts';
import { httpStatusIn, meaningsIn } from './error-texts.ts';
import { isShared } from './identity.ts';

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

/** How far an attempt came: no SOAP, a fault for the whole, an answer for the target, availability. What came farther was spared a failure. */
function depth({ availability, exchange, answer }: Tried): number {
  if (availability === 'shown') return 3;
  return answer !== null ? 2 : exchange.fault !== null ? 1 : 0;
}

/** Codes of a call that failed on its way: the machine that makes it matters. Others speak of mailboxes and rights. Source: response-codes.ts. */
const ON_THE_WAY = ['ErrorProxyRequestProcessingFailed', 'ErrorServiceDiscoveryFailed', 'ErrorAutoDiscoverFailed', 'ErrorTimeoutExpired'];

function isOnTheWay(one: Tried): boolean {
  return depth(one) < 2 || ON_THE_WAY.includes(one.answer?.responseCode ?? '');
}

type Tie = Pick<FailurePattern, 'machines' | 'end' | 'by'> & {
  /** As the sentence goes on after "2 of 6 lookups failed (HTTP 503)". */
  readonly how: string;
  readonly settle: string | null;
};

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

function tieOf(tries: readonly Tried[], observed: readonly Tried[], lookup: LookupPlan, evidence: Evidence): Tie {
  const server = lookup.requester.server;
  const reached = Math.max(...tries.map(depth));
  const spared = observed.filter((one) => depth(one) > reached);
  const fronts = (one: Tried): readonly string[] => answerersOf(one.exchange, server, evidence).front;
  const backs = (one: Tried): readonly string[] => [answerersOf(one.exchange, server, evidence).back].filter((name) => name !== null);
  const front = setApart(tries, spared, fronts);
  const back = setApart(tries, spared, backs);
  const named = both(front, back);
  if (named !== undefined) {
    const well = distinct(spared.flatMap((one) => [...fronts(one), ...backs(one)])).filter((name) => !has(named, name));
    const partly = [...tries].some((one) => fronts(one).length + backs(one).length === 0) ? ', as far as the answers name one' : '';
    const chance = mayBeChance(tries.length, tries.length + spared.length);
    return {
      machines: named, end: 'requester', by: 'answers', how: `, ${tries.length > 1 ? 'each time ' : ''}on ${spoken(named)}${well.length > 0 ? `, never on ${spoken(well)}` : ''}${partly}`,
      settle: chance ? `ask more often (repeat: 12 in the scenario): with ${tries.length + spared.length} lookups it may be chance` : null,
    };
  }
  const unnamed = front === undefined && back === undefined;
  const own = unnamed ? byOwnName(tries, 'requester', lookup, evidence, spared.flatMap(fronts)) : undefined;
  if (own !== undefined) return own;
  if (spared.length > 0 && unnamed) {
    const left = byElimination(tries, spared.flatMap(fronts), lookup, evidence);
    if (left !== undefined) return left;
  }
  if (!unnamed) {
    const far = byOwnName(tries, 'target', lookup, evidence);
    if (far !== undefined) return far;
    const met = distinct(tries.flatMap((one) => [...backs(one), ...fronts(one)]));
    const same = met.filter((name) => has(spared.flatMap((one) => [...backs(one), ...fronts(one)]), name));
    if (same.length > 0) {
      return {
        machines: [], end: null, by: 'no-machine', how: `, and not because of one machine: ${spoken(same)} failed and also answered well`,
        settle: `look at what changes with time, and at the machines of ${lookup.target.server}: name them as nodes if they are several`,
      };
    }
    return { machines: [], end: null, by: 'undetermined', how: '', settle: null };
  }
  return { machines: [], end: null, by: 'undetermined', how: '; on which machine is not known, because these answers name '
    + 'none', settle: waysToTell(lookup, evidence, spared.flatMap(fronts)) };
}

function waysToTell(lookup: LookupPlan, evidence: Evidence, well: readonly string[]): string {
  const name = evidence.endpoints(lookup.requester.server)[0]?.host ?? lookup.requester.server;
  const behind = machinesBehind(lookup.requester.server, evidence).filter((machine) => !has(well, machine));
  const first = well.length > 0 && behind.length > 0 ? `look first at ${spoken(behind)}, which stands behind ${name} and which no successful lookup met; ` : '';
  const then = machinesNamed(lookup.requester.server, evidence).length < 2
    ? `name the machines behind ${name} in the scenario (servers: ${lookup.requester.server}: nodes: [...]), so that each is asked by its own name`
    : `ask each machine behind ${name} by its own name from where that is possible: curl.exe -si https://<machine>/EWS/Exchange.asmx`;
  return `${first}${then}`;
}

/** Machines that answered anything at the published names of a server, whatever it was. At least these stand there. */
function machinesBehind(serverId: string, evidence: Evidence): readonly string[] {
  return distinct(evidence.endpoints(serverId).filter(({ role }) => role === 'published').flatMap(({ host, port }) => {
    const seen = evidence.fact('fingerprint', `${host}:${port}`);
    return seen === undefined || isShared(serverId, host, evidence) ? [] : [...seen.behind.machines.map(({ name }) => name), ...seen.frontEnd.filter((name) => MACHINE.test(name))];
  }));
}

/** Machines of failed attempts that no spared attempt met. `mixed`: one of them was met well too. undefined: not told by this kind of name. */
function setApart(tries: readonly Tried[], spared: readonly Tried[], names: (one: Tried) => readonly string[]): readonly string[] | 'mixed' | undefined {
  const named = tries.map(names).filter((found) => found.length > 0);
  const well = spared.flatMap(names);
  if (named.length === 0) return undefined;
  if (well.length === 0) return 'mixed';
  const suspects = named.map((found) => found.filter((name) => !has(well, name)));
  return suspects.some((found) => found.length === 0) ? 'mixed' : distinct(suspects.flat());
}

/** What front ends and back ends tell together: the machine that both tell, otherwise those of the one that tells. */
function both(front: ReturnType<typeof setApart>, back: ReturnType<typeof setApart>): readonly string[] | undefined {
  if (!Array.isArray(front)) return Array.isArray(back) ? back as readonly string[] : undefined;
  if (!Array.isArray(back)) return front as readonly string[];
  const common = (front as readonly string[]).filter((name) => has(back as readonly string[], name));
  return common.length > 0 ? common : distinct([...front as readonly string[], ...back as readonly string[]]);
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
function askedByOwnName(serverId: string, evidence: Evidence): readonly Look[] {
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
function byOwnName(
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

/**
 * Written by IIS or http.sys, so by a machine of Exchange rather than by a device before it. A Web Application Proxy answers through http.sys
 * too.
 */
function byWindows({ exchange }: Tried): boolean {
  return /microsoft-(?:iis|httpapi)/i.test(exchange.headers['server'] ?? '');
}

/** The only machine that the scenario names and that was not seen to answer well. What answers name is a lower bound, so it does not count. */
function byElimination(tries: readonly Tried[], well: readonly string[], lookup: LookupPlan, evidence: Evidence): Tie | undefined {
  const server = lookup.requester.server;
  const all = machinesNamed(server, evidence);
  if (all.length < 2 || !tries.every(byWindows)) return undefined;
  const sound = [...well, ...askedByOwnName(server, evidence).filter((look) => look.well).map(({ machine }) => machine)];
  const left = all.filter((name) => !has(sound, name));
  if (left.length !== 1) return undefined;
  const rest = all.filter((name) => !left.includes(name));
  return {
    machines: left, end: 'requester', by: 'elimination', settle: waysToTell(lookup, evidence, well),
    how: `, by elimination on ${spoken(left)}: these answers name no machine, and ${rest.length === 1 ? 'the other that the scenario names' : 'all others that the scenario names'}, `
      + `${spoken(rest)}, ${rest.length === 1 ? 'answers' : 'answer'} well`,
  };
}

/** All attempts failed; over another machine of the requester's or of the target's server, another lookup succeeds. */
function byOtherLookups(tries: readonly Tried[], lookup: LookupPlan, evidence: Evidence): Tie | undefined {
  if (!tries.every(isOnTheWay)) return undefined;
  const others = evidence.others(lookup).filter((other) => whatIsSeen(other, evidence).availability === 'shown');
  const { requester, target } = lookup;
  const here = activeOn(requester.address, requester.server, evidence);
  const there = activeOn(target.address, target.server, evidence);
  const asking = others.filter((other) => other.requester.server === requester.server && other.target.address === target.address);
  const asked = others.filter((other) => other.target.server === target.server && other.requester.address === requester.address);
  const askingOn = distinct(asking.flatMap((other) => activeOn(other.requester.address, requester.server, evidence)));
  const askedOn = distinct(asked.flatMap((other) => activeOn(other.target.address, target.server, evidence)));
  const atRequester = here.length > 0 && askingOn.length > 0 && !here.some((name) => has(askingOn, name));
  const atTarget = there.length > 0 && askedOn.length > 0 && !there.some((name) => has(askedOn, name));
  const shown = (found: readonly LookupPlan[]): string => found.map(({ id }) => id).slice(0, 2).join(', ');
  const tie = { by: 'other-lookups', settle: null } as const;
  if (atRequester && atTarget) {
    return { ...tie, machines: distinct([...here, ...there]), end: null, how: `calls from ${spoken(here)} to ${spoken(there)} failed, others did not (${shown([...asking, ...asked])})` };
  }
  if (atRequester) return { ...tie, machines: here, end: 'requester', how: `calls that left from ${spoken(here)} failed, those from ${spoken(askingOn)} did not (${shown(asking)})` };
  if (atTarget) return { ...tie, machines: there, end: 'target', how: `calls for a mailbox on ${spoken(there)} failed, those for one on ${spoken(askedOn)} did not (${shown(asked)})` };
  return undefined;
}

/** The machines on which a mailbox's own calls were executed: its database is active there. Empty: not seen. */
function activeOn(address: string, serverId: string, evidence: Evidence): readonly string[] {
  const own = evidence.scenario.lookups.filter(({ requester }) => requester.address === address);
  return distinct(own.flatMap((other) => whatIsSeen(other, evidence).tries)
    .filter(({ availability }) => availability !== 'not-observed')
    .flatMap(({ exchange }) => answerersOf(exchange, serverId, evidence).back ?? []));
}

/** Would failures that strike at random fall on these machines alone more often than one time in ten? Hypergeometric, one machine assumed. */
function mayBeChance(failed: number, of: number): boolean {
  let ways = 1;
  for (let index = 1; index <= failed; index++) ways = (ways * (of - failed + index)) / index;
  return ways < 10;
}

function has(names: readonly string[], name: string): boolean {
  return names.some((one) => sameMachine(one, name));
}

function distinct(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.findIndex((one) => sameMachine(one, name)) === index).sort();
}

const MAX_SPOKEN = 4;

/** `a, b and c`, no more than a few of them. */
function spoken(names: readonly string[]): string {
  const some = names.length > MAX_SPOKEN ? [...names.slice(0, MAX_SPOKEN), `${names.length - MAX_SPOKEN} more`] : names;
  return some.length < 2 ? some.join('') : `${some.slice(0, -1).join(', ')} and ${some.at(-1) ?? ''}`;
}
