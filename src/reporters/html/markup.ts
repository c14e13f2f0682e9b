/** Markup in which everything that is put in is text, unless it is markup made here. */
import { printable } from '../../protocol/printable.ts';

/** Characters of a text on the page; what is longer ends in an ellipsis. */
export const LONGEST_TEXT = 2000;

/** A class, because no object out of a JSON file can be an instance of one. */
export class Markup {
  readonly #text: string;

  /** Only what stands in our own source, and what was escaped, may come in here. */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template: text, which is cleaned and escaped; nothing at all; or a list of these. */
export type Insert = string | number | Markup | null | undefined | false | readonly Insert[];

/** `markup\`<b>${text}</b>\`` */
export function markup(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return new Markup(parts.map((part, index) => (index < inserts.length ? part + written(inserts[index]) : part)).join(''));
}

function written(insert: Insert): string {
  if (insert instanceof Markup) return insert.toString();
  if (Array.isArray(insert)) return (insert as readonly Insert[]).map(written).join('');
  if (insert === null || insert === undefined || insert === false) return '';
  const text = String(insert);
  // Cleaning takes the spaces at both ends away; between two inserts they are wanted.
  return `${/^\s/.test(text) ? ' ' : ''}${escaped(printable(text, LONGEST_TEXT))}${/\S\s+$/.test(text) ? ' ' : ''}`;
}

/** Lines as they are, each cleaned and escaped, with the spaces that they begin with. */
export function lines(text: readonly string[]): Markup {
  return new Markup(text.map((line) => {
    const [indent = ''] = /^ */.exec(line) ?? [];
    return indent + escaped(printable(line.slice(indent.length), LONGEST_TEXT));
  }).join('\n'));
}

/** Source: WHATWG HTML, 13.2.5 (tokenization): in text and in quoted values of attributes nothing else ends them. */
function escaped(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`) : text;
}
