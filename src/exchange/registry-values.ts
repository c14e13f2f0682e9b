/** Of everything that registry files hold, the values that decide on TLS, as they stand after the last line. Bounded, however large the files are. */
import type { Cited, FoundKey, FoundValue, RegistryEntry, TlsRegistry } from '../model/registry.ts';
import { exchangeSetupKeys, tlsPlaces, windowsKey } from './registry-places.ts';

/** More than that is no server's TLS settings. */
const MOST = 1000;
const known = [...tlsPlaces.map(({ path }) => path), windowsKey, ...exchangeSetupKeys].map((path) => path.toLowerCase());
const above = new Set(known.flatMap((path) => path.split('\\').map((_, at, parts) => parts.slice(0, at + 1).join('\\'))));

/** Keys that somebody may have meant: a typing mistake in a name must not hide them. */
const MEANT = /schannel|protocols\\(?:tls|ssl)|\\tls ?v?1\.?\d\\|\\[. ]?net[ .]?framework(?:\s*\\v[\d. ]+)?\s*$|\\winhttp\s*$|\\0001000\d$/;

export function registryCollector(): { take(file: string, entry: RegistryEntry): void; result(): TlsRegistry } {
  const keys = new Map<string, FoundKey>();
  const values = new Map<string, FoundValue>();
  const overwritten: (FoundValue & { readonly by: Cited })[] = [];
  let leftOut = 0;

  const removeBelow = (path: string): void => {
    for (const [at, key] of keys) if (isWithin(key.path.toLowerCase(), path)) keys.delete(at);
    for (const [at, value] of values) if (isWithin(value.path.toLowerCase(), path)) values.delete(at);
  };

  return {
    take(file, entry) {
      const path = entry.path.toLowerCase();
      if (entry.kind === 'key' && entry.deleted) {
        removeBelow(path);
        return;
      }
      if (!above.has(path) && !MEANT.test(path)) return;
      if (keys.size + values.size >= MOST) {
        leftOut++;
        return;
      }
      if (entry.kind === 'key') {
        if (!keys.has(path)) keys.set(path, { path: entry.path, file, line: entry.line });
        return;
      }
      if (!known.includes(path) && !MEANT.test(path)) return;
      const at = `${path}\0${entry.name.toLowerCase()}`;
      const found = { path: entry.path, name: entry.name, data: entry.data, file, line: entry.line };
      const before = values.get(at);
      if (before !== undefined && JSON.stringify(before.data) !== JSON.stringify(found.data)) overwritten.push({ ...before, by: { file, line: entry.line } });
      values.set(at, found);
    },
    result: () => ({ keys: [...keys.values()], values: [...values.values()], overwritten, leftOut }),
  };
}

function isWithin(path: string, of: string): boolean {
  return path === of || path.startsWith(`${of}\\`);
}

/** The value, deleted ones included; undefined: the files do not name it. */
export function valueAt({ values }: TlsRegistry, path: string, name: string): FoundValue | undefined {
  const [lowerPath, lowerName] = [path.toLowerCase(), name.toLowerCase()];
  return values.find((value) => value.path.toLowerCase() === lowerPath && value.name.toLowerCase() === lowerName);
}

/** Its number; undefined: not named, deleted, or no DWORD. */
export function dwordAt(registry: TlsRegistry, path: string, name: string): { readonly value: number; readonly at: FoundValue } | undefined {
  const at = valueAt(registry, path, name);
  return at?.data?.type === 'dword' ? { value: at.data.value, at } : undefined;
}

/** Would an export that holds these keys hold this one too? It holds everything below a key that it begins with. */
export function covers({ keys }: TlsRegistry, path: string): boolean {
  const wanted = path.toLowerCase();
  return keys.some((key) => isWithin(wanted, key.path.toLowerCase()));
}
