/** What a tenant of Exchange Online says about EWS, once it knows who calls. */
import type { Answer } from './answer.ts';
import type { Caller } from './back-end.ts';
import { doorHeaders } from './exchange-headers.ts';
import type { ServerPlan } from './plan.ts';

/** The two values of X-EWS-Policy-Reason. Source: Microsoft Learn, Control access to EWS in Exchange, Understand HTTP 403 responses. */
const reasons = { off: 'EWS is disabled for this user or tenant', list: 'EWS is blocked by policy for this user or tenant' } as const;

/** The 403 with which the tenant refuses this caller, its body empty; null: it lets it in. */
export function refusedByTenant(server: ServerPlan, caller: Caller): Answer | null {
  const { faults } = server.organization;
  const list = caller.kind === 'peer' ? 'ews-list-without-servers' : 'ews-list-without-tool';
  const reason = faults.has('ews-off') ? reasons.off : faults.has(list) ? reasons.list : null;
  return reason === null ? null : { status: 403, headers: doorHeaders(server, [['X-EWS-Policy-Reason', reason]]), body: '' };
}
