/** Finds what an error text says, in the languages that servers speak. */
import { errorTextRows } from './error-texts-table.ts';
import type { ErrorTextRow, Meaning, TextLanguage } from './error-texts-table.ts';
import { remembering } from './remembering.ts';

export type { ErrorTextRow, Meaning, TextLanguage, TextOrigin } from './error-texts-table.ts';

export interface MeaningFound {
  readonly meaning: Meaning;
  readonly language: TextLanguage;
}

/** Characters of a text that are looked at; the rest is ignored. */
export const textLimit = 200_000;
/** Meanings that are reported at most. */
export const meaningsLimit = 100;

/**
 * Brings a text into the form in which wordings are compared: lower case, white space collapsed (no-break spaces included) and
 * none before a colon (as French has it), straight quotes and apostrophes, three dots for an ellipsis, a plain colon for a
 * full-width one. Looks at the first {@link textLimit} characters.
 */
export const normaliseText = remembering((text) =>
  text
    .slice(0, textLimit)
    .replace(/[\u2018\u2019\u201a\u201b\u2032\u00b4\u0060]/g, "'")
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]/g, '"')
    .replace(/\u2026/g, '...')
    .replace(/\uff1a/g, ':')
    .replace(/[\s\u200b\ufeff]+/g, ' ')
    .replace(/ :/g, ':')
    .trim()
    .toLowerCase(),
);

interface Pattern {
  readonly text: string;
  readonly found: MeaningFound;
}

const keyLength = 4;

/** Wordings by their first characters, the longest first. */
const patterns: ReadonlyMap<string, readonly Pattern[]> = index(errorTextRows);
const longest = Math.max(...errorTextRows.map(([, , wording]) => wording.length));

function index(rows: readonly ErrorTextRow[]): ReadonlyMap<string, readonly Pattern[]> {
  const byStart = new Map<string, Pattern[]>();
  for (const [meaning, language, wording] of rows) {
    const text = normaliseText(wording);
    const key = text.slice(0, keyLength);
    byStart.set(key, [...(byStart.get(key) ?? []), { text, found: { meaning, language } }]);
  }
  for (const list of byStart.values()) list.sort((a, b) => b.text.length - a.text.length);
  return byStart;
}

/**
 * The meanings that a text holds, in order of occurrence. Where several wordings begin at one place the longest counts, and what
 * lies inside a wording that was found is not reported again: "connection closed: could not establish trust" is one meaning.
 * Never throws; looks at the first {@link textLimit} characters and reports at most {@link meaningsLimit} meanings.
 * Source: see {@link errorTextRows}.
 */
export const meaningsIn: (text: string) => readonly MeaningFound[] = remembering((text) => {
  const normal = normaliseText(text);
  const found: MeaningFound[] = [];
  for (let at = 0; at < normal.length && found.length < meaningsLimit; at += 1) {
    const begun = patterns.get(normal.slice(at, at + keyLength));
    const hit = begun?.find((pattern) => normal.startsWith(pattern.text, at)) ?? cutOff(begun, normal, at);
    if (hit === undefined) continue;
    found.push(hit.found);
    at += hit.text.length - 1;
  }
  return found;
});

/** Characters of a wording that must be there when the text ends within it. */
const cutOffLength = 24;

/** The text ends within a wording, as where a ticket or an event cuts it off, and what is there begins nothing that means something else. */
function cutOff(begun: readonly Pattern[] | undefined, normal: string, at: number): Pattern | undefined {
  const rest = normal.length - at;
  if (begun === undefined || rest < cutOffLength || rest > longest) return undefined;
  const fitting = begun.filter(({ text }) => text.startsWith(normal.slice(at)));
  return new Set(fitting.map(({ found }) => found.meaning)).size === 1 ? fitting[0] : undefined;
}

const statusForms =
  /\bhttp(?:\/[12](?:\.[01])?|[ -]?(?:status|error)(?:[ -]?code)?)?:? ([1-5]\d\d)\b|\(([345]\d\d)\) ?(?=\p{L})/u;

/**
 * The first HTTP status that a text names: "The request failed with HTTP status 401: Unauthorized", "HTTP-Status 401",
 * "HTTP/1.1 503", or a status in parentheses before a word, as .NET has it in every language: "(404) Nicht gefunden".
 * null when there is none.
 */
export const httpStatusIn = remembering((text): number | null => {
  const status = statusForms.exec(normaliseText(text));
  return status === null ? null : Number(status[1] ?? status[2]);
});
