import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { writeAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import { certificateAuthority } from './authority.ts';
import type { Authority, Identity } from './authority.ts';
import type { BackEndWorld } from './back-end.ts';
import { iisHeader } from './exchange-headers.ts';
import { backEnd, frontEnd } from './front-end.ts';
import { listenHttp, listenHttps, listenSilently } from './listener.ts';
import type { Port, PortTls } from './listener.ts';
import { newestOf, planLab } from './plan.ts';
import type { LabPlan, LabWorld, ServerPlan } from './plan.ts';
import { preAuthentication, preAuthenticationToPeers } from './pre-authentication.ts';
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

type Handler = (request: IncomingMessage) => Answer | Promise<Answer>;

/** A device in the network has TLS of its own, newer than Schannel's. */
const deviceTls = {
  accepts: ['TLSv1.2', 'TLSv1.3'] as const,
  curves: 'X25519:P-256:P-384',
  alert: true,
  suites: ['ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-SHA384', 'ECDHE-RSA-AES128-SHA256'],
};
/** An address at which nothing listens. */
const refusing = '127.0.0.1:1';

/** What a lab is put together from, and the ports and names that it has so far. */
interface Building {
  readonly plan: LabPlan;
  readonly authority: Authority;
  readonly delayMs: number;
  readonly world: BackEndWorld;
  readonly ports: Port[];
  readonly routes: Map<string, string>;
  readonly hosts: Map<string, readonly string[]>;
  readonly endpoints: { readonly name: string; readonly at: string; readonly what: string }[];
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
    endpoints: [],
    delayMs: options.delayMs ?? 0,
    world: { plan, network, peerSecret: randomBytes(24).toString('hex') },
  };
  const stop = async (): Promise<void> => {
    await Promise.all(building.ports.splice(0).map((port) => port.close()));
  };
  try {
    // One after the other, so that names, ports and endpoints come in the order of the scenario.
    for (const server of plan.servers) await addServer(building, server);
    await addRedirects(building);
  } catch (error) {
    await stop();
    throw error;
  }
  const endpoints = [...building.endpoints].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { routes, hosts, caPem: authority.caPem, endpoints, stop };
}

async function addServer(building: Building, server: ServerPlan): Promise<void> {
  const { plan, authority, world } = building;
  const published = publishedBy(plan, server);
  const autodiscover = server === plan.autodiscover ? domainsOf(plan).map((domain) => `autodiscover.${domain}`) : [];
  const names = [...new Set([...(published ? [published.hostname] : []), server.fqdn, ...server.nodes, ...autodiscover])];
  const identity = await authority.issue(names, server.faults);
  const tls: PortTls = {
    identity,
    accepts: server.tls.accepts,
    suites: server.tls.acceptedSuites,
    curves: server.tls.curves,
    alert: server.faults.has('tls-alert-instead-of-reset'),
  };
  const what = `${server.version} ${server.build} on Windows Server ${server.windows}`;
  const desk = signInDesk(plan, server, identity, server.ews.hostname);
  const front = await open(building, tls, frontEnd(world, server, desk));
  for (const name of [server.fqdn, ...server.nodes]) enter(building, name, 443, front, `${what}: own name`);
  for (const name of autodiscover) enter(building, name, 443, front, `${what}: Autodiscover`);
  if (published) {
    const device = server.faults.has('pre-authentication')
      ? await open(building, { ...deviceTls, identity }, preAuthentication(published.hostname))
      : null;
    const shown = device ? `a device before ${server.id}` : `${what}: published name`;
    enter(building, published.hostname, Number(published.port || 443), device ?? front, shown);
  }
  enter(building, server.fqdn, 444, await openBackEnd(building, server, tls, identity), `${what}: back end`);
}

async function openBackEnd(building: Building, server: ServerPlan, tls: PortTls, identity: Identity): Promise<string> {
  if (server.faults.has('unreachable-from-peers')) return refusing;
  if (server.faults.has('silent-to-peers')) return kept(building, await listenSilently());
  if (server.faults.has('pre-authentication-to-peers')) return open(building, tls, preAuthenticationToPeers(server.fqdn));
  return open(building, tls, backEnd(building.world, server, signInDesk(building.plan, server, identity, server.fqdn)));
}

async function addRedirects(building: Building): Promise<void> {
  const redirect: Handler = (request) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const location = `https://${host}/autodiscover/autodiscover.xml`;
    return { status: 302, body: '', headers: [['Location', location], iisHeader(building.plan.autodiscover)] };
  };
  const at = kept(building, await listenHttp(answering(building, redirect)));
  for (const domain of domainsOf(building.plan)) enter(building, `autodiscover.${domain}`, 80, at, 'redirects to https');
}

async function open(building: Building, tls: PortTls, handler: Handler): Promise<string> {
  return kept(building, await listenHttps(tls, answering(building, handler), building.delayMs));
}

/** Remembers the port for `stop()` and says where it is. */
function kept(building: Building, port: Port): string {
  building.ports.push(port);
  return port.at;
}

function answering(building: Building, handler: Handler): RequestListener {
  return (request, response) => {
    request.on('error', () => response.destroy());
    void (async () => {
      try {
        const answer = await handler(request);
        if (building.delayMs > 0) await wait(building.delayMs, undefined, { ref: false });
        writeAnswer(response, answer);
      } catch {
        // The client went away, or sent what no server would answer.
        response.destroy();
      }
    })();
  };
}

function enter(building: Building, name: string, port: number, at: string, what: string): void {
  if (building.plan.missingNames.has(name)) return;
  const key = `${name}:${port}`;
  // A published name may be another server's own one; being published counts for more.
  if (building.routes.has(key) && what.endsWith('own name')) return;
  building.routes.set(key, at);
  building.hosts.set(name, ['127.0.0.1']);
  const before = building.endpoints.findIndex((endpoint) => endpoint.name === key);
  if (before >= 0) building.endpoints.splice(before, 1);
  building.endpoints.push({ name: key, at, what });
}

/** The URL for which this server is the front end; of several servers with one name, the newest answers. */
function publishedBy(plan: LabPlan, server: ServerPlan): URL | null {
  const sharing = plan.servers.filter((other) => other.ews.host === server.ews.host);
  return newestOf(sharing) === server ? server.ews : null;
}

function domainsOf(plan: LabPlan): readonly string[] {
  return [...new Set([...plan.mailboxes.keys()].map((address) => address.slice(address.lastIndexOf('@') + 1)))];
}
