/** Reads registry exports: the values of one server that decide on its TLS. */
import { machineOf } from '../exchange/registry-machine.ts';
import { registryRemarks } from '../exchange/registry-remarks.ts';
import { registryTls } from '../exchange/registry-tls.ts';
import { registryCollector } from '../exchange/registry-values.ts';
import { registryExportReader } from '../protocol/registry-export.ts';
import type { Brought, Found, Reader } from './reader.ts';

const LIMIT = 256 * 1_048_576;
const PIECE = 1_048_576;
const BEGINNING = 65_536;

export const registryExport: Reader = {
  id: 'registry-export',
  reads: 'registry exports (.reg) of a server, which is named: FILE=SERVER',
  limit: LIMIT,
  serverIn: () => null,
  holds: (file) => {
    let keys = 0;
    const reader = registryExportReader((entry) => { keys += entry.kind === 'key' ? 1 : 0; });
    reader.push(file.part(0, BEGINNING));
    return reader.end().header !== null && keys > 0;
  },
  *read(files) {
    const facts: Found[] = [];
    for (const server of new Set(files.flatMap(({ server: named }) => named ?? []))) {
      const collector = registryCollector();
      const own = files.filter((file) => file.server === server);
      for (const file of own) yield* readInPieces(file, collector.take);
      const registry = collector.result();
      const faults = registryRemarks(registry, registryTls(registry, machineOf(registry, {}))).filter(({ weight }) => weight === 'fault').length;
      facts.push({
        kind: 'registry', subject: server, fact: { server, registry },
        summary: `${own.map(({ name }) => name).join(', ')}: ${registry.values.length} values of TLS${faults > 0 ? `, mistakes among them ("crosslines audit" names them)` : ''}`,
      });
    }
    return facts;
  },
};

function* readInPieces(file: Brought, take: ReturnType<typeof registryCollector>['take']): Generator<undefined, void> {
  const reader = registryExportReader((entry) => { take(file.name, entry); });
  for (let at = 0; at < file.size; at += PIECE) {
    reader.push(file.part(at, PIECE));
    yield;
  }
  reader.end();
}
