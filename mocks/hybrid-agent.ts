/**
 * The Hybrid Agent: a name below msappproxy.net in the cloud, behind which a program on-premises hands calls for availability on to Exchange.
 * Source: OfficeDocs-Exchange, hybrid-agent.md (name, what passes: free/busy and moves, no MailTips); OfficeDocs-Support, Resolve-free-busy-errors
 * (504 where it is stopped).
 */
import { Agent } from 'node:https';
import { handedOn } from './balancer.ts';
import { enter, open } from './building.ts';
import type { Building } from './building.ts';
import { deviceTls } from './doors.ts';
import type { RelationshipPlan } from './plan-organizations.ts';
import { newestOf } from './plan-servers.ts';

/** Does a relationship call an agent, rather than a published name? */
export function goesByAgent({ target }: RelationshipPlan): boolean {
  return target !== null && /\.resource\.mailboxmigration\.his\.msappproxy\.net$/i.test(target.hostname);
}

/** Opens the name of every agent that a relationship calls. */
export async function addHybridAgents(building: Building): Promise<void> {
  for (const relationship of building.plan.relationships.filter(goesByAgent)) {
    const { target, to, faults } = relationship;
    const server = newestOf(building.plan.servers.filter(({ organization }) => organization === to));
    const front = building.fronts.get(server)?.at;
    if (target === null || front === undefined) continue;
    const name = target.hostname;
    const identity = await building.authority.issue([name]);
    const at = await open(building, { ...deviceTls, identity }, (request) => {
      if (!faults.has('hybrid-agent-stopped')) return handedOn(request, front, new Agent(), { tls: true, checked: null });
      request.resume();
      return { status: 504, headers: [['Content-Type', 'text/html']], body: '' };
    });
    enter(building, name, 443, at, `a Hybrid Agent before ${server.id}`);
  }
}
