/** From the bytes of a file that somebody pasted a text into to the text, whatever editor or console wrote it, and however long it is. */
import { decodeNarrow } from './pasted-decoding.ts';
import { PassageFinder, type Passage } from './pasted-passages.ts';

/** Up to this size every word is read; what is longer is a log, of which the passages that can matter are. */
export const wholeLimit = 100_000;

/** What was pasted, as far as it is read. */
export interface Pasted {
  readonly passages: readonly Passage[];
  readonly bytes: number;
  /** Lines that say what a passage that is read says, with other numbers and names. */
  readonly repeated: number;
  /** Lines that may matter, for which there was no room. */
  readonly leftOut: number;
}

/** Takes what was pasted in parts. A few hundred kilobytes of memory, however long it is; linear in time. */
export class PastedReader {
  #start = Buffer.alloc(0);
  #bytes = 0;
  #finder: PassageFinder | undefined;
  #recode: ((bytes: Uint8Array) => Uint8Array) | undefined;

  push(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#finder !== undefined) {
      this.#feed(bytes);
      return;
    }
    this.#start = Buffer.concat([this.#start, bytes]);
    if (this.#start.length <= wholeLimit) return;
    this.#finder = new PassageFinder();
    const wide = wideEncoding(this.#start);
    if (wide !== undefined) {
      const decoder = new TextDecoder(wide);
      this.#recode = (part) => Buffer.from(decoder.decode(part, { stream: true }), 'utf8');
    }
    this.#feed(this.#start);
  }

  /** null: this is no text (a picture, an archive, a tape of a capture program). */
  end(): Pasted | null {
    const bytes = this.#bytes;
    if (this.#finder === undefined) {
      const text = decodePasted(this.#start);
      return text === null ? null : { passages: [{ text, times: 1 }], bytes, repeated: 0, leftOut: 0 };
    }
    return decodePasted(this.#start.subarray(0, wholeLimit)) === null ? null : { ...this.#finder.end(), bytes };
  }

  #feed(bytes: Uint8Array): void {
    this.#finder?.push(this.#recode?.(bytes) ?? bytes);
  }
}

/**
 * Decodes UTF-8, UTF-16 with or without byte order mark, and otherwise Windows-1252. null: this is no text. Never throws.
 * Source: WHATWG Encoding Standard.
 */
export function decodePasted(bytes: Uint8Array): string | null {
  const wide = wideEncoding(bytes);
  const text = wide === undefined ? decodeNarrow(bytes) : new TextDecoder(wide).decode(bytes);
  // Some control characters may stand in a console's output (colours, bells); what is no text has many more.
  const sample = text.slice(0, 65_536);
  const odd = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return odd * 30 > sample.length ? null : text;
}

/** Is it UTF-16, by its mark or by its zeros? */
export function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 4096);
  const zeros = (parity: number): number => head.reduce((sum, byte, at) => sum + (byte === 0 && at % 2 === parity ? 1 : 0), 0);
  // Text in a Latin script without its mark: every second byte is zero.
  if (zeros(1) * 3 > head.length && zeros(0) === 0) return 'utf-16le';
  return zeros(0) * 3 > head.length && zeros(1) === 0 ? 'utf-16be' : undefined;
}
