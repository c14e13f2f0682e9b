/** Reading YAML nodes by what is expected of them; every mistake becomes a complaint at its place. */
import { isMap, isScalar, isSeq, Scalar, type Node, type YAMLMap } from 'yaml';
import { nearest, oneOf, type complaintsOf } from './complaints.ts';

export type Complaints = ReturnType<typeof complaintsOf>;

/** One entry of a mapping, with the nodes for complaints. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Node | null;
  /** Where nothing is written, an empty value at the place of the key. */
  readonly value: Node;
}

/** Readers bound to a list of complaints. Each returns undefined after complaining. */
export function yamlReading(complaints: Complaints) {
  function entries(node: Node | null | undefined, what: string): readonly Entry[] {
    if (!isMap(node)) {
      complaints.about(node, `${what} must be a mapping (name: value).`);
      return [];
    }
    return (node as YAMLMap<Node, Node | null>).items.map(({ key, value }) => ({
      key: isScalar(key) ? String(key.value) : '', keyNode: key, value: value ?? emptyAt(key),
    }));
  }

  /** The entries of a mapping whose keys are fixed; unknown keys are complained of with the words accepted. */
  function fields<K extends string>(node: Node | null | undefined, what: string, accepted: readonly K[]): Partial<Record<K, Node>> {
    const found: Partial<Record<K, Node>> = {};
    for (const { key, keyNode, value } of entries(node, what)) {
      const word = accepted.find((name) => name === key);
      if (word === undefined) {
        const near = nearest(key, accepted);
        complaints.about(keyNode, `${what} has no "${key}"${near ? `; did you mean "${near}"?` : '.'} Accepted here: ${oneOf(accepted)}.`);
      } else {
        found[word] = value;
      }
    }
    return found;
  }

  function text(node: Node | null | undefined, what: string): string | undefined {
    if (isScalar(node) && typeof node.value === 'string' && node.value !== '') return node.value;
    if (isScalar(node) && typeof node.value === 'number') return node.source ?? String(node.value);
    complaints.about(node, `${what} must be a text.`);
    return undefined;
  }

  function word<W extends string>(node: Node | null | undefined, what: string, accepted: readonly W[]): W | undefined {
    const written = isScalar(node) ? (typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))) : undefined;
    const found = accepted.find((candidate) => candidate === written);
    if (found === undefined) {
      const near = written === undefined ? undefined : nearest(written, accepted);
      const said = written === undefined ? `${what} is` : `${what} is "${written}", which is`;
      if (accepted.length === 0 && written !== undefined) complaints.about(node, `${what} is "${written}", but there is none.`);
      else complaints.about(node, `${said} not one of ${oneOf(accepted)}.${near ? ` Did you mean "${near}"?` : ''}`);
    }
    return found;
  }

  function flag(node: Node | null | undefined, what: string): boolean | undefined {
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    if (isScalar(node) && (node.value === 'on' || node.value === 'off')) return node.value === 'on';
    complaints.about(node, `${what} must be true or false.`);
    return undefined;
  }

  function wholeNumber(node: Node | null | undefined, what: string, from: number, to: number): number | undefined {
    if (isScalar(node) && typeof node.value === 'number' && Number.isInteger(node.value) && node.value >= from && node.value <= to) {
      return node.value;
    }
    complaints.about(node, `${what} must be a whole number from ${from} to ${to}.`);
    return undefined;
  }

  function list(node: Node | null | undefined, what: string): readonly Node[] {
    if (isSeq(node)) return node.items as Node[];
    complaints.about(node, `${what} must be a list.`);
    return [];
  }

  function texts(node: Node | null | undefined, what: string): readonly string[] {
    return list(node, what).flatMap((item) => text(item, `an entry of ${what}`) ?? []);
  }

  return { entries, fields, text, word, flag, wholeNumber, list, texts, about: complaints.about };
}

function emptyAt(key: Node): Node {
  const empty = new Scalar(null);
  if (key.range) empty.range = key.range;
  return empty;
}

export type YamlReading = ReturnType<typeof yamlReading>;
