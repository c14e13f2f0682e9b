/** From the bytes of a file that somebody pasted a text into to the text, whatever editor or console wrote it. */

/** Files up to this size are read; more than an error message is a log, of which a part suffices. */
export const pastedLimit = 1_048_576;

/**
 * Decodes UTF-8, UTF-16 with or without byte order mark, and otherwise Windows-1252. null: this is no text (a picture, an archive, a
 * tape of a capture program). Never throws. Source: WHATWG Encoding Standard.
 */
export function decodePasted(bytes: Uint8Array): string | null {
  const text = decoded(bytes);
  // Some control characters may stand in a console's output (colours, bells); what is no text has many more.
  const sample = text.slice(0, 65_536);
  const odd = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return odd * 30 > sample.length ? null : text;
}

function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = bytes.subarray(0, 4096);
  const zeros = (parity: number): number => head.reduce((sum, byte, at) => sum + (byte === 0 && at % 2 === parity ? 1 : 0), 0);
  // Text in a Latin script without its mark: every second byte is zero.
  if (zeros(1) * 3 > head.length && zeros(0) === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (zeros(0) * 3 > head.length && zeros(1) === 0) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
