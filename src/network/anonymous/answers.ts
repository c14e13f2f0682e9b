/** Answers of HTTP: headers and bodies. What they say of how stays, and of who gets other names. */
import { isNtlm, readNtlm } from './ntlm.ts';
import { decodeText, encodeText } from './encodings.ts';
import { hostOf, readBytes, readNameText, readText, type Reading } from './text.ts';

/** Headers in which Exchange, IIS and proxies write down machines. Source: MS-OXPRTCL and recorded answers (X-FEServer and the like). */
const MACHINES = /^(?:x-[\w-]*(?:server|target|diaginfo|host|machine|node|served-?by)[\w-]*|via)$/i;
/** Kinds of programs, by which devices are known. */
const PROGRAMS = /^(?:kemp-lm|ns-cache|varnish|nginx|haproxy|squid|vegur|true|false|http|https|none|null)$/i;
/** Cookies whose names carry the name of a pool or of a publishing rule. Source: F5 K6917; nmap http-waf-fingerprint (NSC_, cadata). */
const POOLS = /^(BIGipServer|NSC_)(.+)$/i;
const RULES = /^(cadata\{?)([0-9a-f-]+)(.*)$/i;

export function readHeader(name: string, value: string, reading: Reading): string {
  if (/^set-cookie2?$/i.test(name)) return readCookie(value, reading);
  if (/^(?:www|proxy)-authenticate$/i.test(name)) return readChallenge(value, reading);
  if (MACHINES.test(name)) {
    return value.split(/([\s,;()]+)/).map((part) => {
      if (!/^[A-Za-z][\w-]*$/.test(part) || PROGRAMS.test(part)) return readText(part, reading);
      if (reading.learning) reading.names.learn(part, 'host');
      return reading.names.name(part, 'host');
    }).join('');
  }
  return readText(value, reading);
}

function readChallenge(value: string, reading: Reading): string {
  const [, scheme, token] = /^(NTLM|Negotiate)\s+([A-Za-z0-9+/]+=*)\s*$/i.exec(value) ?? [];
  if (scheme !== undefined && token !== undefined) {
    const bytes = new Uint8Array(Buffer.from(token, 'base64'));
    return isNtlm(bytes) ? `${scheme} ${Buffer.from(readNtlm(bytes, reading)).toString('base64')}` : scheme;
  }
  const [, before, realm, after] = /^(\s*Basic\s+realm=")([^"]*)(".*)$/is.exec(value) ?? [];
  if (before !== undefined && realm !== undefined && after !== undefined) {
    return `${before}${readNameText(realm, reading)}${readText(after, reading)}`;
  }
  return readText(value, reading);
}

function readCookie(value: string, reading: Reading): string {
  const [, name = '', rest = ''] = /^([^=;]*)(.*)$/s.exec(value) ?? [];
  const pool = POOLS.exec(name.trim());
  if (pool !== null) return `${pool[1] ?? ''}${reading.names.name(pool[2] ?? '', 'pool')}${readText(rest, reading)}`;
  const rule = RULES.exec(name.trim());
  if (rule !== null) return `${rule[1] ?? ''}${(rule[2] ?? '').replace(/[0-9a-f]/gi, '0')}${rule[3] ?? ''}${readText(rest, reading)}`;
  return readText(value, reading);
}

/** Appointments are nobody's business, should a server have told of them. */
const PRIVATE_ELEMENTS = /(<(?:\w+:)?(?:Subject|Location)>)[^<]+(?=<)/g;
const SILENCED = 'anonymized';
const NAMED = [
  /<(?:\w+:)?(?:\w*DisplayName)>([^<]{1,200})</g,
  /<(?:\w+:)?Name>([^<]{1,200})<\/(?:\w+:)?Name>\s*<(?:\w+:)?(?:EmailAddress|Address)>/g,
] as const;
/** A machine as error texts and settings name it. Source: Microsoft Learn, Resolve free/busy errors (server where exception originated). */
const SERVERS = [
  /<(?:\w+:)?(?:ExceptionServerName|ServerName)(?:\s[^<>]*)?>([A-Za-z][\w-]{0,62})</g,
  /(?:exception originated|\bserver ?name|\bmachine ?name|\bcomputer)\s?[:=]\s?["']?([A-Za-z][\w-]{0,62})/gi,
  /\/cn=Servers\/cn=([A-Za-z][\w-]{0,62})/gi,
] as const;
const RECIPIENTS = /\/cn=Recipients\/cn=([\p{L}\p{N}][\p{L}\p{N}._-]{0,127})/giu;
const ACCOUNTS = /([\p{L}\p{N}_.-]{1,64})\\([\p{L}\p{N}][\p{L}\p{N}._$-]{0,63})/gu;

/** Learns what stands in a text where only a name can stand. */
export function learnFrom(text: string, { names }: Reading): void {
  for (const pattern of NAMED) for (const [, name = ''] of text.matchAll(pattern)) names.learnPerson(name);
  for (const pattern of SERVERS) for (const [, name = ''] of text.matchAll(pattern)) names.learn(name, 'host');
  for (const [, name = ''] of text.matchAll(RECIPIENTS)) names.learn(name, 'person');
  for (const [, domain = '', user = ''] of text.matchAll(ACCOUNTS)) if (names.knows(domain)) names.learn(user, 'person');
}

/** A body: JSON by its values, everything else as text. */
export function readBody(bytes: Uint8Array, reading: Reading): Uint8Array {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return readBytes(bytes, reading) ?? bytes;
  const { text, as } = decoded;
  const json = parsed(text);
  if (json !== undefined) return encodeText(JSON.stringify(readJson(json, reading, '', 0)), as);
  if (reading.learning) learnFrom(text, reading);
  const other = readText(text.replace(PRIVATE_ELEMENTS, `$1${SILENCED}`), reading);
  return other === text ? bytes : encodeText(other, as);
}

function parsed(text: string): unknown {
  if (!/^[\s\uFEFF]*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const DEEPEST_JSON = 100;

function readJson(value: unknown, reading: Reading, key: string, depth: number): unknown {
  if (depth > DEEPEST_JSON) return null;
  if (typeof value === 'string') {
    if (key === 'subject' || key === 'location') return SILENCED;
    if (reading.learning) learnFrom(value, reading);
    if (reading.learning && key === 'displayName') reading.names.learnPerson(value);
    return readText(value, reading);
  }
  if (Array.isArray(value)) return value.map((part) => readJson(part, reading, key, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [readText(name, reading), readJson(part, reading, name, depth + 1)]));
}

/** `host:port`, the port kept. */
export function readEndpoint(endpoint: string, reading: Reading): string {
  const [, host, port] = /^([^\s:[\]]+)(:\d{1,5})$/.exec(endpoint) ?? [];
  if (host === undefined || port === undefined) return readText(endpoint, reading);
  return `${reading.addresses.of(host) ?? hostOf(host, reading)}${port}`;
}
