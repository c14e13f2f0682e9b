/** Reads what the script of `crosslines collect` noted of a server: its versions, its last start, and when its TLS settings were written. */
import type { ServerStateFact } from '../model/facts.ts';
import { decodePasted } from '../protocol/pasted-bytes.ts';
import { printable } from '../protocol/printable.ts';
import { readServerState } from '../protocol/server-state.ts';
import type { Brought, Found, Reader } from './reader.ts';

const LIMIT = 1_048_576;

export const serverState: Reader = {
  id: 'server-state',
  reads: 'server.txt of "crosslines collect", of a server, which is named: FILE=SERVER',
  limit: LIMIT,
  serverIn: () => null,
  holds: (file) => stateIn(file) !== null,
  *read(files) {
    const facts: Found[] = [];
    for (const server of new Set(files.flatMap(({ server: named }) => named ?? []))) {
      const states = files.filter((file) => file.server === server).flatMap((file) => stateIn(file) ?? []);
      // Gathered twice: the later one is how it is.
      const [latest] = states.sort((a, b) => (b.collectedAt ?? '').localeCompare(a.collectedAt ?? ''));
      if (latest !== undefined) facts.push({ kind: 'server-state', subject: server, fact: { server, ...latest }, summary: summaryOf(latest) });
      yield;
    }
    return facts;
  },
};

function stateIn(file: Brought): Omit<ServerStateFact, 'server'> | null {
  return readServerState(decodePasted(file.part(0, LIMIT)) ?? '');
}

function summaryOf({ computer, exchangeBuild, windowsBuild, lastBoot, keysWritten }: Omit<ServerStateFact, 'server'>): string {
  return printable([
    `${computer ?? 'a server'}: Exchange ${exchangeBuild ?? 'of an unknown build'} on Windows ${windowsBuild ?? 'of an unknown build'}`,
    lastBoot === null ? 'last start unknown' : `last started ${lastBoot}`, `${keysWritten.length} keys of TLS`,
  ].join(', '), 300);
}
