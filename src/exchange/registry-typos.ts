/** Names in a registry file that somebody meant to be others: Windows keeps them and never looks at them. */
import { dotnetGenerations, dotnetKey, protocolNames, protocolsKey, roles, tlsPlaces } from './registry-places.ts';
import type { Remark } from './registry-remark.ts';
import type { Cited, TlsRegistry } from '../model/registry.ts';

const names = new Set(tlsPlaces.flatMap((place) => place.names));

/** Parents whose children are few and known: what else lies there is a mistake where it is near to one of them. */
const families: readonly { readonly above: string; readonly children: readonly string[] }[] = [
  { above: protocolsKey, children: protocolNames },
  ...protocolNames.map((protocol) => ({ above: `${protocolsKey}\\${protocol}`, children: roles })),
  { above: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders', children: ['SCHANNEL'] },
  ...(['HKLM\\SOFTWARE\\Microsoft', 'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft'].flatMap((above) => [
    { above, children: ['.NETFramework'] }, { above: `${above}\\.NETFramework`, children: dotnetGenerations },
  ])),
];

/** Keys and values whose names are near to ones that count. */
export function typingMistakes({ keys, values }: TlsRegistry): readonly Remark[] {
  const remarks = new Map<string, Remark>();
  const add = (at: string, id: string, says: string, repair: string, line: Cited): void => {
    if (!remarks.has(at)) remarks.set(at, { id, weight: 'fault', says, repair, lines: [{ file: line.file, line: line.line }] });
  };
  for (const key of keys) {
    const meant = meantPath(key.path);
    if (meant !== undefined) {
      add(meant.wrong.toLowerCase(), 'mistyped-key', `Windows does not know the key ${shown(meant.wrong)}; ${shown(meant.right)} is probably meant. Its values do nothing.`,
        `Create ${meant.right} instead, and delete the mistyped key.`, key);
    } else {
      const value = [...names].find((name) => key.path.toLowerCase().endsWith(`\\${name.toLowerCase()}`));
      if (value !== undefined) {
        add(key.path.toLowerCase(), 'key-instead-of-value', `${value} was created as a key (${shown(key.path)}); Windows looks for a value of that name.`,
          `Delete that key and create ${value} as a DWORD value.`, key);
      }
    }
  }
  for (const value of values) {
    const place = tlsPlaces.find(({ path }) => path.toLowerCase() === value.path.toLowerCase());
    const meant = place?.names.find((name) => near(value.name, name));
    if (meant !== undefined) {
      add(`${value.path}\0${value.name}`, 'mistyped-value', `The value "${value.name}" does nothing; ${meant} is probably meant.`, `Create ${meant} instead.`, value);
    } else if (place === undefined && [...names].some((name) => name.toLowerCase() === value.name.toLowerCase()) && meantPath(value.path) === undefined) {
      add(`${value.path}\0${value.name}`, 'misplaced-value', `${value.name} stands in ${shown(value.path)}, where Windows does not look for it.`,
        `Set it in ${expected(value.name)}.`, value);
    }
  }
  return [...remarks.values()];
}

/** The first name of the path that is near to a known one without being it. */
function meantPath(path: string): { readonly wrong: string; readonly right: string } | undefined {
  const parts = path.split('\\');
  for (let at = 1; at < parts.length; at++) {
    const above = parts.slice(0, at).join('\\');
    const name = parts[at] ?? '';
    const family = families.find((one) => one.above.toLowerCase() === above.toLowerCase());
    if (family === undefined || family.children.some((child) => child.toLowerCase() === name.toLowerCase())) continue;
    const meant = family.children.find((child) => near(name, child));
    if (meant !== undefined) return { wrong: `${above}\\${name}`, right: `${family.above}\\${meant}` };
  }
  return undefined;
}

/**
 * Near: the same but for white space, dots and case, or one letter apart. Names that differ in a digit are other names:
 * TLS 1.1 is no mistyped TLS 1.2.
 */
function near(written: string, right: string): boolean {
  const [a, b] = [bare(written), bare(right)];
  if (written.toLowerCase() === right.toLowerCase()) return false;
  if (a === b) return true;
  if (digits(a) !== digits(b) || Math.min(a.length, b.length) < 5) return false;
  return oneEditApart(a, b);
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '').replace(/^(tls|ssl|dtls)v(?=\d)/, '$1');
}

function digits(name: string): string {
  return name.replace(/\D/g, '');
}

function oneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1) || swapped(short, long, at);
}

function swapped(a: string, b: string, at: number): boolean {
  return a.length === b.length && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

function expected(name: string): string {
  const lower = name.toLowerCase();
  if (lower === 'enabled' || lower === 'disabledbydefault') return `${protocolsKey}\\TLS 1.2\\Client and …\\Server`;
  if (lower === 'systemdefaulttlsversions' || lower === 'schusestrongcrypto') return dotnetKey('v4.0.30319', 64);
  return tlsPlaces.find((place) => place.names.some((one) => one.toLowerCase() === lower))?.path ?? protocolsKey;
}

/** White space at the ends is the mistake that nobody sees. */
function shown(path: string): string {
  return /\s(?:\\|$)|\\\s/.test(path) ? `"${path}" (mind the space)` : path;
}
