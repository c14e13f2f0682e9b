import type { MailboxFault } from './faults.ts';
import type { LabWorld, MailboxPlan, ServerPlan } from './plan.ts';
import { isNamed } from './plan-servers.ts';
import { choice, LabError } from './section.ts';
import type { Section } from './section.ts';

/** Busy times of a mailbox of which nothing is said. */
const usualBusy: readonly (readonly [number, number])[] = [
  [540, 600],
  [780, 840],
];

/** Every mailbox of the scenario and the section, by each of its addresses. Throws LabError where its place is not known. */
export function planMailboxes(read: Section, world: LabWorld, servers: readonly ServerPlan[]): ReadonlyMap<string, MailboxPlan> {
  const places = new Map(world.mailboxes.map((mailbox) => [mailbox.address.toLowerCase(), mailbox.server]));
  for (const [address, mailbox] of read.mailboxes) {
    const place = mailbox.server ?? places.get(address);
    if (place === undefined)
      throw new LabError(['mailboxes', address], `The scenario does not know ${address}: say on which server it is.`);
    places.set(address, place);
  }
  const routing = routingDomain(world);
  const shared = new Set([...places].flatMap(([address, place]) => {
    const cloud = servers.find(({ id }) => id === place)?.organization.cloud;
    return cloud === false ? [address.slice(address.lastIndexOf('@') + 1)] : [];
  }));
  return new Map(
    [...places].flatMap(([address, place]) => {
      const said = read.mailboxes.get(address);
      const machines = servers.filter((candidate) => candidate.id === place);
      const server = said?.node === undefined ? machines[0] : machines.find((machine) => isNamed(machine, said.node ?? ''));
      if (said?.node !== undefined && server === undefined) {
        const names = machines.map(({ fqdn }) => fqdn);
        throw new LabError(['mailboxes', address, 'node'], `"${place}" has the machines ${choice(names, 'and')}, not "${said.node}".`);
      }
      if (server === undefined || said?.faults.has('unknown-recipient')) return [];
      const [name = '', domain = ''] = address.split('@');
      const routingAddress = server.organization.cloud && shared.has(domain) ? `${name}@${routing}` : null;
      const { faults = new Set<MailboxFault>(), refuses = new Set<string>() } = said ?? {};
      const plan = { address, routingAddress, server, faults, refuses, busy: said?.busy ?? usualBusy };
      return [address, ...(routingAddress === null ? [] : [routingAddress])].map((key) => [key, plan] as const);
    }),
  );
}

/** Domain of the addresses that lead to the tenant. Source: Microsoft Learn, Hybrid Configuration wizard (`<tenant>.mail.onmicrosoft.com`). */
function routingDomain(world: LabWorld): string {
  const tenant = world.servers.find((server) => server.tenant?.endsWith('.onmicrosoft.com'))?.tenant?.split('.')[0];
  const [first] = world.mailboxes;
  return `${tenant ?? first?.address.split('@')[1]?.split('.')[0] ?? 'contoso'}.mail.onmicrosoft.com`.toLowerCase();
}
