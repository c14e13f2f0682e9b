/** The `evidence:` section of a scenario: files that are brought along, and whose each is. Nothing is read here. */
import { resolve } from 'node:path';
import type { Node } from 'yaml';
import type { Side } from '../model/facts.ts';
import type { Server } from '../model/scenario.ts';
import { oneOf } from './complaints.ts';
import type { YamlReading } from './yaml-reading.ts';

/** What may stand for the place that a file is from. */
export type ServerWords = Readonly<Record<string, { readonly server: string | null; readonly side: Side | null }>>;

export const SIDES: ServerWords = { 'on-premises': { server: null, side: 'on-premises' }, 'cloud': { server: null, side: 'cloud' } };

/** The servers of a scenario, and the sides where no server has such a name. */
export function serverWords(servers: Readonly<Record<string, Server>>): ServerWords {
  const side = ({ version }: Server): Side | null => (version === 'unknown' ? null : version === 'exchange-online' ? 'cloud' : 'on-premises');
  return { ...SIDES, ...Object.fromEntries(Object.values(servers).map((server) => [server.id, { server: server.id, side: side(server) }])) };
}

/** A file of the `evidence:` section. */
export interface NamedFile {
  /** As written. */
  readonly name: string;
  readonly path: string;
  readonly server: string | null;
  readonly side: Side | null;
  /** Complains of it at its place, once the scenario is read. */
  readonly line: number;
  readonly column: number;
}

/** `evidence: { ex16: [./ex16.txt] }`; paths are relative to the scenario. */
export function readNamedFiles(
  node: Node, read: YamlReading, servers: Readonly<Record<string, Server>>, directory: string,
  placeOf: (item: Node) => { readonly line: number; readonly column: number },
): readonly NamedFile[] {
  const words = serverWords(servers);
  return read.entries(node, 'evidence').flatMap(({ key, keyNode, value }) => {
    const of = Object.hasOwn(words, key) ? words[key] : undefined;
    if (of === undefined) read.about(keyNode, `evidence names "${key}"; expected ${oneOf(Object.keys(words))}.`);
    return read.list(value, `evidence of ${key}`).flatMap((item) => {
      const name = read.text(item, `an entry of evidence of ${key}`);
      return name === undefined || of === undefined ? [] : [{ name, path: resolve(directory, name), ...of, ...placeOf(item) }];
    });
  });
}
