import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Availability, LookupPlan, Mailbox, Server } from '../model/scenario.ts';
import { nearest, oneOf } from './complaints.ts';
import type { YamlReading } from './yaml-reading.ts';

const AVAILABILITY: readonly Availability[] = ['shown', 'hash-marks', 'not-observed'];
const MAX_LOOKUPS = 10_000;

/** `anna -> boris` or `anna → boris`; undefined: not of that form. */
export function splitLookup(text: string): readonly [string, string] | undefined {
  const parts = text.split(/->|→/).map((part) => part.trim());
  return parts.length === 2 && parts[0] && parts[1] ? [parts[0], parts[1]] : undefined;
}

export function readLookups(
  node: Node | null, expect: Node | null | undefined, read: YamlReading,
  mailboxes: Readonly<Record<string, Mailbox>>, servers: Readonly<Record<string, Server>>,
): readonly LookupPlan[] {
  const pairs = isMap(node) ? readMatrix(node, read, mailboxes) : readPairs(node, read, mailboxes);
  if (isSeq(node) && node.items.length === 0) read.about(node, 'lookups is empty; expected entries such as "anna -> boris".');
  if (pairs.length > MAX_LOOKUPS) read.about(node, `lookups has ${pairs.length} entries; at most ${MAX_LOOKUPS} are run at once.`);
  const tooOld = pairs.find(([requester]) => servers[requester.server]?.version === 'exchange-2007')?.[0];
  if (tooOld !== undefined) read.about(node, `mailbox ${tooOld.id} is on an Exchange 2007, which can be looked up but not asked; use it as a target only.`);
  const ids = pairs.map(([requester, target]) => `${requester.id} -> ${target.id}`);
  const expected = readExpect(expect, read, ids);
  return pairs.map(([requester, target], index) => {
    const id = ids[index] ?? '';
    const causes = expected.causes.get(id);
    return {
      id, requester, target,
      expected: expected.availability.get(id) ?? (causes === undefined ? expected.all : causes.length > 0 ? 'hash-marks' : 'shown'),
      ...(causes === undefined ? {} : { expectedCauses: causes }),
    };
  });
}

type Pair = readonly [Mailbox, Mailbox];

function readMatrix(node: Node, read: YamlReading, mailboxes: Readonly<Record<string, Mailbox>>): readonly Pair[] {
  const { matrix } = read.fields(node, 'lookups', ['matrix'] as const);
  if (matrix === undefined) {
    read.about(node, 'lookups has no matrix; expected a list such as "- anna -> boris", or matrix: [anna, boris].');
    return [];
  }
  const members = new Set<Mailbox>();
  const items = read.list(matrix, 'lookups.matrix');
  for (const item of items) {
    const id = read.word(item, 'an entry of lookups.matrix', Object.keys(mailboxes));
    const mailbox = id === undefined ? undefined : mailboxes[id];
    if (mailbox !== undefined && members.has(mailbox)) read.about(item, `lookups.matrix has "${mailbox.id}" twice.`);
    if (mailbox !== undefined) members.add(mailbox);
  }
  if (isSeq(matrix) && items.length < 2) read.about(matrix, 'lookups.matrix must have two mailboxes or more.');
  if (members.size * (members.size - 1) > MAX_LOOKUPS) {
    read.about(matrix, `lookups.matrix of ${members.size} mailboxes makes more than ${MAX_LOOKUPS} lookups.`);
    return [];
  }
  return pairsOf([...members]);
}

/** Every one asks every other. */
function pairsOf(members: readonly Mailbox[]): readonly Pair[] {
  return members.flatMap((requester) => members.filter((target) => target !== requester).map((target): Pair => [requester, target]));
}

function readPairs(node: Node | null, read: YamlReading, mailboxes: Readonly<Record<string, Mailbox>>): readonly Pair[] {
  const seen = new Set<string>();
  return read.list(node, 'lookups').flatMap((item): readonly Pair[] => {
    const written = read.text(item, 'a lookup');
    if (written === undefined) return [];
    const names = splitLookup(written);
    if (names === undefined) {
      read.about(item, `"${written}" is not a lookup; expected "requester -> target", such as "anna -> boris".`);
      return [];
    }
    const both = names.flatMap((name) => {
      const mailbox = Object.hasOwn(mailboxes, name) ? mailboxes[name] : undefined;
      if (mailbox !== undefined) return [mailbox];
      const known = Object.keys(mailboxes);
      const near = nearest(name, known);
      read.about(item, `the lookup "${written}" names "${name}", which is no mailbox of this scenario${near ? `; did you mean "${near}"?` : '.'} `
        + `Known: ${oneOf(known)}.`);
      return [];
    });
    const [requester, target] = both;
    if (requester === undefined || target === undefined) return [];
    const id = `${requester.id} -> ${target.id}`;
    if (seen.has(id)) read.about(item, `the lookup "${id}" is listed twice.`);
    seen.add(id);
    return [[requester, target]];
  });
}

interface Expected {
  readonly all: Availability;
  readonly availability: ReadonlyMap<string, Availability>;
  readonly causes: ReadonlyMap<string, readonly string[]>;
}

function readExpect(node: Node | null | undefined, read: YamlReading, ids: readonly string[]): Expected {
  const availability = new Map<string, Availability>();
  const causes = new Map<string, readonly string[]>();
  if (node === undefined) return { all: 'shown', availability, causes };
  if (isScalar(node)) return { all: read.word(node, 'expect', AVAILABILITY) ?? 'shown', availability, causes };
  const lookupOf = (key: string, at: Node | null): string | undefined => {
    const id = splitLookup(key)?.join(' -> ');
    if (id !== undefined && ids.includes(id)) return id;
    read.about(at, `expect names "${key}", which is no lookup of this scenario. Accepted here: causes, ${oneOf(ids.slice(0, 20))}.`);
    return undefined;
  };
  for (const { key, keyNode, value } of read.entries(node, 'expect')) {
    if (key === 'causes') {
      for (const entry of read.entries(value, 'expect.causes')) {
        const id = lookupOf(entry.key, entry.keyNode);
        const named = read.texts(entry.value, `expect.causes of ${entry.key}`);
        if (id !== undefined) causes.set(id, named);
      }
    } else {
      const id = lookupOf(key, keyNode);
      const word = read.word(value, `expect of ${key}`, AVAILABILITY);
      if (id !== undefined && word !== undefined) availability.set(id, word);
    }
  }
  return { all: 'shown', availability, causes };
}
