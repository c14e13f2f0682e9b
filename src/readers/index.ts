/** Every reader, and what files give together. */
import type { Observation } from '../model/observation.ts';
import { cmdletOutput } from './cmdlet-output.ts';
import { connectionLogs } from './connection-logs.ts';
import { isConnectionLog } from './logs.ts';
import { mailHeaders } from './mail-headers.ts';
import { observationsOf, type Brought, type Found, type Reader } from './reader.ts';
import { registryExport } from './registry-export.ts';
import { serverState } from './server-state.ts';
import { windowsEvents } from './windows-events.ts';
import { witnessOutput } from './witness-output.ts';

export const readers: readonly Reader[] = [
  registryExport, serverState, witnessOutput, connectionLogs, windowsEvents, mailHeaders, cmdletOutput,
];

/** Is it a log, headers of messages or events: what happened, rather than what is set? */
export function isLog(file: Brought): boolean {
  return isConnectionLog(file) || windowsEvents.holds(file);
}

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

/** Gives others a turn between two pieces of a file; false: reading is to end. */
export type Pause = () => Promise<boolean>;

/**
 * What the files tell, as observations; nothing where reading was ended, because half a file says nothing. Files that no reader understands give
 * nothing: ask `unreadable` first.
 */
export async function readEvidence(
  files: readonly Brought[], at: string, pause: Pause = () => Promise.resolve(true),
): Promise<readonly Observation[]> {
  const taken = new Map(files.map((file) => [file, readers.find((reader) => reader.holds(file))]));
  const found: Found[] = [];
  for (const reader of readers) {
    const reading = reader.read(files.filter((file) => taken.get(file) === reader));
    let step = reading.next();
    for (; step.done !== true; step = reading.next()) if (!await pause()) return [];
    found.push(...step.value);
  }
  return observationsOf(found, at);
}
