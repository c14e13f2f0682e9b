/** What MailTips of a colleague in another organization tell of the way there. */
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { identify } from './identity.ts';

/**
 * The requester's server was told by the other organization whether the target's mailbox is full: the way there is open, by the same relationship
 * and the same Autodiscover as for availability. That it was not told means nothing: MailTips have switches of their own
 * (MailTipsAccessEnabled, MailTipsAccessLevel), late ones are left out, and a Hybrid Agent lets none through. Undefined where nothing came at all,
 * and of Exchange SE towards Exchange Online, which may ask for availability by Microsoft Graph and for this by EWS.
 * Source: OfficeDocs-Support, free-busy-sharing-issues-tls12 (the availability service's Autodiscover fails "in application Mailtips"); Microsoft
 * Learn, MailTips over organization relationships, Set-OrganizationRelationship, PendingMailTips; OfficeDocs-Exchange, hybrid-agent.md; runbooks on the Graph flow of Exchange SE.
 */
export function mailTipsCame(lookup: LookupPlan, evidence: Evidence): readonly Observation[] | undefined {
  const { requester, target } = lookup;
  const observation = evidence.of('mail-tips', requester.address);
  const tip = evidence.fact('mail-tips', requester.address)?.tips[target.address];
  if (observation === undefined || tip === undefined) return undefined;
  if (identify(requester.server, evidence).version === 'exchange-se' && evidence.server(target.server).version === 'exchange-online') return undefined;
  const pending = tip.pending.some((name) => name === 'MailboxFullStatus' || name === 'All');
  return tip.responseClass === 'Success' && tip.mailboxFull !== null && !pending ? [observation] : [];
}
