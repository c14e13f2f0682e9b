/** Small pieces that many parts of the page are made of. */
import { markup, type Insert, type Markup } from './markup.ts';

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

/** A text in which neither options such as `--format` nor cmdlets break at their hyphens. */
export function unbroken(text: string): Insert {
  return text.split(/(\s+)/).map((word) => (word.includes('-') && word.length <= LONGEST_WHOLE ? markup`<span class="whole">${word}</span>` : word));
}

/** `1 lookup`, `2 lookups`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What is not on the page, and where it is. Empty where nothing is left out. */
export function leftOut(count: number, what: string, why: string): Insert {
  return count <= 0 ? undefined : markup`<p class="left-out">${count} more ${what} ${why}; all of them are in the JSON report.</p>`;
}

