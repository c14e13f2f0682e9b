/** The right side of a line of a registry file: every type that regedit writes. */
import type { RegistryData } from '../model/registry.ts';

/**
 * undefined: not understood.
 * Source: Microsoft Learn, the .reg file article (hex(2), hex(7), hex(b)); winnt.h for the numbers of the types.
 * @param oneByte REGEDIT4: text inside hex is in one byte per character, as in files of Windows 98
 */
export function readRegistryData(written: string, oneByte: boolean): RegistryData | undefined {
  const text = /^"((?:[^"\\]|\\[^])*)"\s*(?:;.*)?$/.exec(written)?.[1];
  if (text !== undefined) return { type: 'string', value: text.replace(/\\([^])/g, '$1') };
  const dword = /^dword:([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(written)?.[1];
  if (dword !== undefined) return { type: 'dword', value: Number.parseInt(dword, 16) };
  // White space goes first: between two patterns that both take it, a long run of it costs its square.
  const hex = /^hex(?:\(([0-9a-f]{1,8})\))?:((?:[0-9a-f]{1,2},)*(?:[0-9a-f]{1,2})?)$/i.exec(written.replace(/;.*$/, '').replace(/\s+/g, ''));
  if (hex === null) return undefined;
  const bytes = (hex[2] ?? '').split(',').filter((part) => part !== '').map((part) => Number.parseInt(part, 16));
  return dataOf(hex[1] === undefined ? 3 : Number.parseInt(hex[1], 16), bytes, oneByte);
}

function dataOf(code: number, bytes: readonly number[], oneByte: boolean): RegistryData {
  switch (code) {
    case 1: return { type: 'string', value: textOf(bytes, oneByte) };
    case 2: return { type: 'expandable', value: textOf(bytes, oneByte) };
    case 4: if (bytes.length === 4) return { type: 'dword', value: Number(numberOf(bytes)) }; break;
    case 7: return { type: 'strings', value: stringsOf(allOf(bytes, oneByte)) };
    case 11: if (bytes.length === 8) return { type: 'qword', value: String(numberOf(bytes)) }; break;
  }
  return { type: 'binary', code, value: Buffer.from(bytes).toString('hex') };
}

function numberOf(littleEndian: readonly number[]): bigint {
  return littleEndian.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function allOf(bytes: readonly number[], oneByte: boolean): string {
  return Buffer.from(bytes).toString(oneByte ? 'latin1' : 'utf16le');
}

/** Up to the zero that ends it. */
function textOf(bytes: readonly number[], oneByte: boolean): string {
  return allOf(bytes, oneByte).replace(/\0+$/, '');
}

/** Each ends with a zero, and the list with another. */
function stringsOf(text: string): readonly string[] {
  const parts = text.split('\0');
  while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  return parts;
}
