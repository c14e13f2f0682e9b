import { cloudOf, clouds } from './clouds.ts';
import type { ServerFault } from './faults.ts';
import type { LabWorld, ServerPlan } from './plan.ts';
import type { OrganizationPlan } from './plan-organizations.ts';
import { buildNumbers, exchangeProfiles, labVersions, labWindows } from './profiles.ts';
import type { LabVersion } from './profiles.ts';
import { tlsSettings } from './schannel.ts';
import { choice, LabError } from './section.ts';
import type { Section, SectionNode } from './section.ts';

type WorldServer = LabWorld['servers'][number];

/** The machine of the highest build; the list must not be empty. */
export function newestOf(servers: readonly ServerPlan[]): ServerPlan {
  const weight = (server: ServerPlan): number => buildNumbers(server.build).reduce((sum, number) => sum * 100_000 + number, 0);
  return servers.reduce((best, server) => (weight(server) > weight(best) ? server : best));
}

/** Whether that name, short or full, is the machine's. */
export function isNamed(machine: ServerPlan, name: string): boolean {
  return machine.fqdn === name || machine.fqdn.split('.')[0] === name;
}

/** The machines of one server of the scenario: one for each of its nodes, or a single one. Throws LabError. */
export function planMachines(
  server: WorldServer,
  organization: OrganizationPlan,
  read: Section,
  world: LabWorld,
): readonly ServerPlan[] {
  const path = ['servers', server.id];
  const said = read.servers.get(server.id);
  const version = said?.version ?? labVersions.find((candidate) => candidate === server.version);
  if (version === undefined) {
    throw new LabError(
      path,
      `The lab imitates ${choice(labVersions, 'and')}, not ${server.version}; give "${server.id}" another version.`,
    );
  }
  const profile = exchangeProfiles[version];
  if (profile.tlsBy === 'microsoft-365' && (said?.registry !== undefined || said?.waitsForRestart === true))
    throw new LabError([...path, 'registry'], 'Nobody can set the registry of Exchange Online.');
  const domain = organization.forest ?? domainOf(server, version, read, world);
  const own = profile.built === 'cloud' ? cloudMachine(server.id) : server.id.toLowerCase();
  const ews = new URL(server.ews ?? `https://${publicHost(version, own, domain, server.nationalCloud)}/EWS/Exchange.asmx`);
  const names = server.nodes.length === 0 ? [own] : server.nodes.map((node) => node.toLowerCase());
  const short = (name: string): string => name.split('.')[0] ?? name;
  for (const name of said?.nodes.keys() ?? []) {
    if (!server.nodes.some((node) => [node.toLowerCase(), short(node.toLowerCase())].includes(name))) {
      throw new LabError(
        [...path, 'nodes', name],
        `"${server.id}" has ${server.nodes.length === 0 ? 'no nodes in the scenario' : `the nodes ${choice(server.nodes, 'and')}`}, not "${name}".`,
      );
    }
  }
  return names.map((name) => {
    const node = said?.nodes.get(name) ?? said?.nodes.get(short(name));
    const shared = { id: server.id, organization, version, ews, domain, basic: said?.basic ?? profile.basic };
    const settings = machineSettings(server, version, said, node);
    return {
      ...shared,
      ...settings,
      tls: machineTls({ ...shared, ...settings }, node === undefined ? path : [...path, 'nodes', name]),
      fqdn: name.includes('.') ? name : `${name}.${domain}`,
      netbios: (server.nodes.length === 0 && profile.built !== 'cloud' ? server.id : short(name)).slice(0, 15).toUpperCase(),
    };
  });
}

type Settings = Pick<ServerPlan, 'build' | 'windows' | 'faults' | 'registry' | 'waitsForRestart'>;

function machineSettings(
  server: WorldServer,
  version: LabVersion,
  said: (SectionNode & { readonly version?: LabVersion }) | undefined,
  node: SectionNode | undefined,
): Settings {
  const profile = exchangeProfiles[version];
  const build = node?.build ?? said?.build ?? profile.build;
  const path = ['servers', server.id, ...(node?.build === undefined ? [] : ['nodes'])];
  if (!profile.buildPattern.test(build))
    throw new LabError([...path, 'build'], `A build of ${version} looks like ${profile.build}, not "${build}".`);
  const fromScenario = said?.version === undefined || said.version === server.version ? server.windows : undefined;
  return {
    build,
    windows: node?.windows ?? said?.windows ?? labWindows.find((candidate) => candidate === fromScenario) ?? profile.windows,
    registry: node?.registry ?? said?.registry ?? { schannel: {}, dotnet: {} },
    waitsForRestart: (node?.waitsForRestart ?? said?.waitsForRestart) === true,
    faults: new Set<ServerFault>([...(said?.faults ?? []), ...(node?.faults ?? [])]),
  };
}

function machineTls(machine: Settings & Pick<ServerPlan, 'id' | 'version'>, path: readonly string[]): ServerPlan['tls'] {
  const tls = tlsSettings(machine);
  if (tls.accepts.length === 0)
    throw new LabError(
      [...path, 'registry'],
      `"${machine.id}" would accept no TLS version at all; leave at least one server role on.`,
    );
  return tls;
}

/** A machine of Microsoft 365 is named after its place; the last digits tell those of one lab apart. */
function cloudMachine(id: string): string {
  const digits = Array.from(id).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 10_000, 7);
  return `pr3pr01mb${String(digits).padStart(4, '0')}`;
}

function publicHost(version: LabVersion, own: string, domain: string, cloud: string | undefined): string {
  return exchangeProfiles[version].built === 'cloud' ? clouds[cloudOf(cloud)].exchange : `${own}.${domain}`;
}

function domainOf(server: WorldServer, version: LabVersion, read: Section, world: LabWorld): string {
  if (exchangeProfiles[version].built === 'cloud') return 'eurprd01.prod.exchangelabs.com';
  const host = server.ews === undefined ? undefined : new URL(server.ews).hostname;
  const parent = host === undefined || /^[\d.]+$|:/.test(host) ? '' : host.split('.').slice(1).join('.');
  if (parent.includes('.')) return parent;
  const own = world.mailboxes.find((mailbox) => mailbox.server === server.id) ?? world.mailboxes[0];
  const address = own?.address ?? [...read.mailboxes.keys()][0] ?? 'someone@lab.test';
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
