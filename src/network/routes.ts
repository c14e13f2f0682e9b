/** Where names lead: `connectTo` routes, the lab's DNS, or the resolver of this machine. */
import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { classify, failed } from './failures.ts';
import type { ServiceRecord } from './port.ts';

/** Source: protocol facts §3.4, what other clients wait for one name server. */
const SERVICE_LOOKUP = { timeout: 4000, tries: 2 } as const;

export interface Routes {
  /** Does a route lead this endpoint elsewhere? */
  routed(host: string, port: number): boolean;
  /** Address and port to connect to for a named endpoint. Throws NetworkFailure when the name does not resolve. */
  target(host: string, port: number): Promise<{ readonly address: string; readonly port: number }>;
  /** Addresses of a name, IPv4 first. Throws NetworkFailure. */
  addresses(host: string): Promise<readonly string[]>;
  /** SRV records of a name. Throws NetworkFailure; always where DNS is given as `hosts`, which has none. */
  services(name: string): Promise<readonly ServiceRecord[]>;
}

/**
 * @param connectTo `host:port` → `address:port`, as curl's --connect-to.
 * @param hosts a whole DNS of its own (name → addresses); absent: the resolver of this machine.
 */
export function routes(connectTo: ReadonlyMap<string, string>, hosts?: ReadonlyMap<string, readonly string[]>): Routes {
  async function addresses(host: string): Promise<readonly string[]> {
    const name = host.toLowerCase().replace(/^\[|\]$/g, '');
    if (isIP(name) !== 0) return [name];
    if (hosts !== undefined) {
      const found = hosts.get(name);
      if (found === undefined || found.length === 0) throw failed('name-not-resolved', `the name ${host} does not exist in DNS`);
      return found;
    }
    for (const [from, to] of connectTo) {
      if (splitEndpoint(from).host === name) return [splitEndpoint(to).host];
    }
    try {
      const found = await lookup(name, { all: true, verbatim: false });
      return found.map(({ address }) => address);
    } catch (error) {
      throw classify(error, 'resolve', host);
    }
  }

  async function services(name: string): Promise<readonly ServiceRecord[]> {
    if (hosts !== undefined) throw failed('name-not-resolved', `the name ${name} does not exist in DNS`);
    try {
      const found = await new Resolver(SERVICE_LOOKUP).resolveSrv(name);
      return found.map(({ name: place, port, priority, weight }) => ({ target: place, port, priority, weight }));
    } catch (error) {
      throw classify(error, 'resolve', name);
    }
  }

  async function target(host: string, port: number): Promise<{ address: string; port: number }> {
    const route = connectTo.get(`${host.toLowerCase()}:${port}`);
    if (route !== undefined) {
      const to = splitEndpoint(route);
      return { address: to.host, port: to.port };
    }
    const [first] = await addresses(host);
    if (first === undefined) throw failed('name-not-resolved', `the name ${host} has no address`);
    return { address: first, port };
  }

  return { routed: (host, port) => connectTo.has(`${host.toLowerCase()}:${port}`), target, addresses, services };
}

/** `host:port` or `[v6]:port`, taken apart; brackets removed. */
export function splitEndpoint(endpoint: string): { readonly host: string; readonly port: number } {
  const at = endpoint.lastIndexOf(':');
  return { host: endpoint.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(endpoint.slice(at + 1)) };
}
