import { randomBytes } from 'node:crypto';
import { accessTokens } from './access-tokens.ts';
import { certificateAuthority } from './authority.ts';
import type { Authority, Identity } from './authority.ts';
import { enter, kept, open, refusing, whatIs } from './building.ts';
import type { Building } from './building.ts';
import { addAutodiscover, autodiscoverNames } from './autodiscover-names.ts';
import { addDoors, addWebSites } from './doors.ts';
import { backEnd, frontEnd } from './front-end.ts';
import { addGraph } from './graph.ts';
import { addHybridAgents } from './hybrid-agent.ts';
import { listenSilently } from './listener.ts';
import type { PortTls } from './listener.ts';
import { planLab } from './plan.ts';
import type { LabPlan, LabWorld, ServerPlan } from './plan.ts';
import type { OrganizationPlan } from './plan-organizations.ts';
import { publishing } from './plan-balancers.ts';
import { preAuthenticationToPeers } from './pre-authentication.ts';
import { addTokenAuthorities } from './token-authorities.ts';
import { exchangeProfiles } from './profiles.ts';
import { signInDesk } from './sign-in.ts';

export type { LabWorld } from './plan.ts';
export { LabError } from './section.ts';

/** A running lab. */
export interface Lab {
  /** `mail16.contoso.test:443` → `127.0.0.1:49152`. */
  readonly routes: ReadonlyMap<string, string>;
  /** The lab's whole DNS; a name that is not in it does not exist. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  readonly caPem: string;
  /** Certificate and key (PEM) of applications that prove themselves with one, by sign-in. */
  readonly certificates: ReadonlyMap<string, string>;
  /** What there is, for people to read. */
  readonly endpoints: readonly { readonly name: string; readonly at: string; readonly what: string }[];
  stop(): Promise<void>;
}

/** Settings of the lab itself. */
export interface LabOptions {
  /** Added before each first TLS flight and each HTTP answer, for benchmarks. */
  readonly delayMs?: number;
  /** Time that a server gives its peer for a whole call; 5 seconds by default. */
  readonly peerTimeoutMs?: number;
}


/**
 * Starts the imitated servers of a scenario on loopback. Throws LabError where the section cannot be understood.
 * The lab serves until `stop()`, which also ends every connection.
 */
export async function startLab(section: unknown, world: LabWorld, options: LabOptions = {}): Promise<Lab> {
  const plan = planLab(section, world);
  const authority = await certificateAuthority(Date.now());
  const routes = new Map<string, string>();
  const hosts = new Map<string, readonly string[]>();
  const network = { routes, hosts, caPem: authority.caPem, peerTimeoutMs: options.peerTimeoutMs ?? 5000 };
  const building: Building = {
    plan,
    authority,
    routes,
    hosts,
    ports: [],
    fronts: new Map(),
    endpoints: [],
    delayMs: options.delayMs ?? 0,
    world: { plan, network, peerSecret: randomBytes(24).toString('hex'), tokens: accessTokens(), signing: await authCertificates(plan, authority) },
  };
  const certificates = new Map<string, string>();
  const stop = async (): Promise<void> => {
    await Promise.all(building.ports.splice(0).map((port) => port.close()));
  };
  try {
    // One after the other, so that names, ports and endpoints come in the order of the scenario.
    for (const server of plan.servers) await addServer(building, server);
    await addDoors(building);
    await addWebSites(building);
    await addHybridAgents(building);
    await addAutodiscover(building);
    for (const [id, pem] of await addTokenAuthorities(building)) certificates.set(id, pem);
    await addGraph(building);
  } catch (error) {
    await stop();
    throw error;
  }
  const endpoints = [...building.endpoints].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { routes, hosts, caPem: authority.caPem, certificates, endpoints, stop };
}

/** The certificate with which the servers of an organization on premises sign; none where there is no Exchange Online to sign for. */
async function authCertificates({ servers }: LabPlan, authority: Authority): Promise<ReadonlyMap<OrganizationPlan, Identity>> {
  const organizations = [...new Set(servers.map(({ organization }) => organization))];
  if (!organizations.some(({ cloud }) => cloud)) return new Map();
  const made = organizations.filter(({ cloud }) => !cloud).map(async (organization) =>
    [organization, await authority.issue(['Microsoft Exchange Server Auth Certificate'])] as const);
  return new Map(await Promise.all(made));
}

async function addServer(building: Building, server: ServerPlan): Promise<void> {
  const { plan, authority, world } = building;
  const published = [
    ...(publishing(plan.servers, server.ews.host).includes(server) ? [server.ews.hostname] : []),
    ...plan.balancers.filter(({ machines }) => machines.includes(server)).map(({ name }) => name),
  ];
  const names = [...new Set([...published, server.fqdn, ...autodiscoverNames(plan, server)])];
  const identity = await authority.issue(names, server.faults);
  const tls: PortTls = {
    identity,
    accepts: server.tls.accepts,
    suites: server.tls.acceptedSuites,
    curves: server.tls.curves,
    alert: server.faults.has('tls-alert-instead-of-reset'),
  };
  const what = whatIs(server);
  const { built } = exchangeProfiles[server.version];
  const front = await open(building, tls, frontEnd(world, server, signInDesk(plan, server, identity, server.ews.hostname)));
  building.fronts.set(server, { at: front, identity });
  if (built === 'cloud') return;
  if (built === 'split') {
    enter(building, server.fqdn, 443, front, `${what}: own name`);
    const back = await openToPeers(building, server, tls, () => openBackEnd(building, server, tls, identity));
    enter(building, server.fqdn, 444, back, `${what}: back end`);
  } else {
    enter(building, server.fqdn, 443, await openToPeers(building, server, tls, () => Promise.resolve(front)), `${what}: own name`);
  }
}

/** The port that peers call, with what keeps them from it; `healthy` opens it as it should be. */
async function openToPeers(
  building: Building,
  server: ServerPlan,
  tls: PortTls,
  healthy: () => Promise<string>,
): Promise<string> {
  if (server.faults.has('unreachable-from-peers')) return refusing;
  if (server.faults.has('silent-to-peers')) return kept(building, await listenSilently());
  if (server.faults.has('pre-authentication-to-peers')) return open(building, tls, preAuthenticationToPeers(server.fqdn));
  return healthy();
}

function openBackEnd(building: Building, server: ServerPlan, tls: PortTls, identity: Identity): Promise<string> {
  return open(building, tls, backEnd(building.world, server, signInDesk(building.plan, server, identity, server.fqdn)));
}
