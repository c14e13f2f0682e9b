import type { ServerFault } from './faults.ts';
import { planAccounts } from './plan-accounts.ts';
import { planApplications } from './plan-applications.ts';
import type { ApplicationPlan } from './plan-applications.ts';
import { planBalancers } from './plan-balancers.ts';
import { planMailboxes } from './plan-mailboxes.ts';
import { planOrganizations, planRelationships } from './plan-organizations.ts';
import type { OrganizationPlan, RelationshipPlan } from './plan-organizations.ts';
import { newestOf, planMachines } from './plan-servers.ts';
import { exchangeProfiles } from './profiles.ts';
import type { LabTlsVersion, LabVersion, LabWindows } from './profiles.ts';
import type { Registry, TlsSettings } from './schannel.ts';
import type { RegistryFiles } from './section-registry.ts';
import { choice, LabError, readSection } from './section.ts';
import type { Section, SectionBalancer, SectionMailbox, SectionWebSite } from './section.ts';

/** What the scenario says; the `lab:` section adds to it and overrides it. */
export interface LabWorld {
  readonly servers: readonly {
    readonly id: string;
    readonly version: string;
    readonly windows?: string;
    readonly ews?: string;
    /** `contoso.onmicrosoft.com`, for Exchange Online. */
    readonly tenant?: string;
    readonly nationalCloud?: string;
    readonly nodes: readonly string[];
  }[];
  readonly mailboxes: readonly { readonly address: string; readonly server: string }[];
  /** One per sign-in and requester's mailbox. */
  readonly accounts: readonly {
    readonly user?: string;
    readonly password?: string;
    readonly token?: string;
    /** With which it signs in by OAuth. */
    readonly application?: {
      readonly id: string;
      readonly tenant: string;
      readonly clientId: string;
      readonly flow: 'secret' | 'certificate' | 'device-code';
      readonly nationalCloud: string;
      readonly secret?: string;
    };
    readonly mailbox: string;
    readonly impersonate: boolean;
  }[];
  /** Reads a file that the section names; absent: there are none. */
  readonly file?: RegistryFiles;
}

/** One imitated machine: a server of the scenario, or one of its nodes. */
export interface ServerPlan {
  /** Id of the server in the scenario; the nodes of one server share it. */
  readonly id: string;
  readonly organization: OrganizationPlan;
  readonly version: LabVersion;
  readonly build: string;
  readonly windows: LabWindows;
  /** The URL that clients use. */
  readonly ews: URL;
  readonly domain: string;
  readonly fqdn: string;
  readonly netbios: string;
  readonly basic: boolean;
  readonly faults: ReadonlySet<ServerFault>;
  readonly registry: Registry;
  /** Other values were set since it was started, and do nothing yet. */
  readonly waitsForRestart: boolean;
  readonly tls: TlsSettings;
}

/** One imitated load balancer. */
export interface BalancerPlan extends Omit<SectionBalancer, 'nodes' | 'tls'> {
  /** The machines behind it, in the order of their turns; never empty. */
  readonly machines: readonly ServerPlan[];
  /** TLS versions with which it ends TLS itself; null: it hands connections on as they are. */
  readonly tls: readonly LabTlsVersion[] | null;
}

/** One imitated mailbox. */
export interface MailboxPlan extends Pick<SectionMailbox, 'faults' | 'refuses'> {
  /** The primary one, in lower case. */
  readonly address: string;
  /** Address by which the organization on premises reaches a mailbox in the cloud; null for every other mailbox. */
  readonly routingAddress: string | null;
  /** The machine on which its database is active. */
  readonly server: ServerPlan;
  /** Busy times of each day, minutes after midnight UTC. */
  readonly busy: readonly (readonly [number, number])[];
}

/** One imitated web site at the root of a mail domain. */
export interface WebSitePlan extends SectionWebSite {
  readonly domain: string;
}

/** One imitated account. */
export interface AccountPlan {
  /** As the scenario writes it; null for a bearer token. */
  readonly user: string | null;
  readonly passwords: readonly string[];
  readonly token: string | null;
  /** The application whose access tokens speak for it; null: none. */
  readonly application: ApplicationPlan | null;
  /** Address of its own mailbox; null where it has none. */
  readonly mailbox: string | null;
  readonly impersonation: boolean;
}

/** Everything the lab is going to be. */
export interface LabPlan {
  /** Every machine, in the order of the scenario. */
  readonly servers: readonly ServerPlan[];
  readonly balancers: readonly BalancerPlan[];
  readonly webSites: readonly WebSitePlan[];
  /** By each of their addresses, in lower case. */
  readonly mailboxes: ReadonlyMap<string, MailboxPlan>;
  readonly accounts: readonly AccountPlan[];
  readonly applications: readonly ApplicationPlan[];
  /** In the order in which Exchange prefers them. */
  readonly relationships: readonly RelationshipPlan[];
  /** The server that answers at `autodiscover.<domain>`, by mail domain; Exchange Online answers at a name of its own. */
  readonly autodiscover: ReadonlyMap<string, ServerPlan>;
  readonly missingNames: ReadonlySet<string>;
  /** Names of the tenant of Exchange Online, in lower case: its own, and the domains of its mailboxes. */
  readonly tenantNames: ReadonlySet<string>;
}

const noFile: RegistryFiles = (name) => {
  throw new Error(`there is no ${name}`);
};

/** Works out the lab from the section and the scenario. Throws LabError where they cannot be imitated. */
export function planLab(section: unknown, world: LabWorld): LabPlan {
  const read = readSection(section, world.file ?? noFile);
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
  const organizationOf = planOrganizations(read, world);
  const servers = world.servers.flatMap((server) => planMachines(server, organizationOf(server.id), read, world));
  checkMoves(servers);
  const mailboxes = planMailboxes(read, world, servers);
  const applications = planApplications(read, world);
  return {
    servers,
    balancers: planBalancers(read, servers),
    webSites: planWebSites(read, [...mailboxes.keys()]),
    mailboxes,
    accounts: planAccounts(read, world, applications),
    applications,
    relationships: planRelationships(read, servers, mailboxes),
    autodiscover: planAutodiscover(read, servers, mailboxes),
    missingNames: new Set(read.missingNames),
    tenantNames: new Set([
      ...world.servers.flatMap(({ id, tenant }) => (tenant !== undefined && organizationOf(id).cloud ? [tenant.toLowerCase()] : [])),
      ...[...mailboxes.values()].flatMap(({ address, server }) => (server.organization.cloud ? [address.slice(address.lastIndexOf('@') + 1)] : [])),
    ]),
  };
}

/** The newest server of the organization on premises answers for its domains, those that it shares with Exchange Online included. */
function planAutodiscover(
  read: Section,
  servers: readonly ServerPlan[],
  mailboxes: ReadonlyMap<string, MailboxPlan>,
): ReadonlyMap<string, ServerPlan> {
  const found = new Map<string, ServerPlan>();
  const byDomain = new Map<string, ServerPlan[]>();
  for (const { address, server } of mailboxes.values()) {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    byDomain.set(domain, [...(byDomain.get(domain) ?? []), server]);
  }
  const chosen = servers.find(({ id }) => id === read.autodiscover);
  const premises = [...new Set(servers.filter(({ organization }) => !organization.cloud).map(({ organization }) => organization))];
  for (const [domain, holders] of byDomain) {
    const shared = holders.find((server) => !server.organization.cloud)?.organization;
    // A domain of mailboxes in the cloud alone belongs to the organization on premises too, where there is just one.
    const organization = shared ?? (premises.length === 1 ? premises[0] : holders[0]?.organization);
    if (organization === undefined) continue;
    const own = servers.filter((server) => server.organization === organization);
    found.set(domain, chosen?.organization === organization ? chosen : newestOf(own));
  }
  return found;
}

/** A front end that forgot a move needs a place where the mailboxes were before. */
function checkMoves(servers: readonly ServerPlan[]): void {
  const forgetful = servers.find(({ faults }) => faults.has('stale-mailbox-location'));
  if (forgetful === undefined) return;
  const path = ['servers', forgetful.id, 'faults'];
  if (exchangeProfiles[forgetful.version].built !== 'split') {
    throw new LabError(path, `stale-mailbox-location is a fault of a front end, and ${forgetful.version} has none.`);
  }
  if (!servers.some(({ version }) => version === 'exchange-2010'))
    throw new LabError(path, 'stale-mailbox-location needs an exchange-2010 in the scenario, from which mailboxes were moved.');
}

/** The web sites of the section. Throws LabError for one at which nobody looks. */
function planWebSites(read: Section, addresses: readonly string[]): readonly WebSitePlan[] {
  const domains = [...new Set(addresses.map((address) => address.slice(address.lastIndexOf('@') + 1)))];
  return [...read.webSites].map(([domain, said]) => {
    if (!domains.includes(domain)) throw new LabError(['webSites', domain], `The scenario has mailboxes in ${choice(domains, 'and')}, not "${domain}".`);
    return { domain, ...said };
  });
}
