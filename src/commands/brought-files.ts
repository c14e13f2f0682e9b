/** Files that were brought along, by `--evidence FILE[=WHERE]` or the scenario, as observations. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FileError, oneOf } from '../load/complaints.ts';
import type { NamedFile, ServerWords } from '../load/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { printable } from '../protocol/printable.ts';
import { readEvidence, unreadable } from '../readers/index.ts';
import type { Brought } from '../readers/reader.ts';
import { UsageError } from './exit-codes.ts';
import { readingOf } from './progress.ts';
import type { Terminal } from './terminal.ts';

const LONGEST = 1000;
const shown = (text: string): string => printable(text, LONGEST);

/** What is said of files in a folder that nobody named and that are of no use. */
type Tell = (text: string) => void;

/**
 * Files and folders of the command line. Throws UsageError for one that is none, is of nobody, or holds nothing that is understood; of a
 * folder, what is not understood is told.
 */
export function broughtBy(options: readonly string[], words: ServerWords, tell: Tell): readonly Brought[] {
  return options.flatMap((option) => {
    const at = option.lastIndexOf('=');
    const whole = at < 0 || existsSync(option);
    const path = whole ? option : option.slice(0, at);
    const word = option.slice(at + 1);
    const of = whole ? { server: null, side: null } : Object.hasOwn(words, word) ? words[word] : undefined;
    if (of === undefined) throw new UsageError(`--evidence ${shown(option)} names "${shown(word)}"; expected ${oneOf(Object.keys(words))}.`);
    const servers = Object.values(words).flatMap(({ server }) => server ?? []);
    const files = brought(path, path, { ...of, servers }, tell);
    if (typeof files === 'string') throw new UsageError(`--evidence: ${shown(files)}`);
    return files;
  });
}

/** Files of a scenario. Throws FileError with the places of those that are of no use. */
export function broughtWith(scenario: string, files: readonly NamedFile[], tell: Tell): readonly Brought[] {
  const found = files.map((file) => ({ ...file, opened: brought(file.path, file.name, { ...file, servers: [] }, tell) }));
  const complaints = found.flatMap(({ opened: why, line, column }) => (typeof why === 'string' ? [{ line, column, says: `evidence: ${why}` }] : []));
  if (complaints.length > 0) throw new FileError(scenario, complaints);
  return found.flatMap(({ opened: files }) => (typeof files === 'string' ? [] : files));
}

/** What they tell, read now; nothing where the run is ended meanwhile. On a terminal it is shown how far reading is. */
export async function observed(files: readonly Brought[], terminal: Terminal, quiet: boolean): Promise<readonly Observation[]> {
  const progress = readingOf(terminal, quiet, files.reduce((sum, { size }) => sum + size, 0));
  const followed = files.map((file, index): Brought => {
    const before = files.slice(0, index).reduce((sum, { size }) => sum + size, 0);
    return { ...file, part: (from, length) => {
      progress.show(file.name, before + from);
      return file.part(from, length);
    } };
  });
  try {
    return await readEvidence(followed, new Date().toISOString(), async () => {
      await new Promise((resolve) => { setImmediate(resolve); });
      return !terminal.ending.signal.aborted;
    });
  } finally {
    progress.end();
  }
}

type Whose = Pick<Brought, 'server' | 'side'> & {
  /** Servers that a file may name by itself. */
  readonly servers: readonly string[];
};

/** A file, or what is understood of a folder, as `crosslines collect` makes one; or why it is of no use. */
function brought(path: string, name: string, whose: Whose, tell: Tell): readonly Brought[] | string {
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    const file = opened(path, name, whose);
    return typeof file === 'string' ? file : [file];
  }
  const names = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
  const found = names.map((each) => opened(join(path, each), join(name, each), whose));
  const files = found.filter((file) => typeof file !== 'string');
  if (files.length === 0) return `the folder ${name} holds no file that is understood.`;
  for (const why of found) if (typeof why === 'string') tell(`crosslines: left out: ${shown(why)}\n`);
  return files;
}

function opened(path: string, name: string, whose: Whose): Brought | string {
  const file = fileAt(path, name, whose);
  return typeof file === 'string' ? file : unreadable(file, whose.servers) ?? file;
}

/** A file of the disk, read in parts when it is asked for; or why it is of no use. */
export function fileAt(path: string, name: string, { server, side }: Pick<Brought, 'server' | 'side'>): Brought | string {
  if (!existsSync(path) || !statSync(path).isFile()) return `${name} is no file and no folder.`;
  return {
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
}
