/** Running text: every name, address and id in it is found by its form, or because it was learnt elsewhere. Time is linear in the text. */
import { versionOfBuild } from '../../exchange/versions.ts';
import type { Addresses } from './addresses.ts';
import type { Stranger } from './certificate-keys.ts';
import { decodeText, encodeText } from './encodings.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** What a reader of one tape does with each text: learns from it, or replaces in it. */
export interface Reading {
  readonly names: Pseudonyms;
  readonly addresses: Addresses;
  /** IP addresses that stood where only an address can stand, so that no version passes for one. */
  readonly addressesSeen: Set<string>;
  /** In the first pass only what is learnt counts. */
  readonly learning: boolean;
  /** Keys made so far in place of others, by kind. */
  readonly strangers: Map<string, Stranger>;
  /** Bytes within a text that are more than text: a certificate, a message of NTLM; undefined: they are not. */
  readonly blob: (bytes: Uint8Array) => Uint8Array | undefined;
}

const RUN = '[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.-]*[\\p{L}\\p{N}_])?';
/** As in addresses of people; RFC 5321 4.5.3.1.1 allows 64 octets. */
const LOCAL = '[\\p{L}\\p{N}_][\\p{L}\\p{N}_.+\'#-]{0,63}';
const TOKENS = new RegExp([
  '(?<legacy>/(?:o|ou|cn)=(?:[^/<>"&\\r\\n]{1,128}(?=/(?:ou|cn)=)|[^\\s/<>"&,;]{1,128}))',
  '(?<display>(?:&lt;|<)[^<>&@]{1,128}(?:&gt;|>)(?=SMTP:))',
  '(?<markup></?[A-Za-z][\\w:.-]*|&#?\\w{1,8};)',
  '(?<id>(?<![\\w-])(?:[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|S-1-5-21-\\d+(?:-\\d+){2,3})(?![\\w-])'
    + '|(?<![\\w:])(?:[0-9A-Fa-f]{2}:){15,63}[0-9A-Fa-f]{2}(?![\\w:]))',
  '(?<ipv6>(?<![\\p{L}\\p{N}:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:\\d{1,3}\\.){3}\\d{1,3}|[0-9A-Fa-f]{0,4})(?![\\p{L}\\p{N}:]))',
  '(?<base64>(?<![\\w.+/=-])[A-Za-z0-9+/]{24,}={0,2}(?![\\w.+/=-]))',
  `(?<local>${LOCAL})@(?<domain>${RUN})`,
  '(?<attribute>\\b(?:CN|OU|O|L|ST)=(?:[^,=+<>"/;\\r\\n]{1,128}(?=[,+]\\s?(?:CN|OU|O|L|ST|S|C|DC|E)=)|(?<=[,+]\\s?\\w{1,2}=)[^\\s,=+<>"/;]{1,128}))',
  '(?<components>\\bDC=[\\w-]{1,63}(?:,\\s?DC=[\\w-]{1,63})+)',
  `(?<run>${RUN})`,
].join('|'), 'gu');
const ENCODED = /((?<![A-Za-z0-9._~!'()*-])[A-Za-z0-9._~!'()*-]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~!'()*-]*)+)/;
const HEX = /^(?=.*[A-Fa-f])[0-9A-Fa-f]{32,128}$/;
const HEX_BYTES = /^(?:[0-9A-Fa-f]{2}){4,}$/;
const DEEPEST = 4;
/** Third part of the oldest build of Exchange 2007 that anybody has (8.3.83.6); few addresses look so. */
const LEAST_BUILD = 80;
/** Shorter ones appear in random bytes by chance. */
const WORDS_IN_BYTES = /[\p{L}\p{N}_.-]{4,}/gu;

export function readText(text: string, reading: Reading, depth = 0): string {
  if (depth > DEEPEST || text === '') return text;
  const marked = /^[\s\uFEFF]*</.test(text);
  return text.split(ENCODED).map((part, index) => (index % 2 === 1 ? encoded(part, reading, depth) : tokens(part, reading, marked, depth))).join('');
}

/** A text that is a name as a whole: every word of it is replaced that is no ordinary one. */
export function readNameText(text: string, reading: Reading): string {
  return readText(text, { ...reading, names: { ...reading.names, word: reading.names.everyWord } });
}

/** Percent-encoding, as in the query of a URL. Source: RFC 3986 2.1. */
function encoded(part: string, reading: Reading, depth: number): string {
  let plain: string;
  try {
    plain = decodeURIComponent(part);
  } catch {
    return tokens(part.replace(/%[0-9A-Fa-f]{2}/g, '?'), reading, false, depth);
  }
  const changed = readText(plain, reading, depth + 1);
  return changed === plain ? part : encodeURIComponent(changed);
}

/** What base64 holds where that is of interest; undefined: it is no base64, or none that anything can be read from. */
function blobOf(part: string, reading: Reading, depth: number): string | undefined {
  const bytes = new Uint8Array(Buffer.from(part, 'base64'));
  const known = reading.blob(bytes);
  if (known !== undefined) return Buffer.from(known).toString('base64');
  const changed = readBytes(bytes, reading, depth + 1);
  return changed === undefined ? undefined : Buffer.from(changed).toString('base64');
}

/** Bytes of a text, or of anything: what names somebody and cannot be read is blanked. undefined: nothing changes. */
export function readBytes(bytes: Uint8Array, reading: Reading, depth = 0): Uint8Array | undefined {
  const text = decodeText(bytes);
  // Within another text, bytes that only a one-byte code makes a text are none.
  if (text !== undefined && (depth === 0 || text.as !== 'latin1')) {
    const changed = readText(text.text, reading, depth);
    return changed === text.text ? undefined : encodeText(changed, text.as);
  }
  return !reading.learning && namesIn(Buffer.from(bytes), reading) ? new Uint8Array(bytes.length) : undefined;
}

/** Does any name stand in there that was learnt, in one byte for a letter or in two? */
function namesIn(bytes: Buffer, { names }: Reading): boolean {
  return [bytes.toString('latin1'), bytes.toString('utf16le'), bytes.subarray(1).toString('utf16le')]
    .some((text) => (text.match(WORDS_IN_BYTES) ?? []).some((word) => names.word(word) !== word));
}

function tokens(text: string, reading: Reading, marked: boolean, depth: number): string {
  return text.replace(TOKENS, (...found: unknown[]) => {
    const groups = found.at(-1) as Readonly<Record<string, string | undefined>>;
    const [all] = found as [string];
    if (groups['markup'] !== undefined) return marked || all.startsWith('&') ? all : `<${tokens(all.slice(1), reading, false, depth)}`;
    if (groups['id'] !== undefined) return reading.names.id(all);
    if (groups['ipv6'] !== undefined) return ipv6(all, reading);
    const { local, domain, components, display } = groups;
    const part = groups['legacy'] ?? groups['attribute'];
    if (part !== undefined) return `${part.slice(0, part.indexOf('=') + 1)}${readNameText(part.slice(part.indexOf('=') + 1), reading)}`;
    if (display !== undefined) {
      const [, start = '', name = '', end = ''] = /^(&lt;|<)(.*)(&gt;|>)$/s.exec(display) ?? [];
      return `${start}${readNameText(name, reading)}${end}`;
    }
    if (local !== undefined && domain !== undefined) return address(local, domain, reading);
    const blob = groups['base64'] === undefined ? undefined : blobOf(all, reading, depth);
    if (blob !== undefined) return blob;
    if (groups['base64'] !== undefined && /[+/=]/.test(all)) return all.split(/([+/=]+)/).map((part) => run(part, reading, '')).join('');
    if (components !== undefined) {
      const mapped = hostOf(components.replace(/,?\s?DC=/g, '.').slice(1), reading);
      return mapped.split('.').map((label) => `DC=${label}`).join(',');
    }
    return run(all, reading, text.slice(Math.max(0, (found.at(-3) as number) - 12), found.at(-3) as number));
  });
}

function ipv6(text: string, reading: Reading): string {
  const mapped = /\d/.test(text) ? reading.addresses.of(text) : text;
  return mapped ?? text.split(/(:+)/).map((part) => (part.includes(':') ? part : run(part, reading, ''))).join('');
}

/** A quoted address keeps its quotes. */
function address(local: string, domain: string, reading: Reading): string {
  const [name = local] = /^.*[^']/.exec(local) ?? [];
  if (reading.learning) {
    reading.names.learn(name, 'person');
    for (const part of name.split(/[._+'-]/)) reading.names.learn(part, 'name');
  }
  if (reading.addresses.of(domain) !== undefined) return `${reading.names.name(name, 'person')}@${reading.addresses.of(domain) ?? ''}`;
  return `${reading.names.name(name, 'person')}${local.slice(name.length)}@${hostOf(domain, reading)}`;
}

/** A name that can only be a host's. */
export function hostOf(host: string, reading: Reading): string {
  if (reading.learning) reading.names.learnHost(host);
  return reading.names.host(host);
}

/** @param before the few characters before it */
function run(text: string, reading: Reading, before: string): string {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const build = Number(text.split('.')[2]) >= LEAST_BUILD && versionOfBuild(text) !== null;
    const version = !reading.addressesSeen.has(text) && (/version\W{0,3}$/i.test(before) || build);
    return version ? text : reading.addresses.of(text) ?? text;
  }
  if (HEX.test(text)) return reading.names.id(text);
  if (!reading.learning && HEX_BYTES.test(text) && namesIn(Buffer.from(text, 'hex'), reading)) return '0'.repeat(text.length);
  // The application of a federation is named after a domain, or after anything. Source: Microsoft Learn, Federation (`FYDIBOHF25SPDLT.<domain>`).
  const [, federation, rest = ''] = /^(FYDIBOHF2[35]SPDLT\.)(.+)$/i.exec(text) ?? [];
  if (federation !== undefined) return `${federation}${reading.names.host(rest)}`;
  const inUrl = /(?:^|:)\/\/$/.test(before) && /^[\p{L}\p{N}.-]+$/u.test(text);
  if (!inUrl && (reading.names.knows(text) || !reading.names.isHost(text))) return reading.learning ? text : reading.names.word(text);
  // The labels of a name that lies in a domain of the customer's are names, too; of others, nobody knows.
  if (reading.learning && reading.names.knows(text.split('.').at(-2) ?? '')) reading.names.learnHost(text);
  return reading.names.host(text);
}
