/** Reads what `crosslines witness --format json` wrote: the ClientHellos that a server was seen to send. */
import { WITNESS_SCHEMA, type WitnessedCallsFact } from '../model/facts/witnessed-calls.ts';
import { isWitnessedCalls } from '../network/tape-shapes.ts';
import type { Brought, Reader } from './reader.ts';

const LIMIT = 16 * 1_048_576;
const BEGINNING = 4_096;

export const witnessOutput: Reader = {
  id: 'witness-output',
  reads: 'what "crosslines witness --format json" wrote',
  limit: LIMIT,
  serverIn: (file) => factOf(file)?.server ?? null,
  holds: (file) => textOf(file, BEGINNING).includes(WITNESS_SCHEMA) && factOf(file) !== null,
  *read(files) {
    const byServer = new Map<string, { readonly fact: WitnessedCallsFact; readonly names: string[] }>();
    for (const file of files) {
      const fact = factOf(file);
      const server = file.server ?? fact?.server ?? null;
      if (fact === null || server === null) continue;
      const known = byServer.get(server);
      byServer.set(server, {
        fact: { ...fact, server, calls: [...(known?.fact.calls ?? []), ...fact.calls] }, names: [...(known?.names ?? []), file.name],
      });
      yield;
    }
    return [...byServer].map(([server, { fact, names }]) => {
      const hellos = fact.calls.filter(({ content }) => content.kind === 'client-hello').length;
      return {
        kind: 'witnessed-calls', subject: server, fact,
        summary: `${names.join(', ')}: ${hellos} ClientHello${hellos === 1 ? '' : 's'} of ${server}`
          + (hellos === 0 ? '' : `, last seen ${fact.calls.at(-1)?.at ?? ''}`),
      };
    });
  },
};

/** A file is asked for several times, and read once. */
const known = new WeakMap<Brought, WitnessedCallsFact | null>();

function factOf(file: Brought): WitnessedCallsFact | null {
  const before = known.get(file);
  if (before !== undefined) return before;
  const fact = file.size > LIMIT ? null : parsed(textOf(file, LIMIT));
  known.set(file, fact);
  return fact;
}

function parsed(text: string): WitnessedCallsFact | null {
  try {
    const { schema, ...rest } = JSON.parse(text) as { readonly schema?: unknown; readonly seen?: unknown };
    return schema === WITNESS_SCHEMA && isWitnessedCalls(rest.seen) ? rest.seen as WitnessedCallsFact : null;
  } catch {
    return null;
  }
}

function textOf(file: Brought, length: number): string {
  return Buffer.from(file.part(0, length)).toString('utf8');
}
