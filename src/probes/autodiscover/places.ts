/** Where Autodiscover of an address is looked for, in order. Source: protocol facts §3.4. */
import { getDomain } from 'tldts';
import type { AutodiscoverStep } from '../../model/facts.ts';
import type { ServiceRecord } from '../../network/port.ts';
import { fitsOneLineOfXml } from '../../protocol/xml.ts';

/** The dialects of Autodiscover: plain XML, SOAP (GetUserSettings), V2 (JSON). `dns`: no dialect, but an SRV record. */
export type Dialect = 'pox' | 'soap' | 'json' | 'dns';

export interface Place {
  readonly method: AutodiscoverStep['method'];
  readonly dialect: Dialect;
  /** https; http for the redirect method, which sends no address; `dns:` for an SRV record. */
  readonly url: string;
  /** The web site of the mail domain, or where that one leads: often nothing of Exchange's. */
  readonly ofRootDomain: boolean;
}

const PATH = '/autodiscover/autodiscover.xml';
/** Source: RFC 5321 4.5.3.1.3, a path of 256 characters; mailboxes with longer addresses do not exist. */
const LONGEST_ADDRESS = 320;
const LONGEST_NAME = 253;

/** The part behind the last `@`, lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** Can this stand for a mailbox in a request? An answer may have named it. */
export function isAskable(address: string): boolean {
  return address.length <= LONGEST_ADDRESS && /^[^\s@]+@[^\s@]+$/.test(address) && fitsOneLineOfXml(address);
}

/**
 * The host name of a mail domain, IDNA-encoded; null: not to be searched, because it is no name, or a bare public suffix. Asking
 * `autodiscover.<top-level domain>` would tell its owner about strangers. Source: Public Suffix List, both sections; RFC 1035 2.3.4.
 */
export function hostOfDomain(domain: string): string | null {
  if (!URL.canParse(`https://${domain}/`)) return null;
  const { hostname, href } = new URL(`https://${domain}/`);
  const isName = href === `https://${hostname}/` && /^(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{1,63}$/.test(hostname);
  if (!isName || hostname.length + 'autodiscover.'.length > LONGEST_NAME) return null;
  return getDomain(hostname, { allowPrivateDomains: true }) === null ? null : hostname;
}

/**
 * Places for an address in the order in which they are judged.
 * @param scp URLs of service connection points, https
 */
export function placesFor(address: string, scp: readonly string[]): readonly Place[] {
  const host = hostOfDomain(domainOf(address));
  const pox = (method: Place['method'], url: string): Place => ({ method, dialect: 'pox', url, ofRootDomain: method === 'https-root-domain' });
  return [
    ...scp.map((url) => pox('scp', new URL(url).href)),
    ...(host === null ? [] : [
      pox('https-root-domain', `https://${host}${PATH}`),
      pox('https-autodiscover-host', `https://autodiscover.${host}${PATH}`),
      pox('http-redirect', `http://autodiscover.${host}${PATH}`),
      { method: 'srv', dialect: 'dns', url: `dns:${serviceName(host)}?type=SRV`, ofRootDomain: false } as const,
    ]),
  ];
}

function serviceName(host: string): string {
  return `_autodiscover._tcp.${host}`;
}

/** The name in the `dns:` URI of a place. */
export function serviceOf({ url }: Place): string {
  return url.slice('dns:'.length, url.indexOf('?'));
}

/**
 * The URL that SRV records lead to: of those for port 443 the one with the lowest priority, then the highest weight; null: none.
 * Source: protocol facts §3.4 (only 443; highest priority, then weight).
 */
export function placeOfServices(records: readonly ServiceRecord[]): string | null {
  const [best] = records.filter(({ target, port }) => port === 443 && hostOfDomain(target.replace(/\.$/, '')) !== null)
    .sort((a, b) => a.priority - b.priority || b.weight - a.weight || (a.target < b.target ? -1 : 1));
  return best === undefined ? null : `https://${hostOfDomain(best.target.replace(/\.$/, '')) ?? ''}${PATH}`;
}
