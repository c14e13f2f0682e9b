/** Bytes of text that is not UTF-16. */

/** UTF-8, its mark left out, or else Windows-1252. Never throws. Source: WHATWG Encoding Standard. */
export function decodeNarrow(bytes: Uint8Array): string {
  // Most logs are ASCII, and a decoder is dear to make.
  if (bytes.every((byte) => byte < 0x80)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
