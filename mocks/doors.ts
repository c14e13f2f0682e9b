/** The names of published URLs, and what stands behind them: a machine, a device before one, or a balancer before several. */
import { balance, taker } from './balancer.ts';
import { balanced, enter, kept, machine, open, refusing, whatIs } from './building.ts';
import type { Building } from './building.ts';
import { listenPassing } from './listener.ts';
import type { BalancerPlan, ServerPlan } from './plan.ts';
import { publishing } from './plan-balancers.ts';
import { preAuthentication } from './pre-authentication.ts';

/** A device in the network has TLS of its own, newer than Schannel's. */
const deviceTls = {
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

/** Where the front ends of these machines answer; before several stands a device that hands connections on in turn. */
export async function openDoor(building: Building, machines: readonly ServerPlan[]): Promise<string> {
  const addresses = frontsOf(building, machines);
  if (addresses.length === 1) return addresses[0] ?? refusing;
  const take = taker(addresses);
  return kept(building, await listenPassing(() => addresses[take()] ?? refusing));
}

async function openBalancer(building: Building, balancer: BalancerPlan): Promise<string> {
  const addresses = frontsOf(building, balancer.machines);
  if (balancer.tls === null) return openDoor(building, balancer.machines);
  const identity = await building.authority.issue([balancer.name], balancer.faults);
  const guard = balancer.faults.has('pre-authentication') ? preAuthentication(balancer.name) : balance(balancer, addresses);
  return open(building, { ...deviceTls, accepts: balancer.tls, suites: deviceSuites(balancer), identity }, guard);
}

function frontsOf(building: Building, machines: readonly ServerPlan[]): readonly string[] {
  return machines.map((machine) => building.fronts.get(machine)?.at ?? refusing);
}

/** Address in DNS of a name that leads to these machines. */
export function addressOf(machines: readonly ServerPlan[]): string {
  return machines.length > 1 ? balanced : machine;
}
