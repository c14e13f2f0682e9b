/** The machine on which some attempts of a lookup failed: as answers name it, else asked by its own name, else by elimination. */
import type { Evidence } from '../model/evidence.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { answerersOf } from './answerers.ts';
import type { Tried } from './availability.ts';
import { byElimination, waysToTell } from './failing-machine/by-elimination.ts';
import { byOwnName } from './failing-machine/by-own-name.ts';
import { distinct, has, spoken } from './failing-machine/names.ts';
import { depth, type Tie } from './failing-machine/tie.ts';

/**
 * What failed attempts are tied to, where not all attempts failed alike.
 * @param tries those that failed alike @param observed all that were answered
 */
export function tieOf(tries: readonly Tried[], observed: readonly Tried[], lookup: LookupPlan, evidence: Evidence): Tie {
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

/** Would failures that strike at random fall on these machines alone more often than one time in ten? Hypergeometric, one machine assumed. */
function mayBeChance(failed: number, of: number): boolean {
  let ways = 1;
  for (let index = 1; index <= failed; index++) ways = (ways * (of - failed + index)) / index;
  return ways < 10;
}
