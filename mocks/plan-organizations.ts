/** Which servers form an organization, and by what relationships the organizations ask each other. */
import { randomUUID } from 'node:crypto';
import type { OrganizationFault, RelationshipFault } from './faults.ts';
import type { LabPlan, LabWorld, MailboxPlan, ServerPlan } from './plan.ts';
import { exchangeProfiles, labVersions } from './profiles.ts';
import { relationshipKinds } from './section-organizations.ts';
import type { EwsApplication, RelationshipKind } from './section-organizations.ts';
import { choice, LabError } from './section.ts';
import type { Section } from './section.ts';

/** One Exchange organization: a forest on premises, or a tenant of Exchange Online. */
export interface OrganizationPlan {
  readonly name: string;
  readonly cloud: boolean;
  /** DNS name of the servers' forest; null: after the domain that its names have. */
  readonly forest: string | null;
  /** DNS name of the forest that holds the users; null: the servers' own. */
  readonly accountForest: string | null;
  /** Its servers may ask Exchange Online by Microsoft Graph. */
  readonly graph: boolean;
  /** Whose applications may use EWS; null: it has no list. */
  readonly ewsApplications: ReadonlySet<EwsApplication> | null;
  readonly faults: ReadonlySet<OrganizationFault>;
}

/** How one organization asks another one. */
export interface RelationshipPlan {
  readonly from: OrganizationPlan;
  readonly to: OrganizationPlan;
  readonly by: RelationshipKind;
  /** Where it asks for the address of EWS. */
  readonly autodiscover: URL;
  /** Address of EWS, where it is set and Autodiscover is not asked. */
  readonly target: URL | null;
  /** Domain of the mailboxes there, which names an availability address space. */
  readonly domain: string;
  /** The account of an availability address space. */
  readonly account: { readonly user: string; readonly password: string };
  readonly faults: ReadonlySet<RelationshipFault>;
}

/** What only an organization relationship decides. Source: Microsoft Learn, Set-OrganizationRelationship. */
const ofOrganizationRelationships: readonly RelationshipFault[] = ['free-busy-not-given', 'domain-unknown-there'];

/** Name of the organization on premises, and of the tenant, where the section names none. */
const usual = { premises: 'on-premises', cloud: 'exchange-online' } as const;
/** Where Exchange Online answers Autodiscover between organizations. Source: Microsoft Learn, Configure OAuth authentication (DiscoveryEndpoint). */
export const cloudAutodiscover = 'autodiscover-s.outlook.com';

/** The organization of each server of the scenario. Throws LabError for a server in two of them, or in one of the other kind. */
export function planOrganizations(read: Section, world: LabWorld): (id: string) => OrganizationPlan {
  const isCloud = (id: string): boolean => {
    const said = read.servers.get(id)?.version ?? world.servers.find((server) => server.id === id)?.version;
    const version = labVersions.find((candidate) => candidate === said);
    return version !== undefined && exchangeProfiles[version].built === 'cloud';
  };
  const byServer = new Map<string, OrganizationPlan>();
  for (const [name, { servers, ...said }] of read.organizations) {
    const path = ['organizations', name, 'servers'];
    const [first] = servers;
    if (first === undefined) throw new LabError(path, `"${name}" needs at least one server of the scenario.`);
    const organization = { name, cloud: isCloud(first), ...said };
    for (const id of servers) {
      const ids = world.servers.map((server) => server.id);
      if (!ids.includes(id)) throw new LabError(path, `The scenario has the servers ${choice(ids, 'and')}, not "${id}".`);
      if (byServer.has(id)) throw new LabError(path, `"${id}" is in another organization already.`);
      if (isCloud(id) !== organization.cloud) throw new LabError(path, `"${name}" cannot be both on premises and in Exchange Online.`);
      byServer.set(id, organization);
    }
  }
  const rest = (name: string, cloud: boolean): OrganizationPlan => ({ name, cloud, forest: null, accountForest: null, graph: false, ewsApplications: null, faults: new Set() });
  const others = { premises: rest(usual.premises, false), cloud: rest(usual.cloud, true) };
  return (id) => byServer.get(id) ?? (isCloud(id) ? others.cloud : others.premises);
}

/** The relationships that the section names; without it those between each organization on premises and Exchange Online. Throws LabError. */
export function planRelationships(
  read: Section,
  servers: readonly ServerPlan[],
  mailboxes: ReadonlyMap<string, MailboxPlan>,
): readonly RelationshipPlan[] {
  const organizations = [...new Set(servers.map(({ organization }) => organization))];
  const named = (name: string, path: readonly (string | number)[]): OrganizationPlan => {
    const found = organizations.find((organization) => organization.name === name);
    if (found === undefined) {
      throw new LabError(path, `The lab has the organizations ${choice(organizations.map((one) => one.name), 'and')}, not "${name}".`);
    }
    return found;
  };
  const said = read.relationships?.map((entry, index) => {
    const path = ['relationships', index];
    const [from, to] = [named(entry.from, [...path, 'from']), named(entry.to, [...path, 'to'])];
    if (from === to) throw new LabError([...path, 'to'], 'A relationship leads to another organization.');
    if (entry.by === 'availability-address-space' && (from.cloud || to.cloud))
      throw new LabError([...path, 'by'], 'An availability address space is for forests on premises.');
    const apart = ofOrganizationRelationships.find((fault) => entry.faults.has(fault));
    if (apart !== undefined && entry.by !== 'organization-relationship')
      throw new LabError([...path, 'faults'], `${apart} is a fault of an organization-relationship.`);
    return { ...entry, from, to };
  });
  const usually = organizations.flatMap((from) =>
    organizations
      .filter((to) => to.cloud !== from.cloud)
      .map((to) => ({ from, to, by: usualKind(from, to, servers), faults: new Set<RelationshipFault>() })),
  );
  return (said ?? usually)
    .map((entry) => planned(entry, servers, mailboxes))
    .sort((a, b) => relationshipKinds.indexOf(a.by) - relationshipKinds.indexOf(b.by));
}

/** The wizard sets OAuth up where every server can, else federation. Source: Microsoft Learn, Hybrid Configuration wizard. */
function usualKind(from: OrganizationPlan, to: OrganizationPlan, servers: readonly ServerPlan[]): RelationshipKind {
  const able = servers
    .filter(({ organization }) => organization === from || organization === to)
    .every(({ version }) => exchangeProfiles[version].oauth);
  return able ? 'intra-organization-connector' : 'organization-relationship';
}

/** The relationship by which somebody's organization asks `server`; undefined: one of its own asks, or nobody in particular. */
function relationshipFrom({ mailboxes, relationships }: LabPlan, server: ServerPlan, requester: string): RelationshipPlan | undefined {
  const from = mailboxes.get(requester.toLowerCase())?.server.organization;
  return relationships.find((one) => one.from === from && one.to === server.organization);
}

/** Does the organization of `server` know the mail domain of somebody who asks? */
export function knowsDomain(plan: LabPlan, server: ServerPlan, requester: string): boolean {
  return relationshipFrom(plan, server, requester)?.faults.has('domain-unknown-there') !== true;
}

/** Does it give free/busy to them? Source: Microsoft Learn, Users cannot see free/busy information (the relationship decides beside Default). */
export function givesFreeBusy(plan: LabPlan, server: ServerPlan, requester: string): boolean {
  return knowsDomain(plan, server, requester) && relationshipFrom(plan, server, requester)?.faults.has('free-busy-not-given') !== true;
}

type Said = Pick<RelationshipPlan, 'from' | 'to' | 'by' | 'faults'> & { readonly autodiscover?: URL; readonly target?: URL };

function planned(
  said: Said,
  servers: readonly ServerPlan[],
  mailboxes: ReadonlyMap<string, MailboxPlan>,
): RelationshipPlan {
  const { from, to } = said;
  const domainOf = (organization: OrganizationPlan): string =>
    [...mailboxes.values()].find(({ server }) => server.organization === organization)?.address.split('@')[1]
    ?? servers.find(({ organization: one }) => one === organization)?.domain ?? 'lab.test';
  const domain = domainOf(to);
  const host = to.cloud ? cloudAutodiscover : `autodiscover.${domain}`;
  const path = said.by === 'availability-address-space' ? 'autodiscover.xml' : 'autodiscover.svc';
  const secured = said.by === 'organization-relationship' ? '/WSSecurity' : '';
  return {
    from,
    to,
    by: said.by,
    faults: said.faults,
    autodiscover: said.autodiscover ?? new URL(`https://${host}/autodiscover/${path}${secured}`),
    target: said.target ?? null,
    domain,
    account: { user: `svc-availability-${domainOf(from).split('.')[0] ?? 'lab'}`, password: randomUUID() },
  };
}
