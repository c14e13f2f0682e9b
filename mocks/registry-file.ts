/** Registry files as regedit imports them: what an administrator's `.reg` leaves in the registry of an imitated server. */

/** A value as it is typed: text is no number, whatever it says. null: of a type that decides on nothing here. */
export type RegistryValue = { readonly dword: number } | { readonly texts: readonly string[] } | null;

/** Values by key and name, both in lower case; keys begin with `hklm\`. */
export type RegistryHive = ReadonlyMap<string, ReadonlyMap<string, RegistryValue>>;

/** Why a file would not be imported. */
export class NoRegistryFile extends Error {}

const HEADER = /^(?:Windows Registry Editor Version 5\.00|REGEDIT4)$/;
const LONGEST = 16 * 1024 * 1024;

/**
 * Imports files one after the other into an empty registry. Throws NoRegistryFile where regedit would refuse one.
 * Source: Microsoft Support, "How to add, modify, or delete registry subkeys and values by using a .reg file".
 */
export function importRegistry(files: readonly Uint8Array[]): RegistryHive {
  const hive: Hive = new Map();
  for (const file of files) importOne(file, hive);
  return hive;
}

type Hive = Map<string, Map<string, RegistryValue>>;

function importOne(file: Uint8Array, hive: Hive): void {
  const wide = file[0] === 0xff && file[1] === 0xfe;
  if (file.length > LONGEST) throw new NoRegistryFile('it is too large for the lab');
  const text = new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(file);
  // A line that ends in a backslash goes on in the next one, as long values of bytes do.
  const lines = text.replace(/\\[ \t]*\r?\n[ \t]*/g, '').split(/\r?\n/);
  if (!HEADER.test((lines[0] ?? '').trim())) throw new NoRegistryFile('its first line is not that of a registry file');
  let key: Map<string, RegistryValue> | null = null;
  for (const line of lines.slice(1).map((one) => one.trim())) {
    const section = /^\[(-?)HKEY_LOCAL_MACHINE\\(.*)\]$/i.exec(line);
    if (section !== null) {
      const path = `hklm\\${(section[2] ?? '').toLowerCase()}`;
      key = section[1] === '-' ? null : hive.get(path) ?? new Map();
      if (key === null) for (const known of [...hive.keys()]) if (known === path || known.startsWith(`${path}\\`)) hive.delete(known);
      if (key !== null) hive.set(path, key);
      continue;
    }
    if (line.startsWith('[')) key = null;
    const value = /^"((?:[^"\\]|\\.)*)"\s*=\s*(.*)$/.exec(line);
    if (value === null || key === null) continue;
    const name = unescaped(value[1] ?? '').toLowerCase();
    const data = value[2] ?? '';
    if (data === '-') key.delete(name);
    else key.set(name, readData(data, wide));
  }
}

function readData(data: string, wide: boolean): RegistryValue {
  const dword = /^dword:\s*([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(data)?.[1];
  if (dword !== undefined) return { dword: Number.parseInt(dword, 16) };
  const text = /^"((?:[^"\\]|\\.)*)"/.exec(data)?.[1];
  if (text !== undefined) return { texts: [unescaped(text)] };
  const bytes = /^hex\(([0-9a-f]+)\):([0-9a-f,\s]*)/i.exec(data);
  if (bytes === null) return null;
  const read = Uint8Array.from((bytes[2] ?? '').split(',').filter((one) => one.trim() !== '').map((one) => Number.parseInt(one, 16)));
  if (bytes[1] === '4' && read.length === 4) return { dword: new DataView(read.buffer).getUint32(0, true) };
  if (!['1', '2', '7'].includes(bytes[1] ?? '')) return null;
  return { texts: new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(read).split('\0').filter((one) => one !== '') };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
