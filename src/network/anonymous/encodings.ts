/** Which text some bytes are. */

export type Encoding = 'utf8' | 'utf16le' | 'latin1';

const CONTROL = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/; // what no text holds

/** undefined: they are none. UTF-16 also without a mark, where every other byte of some is zero. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly as: Encoding } | undefined {
  if (bytes.length === 0) return { text: '', as: 'utf8' };
  const buffer = Buffer.from(bytes);
  const start = buffer.subarray(0, 64);
  const zeros = start.filter((byte, at) => at % 2 === 1 && byte === 0).length;
  if (bytes.length % 2 === 0 && (buffer.readUInt16LE(0) === 0xfeff || zeros * 2 >= start.length * 0.8)) {
    const text = buffer.toString('utf16le');
    if (!CONTROL.test(text)) return { text, as: 'utf16le' };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return CONTROL.test(text) ? undefined : { text, as: 'utf8' };
  } catch {
    const text = buffer.toString('latin1');
    return CONTROL.test(text) || /[\x7f-\x9f]{2}/.test(text) ? undefined : { text, as: 'latin1' };
  }
}

export function encodeText(text: string, as: Encoding): Uint8Array {
  return new Uint8Array(Buffer.from(text, as));
}

/** An IP address as 4 or 16 bytes; undefined: it is none. */
export function addressBytes(address: string): Uint8Array | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return Uint8Array.from(address.split('.').map(Number));
  if (!address.includes(':')) return undefined;
  const [before = '', after] = address.split('::');
  const groups = (text: string): readonly number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [first, last] = [groups(before), after === undefined ? [] : groups(after)];
  const all = [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => 0), ...last];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}
