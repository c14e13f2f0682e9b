/** Small pieces that many parts of the page are made of. */
import { printable } from '../../protocol/printable.ts';
import { LONGEST_TEXT, markup, type Insert, type Markup } from './markup.ts';

/** A table that may be wider than the screen: then it scrolls by itself, also with the keyboard. */
export function scrolling(label: string, table: Markup): Markup {
  return markup`<div class="scroll" role="group" aria-label="${label}" tabindex="0">${table}</div>`;
}

/** The head of a table, one cell for each column. */
export function tableHead(...heads: readonly Insert[]): Markup {
  return markup`<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>`;
}

/** A word that stands out, always with its mark: it never hangs on colour alone. */
export function badge(shade: string, mark: string, says: Insert): Markup {
  return markup`<span class="badge ${shade}"><span aria-hidden="true">${mark}</span> ${says}</span>`;
}

/** Longer words must break somewhere on a narrow screen. */
const LONGEST_WHOLE = 32;

/** A text in which neither options such as `--format` nor cmdlets break at their hyphens, and paths and addresses break at their joints. */
export function unbroken(text: string): Insert {
  return printable(text, LONGEST_TEXT).split(/( )/).map((word) => {
    if (word.length > LONGEST_WHOLE) return jointed(word);
    return word.includes('-') ? markup`<span class="whole">${word}</span>` : word;
  });
}

/** A long word that breaks after the signs that join its parts, but not after the hyphen of an option. */
export function jointed(word: string): Insert {
  const shown = printable(word, LONGEST_TEXT);
  const [option = ''] = /^-+\w{1,8}/.exec(shown) ?? [];
  const parts = shown.slice(option.length).split(/(?<=[\\/@,;=.])/);
  return [
    option === '' ? undefined : markup`<span class="whole">${option}</span>`,
    parts.map((part, index) => (index === 0 ? part : [markup`<wbr>`, part])),
  ];
}

/** `1 lookup`, `2 lookups`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What is not on the page, and where it is. Empty where nothing is left out. */
export function leftOut(count: number, what: string, why: string): Insert {
  return count <= 0 ? undefined : markup`<p class="left-out">${count} more ${what} ${why}; all of them are in the JSON report.</p>`;
}

