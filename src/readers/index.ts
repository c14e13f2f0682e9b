/** Every reader, and what files give together. */
import type { Observation } from '../model/observation.ts';
import { cmdletOutput } from './cmdlet-output.ts';
import type { Brought, Found, Reader } from './reader.ts';
import { registryExport } from './registry-export.ts';
import { serverState } from './server-state.ts';

export const readers: readonly Reader[] = [registryExport, serverState, cmdletOutput];

/** Why a file is of no use, in one sentence; null: a reader understands it. */
export function unreadable(file: Brought): string | null {
  const found = readers.find((reader) => reader.holds(file));
  if (found?.needsServer === true && file.server === null) return `${file.name} is of one server; say of which, as in ${file.name}=SERVER.`;
  if (found !== undefined) return file.size > found.limit ? `${file.name} is larger than ${found.limit / 1_048_576} MB; bring it in parts.` : null;
  return `${file.name} holds nothing that is understood here. Understood: ${readers.map(({ reads }) => reads).join('; ')}.`;
}

/** What the files tell, as observations. Files that no reader understands give nothing: ask `unreadable` first. */
export function readEvidence(files: readonly Brought[], at: string): readonly Observation[] {
  const taken = new Map(files.map((file) => [file, readers.find((reader) => reader.holds(file))]));
  return observationsOf(readers.flatMap((reader) => reader.read(files.filter((file) => taken.get(file) === reader))), at);
}

/** @param at ISO 8601, when it was read */
export function observationsOf(found: readonly Found[], at: string): readonly Observation[] {
  return found.map(({ kind, subject, fact, summary }): Observation => ({
    id: `${kind} ${subject}`, kind, subject, at, ms: 0, outcome: { status: 'observed', fact }, summary,
  }));
}
