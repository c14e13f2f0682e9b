/** Output of cmdlets in what was pasted into `explain`: what is configuration, and what is left as an error text. */
import type { Observation } from '../model/observation.ts';
import { readFormatList } from '../protocol/format-list.ts';
import { decodePasted, wholeLimit, type Pasted } from '../protocol/pasted-bytes.ts';
import { configurationOf } from '../readers/cmdlet-output.ts';
import { observationsOf } from '../readers/reader.ts';

/** Of what is longer, so much is searched for output of cmdlets. */
const listLimit = 1_048_576;

/** Keeps the beginning of what is read in parts. */
export class Beginning {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  push(bytes: Uint8Array): void {
    if (this.#length < listLimit) this.#parts.push(bytes.subarray(0, listLimit - this.#length));
    this.#length += bytes.length;
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  get text(): string {
    return decodePasted(this.bytes) ?? '';
  }

  get cut(): boolean {
    return this.#length > listLimit;
  }
}

export interface PastedFile {
  readonly name: string;
  readonly read: Pasted;
  readonly beginning: Beginning;
}

export interface Split {
  readonly configuration: readonly Observation[];
  /** What stands beside the configuration; a file that held nothing else is not in it. */
  readonly errors: readonly { readonly name: string; readonly passages: Pasted['passages'] }[];
  readonly notices: readonly string[];
}

/** @param at ISO 8601, when it was read */
export function splitConfiguration(files: readonly PastedFile[], at: string): Split {
  const listed = files.map((file) => ({ ...file, source: file.name, server: null, side: null, list: readFormatList(file.beginning.text) }));
  return {
    configuration: observationsOf(configurationOf(listed), at),
    errors: listed.flatMap(({ name, read: { passages, bytes }, list: { objects, rest } }) => {
      if (objects.length === 0) return [{ name, passages }];
      if (!/\p{L}{3}/u.test(rest.replace(/^[^\n]{0,300}>[ \t]*$/gm, ''))) return [];
      // Of a long log passages are read; they are few, and what is configuration in them does no harm.
      return [{ name, passages: bytes <= wholeLimit ? [{ text: rest, times: 1 }] : passages }];
    }),
    notices: listed.filter(({ beginning, list }) => beginning.cut && list.objects.length > 0)
      .map(({ name }) => `Output of cmdlets was looked for in the first MB of ${name} only; give it in a file of its own.`),
  };
}
