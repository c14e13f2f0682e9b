/** Members of what a tape holds, all of them by their names. */
import { readText, type Reading } from './text.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The members of an object; of anything else none. */
export function fields(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Json : {};
}

export function textIn(object: Json, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

/** Members that hold words of the tape's own form, which are no names whoever else has them. */
const FORM: ReadonlySet<string> = new Set([
  'version', 'windows', 'nationalCloud', 'api', 'method', 'flow', 'expected', 'expectedCauses', 'end', 'kind', 'outcome', 'cmdlet', 'side',
  'log', 'role', 'tls', 'cipher', 'cipherSuite', 'cipherSuites', 'type', 'build', 'windowsBuild', 'exchangeBuild', 'ja3', 'groups',
  'supportedVersions', 'newest', 'format', 'keywords', 'responseCode', 'responseClass', 'exceptionType', 'exceptionCode', 'freeBusyViewType',
  'mergedFreeBusy', 'over', 'roles', 'scopes', 'program', 'status',
]);

/** No replay follows an answer deeper than that. */
const DEEPEST = 30;

/** Reads what it knows of; undefined: it does not. */
export type Special = (name: string, value: unknown) => unknown;

/** Every text in there, other members as they are. What lies too deep is left out. */
export function readTexts(value: unknown, reading: Reading, special: Special = () => undefined): unknown {
  const read = (one: unknown, name: string, depth: number): unknown => {
    if (depth > DEEPEST) return null;
    const known = special(name, one);
    if (known !== undefined) return known;
    if (typeof one === 'string') return FORM.has(name) ? one : readText(one, reading);
    if (Array.isArray(one)) return one.map((part: unknown) => read(part, name, depth + 1));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, part]) => [key, read(part, key, depth + 1)]));
  };
  return read(value, '', 0);
}
