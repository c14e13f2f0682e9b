/** The names at which Autodiscover is looked for, and what answers there. */
import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { answering, enter, kept, whatIs } from './building.ts';
import type { Building } from './building.ts';
import { addressOf, openDoor } from './doors.ts';
import { iisHeader } from './exchange-headers.ts';
import { listenHttp } from './listener.ts';
import type { LabPlan, ServerPlan } from './plan.ts';
import { cloudAutodiscover } from './plan-organizations.ts';

/** Names of Autodiscover at which this machine answers, for its certificate. */
export function autodiscoverNames(plan: LabPlan, server: ServerPlan): readonly string[] {
  const domains = [...plan.autodiscover].filter(([, answering]) => answering.id === server.id && !server.organization.cloud);
  return [...domains.map(([domain]) => `autodiscover.${domain}`), ...(server.organization.cloud ? [cloudAutodiscover] : [])];
}

/** Enters the names of every mail domain: on premises with TLS, for Exchange Online with the redirect that leads to its own name. */
export async function addAutodiscover(building: Building): Promise<void> {
  const { plan } = building;
  const cloud = plan.servers.filter(({ organization }) => organization.cloud);
  for (const [domain, server] of plan.autodiscover) {
    const name = `autodiscover.${domain}`;
    if (!server.organization.cloud) {
      const machines = plan.servers.filter(({ id }) => id === server.id);
      enter(building, name, 443, await openDoor(building, machines), `${whatIs(server)}: Autodiscover`, addressOf(machines));
    }
    await addRedirect(building, domain, server);
  }
  const [tenant] = cloud;
  if (tenant === undefined) return;
  enter(building, cloudAutodiscover, 443, await openDoor(building, cloud), `${whatIs(tenant)}: Autodiscover`, addressOf(cloud));
  const routing = new Set([...plan.mailboxes.values()].flatMap(({ routingAddress }) => routingAddress?.split('@')[1] ?? []));
  for (const domain of routing) await addRedirect(building, domain, tenant);
}

/**
 * Plain HTTP leads to HTTPS: on premises at the same name, for Exchange Online at its own, which is all that `autodiscover.<domain>` does
 * there. Source: Microsoft Learn, Autodiscover for Exchange (CNAME to autodiscover.outlook.com); observed 2026-08-12: no port 443 there.
 */
async function addRedirect(building: Building, domain: string, server: ServerPlan): Promise<void> {
  const redirect = (request: IncomingMessage): Answer => {
    const host = server.organization.cloud ? cloudAutodiscover : (request.headers.host ?? '').replace(/:\d+$/, '');
    return { status: 302, body: '', headers: [['Location', `https://${host}/autodiscover/autodiscover.xml`], iisHeader(server)] };
  };
  enter(building, `autodiscover.${domain}`, 80, kept(building, await listenHttp(answering(building, redirect))), 'redirects to https');
}
