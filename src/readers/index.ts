/** Every reader, and what files give together. */
import type { Observation } from '../model/observation.ts';
import { cmdletOutput } from './cmdlet-output.ts';
import type { Brought, Found, Reader } from './reader.ts';
import { registryExport } from './registry-export.ts';
import { serverState } from './server-state.ts';
import { witnessOutput } from './witness-output.ts';

export const readers: readonly Reader[] = [registryExport, serverState, witnessOutput, cmdletOutput];

/**
 * Why a file is of no use, in one sentence; null: a reader understands it.
 * @param servers ids of the scenario's servers
 */
export function unreadable(file: Brought, servers: readonly string[] = []): string | null {
  const found = readers.find((reader) => reader.holds(file));
  if (found === undefined) return `${file.name} holds nothing that is understood here. Understood: ${readers.map(({ reads }) => reads).join('; ')}.`;
  const server = file.server ?? found.serverIn(file);
  if (server === null) return `${file.name} is of one server; say of which, as in ${file.name}=SERVER.`;
  if (server !== undefined && file.server === null && !servers.includes(server)) {
    const known = servers.join(', ') || 'these';
    return `${file.name} is of the server ${server}, which is not one of ${known}; say of which it is, as in ${file.name}=SERVER.`;
  }
  return file.size > found.limit ? `${file.name} is larger than ${found.limit / 1_048_576} MB; bring it in parts.` : null;
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
