/** Which lookups go between an organization on-premises and another one, and are not shown: what is asked about them only. */
import { whatIsSeen } from '../exchange/availability.ts';
import { answerOf } from '../exchange/decisive-answer.ts';
import type { Evidence } from '../model/evidence.ts';
import type { LookupPlan, Mailbox } from '../model/scenario.ts';

/** Is the mailbox in Exchange Online, as far as is known? */
export function inTheCloud(mailbox: Mailbox, evidence: Evidence): boolean {
  return evidence.server(mailbox.server).version === 'exchange-online';
}

/**
 * Lookups between on-premises and Exchange Online that were asked, and whose answer is not availability. Where nobody could ask (no credentials for
 * one side), what can be learned without any is worth the more.
 */
export function hybridLookupsNotShown(evidence: Evidence): readonly LookupPlan[] {
  return evidence.scenario.lookups.filter((lookup) => inTheCloud(lookup.requester, evidence) !== inTheCloud(lookup.target, evidence)
    && evidence.of('user-availability', lookup.requester.address) !== undefined && whatIsSeen(lookup, evidence).availability !== 'shown');
}

/**
 * Servers on-premises to which another organization's call failed, each with a mailbox that was asked for: calls of Exchange Online, and
 * calls between servers on-premises whose answer speaks of federation (its addresses end in WSSecurity).
 */
export function callsFromOutside(evidence: Evidence): ReadonlyMap<string, Mailbox> {
  const fromCloud = hybridLookupsNotShown(evidence).filter(({ target }) => !inTheCloud(target, evidence));
  const federated = evidence.scenario.lookups.filter((lookup) => !inTheCloud(lookup.requester, evidence) && !inTheCloud(lookup.target, evidence)
    && lookup.requester.server !== lookup.target.server && whatIsSeen(lookup, evidence).availability === 'hash-marks'
    && byFederation(lookup, evidence));
  return new Map([...fromCloud, ...federated].reverse().map(({ target }) => [target.server, target]));
}

function byFederation(lookup: LookupPlan, evidence: Evidence): boolean {
  const found = answerOf(lookup, evidence);
  return /\/wssecurity\b/i.test(`${found?.answer?.responseSource ?? ''} ${found?.text ?? ''}`);
}
