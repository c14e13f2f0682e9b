/** Which lookups go between an organization on-premises and another one, and are not shown: what is asked about them only. */
import { whatIsSeen } from '../exchange/availability.ts';
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
