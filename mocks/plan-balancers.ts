import type { BalancerPlan, ServerPlan } from './plan.ts';
import { isNamed, newestOf } from './plan-servers.ts';
import { tlsVersions } from './profiles.ts';
import type { LabTlsVersion } from './profiles.ts';
import { schannelKeys, withoutGaps } from './schannel.ts';
import { choice, LabError } from './section.ts';
import type { Section, SectionBalancer } from './section.ts';

/**
 * The machines that answer at a published name: those of the newest server that has it. In an organization of several versions the
 * newest must stand there. Source: Exchange coexistence planning.
 */
export function publishing(servers: readonly ServerPlan[], host: string): readonly ServerPlan[] {
  const sharing = servers.filter((server) => server.ews.host === host);
  if (sharing.length === 0) return [];
  const newest = newestOf(sharing);
  return sharing.filter(({ id }) => id === newest.id);
}

/** The balancers of the section. Throws LabError for names and machines that are not there. */
export function planBalancers(read: Section, servers: readonly ServerPlan[]): readonly BalancerPlan[] {
  const taken = new Set<string>();
  return [...read.balancers].map(([id, said]) => {
    const path = ['balancers', id];
    const hosts = [...new Set(servers.filter((server) => !server.organization.cloud).map(({ ews }) => ews.hostname))];
    if (!hosts.includes(said.name)) {
      throw new LabError([...path, 'name'], `The scenario publishes ${choice(hosts, 'and')}, not "${said.name}".`);
    }
    if (taken.has(said.name)) throw new LabError([...path, 'name'], `Another balancer stands before "${said.name}" already.`);
    taken.add(said.name);
    return { ...said, machines: machinesOf(said, servers, path), tls: endsTls(said, path) };
  });
}

function machinesOf(said: SectionBalancer, servers: readonly ServerPlan[], path: readonly string[]): readonly ServerPlan[] {
  if (said.nodes.length === 0) {
    const host = servers.find(({ ews }) => ews.hostname === said.name)?.ews.host ?? said.name;
    return publishing(servers, host);
  }
  return said.nodes.flatMap((name, index) => {
    const found = servers.filter((server) => server.id.toLowerCase() === name || isNamed(server, name));
    if (found.length === 0) {
      const names = servers.map(({ fqdn }) => fqdn);
      throw new LabError([...path, 'nodes', String(index)], `The lab has the machines ${choice(names, 'and')}, not "${name}".`);
    }
    return found;
  });
}

/** A device that reads or writes HTTP has to end TLS, with versions of its own time. */
function endsTls(said: SectionBalancer, path: readonly string[]): readonly LabTlsVersion[] | null {
  const reads = said.cookie || said.faults.size > 0;
  if (said.tls === null) return reads ? ['TLSv1.2', 'TLSv1.3'] : null;
  const versions = tlsVersions.filter((_version, index) => said.tls?.includes(schannelKeys[index] ?? 'TLS 1.2'));
  if (versions.length === 0 || withoutGaps(versions).length > versions.length) {
    throw new LabError([...path, 'tls'], 'A balancer accepts one or more TLS versions without a gap between them.');
  }
  return versions;
}
