/**
 * Reads what regedit and `reg export` write, in pieces: memory holds one entry at a time, whatever the size of the file. Damaged lines are counted and said.
 * Source: Microsoft Learn, "How to add, modify, or delete registry subkeys and values by using a .reg file" (header, `[-KEY]`, `"name"=-`, hex types).
 */
import type { DamagedLine, RegistryData, RegistryDamage, RegistryEntry, RegistryReading } from '../model/registry.ts';
import { readRegistryData } from './registry-data.ts';

/** Characters of one entry with its continued lines; what is longer is no setting of TLS. */
const MAX_ENTRY = 262_144;
const MOST_DAMAGED = 20;

const HIVES: Readonly<Record<string, string>> = {
  HKEY_LOCAL_MACHINE: 'HKLM', HKLM: 'HKLM', HKEY_CURRENT_USER: 'HKCU', HKCU: 'HKCU', HKEY_USERS: 'HKU', HKU: 'HKU',
  HKEY_CLASSES_ROOT: 'HKCR', HKCR: 'HKCR', HKEY_CURRENT_CONFIG: 'HKCC', HKCC: 'HKCC',
};

type Decoder = InstanceType<typeof TextDecoder>;

export interface RegistryExportReader {
  /** The next bytes of the file; whatever entries are complete go to `onEntry`. */
  push(bytes: Uint8Array): void;
  /** No more bytes: the last entry, and what stood in the file besides. */
  end(): RegistryReading;
}

/** Never throws for what a file may hold. */
export function registryExportReader(onEntry: (entry: RegistryEntry) => void): RegistryExportReader {
  const damaged: DamagedLine[] = [];
  let damagedLines = 0, keys = 0, values = 0, longValues = 0, line = 0;
  let encoding: RegistryReading['encoding'] | undefined;
  let header: RegistryReading['header'] = null;
  let decoder: Decoder | undefined;
  let first = new Uint8Array(0);
  let rest = '';
  let path: string | null = null;
  let started = false;
  /** An entry that goes on in the next line. */
  let open: { readonly parts: string[]; length: number; readonly line: number; readonly how: 'backslash' | 'string' } | undefined;

  const damage = (at: number, why: RegistryDamage): void => {
    damagedLines++;
    if (damaged.length < MOST_DAMAGED) damaged.push({ line: at, why });
  };

  const takeKey = (text: string, at: number): void => {
    const inside = /^\[(-?)(.*)\]\s*$/.exec(text);
    const [hive = '', ...below] = (inside?.[2] ?? '').split('\\');
    const short = HIVES[hive.toUpperCase()];
    path = null;
    if (inside === null) {
      damage(at, 'not-understood');
      return;
    }
    if (short === undefined || below.some((name) => name === '')) {
      damage(at, 'unknown-hive');
      return;
    }
    const named = [short, ...below].join('\\');
    const deleted = inside[1] === '-';
    if (!deleted) path = named;
    keys++;
    onEntry({ kind: 'key', path: named, line: at, deleted });
  };

  const takeValue = (text: string, at: number): void => {
    const parts = /^(?:@|"((?:[^"\\]|\\[^])*)")\s*=\s*([^]*)$/.exec(text);
    if (parts === null) {
      damage(at, /^["“”„«]/.test(text) && /[“”„«»]/.test(text) ? 'typographic-quotes' : 'not-understood');
      return;
    }
    if (path === null) {
      damage(at, 'no-key-before');
      return;
    }
    const [, quoted, written = ''] = parts;
    const data: RegistryData | null | undefined = /^-\s*(?:;.*)?$/.test(written) ? null : readRegistryData(written, header === 'REGEDIT4');
    if (data === undefined) {
      damage(at, /^[“”„«]/.test(written) ? 'typographic-quotes' : 'not-understood');
      return;
    }
    values++;
    onEntry({ kind: 'value', path, name: quoted === undefined ? '' : unescaped(quoted), line: at, data });
  };

  const take = (text: string, at: number): void => {
    if (text === '' || text.startsWith(';')) return;
    if (!started) {
      started = true;
      const known = /^(Windows Registry Editor Version 5\.00|REGEDIT4)\s*$/i.exec(text)?.[1];
      if (known !== undefined) {
        header = known.toUpperCase() === 'REGEDIT4' ? 'REGEDIT4' : 'Windows Registry Editor Version 5.00';
        return;
      }
      damage(at, 'no-header');
      if (!/^[["@“”„]/.test(text)) return;
    }
    if (text.startsWith('[')) takeKey(text, at);
    else takeValue(text, at);
  };

  const closeOpen = (ended: boolean): void => {
    if (open === undefined) return;
    const { parts, length, line: at, how } = open;
    open = undefined;
    if (length > MAX_ENTRY) longValues++;
    else if (how === 'string' && !ended) damage(at, 'open-string');
    else take(how === 'string' ? parts.join('\n').trimEnd() : parts.map((part) => part.replace(/\\$/, '')).join(''), at);
  };

  const goOn = (raw: string, text: string): void => {
    if (open === undefined) return;
    const part = open.how === 'string' ? raw : text.trimStart();
    open.length += part.length;
    if (open.length <= MAX_ENTRY) open.parts.push(part);
    if (open.how === 'backslash' ? !text.endsWith('\\') : closesString(raw)) closeOpen(true);
  };

  const takeLine = (raw: string): void => {
    line++;
    const text = raw.trimEnd();
    if (open !== undefined && !beginsAnew(text)) {
      goOn(raw, text);
      return;
    }
    closeOpen(false);
    const begun = text.trimStart();
    if (begun.length > MAX_ENTRY) {
      longValues++;
    } else if (/^(?:@|"(?:[^"\\]|\\.)*")\s*=\s*hex(?:\([0-9a-f]{1,8}\))?:[^;]*\\$/i.test(begun)) {
      open = { parts: [begun], length: begun.length, line, how: 'backslash' };
    } else if (/^(?:@|"(?:[^"\\]|\\.)*")\s*=\s*"(?:[^"\\]|\\.)*\\?$/.test(begun)) {
      open = { parts: [raw.trimStart()], length: raw.length, line, how: 'string' };
    } else {
      take(begun, line);
    }
  };

  const takeText = (text: string): void => {
    rest += text;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const one of lines) takeLine(one);
    // A line without an end is kept to the length of an entry: the rest of it says nothing.
    if (rest.length > 2 * MAX_ENTRY) rest = rest.slice(0, MAX_ENTRY + 1);
  };

  const begin = (): Decoder => {
    encoding = encodingOf(first);
    decoder = new TextDecoder(encoding.toLowerCase());
    takeText(decoder.decode(first, { stream: true }));
    first = new Uint8Array(0);
    return decoder;
  };

  return {
    push(bytes) {
      if (decoder !== undefined) {
        takeText(decoder.decode(bytes, { stream: true }));
        return;
      }
      const joined = new Uint8Array(first.length + bytes.length);
      joined.set(first);
      joined.set(bytes, first.length);
      first = joined;
      if (first.length >= 4) begin();
    },
    end() {
      const reader = decoder ?? begin();
      takeText(`${reader.decode()}\n`);
      if (rest !== '') takeText('\n');
      closeOpen(false);
      return { encoding: encoding ?? 'UTF-8', header, lines: line, keys, values, longValues, damagedLines, damaged };
    },
  };
}

/** A BOM tells; without one, a zero beside the first character does. */
function encodingOf(bytes: Uint8Array): RegistryReading['encoding'] {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a !== undefined && a !== 0 && b === 0)) return 'UTF-16LE';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== undefined && b !== 0)) return 'UTF-16BE';
  return 'UTF-8';
}

/** A key or a value: what was open before was never closed. */
function beginsAnew(text: string): boolean {
  return /^\[-?HK[A-Z_]+(?:\\|\])/i.test(text) || /^"(?:[^"\\]|\\.){1,256}"=(?:dword:|hex[:(]|"|-$)/i.test(text);
}

/** Does this line end the string that an earlier line opened? */
function closesString(line: string): boolean {
  return /^(?:[^"\\]|\\.)*"\s*$/.test(line);
}

function unescaped(text: string): string {
  return text.replace(/\\([^])/g, '$1');
}
