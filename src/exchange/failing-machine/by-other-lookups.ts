/** The machines of a lookup that always fails, against those over which other lookups succeed. */
import type { Evidence } from '../../model/evidence.ts';
import type { LookupPlan } from '../../model/scenario.ts';
import { answerersOf } from '../answerers.ts';
import { whatIsSeen, type Tried } from '../availability.ts';
import { distinct, has, spoken } from './names.ts';
import { depth, type Tie } from './tie.ts';

/** All attempts failed; over another machine of the requester's or of the target's server, another lookup succeeds. */
export function byOtherLookups(tries: readonly Tried[], lookup: LookupPlan, evidence: Evidence): Tie | undefined {
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

/** Codes of a call that failed on its way: the machine that makes it matters. Others speak of mailboxes and rights. Source: response-codes.ts. */
const ON_THE_WAY = ['ErrorProxyRequestProcessingFailed', 'ErrorServiceDiscoveryFailed', 'ErrorAutoDiscoverFailed', 'ErrorTimeoutExpired'];

function isOnTheWay(one: Tried): boolean {
  return depth(one) < 2 || ON_THE_WAY.includes(one.answer?.responseCode ?? '');
}
