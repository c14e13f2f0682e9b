/** One mapping of names for a whole tape: the same name becomes the same name everywhere, two never become one. Nothing of it is stored. */
import { getDomain, parse } from 'tldts';
import { isGenericLabel, isOrdinary, isServiceName, isWellKnownId, isWithinOrdinary, PRIVATE_ENDINGS, tenantZone } from './known-names.ts';

export type NameKind = 'server' | 'host' | 'org' | 'person' | 'account' | 'name' | 'pool';

export interface Pseudonyms {
  /** Notes a name that stands where only a name can stand: it is replaced wherever it appears as a word. */
  learn(word: string, kind: NameKind): void;
  /** Notes that a name is a host's, as above, and of its labels that they are names. */
  learnHost(host: string): void;
  /** Notes the words of the name of a person. */
  learnPerson(name: string): void;
  /** Is this name, met in running text, a host's? */
  isHost(text: string): boolean;
  host(host: string): string;
  /** A name at a place where only names stand. */
  name(word: string, kind: NameKind): string;
  /** A word of running text; names of which nobody has learnt stay. */
  word(word: string): string;
  /** A word of a text that is a name as a whole. */
  everyWord(word: string): string;
  /** A GUID, a security id, or a fingerprint in hexadecimal. */
  id(id: string): string;
  /** Has that been learnt? */
  knows(word: string): boolean;
  counts(): { readonly names: number; readonly domains: number; readonly ids: number };
}

const LABEL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u;
const LOOKUP = { extractHostname: false, validateHostname: false, detectIp: false } as const;
/** Names of programs: namespaces of .NET and files that Exchange answers with. */
const NAMESPACE = /^(?:System|Microsoft|M\.Exchange|Windows|ASP|Internal|MS|Interop|Newtonsoft)\.|^(?:asp\.net|schema\.org)$/i;
const FILE = new RegExp('\\.(?:asmx|aspx|ashx|svc|dll|exe|xml|config|html?|css|js|json|png|gif|ico|jpe?g|svg|wsdl|xsd|dtd|manifest|application'
  + '|txt|log|reg|csv|yaml|tape|cs|owa|php|jsp|cgi|policy|ps1)$', 'i');
const LONGEST = 200;
const SHORTEST_WITHIN = 5;
/** The first that were learnt: those of the scenario before all others. */
const MOST_WITHIN = 300;

export function pseudonyms(): Pseudonyms {
  const given = new Map<string, string>();
  const domains = new Map<string, string>();
  const taken = new Set<string>();
  const ids = new Map<string, string>();
  const counters = new Map<NameKind, number>();
  const learnt = new Set<string>();
  let within: RegExp | null | undefined;

  function lowerName(word: string, kind: NameKind): string {
    const earlier = given.get(word);
    if (earlier !== undefined) return earlier;
    const count = (counters.get(kind) ?? 0) + 1;
    counters.set(kind, count);
    given.set(word, `${kind}${count}`);
    return `${kind}${count}`;
  }

  const label = (text: string): string => {
    const lower = text.toLowerCase();
    return isGenericLabel(lower) ? text : alike(text, lowerName(lower, 'host'));
  };

  /** `contoso.co.uk` becomes `org1.example`: one label below a domain that is nobody's. Source: RFC 2606. */
  function registered(domain: string): string {
    const earlier = domains.get(domain);
    if (earlier !== undefined) return earlier;
    const name = lowerName(domain.slice(0, domain.indexOf('.')), 'org');
    let fresh = `${name}.example`;
    for (let count = 2; taken.has(fresh); count++) fresh = `${name}-${count}.example`;
    taken.add(fresh);
    domains.set(domain, fresh);
    return fresh;
  }

  const labelsIn = (host: string): readonly string[] => {
    const lower = host.toLowerCase();
    const zone = tenantZone(lower) ?? (isServiceName(lower) ? lower : undefined) ?? getDomain(lower, LOOKUP);
    const own = zone === null ? lower : zone === lower ? '' : lower.slice(0, -zone.length - 1);
    const first = zone === null || isServiceName(lower) ? [] : [zone.slice(0, zone.indexOf('.'))];
    return [...own.split('.'), ...(tenantZone(lower) === undefined ? first : [])].filter((one) => one !== '');
  };

  const known = (text: string): string => (learnt.has(text.toLowerCase()) ? alike(text, lowerName(text.toLowerCase(), 'name')) : text);

  const self: Pseudonyms = {
    learn(word, kind) {
      const lower = word.trim().toLowerCase();
      if (isGenericLabel(lower) || isOrdinary(lower) || lower.length > LONGEST) return;
      lowerName(lower, kind);
      if (!learnt.has(lower)) within = undefined;
      learnt.add(lower);
    },
    learnHost(host) {
      const mapped = self.host(host);
      if (mapped === host.toLowerCase() && !host.includes('.')) return;
      for (const one of labelsIn(host)) self.learn(one, 'host');
    },
    learnPerson(name) {
      for (const [word] of name.slice(0, 200).matchAll(/[\p{L}\p{N}]+(?:[-_][\p{L}\p{N}]+)*/gu)) self.learn(word, 'name');
    },
    isHost(text) {
      if (text.length > 253 || !text.includes('.') || !text.split('.').every((one) => LABEL.test(one)) || /^[\d.]+$/.test(text)) return false;
      const lower = text.toLowerCase();
      if (isServiceName(lower)) return true;
      const { domain, isIcann } = parse(lower, LOOKUP);
      if (domain === null) return false;
      if (domains.has(domain) || tenantZone(lower) !== undefined) return true;
      const last = text.slice(text.lastIndexOf('.') + 1);
      // `server.It`: two sentences without a space between them.
      const sentences = /^\p{Lu}\p{Ll}+$/u.test(last) && /^\p{Ll}/u.test(text);
      return !NAMESPACE.test(text) && !FILE.test(text) && !sentences && (isIcann === true || PRIVATE_ENDINGS.has(last.toLowerCase()));
    },
    host(host) {
      const lower = host.toLowerCase();
      const zone = tenantZone(lower);
      // Below a service's domain a customer may have a name, too.
      if (zone === undefined && isServiceName(lower)) return host.split('.').map(known).join('.');
      const domain = zone === undefined ? getDomain(lower, LOOKUP) : zone;
      const own = host.slice(0, domain === null ? undefined : -domain.length - 1);
      const labels = domain?.length === host.length ? [] : own.split('.').map((one) => (one === '' ? one : label(one)));
      if (domain === null) return labels.join('.');
      const original = host.slice(-domain.length);
      return [...labels, zone === undefined ? alike(original, registered(domain)) : original].join('.');
    },
    name: (word, kind) => (isGenericLabel(word.toLowerCase()) ? word : alike(word, lowerName(word.toLowerCase(), kind))),
    word(word) {
      const lower = word.toLowerCase();
      if (NAMESPACE.test(word) || word.length > LONGEST) return word;
      if (learnt.has(lower)) return known(word);
      if (isOrdinary(word)) return word;
      within ??= withinOthers([...learnt]);
      const parts = within === null ? [word] : word.split(within);
      return parts.map((part, index) => (index % 2 === 1 ? known(part) : part.split(/([._-]+)/).map(known).join(''))).join('');
    },
    everyWord: (word) => (self.knows(word) ? self.word(word)
      : word.split(/([._-]+)/).map((part) => (isOrdinary(part) ? part : self.name(part, 'name'))).join('')),
    id(id) {
      if (isWellKnownId(id)) return id;
      const lower = id.toLowerCase();
      const other = ids.get(lower) ?? freshId(lower, ids.size + 1);
      ids.set(lower, other);
      return id === lower ? other : other.toUpperCase();
    },
    knows: (word) => learnt.has(word.toLowerCase()),
    counts: () => ({ names: learnt.size, domains: domains.size, ids: ids.size }),
  };
  return self;
}

/** Of the same form: a GUID of version 4 (RFC 9562), a security id, or as many hexadecimal digits. */
function freshId(id: string, count: number): string {
  if (id.startsWith('s-1-')) return `s-1-5-21-0-0-${count}`;
  const digits = count.toString(16);
  if (id.includes('-')) return `00000000-0000-4000-8000-${digits.padStart(12, '0')}`;
  if (!id.includes(':')) return `f${digits.padStart(id.length - 1, '0')}`;
  return (`f${digits.padStart((id.length + 1) / 3 * 2 - 1, '0')}`.match(/../g) ?? []).join(':');
}

/** Names that are looked for within longer words too, such as the `contoso` of `contosomail`. */
function withinOthers(learnt: readonly string[]): RegExp | null {
  const names = learnt.filter((name) => name.length >= SHORTEST_WITHIN).slice(0, MOST_WITHIN)
    .filter((name) => !isWithinOrdinary(name)).sort((a, b) => b.length - a.length);
  return names.length === 0 ? null : new RegExp(`(${names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')})`, 'iu');
}

/** In capitals where the original is. */
function alike(original: string, replacement: string): string {
  if (/\p{Lu}/u.test(original) && !/\p{Ll}/u.test(original)) return replacement.toUpperCase();
  return /^\p{Lu}\p{Ll}/u.test(original) ? `${replacement.charAt(0).toUpperCase()}${replacement.slice(1)}` : replacement;
}
