import type { MailboxFault, ServerFault } from './faults.ts';
import { buildNumbers, exchangeProfiles, labVersions, labWindows } from './profiles.ts';
import type { LabVersion, LabWindows } from './profiles.ts';
import { contiguous, tlsSettings } from './schannel.ts';
import type { TlsSettings } from './schannel.ts';
import { choice, LabError, readSection } from './section.ts';
import type { Section, SectionServer } from './section.ts';

/** What the scenario says; the `lab:` section adds to it and overrides it. */
export interface LabWorld {
  readonly servers: readonly {
    readonly id: string;
    readonly version: string;
    readonly windows?: string;
    readonly ews?: string;
    readonly nodes: readonly string[];
  }[];
  readonly mailboxes: readonly { readonly address: string; readonly server: string }[];
  /** One per sign-in and requester's mailbox. */
  readonly accounts: readonly {
    readonly user?: string;
    readonly password?: string;
    readonly token?: string;
    readonly mailbox: string;
    readonly impersonate: boolean;
  }[];
}

/** One imitated server. */
export interface ServerPlan {
  readonly id: string;
  readonly version: LabVersion;
  readonly build: string;
  readonly windows: LabWindows;
  /** The URL that clients use. */
  readonly ews: URL;
  readonly domain: string;
  readonly fqdn: string;
  readonly netbios: string;
  /** Full names of the machines behind the balancer, where the scenario names some. */
  readonly nodes: readonly string[];
  readonly basic: boolean;
  readonly faults: ReadonlySet<ServerFault>;
  readonly tls: TlsSettings;
}

/** One imitated mailbox. */
export interface MailboxPlan {
  readonly address: string;
  readonly server: ServerPlan;
  readonly faults: ReadonlySet<MailboxFault>;
  /** Busy times of each day, minutes after midnight UTC. */
  readonly busy: readonly (readonly [number, number])[];
}

/** One imitated account. */
export interface AccountPlan {
  /** As the scenario writes it; null for a bearer token. */
  readonly user: string | null;
  readonly passwords: readonly string[];
  readonly token: string | null;
  /** Address of its own mailbox; null where it has none. */
  readonly mailbox: string | null;
  readonly impersonation: boolean;
}

/** Everything the lab is going to be. */
export interface LabPlan {
  readonly servers: readonly ServerPlan[];
  /** By lower-case address. */
  readonly mailboxes: ReadonlyMap<string, MailboxPlan>;
  readonly accounts: readonly AccountPlan[];
  readonly autodiscover: ServerPlan;
  readonly missingNames: ReadonlySet<string>;
}

/** Busy times of a mailbox of which nothing is said. */
const usualBusy: readonly (readonly [number, number])[] = [
  [540, 600],
  [780, 840],
];

/** Works out the lab from the section and the scenario. Throws LabError where they cannot be imitated. */
export function planLab(section: unknown, world: LabWorld): LabPlan {
  const read = readSection(section);
  const ids = world.servers.map((server) => server.id);
  const known = (id: string, path: readonly (string | number)[]): void => {
    if (!ids.includes(id)) throw new LabError(path, `The scenario has the servers ${choice(ids, 'and')}, not "${id}".`);
  };
  for (const id of read.servers.keys()) known(id, ['servers', id]);
  if (read.autodiscover !== null) known(read.autodiscover, ['autodiscover']);
  for (const [address, mailbox] of read.mailboxes) {
    if (!/^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/.test(address))
      throw new LabError(['mailboxes', address], `A mailbox is named by its address, not "${address}".`);
    if (mailbox.server !== undefined) known(mailbox.server, ['mailboxes', address, 'server']);
  }
  if (world.servers.length === 0) throw new LabError([], 'A lab needs a scenario with at least one server.');
  const servers = world.servers.map((server) => planServer(server, read.servers.get(server.id), read, world));
  const newest = newestOf(servers);
  return {
    servers,
    mailboxes: planMailboxes(read, world, servers),
    accounts: planAccounts(read, world),
    autodiscover: servers.find((server) => server.id === read.autodiscover) ?? newest,
    missingNames: new Set(read.missingNames),
  };
}

/** The server of the highest build; the list must not be empty. */
export function newestOf(servers: readonly ServerPlan[]): ServerPlan {
  const weight = (server: ServerPlan): number => buildNumbers(server.build).reduce((sum, number) => sum * 100_000 + number, 0);
  return servers.reduce((best, server) => (weight(server) > weight(best) ? server : best));
}

function planServer(
  server: LabWorld['servers'][number],
  said: SectionServer | undefined,
  read: Section,
  world: LabWorld,
): ServerPlan {
  const path = ['servers', server.id];
  const version = said?.version ?? labVersions.find((candidate) => candidate === server.version);
  if (version === undefined) {
    throw new LabError(
      path,
      `The lab imitates ${choice(labVersions, 'and')}, not ${server.version}; give "${server.id}" another version.`,
    );
  }
  const profile = exchangeProfiles[version];
  const build = said?.build ?? profile.build;
  if (!profile.buildPattern.test(build))
    throw new LabError([...path, 'build'], `A build of ${version} looks like ${profile.build}, not "${build}".`);
  const fromScenario = said?.version === undefined || said.version === server.version ? server.windows : undefined;
  const windows = said?.windows ?? labWindows.find((candidate) => candidate === fromScenario) ?? profile.windows;
  const registry = said?.registry ?? { schannel: {}, dotnet: {} };
  const faults = said?.faults ?? new Set<ServerFault>();
  const tls = tlsSettings({ version, build, windows, registry, faults });
  if (tls.accepts.length === 0)
    throw new LabError(
      [...path, 'registry'],
      `"${server.id}" would accept no TLS version at all; leave at least one server role on.`,
    );
  if (!contiguous(tls.offers)) {
    throw new LabError(
      [...path, 'registry'],
      `"${server.id}" would offer ${choice(tls.offers, 'and')}, and the lab cannot leave out a version in between.`,
    );
  }
  const domain = domainOf(server, read, world);
  const ews = new URL(server.ews ?? `https://${server.id.toLowerCase()}.${domain}/EWS/Exchange.asmx`);
  return {
    id: server.id,
    version,
    build,
    windows,
    ews,
    domain,
    basic: said?.basic ?? true,
    faults,
    tls,
    fqdn: `${server.id.toLowerCase()}.${domain}`,
    netbios: server.id.slice(0, 15).toUpperCase(),
    nodes: server.nodes.map((node) => (node.includes('.') ? node : `${node}.${domain}`).toLowerCase()),
  };
}

function domainOf(server: LabWorld['servers'][number], read: Section, world: LabWorld): string {
  const host = server.ews === undefined ? undefined : new URL(server.ews).hostname;
  const parent = host === undefined || /^[\d.]+$|:/.test(host) ? '' : host.split('.').slice(1).join('.');
  if (parent.includes('.')) return parent;
  const own = world.mailboxes.find((mailbox) => mailbox.server === server.id) ?? world.mailboxes[0];
  const address = own?.address ?? [...read.mailboxes.keys()][0] ?? 'someone@lab.test';
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function planMailboxes(read: Section, world: LabWorld, servers: readonly ServerPlan[]): ReadonlyMap<string, MailboxPlan> {
  const places = new Map(world.mailboxes.map((mailbox) => [mailbox.address.toLowerCase(), mailbox.server]));
  for (const [address, mailbox] of read.mailboxes) {
    const place = mailbox.server ?? places.get(address);
    if (place === undefined)
      throw new LabError(['mailboxes', address], `The scenario does not know ${address}: say on which server it is.`);
    places.set(address, place);
  }
  return new Map(
    [...places].flatMap(([address, place]) => {
      const server = servers.find((candidate) => candidate.id === place);
      const said = read.mailboxes.get(address);
      if (said?.faults.has('unknown-recipient')) return [];
      return server
        ? [
            [
              address,
              { address, server, faults: said?.faults ?? new Set<MailboxFault>(), busy: said?.busy ?? usualBusy },
            ] as const,
          ]
        : [];
    }),
  );
}

function planAccounts(read: Section, world: LabWorld): readonly AccountPlan[] {
  const accounts = new Map<string, AccountPlan>();
  for (const account of world.accounts) {
    const key = account.user?.toLowerCase() ?? `token ${account.token ?? ''}`;
    const before = accounts.get(key);
    accounts.set(key, {
      user: account.user ?? null,
      token: account.token ?? null,
      passwords: [...(before?.passwords ?? []), ...(account.password === undefined ? [] : [account.password])],
      // An account that may impersonate asks for others and need not have a mailbox itself.
      mailbox: before?.mailbox ?? (account.impersonate ? null : account.mailbox.toLowerCase()),
      impersonation: (before?.impersonation ?? false) || account.impersonate,
    });
  }
  for (const [user, said] of read.accounts) {
    const key = [...accounts.keys()].find((candidate) => candidate === user.toLowerCase());
    const before = key === undefined ? undefined : accounts.get(key);
    if (key === undefined || before === undefined) {
      const users = [...accounts.values()].flatMap((account) => account.user ?? []);
      throw new LabError(
        ['accounts', user],
        `The scenario signs in as ${users.length === 0 ? 'nobody' : choice(users, 'and')}, not as "${user}".`,
      );
    }
    accounts.set(key, {
      ...before,
      ...(said.mailbox === undefined ? {} : { mailbox: said.mailbox }),
      impersonation: said.impersonation ?? before.impersonation,
    });
  }
  return [...accounts.values()];
}
