/** Makes text from the network safe to show on a terminal and in a report. */

/**
 * The text on one line, at most `maxLength` characters (UTF-16 units), ending in an ellipsis where it was cut. White space of any
 * kind, line ends and line separators included, becomes single spaces. What else is a control character (C0, DEL, C1, and so the
 * head of every escape sequence), turns or hides text (bidirectional controls, zero-width characters, soft hyphen, tags), or is
 * half of a surrogate pair becomes a visible escape such as `\x1b` or `\u202e`. Never throws.
 * Source: Unicode general categories Cc, Cf and Cs; UAX #9; ECMA-48.
 */
export function printable(text: string, maxLength: number): string {
  const limit = Math.max(1, Math.floor(maxLength));
  const shown = beginning(text, limit + 1).replace(/[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]/gu, escaped).trimEnd();
  if (shown.length <= limit) return shown;
  const cut = shown.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut.trimEnd()}\u2026`;
}

/** Characters that every console has in place of those that people set. */
const PLAIN: Readonly<Record<string, string>> = {
  '\u2010': '-', '\u2011': '-', '\u2012': '-', '\u2013': '-', '\u2014': '-', '\u2212': '-', '\u2018': '\'', '\u2019': '\'', '\u201a': '\'', '\u201c': '"',
  '\u201d': '"', '\u201e': '"', '\u00ab': '"', '\u00bb': '"', '\u2026': '...', '\u2022': '*', '\u00b7': '.', '\u2192': '->', '\u2190': '<-', '\u00d7': 'x',
  '\u2713': '+', '\u2717': 'x', '\u2264': '<=', '\u2265': '>=', '\u00a7': 'section ',
};

/** The same in nothing but ASCII: typographic signs by plain ones, all else by visible escapes such as `\xe9`, so that nothing is lost. */
export function inAscii(text: string): string {
  return text.replace(/[^\x00-\x7f]/g, (found) => PLAIN[found] ?? escaped(found));
}

function escaped(found: string): string {
  return Array.from({ length: found.length }, (_, at) => {
    const code = found.charCodeAt(at);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  }).join('');
}

/** Collapses white space until `enough` characters stand, so that a long text costs no more than its beginning. */
function beginning(text: string, enough: number): string {
  let result = '';
  const step = enough * 2;
  for (let from = 0; from < text.length && result.length <= enough; from += step) {
    // \s holds U+FEFF, which is no space but hides itself, and lacks U+0085.
    result = `${result}${text.slice(from, from + step)}`.replace(/(?:(?!\ufeff)[\s\u0085])+/g, ' ').replace(/^ /, '');
  }
  return result;
}
