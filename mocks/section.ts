import { applicationFaultNames, balancerFaultNames, mailboxFaultNames, serverFaultNames, webSiteFaultNames } from './faults.ts';
import type { ApplicationFault, BalancerFault, MailboxFault, ServerFault, WebSiteFault } from './faults.ts';
import { exchangeProfiles, labVersions, labWindows } from './profiles.ts';
import type { LabVersion, LabWindows } from './profiles.ts';
import { schannelKeys } from './schannel.ts';
import type { SchannelKey } from './schannel.ts';
import { readRegistry } from './section-registry.ts';
import type { RegistryFiles, SectionRegistry } from './section-registry.ts';
import { readOrganization, readRelationship } from './section-organizations.ts';
import type { SectionOrganization, SectionRelationship } from './section-organizations.ts';
import { asText, entries, LabError, list, mapping, onOff, shown, text, word, words } from './section-reading.ts';
import type { Path } from './section-reading.ts';

export { choice, LabError } from './section-reading.ts';

/** One machine of a server as the section describes it; absent members come from the server's own entry. */
export interface SectionNode extends SectionRegistry {
  readonly build?: string;
  readonly windows?: LabWindows;
  /** Besides those of the server's own entry. */
  readonly faults: ReadonlySet<ServerFault>;
}

/** A server as the section describes it; absent members come from the scenario or the version's profile. */
export interface SectionServer extends SectionNode {
  readonly version?: LabVersion;
  readonly basic?: boolean;
  /** By their names in the scenario's `nodes`. */
  readonly nodes: ReadonlyMap<string, SectionNode>;
}

/** A mailbox as the section describes it. */
export interface SectionMailbox {
  readonly server?: string;
  /** The machine of that server on which its database is active. */
  readonly node?: string;
  readonly faults: ReadonlySet<MailboxFault>;
  /** Addresses, in lower case, from which an entry of their own in the calendar's permissions takes every right. */
  readonly refuses: ReadonlySet<string>;
  /** Busy times of each day, in minutes after midnight UTC, start before end. */
  readonly busy: readonly (readonly [number, number])[] | null;
}

/** A load balancer as the section describes it. */
export interface SectionBalancer {
  /** The published name that leads to it, in lower case. */
  readonly name: string;
  /** Machines or servers behind it, in turn; empty: every one that publishes the name. */
  readonly nodes: readonly string[];
  /** TLS versions that it accepts itself; null: it ends no TLS unless something else makes it. */
  readonly tls: readonly SchannelKey[] | null;
  /** Whether it sets a cookie that names the machine. */
  readonly cookie: boolean;
  /** `Server` header of what it says itself. */
  readonly server: string;
  readonly faults: ReadonlySet<BalancerFault>;
}

/** A web site at the root of a mail domain, as the section describes it. */
export interface SectionWebSite {
  /** `Server` header. */
  readonly server: string;
  readonly faults: ReadonlySet<WebSiteFault>;
}

/** An application that signs in by OAuth, as the section describes it; absent members are usual. */
export interface SectionApplication {
  /** Granted permissions. */
  readonly permissions?: readonly string[];
  /** Address of who types a device code. */
  readonly user?: string;
  readonly faults: ReadonlySet<ApplicationFault>;
}

/** The `lab:` section, read. */
export interface Section {
  readonly servers: ReadonlyMap<string, SectionServer>;
  readonly balancers: ReadonlyMap<string, SectionBalancer>;
  /** By domain, in lower case. */
  readonly webSites: ReadonlyMap<string, SectionWebSite>;
  readonly mailboxes: ReadonlyMap<string, SectionMailbox>;
  readonly accounts: ReadonlyMap<string, { readonly mailbox?: string; readonly impersonation?: boolean }>;
  /** By sign-in. */
  readonly applications: ReadonlyMap<string, SectionApplication>;
  readonly organizations: ReadonlyMap<string, SectionOrganization>;
  /** null: those that setup makes between the organization on premises and Exchange Online. */
  readonly relationships: readonly SectionRelationship[] | null;
  readonly autodiscover: string | null;
  readonly missingNames: readonly string[];
}

/** Reads the section strictly. Throws LabError on the first thing that is not understood; an absent section is an empty one. */
export function readSection(section: unknown, files: RegistryFiles): Section {
  const top = mapping(section ?? {}, [], [
    'servers', 'balancers', 'webSites', 'mailboxes', 'accounts', 'applications', 'organizations', 'relationships', 'autodiscover', 'missingNames',
  ]);
  return {
    servers: entries(top['servers'], ['servers'], (server, path) => readServer(server, path, files)),
    balancers: entries(top['balancers'], ['balancers'], readBalancer),
    webSites: entries(top['webSites'], ['webSites'], readWebSite, (domain) => domain.toLowerCase()),
    mailboxes: entries(top['mailboxes'], ['mailboxes'], readMailbox, (name) => name.toLowerCase()),
    accounts: entries(top['accounts'], ['accounts'], readAccount),
    applications: entries(top['applications'], ['applications'], readApplication),
    organizations: entries(top['organizations'], ['organizations'], readOrganization),
    relationships: top['relationships'] === undefined
      ? null
      : list(top['relationships'], ['relationships']).map((entry, index) => readRelationship(entry, ['relationships', index])),
    autodiscover: top['autodiscover'] === undefined ? null : text(top['autodiscover'], ['autodiscover']),
    missingNames: list(top['missingNames'], ['missingNames']).map((name, index) =>
      text(name, ['missingNames', index]).toLowerCase(),
    ),
  };
}

const machineNames = ['build', 'windows', 'registry', 'sinceRestart', 'faults'] as const;

function readServer(value: unknown, path: Path, files: RegistryFiles): SectionServer {
  const server = mapping(value ?? {}, path, ['version', 'basic', 'nodes', ...machineNames]);
  const version = server['version'] === undefined ? undefined : word(server['version'], [...path, 'version'], labVersions);
  return {
    ...(version === undefined ? {} : { version }),
    ...(server['basic'] === undefined ? {} : { basic: onOff(server['basic'], [...path, 'basic']) }),
    ...readMachine(server, path, files),
    nodes: entries(
      server['nodes'],
      [...path, 'nodes'],
      (node, at) => readMachine(mapping(node ?? {}, at, machineNames), at, files),
      (name) => name.toLowerCase(),
    ),
  };
}

function readMachine(machine: Readonly<Record<string, unknown>>, path: Path, files: RegistryFiles): SectionNode {
  const build = machine['build'] === undefined ? undefined : text(machine['build'], [...path, 'build']);
  if (build !== undefined && !/^\d{2}\.\d{1,2}\.\d{1,5}\.\d{1,5}$/.test(build)) {
    throw new LabError(
      [...path, 'build'],
      `A build is four numbers such as ${exchangeProfiles['exchange-2016'].build}, not ${shown(build)}.`,
    );
  }
  return {
    ...(build === undefined ? {} : { build }),
    ...(machine['windows'] === undefined
      ? {}
      : { windows: word(asText(machine['windows']), [...path, 'windows'], labWindows) }),
    ...readRegistry(machine, path, files),
    faults: words(machine['faults'], [...path, 'faults'], serverFaultNames),
  };
}

function readBalancer(value: unknown, path: Path): SectionBalancer {
  const balancer = mapping(value ?? {}, path, ['name', 'nodes', 'tls', 'cookie', 'server', 'faults']);
  return {
    name: text(balancer['name'], [...path, 'name']).toLowerCase(),
    nodes: list(balancer['nodes'], [...path, 'nodes']).map((node, index) => text(node, [...path, 'nodes', index]).toLowerCase()),
    tls: balancer['tls'] === undefined ? null : [...words(balancer['tls'], [...path, 'tls'], schannelKeys)],
    cookie: balancer['cookie'] === undefined ? false : onOff(balancer['cookie'], [...path, 'cookie']),
    server: balancer['server'] === undefined ? 'BigIP' : headerText(balancer['server'], [...path, 'server']),
    faults: words(balancer['faults'], [...path, 'faults'], balancerFaultNames),
  };
}

function readWebSite(value: unknown, path: Path): SectionWebSite {
  const site = mapping(value ?? {}, path, ['server', 'faults']);
  return {
    server: site['server'] === undefined ? 'Apache' : headerText(site['server'], [...path, 'server']),
    faults: words(site['faults'], [...path, 'faults'], webSiteFaultNames),
  };
}

function headerText(value: unknown, path: Path): string {
  const written = text(value, path);
  if (!/^[\x20-\x7e]{1,100}$/.test(written)) throw new LabError(path, `A header is plain ASCII text, not ${shown(value)}.`);
  return written;
}

function readMailbox(value: unknown, path: Path): SectionMailbox {
  const mailbox = mapping(value ?? {}, path, ['server', 'node', 'faults', 'refuses', 'busy']);
  return {
    ...(mailbox['server'] === undefined ? {} : { server: text(mailbox['server'], [...path, 'server']) }),
    ...(mailbox['node'] === undefined ? {} : { node: text(mailbox['node'], [...path, 'node']).toLowerCase() }),
    faults: words(mailbox['faults'], [...path, 'faults'], mailboxFaultNames),
    refuses: new Set(list(mailbox['refuses'], [...path, 'refuses']).map((address, index) => text(address, [...path, 'refuses', index]).toLowerCase())),
    busy:
      mailbox['busy'] === undefined
        ? null
        : list(mailbox['busy'], [...path, 'busy']).map((range, index) => busyRange(range, [...path, 'busy', index])),
  };
}

function busyRange(value: unknown, path: Path): readonly [number, number] {
  const found = /^([01]\d|2[0-3])([0-5]\d)-([01]\d|2[0-4])([0-5]\d)$/.exec(typeof value === 'string' ? value : '');
  const [start, end] = found ? [Number(found[1]) * 60 + Number(found[2]), Number(found[3]) * 60 + Number(found[4])] : [0, 0];
  if (start >= end || end > 1440)
    throw new LabError(path, `A busy time is written "0900-1030" (UTC, start before end), not ${shown(value)}.`);
  return [start, end];
}

function readAccount(value: unknown, path: Path): { mailbox?: string; impersonation?: boolean } {
  const account = mapping(value ?? {}, path, ['mailbox', 'impersonation']);
  return {
    ...(account['mailbox'] === undefined ? {} : { mailbox: text(account['mailbox'], [...path, 'mailbox']).toLowerCase() }),
    ...(account['impersonation'] === undefined
      ? {}
      : { impersonation: onOff(account['impersonation'], [...path, 'impersonation']) }),
  };
}

function readApplication(value: unknown, path: Path): SectionApplication {
  const said = mapping(value ?? {}, path, ['permissions', 'user', 'faults']);
  return {
    ...(said['permissions'] === undefined
      ? {}
      : { permissions: list(said['permissions'], [...path, 'permissions']).map((one, index) => text(one, [...path, 'permissions', index])) }),
    ...(said['user'] === undefined ? {} : { user: text(said['user'], [...path, 'user']).toLowerCase() }),
    faults: words(said['faults'], [...path, 'faults'], applicationFaultNames),
  };
}
