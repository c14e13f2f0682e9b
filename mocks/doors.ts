/** The names of published URLs, and what stands behind them: a machine, a device before one, or a balancer before several. */
import { balance, taker } from './balancer.ts';
import { answering, balanced, elsewhere, enter, kept, machine, open, refusing, whatIs } from './building.ts';
import type { Building } from './building.ts';
import { sslRequired } from './exchange-headers.ts';
import { listenHttp, listenPassing } from './listener.ts';
import type { BalancerPlan, ServerPlan, WebSitePlan } from './plan.ts';
import { publishing } from './plan-balancers.ts';
import { preAuthentication } from './pre-authentication.ts';
import { webSite } from './web-site.ts';

/** A device in the network has TLS of its own, newer than Schannel's. */
export const deviceTls = {
  accepts: ['TLSv1.2', 'TLSv1.3'] as const,
  curves: 'X25519:P-256:P-384',
  alert: true,
  suites: ['ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-SHA384', 'ECDHE-RSA-AES128-SHA256'],
};
/** Old suites too, where it accepts old versions. */
const deviceSuites = ({ tls }: BalancerPlan): readonly string[] =>
  tls?.some((version) => version === 'TLSv1' || version === 'TLSv1.1')
    ? [...deviceTls.suites, 'ECDHE-RSA-AES256-SHA', 'ECDHE-RSA-AES128-SHA', 'AES256-SHA', 'AES128-SHA']
    : deviceTls.suites;

/** The names of the published URLs. */
export async function addDoors(building: Building): Promise<void> {
  const { plan } = building;
  for (const host of new Set(plan.servers.map(({ ews }) => ews.host))) {
    const machines = publishing(plan.servers, host);
    const [first] = machines;
    if (first === undefined) continue;
    const { hostname, port } = first.ews;
    const balancer = plan.balancers.find(({ name }) => name === hostname);
    const guarded = machines.find(({ faults }) => faults.has('pre-authentication'));
    const where = Number(port || 443);
    if (balancer !== undefined) {
      const behind = balancer.machines.map(({ fqdn }) => fqdn).join(', ');
      enter(building, hostname, where, await openBalancer(building, balancer), `a load balancer before ${behind}`, balanced);
    } else if (first.faults.has('unreachable-from-clients')) {
      enter(building, hostname, where, refusing, `${whatIs(first)}: published name, refuses`);
    } else if (guarded !== undefined) {
      const identity = building.fronts.get(guarded)?.identity;
      if (identity === undefined) continue;
      const device = await open(building, { ...deviceTls, identity }, preAuthentication(hostname));
      enter(building, hostname, where, device, `a device before ${guarded.id}`);
    } else {
      enter(building, hostname, where, await openDoor(building, machines), `${whatIs(first)}: published name`, addressOf(machines));
    }
  }
}

/** The web sites of mail domains; each stands on a machine of its own, with a certificate that the world trusts. */
export async function addWebSites(building: Building): Promise<void> {
  for (const site of building.plan.webSites) {
    enter(building, site.domain, 443, await openWebSite(building, site), 'a web site', elsewhere);
  }
}

async function openWebSite(building: Building, site: WebSitePlan): Promise<string> {
  const identity = await building.authority.issue([site.domain, `www.${site.domain}`], site.faults);
  return open(building, { ...deviceTls, identity }, webSite(site));
}

/** Where the front ends of these machines answer; before several stands a device that hands connections on in turn. */
export async function openDoor(building: Building, machines: readonly ServerPlan[]): Promise<string> {
  const addresses = frontsOf(building, machines);
  if (addresses.length === 1) return addresses[0] ?? refusing;
  const take = taker(addresses);
  return kept(building, await listenPassing(() => addresses[take()] ?? refusing));
}

async function openBalancer(building: Building, balancer: BalancerPlan): Promise<string> {
  if (balancer.tls === null) return openDoor(building, balancer.machines);
  const identity = await building.authority.issue([balancer.name], balancer.faults);
  const guard = balancer.faults.has('pre-authentication') ? preAuthentication(balancer.name) : balance(balancer, await behind(building, balancer), building.authority.caPem);
  return open(building, { ...deviceTls, accepts: balancer.tls, suites: deviceSuites(balancer), identity }, guard);
}

/** Where the balancer calls its machines; without TLS IIS lets nobody in, because Exchange sets Require SSL on its directories. */
async function behind(building: Building, { machines, faults }: BalancerPlan): Promise<readonly string[]> {
  if (!faults.has('offloads-tls')) return frontsOf(building, machines);
  const ports: string[] = [];
  for (const machine of machines) {
    ports.push(kept(building, await listenHttp(answering(building, (request) => {
      request.resume();
      return sslRequired(machine);
    }))));
  }
  return ports;
}

function frontsOf(building: Building, machines: readonly ServerPlan[]): readonly string[] {
  return machines.map((machine) => building.fronts.get(machine)?.at ?? refusing);
}

/** Address in DNS of a name that leads to these machines. */
export function addressOf(machines: readonly ServerPlan[]): string {
  return machines.length > 1 ? balanced : machine;
}
