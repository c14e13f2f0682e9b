/** Writes a registry file that regedit and `reg import` take: UTF-16LE with a byte order mark, lines ending in CRLF. */
import type { RegistryChange, RegistryData } from '../model/registry.ts';

/** @param remarks one line each; a line that starts with `;` does nothing */
export function writeRegistryFile(changes: readonly RegistryChange[], remarks: readonly string[]): Uint8Array {
  const lines = ['Windows Registry Editor Version 5.00', '', ...remarks.map((remark) => `; ${remark.replace(/[\r\n]+/g, ' ')}`)];
  let path: string | undefined;
  for (const change of changes) {
    if (change.does === 'remove-key') {
      lines.push('', `[-${inFull(change.path)}]`);
      path = undefined;
      continue;
    }
    if (change.path !== path) lines.push('', `[${inFull(change.path)}]`);
    path = change.path;
    const name = change.name === '' ? '@' : `"${escaped(change.name)}"`;
    lines.push(`${name}=${change.does === 'set' ? written(change.data) : '-'}`);
  }
  return Buffer.from(`\ufeff${[...lines, '', ''].join('\r\n')}`, 'utf16le');
}

/** As regedit writes it; what is no plain text and no DWORD goes as bytes. */
function written(data: RegistryData): string {
  switch (data.type) {
    case 'dword': return `dword:${data.value.toString(16).padStart(8, '0')}`;
    case 'qword': return `hex(b):${pairs(qwordBytes(data.value))}`;
    case 'string': return /[\r\n\0]/.test(data.value) ? `hex(1):${pairs(Buffer.from(`${data.value}\0`, 'utf16le'))}` : `"${escaped(data.value)}"`;
    case 'expandable': return `hex(2):${pairs(Buffer.from(`${data.value}\0`, 'utf16le'))}`;
    case 'strings': return `hex(7):${pairs(Buffer.from(`${data.value.map((one) => `${one}\0`).join('')}\0`, 'utf16le'))}`;
    case 'binary': return `hex${data.code === 3 ? '' : `(${data.code.toString(16)})`}:${pairs(Buffer.from(data.value, 'hex'))}`;
  }
}

function qwordBytes(decimal: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(decimal));
  return bytes;
}

function pairs(bytes: Buffer): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(',');
}

function escaped(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}

function inFull(path: string): string {
  return path.replace(/^HKLM\\/, 'HKEY_LOCAL_MACHINE\\').replace(/^HKCU\\/, 'HKEY_CURRENT_USER\\').replace(/^HKU\\/, 'HKEY_USERS\\')
    .replace(/^HKCR\\/, 'HKEY_CLASSES_ROOT\\').replace(/^HKCC\\/, 'HKEY_CURRENT_CONFIG\\');
}
