import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { writeAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import { certificateAuthority } from './authority.ts';
import type { Authority, Identity } from './authority.ts';
import type { BackEndWorld } from './back-end.ts';
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
  accepts: ['TLSv1.2', 'TLSv1.3'] as const, curves: 'X25519:P-256:P-384', alert: true,
  suites: ['ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-SHA384', 'ECDHE-RSA-AES128-SHA256'],
};
/** An address at which nothing listens. */
const refusing = '127.0.0.1:1';

/**
 * Starts the imitated servers of a scenario on loopback. Throws LabError where the section cannot be understood.
 * The lab serves until `stop()`, which also ends every connection.
 */
export async function startLab(section: unknown, world: LabWorld, options: LabOptions = {}): Promise<Lab> {
  const plan = planLab(section, world);
  const authority = await certificateAuthority(Date.now());
  const building = new Building(plan, authority, options);
  try {
    await Promise.all(plan.servers.map((server) => building.addServer(server)));
    await building.addAutodiscoverRedirects();
  } catch (error) {
    await building.stop();
    throw error;
  }
  return building.lab();
}

/** The lab while it is put together: the ports that are open, and under which names. */
class Building {
  private readonly ports: Port[] = [];
  private readonly routes = new Map<string, string>();
  private readonly hosts = new Map<string, readonly string[]>();
  private readonly endpoints: { name: string; at: string; what: string }[] = [];
  private readonly plan: LabPlan;
  private readonly authority: Authority;
  private readonly delayMs: number;
  private readonly world: BackEndWorld;

  constructor(plan: LabPlan, authority: Authority, options: LabOptions) {
    this.plan = plan;
    this.authority = authority;
    this.delayMs = options.delayMs ?? 0;
    this.world = {
      plan, peerSecret: randomBytes(24).toString('hex'),
      network: { routes: this.routes, hosts: this.hosts, caPem: authority.caPem, peerTimeoutMs: options.peerTimeoutMs ?? 5000 },
    };
  }

  async addServer(server: ServerPlan): Promise<void> {
    const published = this.publishedBy(server);
    const autodiscover = server === this.plan.autodiscover ? this.domains().map((domain) => `autodiscover.${domain}`) : [];
    const names = [...new Set([...(published ? [published.hostname] : []), server.fqdn, ...server.nodes, ...autodiscover])];
    const identity = await this.authority.issue(names, server.faults);
    const tls: PortTls = {
      identity, accepts: server.tls.accepts, suites: server.tls.acceptedSuites, curves: server.tls.curves,
      alert: server.faults.has('tls-alert-instead-of-reset'),
    };
    const what = `${server.version} ${server.build} on Windows Server ${server.windows}`;
    const desk = signInDesk(this.plan, server, identity, server.ews.hostname);
    const front = await this.listen(tls, frontEnd(this.world, server, desk));
    for (const name of [server.fqdn, ...server.nodes]) this.enter(name, 443, front, `${what}: own name`);
    for (const name of autodiscover) this.enter(name, 443, front, `${what}: Autodiscover`);
    if (published) {
      const device = server.faults.has('pre-authentication')
        ? await this.listen({ ...deviceTls, identity }, preAuthentication(published.hostname)) : null;
      this.enter(published.hostname, Number(published.port || 443), device ?? front, device ? `a device before ${server.id}` : `${what}: published name`);
    }
    this.enter(server.fqdn, 444, await this.backEndPort(server, tls, identity), `${what}: back end`);
  }

  private async backEndPort(server: ServerPlan, tls: PortTls, identity: Identity): Promise<string> {
    if (server.faults.has('unreachable-from-peers')) return refusing;
    if (server.faults.has('silent-to-peers')) {
      const port = await listenSilently();
      this.ports.push(port);
      return port.at;
    }
    if (server.faults.has('pre-authentication-to-peers')) return this.listen(tls, preAuthenticationToPeers(server.fqdn));
    return this.listen(tls, backEnd(this.world, server, signInDesk(this.plan, server, identity, server.fqdn)));
  }

  async addAutodiscoverRedirects(): Promise<void> {
    const redirect: Handler = (request) => ({
      status: 302, body: '', headers: [['Location', `https://${(request.headers.host ?? '').replace(/:\d+$/, '')}/autodiscover/autodiscover.xml`],
        ['Server', 'Microsoft-IIS/10.0']],
    });
    const port = await listenHttp(this.listener(redirect));
    this.ports.push(port);
    for (const domain of this.domains()) this.enter(`autodiscover.${domain}`, 80, port.at, 'redirects to https');
  }

  lab(): Lab {
    return {
      routes: this.routes, hosts: this.hosts, caPem: this.authority.caPem,
      endpoints: [...this.endpoints].sort((a, b) => (a.name < b.name ? -1 : 1)), stop: () => this.stop(),
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.ports.splice(0).map((port) => port.close()));
  }

  private async listen(tls: PortTls, handler: Handler): Promise<string> {
    const port = await listenHttps(tls, this.listener(handler), this.delayMs);
    this.ports.push(port);
    return port.at;
  }

  private listener(handler: Handler): RequestListener {
    return (request, response) => {
      request.on('error', () => response.destroy());
      void (async () => {
        try {
          const answer = await handler(request);
          if (this.delayMs > 0) await wait(this.delayMs, undefined, { ref: false });
          writeAnswer(response, answer);
        } catch {
          // The client went away, or sent what no server would answer.
          response.destroy();
        }
      })();
    };
  }

  private enter(name: string, port: number, at: string, what: string): void {
    if (this.plan.missingNames.has(name)) return;
    const key = `${name}:${port}`;
    if (this.routes.has(key) && what.endsWith('own name')) return;
    this.routes.set(key, at);
    this.hosts.set(name, ['127.0.0.1']);
    const before = this.endpoints.findIndex((endpoint) => endpoint.name === key);
    if (before >= 0) this.endpoints.splice(before, 1);
    this.endpoints.push({ name: key, at, what });
  }

  /** The URL for which this server is the front end; of several servers with one name, the newest answers. */
  private publishedBy(server: ServerPlan): URL | null {
    const sharing = this.plan.servers.filter((other) => other.ews.host === server.ews.host);
    return newestOf(sharing) === server ? server.ews : null;
  }

  private domains(): readonly string[] {
    return [...new Set([...this.plan.mailboxes.keys()].map((address) => address.slice(address.lastIndexOf('@') + 1)))];
  }
}
