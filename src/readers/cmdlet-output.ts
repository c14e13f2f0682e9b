/** Reads output of Exchange cmdlets in the form of Format-List: what was configured, on which side. */
import { configurationCmdlets } from '../exchange/configuration-cmdlets.ts';
import { nameOf, sideOfObject } from '../exchange/configuration.ts';
import type { ConfigurationCmdlet, ConfigurationFact, ConfigurationObject, Side } from '../model/facts.ts';
import { readFormatList, type FormatList } from '../protocol/format-list.ts';
import { decodePasted } from '../protocol/pasted-bytes.ts';
import { printable } from '../protocol/printable.ts';
import type { Brought, Found, Reader } from './reader.ts';

const LIMIT = 16 * 1_048_576;
const MAX_SUMMARY = 300;
const MAX_NAMED = 3;

export const cmdletOutput: Reader = {
  id: 'cmdlet-output',
  reads: 'output of Exchange cmdlets in the form of Format-List, as text (docs/evidence.md names the cmdlets)',
  limit: LIMIT,
  serverIn: () => undefined,
  holds: (file) => {
    const { objects, empty } = listed(file);
    return objects.length + empty.length > 0;
  },
  *read(files) {
    const texts: ListedText[] = [];
    for (const file of files) {
      texts.push({ source: file.name, server: file.server, side: file.side, list: listed(file) });
      yield;
    }
    return configurationOf(texts);
  },
};

/** A file is asked for several times, and read once. */
const known = new WeakMap<Brought, FormatList>();

function listed(file: Brought): FormatList {
  const list = known.get(file) ?? readFormatList(decodePasted(file.part(0, LIMIT)) ?? '');
  known.set(file, list);
  return list;
}

/** One text that was read, and whose it is said to be. */
export interface ListedText {
  readonly source: string;
  readonly server: string | null;
  readonly side: Side | null;
  readonly list: FormatList;
}

/** Facts of several texts: one for each cmdlet and server or side. */
export function configurationOf(texts: readonly ListedText[]): readonly Found[] {
  const facts = new Map<string, { readonly fact: ConfigurationFact; readonly objects: ConfigurationObject[]; leftOut: number }>();
  const add = (cmdlet: ConfigurationCmdlet, side: Side | null, server: string | null, objects: readonly ConfigurationObject[]): void => {
    const subject = `${server ?? side ?? 'unknown side'}: ${cmdlet}`;
    const all: ConfigurationObject[] = [];
    const known = facts.get(subject) ?? { fact: { cmdlet, side, server, objects: all }, objects: all, leftOut: 0 };
    known.objects.push(...objects);
    facts.set(subject, known);
    latest = known;
  };
  let latest: { leftOut: number } | undefined;
  for (const { source, server, side, list } of texts) {
    for (const { cmdlet, side: prefixed } of list.empty) {
      const place = side ?? prefixed ?? configurationCmdlets[cmdlet].only ?? null;
      add(cmdlet, place, server, []);
    }
    for (const { cmdlet, line, properties, side: prefixed } of list.objects) {
      const object: ConfigurationObject = { source, line, properties: Object.fromEntries(properties) };
      const place = placeOf(sideOfObject(cmdlet, object), prefixed, side, isDirectory(object));
      add(cmdlet, place, place === side || side === null ? server : null, [object]);
    }
    if (latest !== undefined) latest.leftOut += list.leftOut;
  }
  return [...facts].map(([subject, { fact, leftOut }]) => ({ kind: 'configuration', subject, fact, summary: summaryOf(fact, leftOut) }));
}

/** The directory that an object lies in tells most; then what the user says, the prefix of the command, and where the object leads. */
function placeOf(seen: Side | null, prefixed: Side | null, said: Side | null, directory: boolean): Side | null {
  return (directory ? seen : null) ?? said ?? (prefixed === 'cloud' ? prefixed : seen ?? prefixed);
}

function isDirectory({ properties }: ConfigurationObject): boolean {
  return ['OriginatingServer', 'DistinguishedName', 'OrganizationId'].some((name) => (properties[name]?.text ?? '') !== '');
}

function summaryOf({ cmdlet, objects }: ConfigurationFact, leftOut: number): string {
  if (objects.length === 0) return `${cmdlet} showed nothing`;
  const shown = objects.slice(0, MAX_NAMED)
    .map((object) => `${nameOf(object)} (${Object.keys(object.properties).length} values, ${object.source} line ${object.line})`);
  const more = objects.length - shown.length;
  return printable([
    ...shown, ...(more > 0 ? [`and ${more} more`] : []), ...(leftOut > 0 ? [`${leftOut} were too many and left out`] : []),
  ].join('; '), MAX_SUMMARY);
}
