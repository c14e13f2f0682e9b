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

/** Do the two mailboxes belong to two tenants of Exchange Online, as far as the scenario says? */
function inTwoTenants({ requester, target }: LookupPlan, evidence: Evidence): boolean {
  const [from, to] = [requester, target].map((mailbox) => (inTheCloud(mailbox, evidence) ? evidence.server(mailbox.server).tenant?.toLowerCase() : undefined));
  return from !== undefined && to !== undefined && from !== to;
}

/** Lookups from one organization to another that ended in cross lines: the server of the requester asked the other organization, or ought to have. */
export function crossLinesBetweenOrganizations(evidence: Evidence): readonly LookupPlan[] {
  return evidence.scenario.lookups.filter((lookup) => (inTheCloud(lookup.requester, evidence) !== inTheCloud(lookup.target, evidence)
    || inTwoTenants(lookup, evidence) || isFederatedOnPremises(lookup, evidence)) && whatIsSeen(lookup, evidence).availability === 'hash-marks');
}

function isFederatedOnPremises(lookup: LookupPlan, evidence: Evidence): boolean {
  return !inTheCloud(lookup.requester, evidence) && !inTheCloud(lookup.target, evidence)
    && lookup.requester.server !== lookup.target.server && byFederation(lookup, evidence);
}

/**
 * Servers on-premises to which another organization's call failed, each with a mailbox that was asked for: calls of Exchange Online, and
 * calls between servers on-premises whose answer speaks of federation (its addresses end in WSSecurity).
 */
export function callsFromOutside(evidence: Evidence): ReadonlyMap<string, Mailbox> {
  const fromCloud = hybridLookupsNotShown(evidence).filter(({ target }) => !inTheCloud(target, evidence));
  const federated = crossLinesBetweenOrganizations(evidence).filter((lookup) => isFederatedOnPremises(lookup, evidence));
  return new Map([...fromCloud, ...federated].reverse().map(({ target }) => [target.server, target]));
}

function byFederation(lookup: LookupPlan, evidence: Evidence): boolean {
  const found = answerOf(lookup, evidence);
  return /\/wssecurity\b/i.test(`${found?.answer?.responseSource ?? ''} ${found?.text ?? ''}`);
}
