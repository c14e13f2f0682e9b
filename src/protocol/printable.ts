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
