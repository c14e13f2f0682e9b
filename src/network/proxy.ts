/** HTTP proxies on the way: which one, from `--proxy` and the usual variables, and for which endpoints. */
import { BlockList, isIP } from 'node:net';
import { secret, type Secret } from './credentials.ts';

/** An HTTP proxy. */
export interface Proxy {
  /** Name or address, an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, for sentences. */
  readonly name: string;
  /** Value of Proxy-Authorization; undefined: none is sent. It goes to this proxy only. Source: RFC 9110 11.7.2, RFC 7617. */
  readonly authorization: Secret | undefined;
}

export interface Proxies {
  /** Each proxy's name, once. */
  readonly names: readonly string[];
  /** The proxy before an endpoint, by the scheme that is spoken there; undefined: the connection goes straight. */
  before(scheme: 'http' | 'https', host: string, port: number): Proxy | undefined;
}

/** A wish for a proxy that cannot be met. The message never repeats the URL, which may hold a password. */
export class ProxyWishError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProxyWishError';
  }
}

type Environment = (name: string) => string | undefined;

/**
 * The proxies wished for; undefined: none. `given` (`--proxy`) counts for everything and comes before the variables HTTPS_PROXY (also
 * for bare TLS handshakes), HTTP_PROXY (for plain HTTP) and, for what these leave open, ALL_PROXY. NO_PROXY lists what goes straight
 * in any case. Lower-case names come before upper-case ones. Loopback always goes straight. Throws ProxyWishError.
 * Source: curl(1), ENVIRONMENT and --noproxy; curl ignores HTTP_PROXY in capitals because of CGI programs, which crosslines is not.
 */
export function proxiesOf(given: string | undefined, environment: Environment): Proxies | undefined {
  const variable = (name: string): { readonly name: string; readonly value: string } | undefined => [name.toLowerCase(), name]
    .map((spelled) => ({ name: spelled, value: environment(spelled)?.trim() ?? '' })).find(({ value }) => value !== '');
  const exempt = exemptions(variable('NO_PROXY')?.value ?? '');
  if (exempt === 'everything') return undefined;
  const wished = (name: string): Proxy | undefined => {
    const found = given === undefined ? variable(name) ?? variable('ALL_PROXY') : { name: '--proxy', value: given };
    return found === undefined ? undefined : readProxy(found.value, found.name);
  };
  const byScheme = { https: wished('HTTPS_PROXY'), http: wished('HTTP_PROXY') };
  const all = Object.values(byScheme).filter((proxy) => proxy !== undefined);
  if (all.length === 0) return undefined;
  return {
    names: [...new Set(all.map(({ name }) => name))],
    before: (scheme, host, port) => (isLoopback(host) || exempt(host, port) ? undefined : byScheme[scheme]),
  };
}

/** Reads `[http://][user[:password]@]host[:port]`; the port is 80 where none is given. */
function readProxy(text: string, from: string): Proxy {
  const form = 'http://[user:password@]host:port, such as http://proxy.contoso.com:3128';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http') {
    throw new ProxyWishError(`${from} names a proxy that speaks ${scheme}; crosslines speaks with http proxies only. Expected ${form}.`);
  }
  const full = scheme === undefined ? `http://${text}` : text;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || url.hostname === '' || !['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new ProxyWishError(`${from} names no proxy; expected ${form}.`);
  }
  const port = Number(url.port || 80);
  return {
    host: bare(url.hostname), port, name: `${url.hostname}:${port}`,
    authorization: url.username === '' && url.password === '' ? undefined
      : secret(`Basic ${Buffer.from(`${decoded(url.username, from)}:${decoded(url.password, from)}`, 'utf8').toString('base64')}`),
  };
}

function decoded(text: string, from: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ProxyWishError(`${from} has a user or password with a "%" that stands for nothing; write a percent sign as %25.`);
  }
}

/** NO_PROXY: names with all names below them, addresses, networks (`10.0.0.0/8`), each with or without a port; `*` for everything. */
function exemptions(list: string): 'everything' | ((host: string, port: number) => boolean) {
  const networks = new BlockList();
  const names: { readonly name: string; readonly port: number | undefined }[] = [];
  for (const entry of list.split(/[\s,]+/).filter((part) => part !== '')) {
    if (entry === '*') return 'everything';
    const network = /^\[?([0-9a-f:.]+)\]?\/(\d{1,3})$/i.exec(entry);
    const family = isIP(network?.[1] ?? '');
    if (network !== null && family !== 0) {
      if (Number(network[2]) <= (family === 4 ? 32 : 128)) networks.addSubnet(network[1] ?? '', Number(network[2]), family === 4 ? 'ipv4' : 'ipv6');
      continue;
    }
    const parts = isIP(entry) === 0 ? /^(.*?)(?::(\d{1,5}))?$/.exec(entry) : null;
    const name = bare(parts?.[1] ?? entry).toLowerCase().replace(/^\*?\./, '').replace(/\.$/, '');
    if (name !== '') names.push({ name, port: parts?.[2] === undefined ? undefined : Number(parts[2]) });
  }
  return (host, port) => {
    const wanted = bare(host).toLowerCase().replace(/\.$/, '');
    const family = isIP(wanted);
    if (family !== 0 && networks.check(wanted, family === 4 ? 'ipv4' : 'ipv6')) return true;
    return names.some((entry) => (entry.port === undefined || entry.port === port)
      && (wanted === entry.name || (family === 0 && wanted.endsWith(`.${entry.name}`))));
  };
}

/** Source: RFC 6761 6.3 (localhost), RFC 1122 3.2.1.3 (127.0.0.0/8), RFC 4291 2.5.3 (::1). */
function isLoopback(host: string): boolean {
  const name = bare(host).toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
