/** What a tenant of Exchange Online says about EWS, once it knows who calls. */
import type { Answer } from './answer.ts';
import type { Caller } from './back-end.ts';
import { doorHeaders } from './exchange-headers.ts';
import type { ServerPlan } from './plan.ts';
import { exchangeApplication } from './tokens.ts';

/** The two values of X-EWS-Policy-Reason. Source: Microsoft Learn, Control access to EWS in Exchange, Understand HTTP 403 responses. */
const reasons = { off: 'EWS is disabled for this user or tenant', list: 'EWS is blocked by policy for this user or tenant' } as const;

/**
 * The 403 with which the tenant refuses this caller, its body empty; null: it lets it in. The application that all organizations shared is
 * refused whatever the tenant says; no source tells a reason that would come with it.
 * Source: techcommunity.microsoft.com 4452910 (blocked from 2025-10-31).
 */
export function refusedByTenant(server: ServerPlan, caller: Caller): Answer | null {
  if (!server.organization.cloud) return null;
  const forbidden = (reason: string | null): Answer =>
    ({ status: 403, headers: doorHeaders(server, reason === null ? [] : [['X-EWS-Policy-Reason', reason]]), body: '' });
  if (server.organization.faults.has('ews-off')) return forbidden(reasons.off);
  if (caller.kind === 'peer' && caller.application === exchangeApplication) return forbidden(null);
  return isListed(server, caller) ? null : forbidden(reasons.list);
}

/** Calls by federation come under no application, and the list is said not to concern them. Source: MC1485116, as others quote it. */
function isListed({ organization: { ewsApplications } }: ServerPlan, caller: Caller): boolean {
  if (ewsApplications === null || (caller.kind === 'peer' && caller.application === undefined)) return true;
  return ewsApplications.has(caller.kind === 'peer' ? 'servers' : 'tool');
}
