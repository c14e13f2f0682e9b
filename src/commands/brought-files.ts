/** Files that were brought along, by `--evidence FILE[=WHERE]` or the scenario, as observations. */
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { FileError, oneOf } from '../load/complaints.ts';
import type { NamedFile, ServerWords } from '../load/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { printable } from '../protocol/printable.ts';
import { readEvidence, unreadable } from '../readers/index.ts';
import type { Brought } from '../readers/reader.ts';
import { UsageError } from './exit-codes.ts';

const LONGEST = 1000;
const shown = (text: string): string => printable(text, LONGEST);

/** Files of the command line. Throws UsageError for one that is none, is of nobody, or holds nothing that is understood. */
export function broughtBy(options: readonly string[], words: ServerWords): readonly Brought[] {
  return options.map((option) => {
    const at = option.lastIndexOf('=');
    const whole = at < 0 || existsSync(option);
    const path = whole ? option : option.slice(0, at);
    const word = option.slice(at + 1);
    const of = whole ? { server: null, side: null } : Object.hasOwn(words, word) ? words[word] : undefined;
    if (of === undefined) throw new UsageError(`--evidence ${shown(option)} names "${shown(word)}"; expected ${oneOf(Object.keys(words))}.`);
    const file = opened(path, path, of);
    if (typeof file === 'string') throw new UsageError(`--evidence: ${shown(file)}`);
    return file;
  });
}

/** Files of a scenario. Throws FileError with the places of those that are of no use. */
export function broughtWith(scenario: string, files: readonly NamedFile[]): readonly Brought[] {
  const found = files.map((file) => ({ ...file, opened: opened(file.path, file.name, file) }));
  const complaints = found.flatMap(({ opened: why, line, column }) => (typeof why === 'string' ? [{ line, column, says: `evidence: ${why}` }] : []));
  if (complaints.length > 0) throw new FileError(scenario, complaints);
  return found.flatMap(({ opened: file }) => (typeof file === 'string' ? [] : [file]));
}

/** What they tell, read now. */
export function observed(files: readonly Brought[]): readonly Observation[] {
  return readEvidence(files, new Date().toISOString());
}

/** A file of the disk, read in parts when it is asked for; or why it is of no use. */
function opened(path: string, name: string, { server, side }: Pick<Brought, 'server' | 'side'>): Brought | string {
  if (!existsSync(path) || !statSync(path).isFile()) return `${name} is no file.`;
  const file: Brought = {
    name, server, side, size: statSync(path).size,
    part: (from, length) => {
      const descriptor = openSync(path, 'r');
      try {
        const bytes = Buffer.alloc(Math.min(length, Math.max(0, fstatSync(descriptor).size - from)));
        return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, from));
      } finally {
        closeSync(descriptor);
      }
    },
  };
  return unreadable(file) ?? file;
}
