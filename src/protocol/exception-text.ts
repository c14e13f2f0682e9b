/** Takes apart the texts in which Exchange hands on exceptions: MessageText, event log entries, pasted errors. */
import { meaningsIn } from '../exchange/error-texts.ts';
import type { MeaningFound } from '../exchange/error-texts.ts';

export interface ExceptionLink {
  /** Class as the text names it, with or without namespace; null where only a sentence stands. */
  readonly type: string | null;
  /** On one line; without stack frames, server name and location id. */
  readonly message: string;
}

export interface ExceptionText {
  /** Outermost first; empty for an empty text. */
  readonly chain: readonly ExceptionLink[];
  /** Location ids, each once. */
  readonly lids: readonly number[];
  /** Where the exception arose, by the server's own word: a NetBIOS name. */
  readonly serverName: string | null;
  /** URLs named in the text, each once. */
  readonly urls: readonly string[];
  /** What the text says, in order of occurrence. */
  readonly meanings: readonly MeaningFound[];
}

/** Characters that are looked at. */
export const exceptionTextLimit = 64_000;
const chainLimit = 16;
const messageLimit = 2_000;
const urlsLimit = 20;
const lidsLimit = 20;

/** Between an exception and its inner one: .NET's arrow (also escaped twice), 2007 and 2010, Autodiscover, event 4002. */
const links =
  / ?-{3}(?:>|&gt;) ?| ?, ?inner exception: ?| (?:with error|(?:The )?exception returned is) (?=(?:System|Microsoft)\.)/i;

/** A class name before its message; without a namespace only what ends like an exception. */
const typed = new RegExp(
  '^((?:System|Microsoft)(?:\\.[A-Za-z_][\\w`+]{0,100}){1,12}|(?:[A-Za-z_][\\w`+]{0,100}\\.){0,12}\\w{1,100}(?:Exception|Fault))'
  + '(?: \\([^()]{1,60}\\))?: ?',
);

/** A stack frame, in whatever language its first word is, and all after it. */
const stack = / [^\s.,:;()]{1,6} (?:System|Microsoft)\.[\w.`<>+[\],]{1,300}\([^()]{0,500}\).*$| --- [^-]{1,100} ---.*$/;

/**
 * The chain of exceptions and what else a text tells. All generations write it differently:
 * - 2007: a plain sentence, perhaps `., inner exception: …`
 * - 2010: `Proxy web request failed. , inner exception: System.Net.WebException: …`
 * - 2013 and later: `Class: sentence ---> Class: sentence`, then `. Name of the server where exception originated: X. LID: n`
 *
 * Looks at the first {@link exceptionTextLimit} characters. Never throws.
 * Source: answers recorded in openchange/openchange, ecederstrand/exchangelib; Microsoft Learn "Resolve free/busy errors".
 */
export function readExceptionText(text: string): ExceptionText {
  const flat = text.slice(0, exceptionTextLimit).replace(/\s+/g, ' ').trim();
  const serverName = /Name of the server where exception originated: ?([^\s.,;:<>"']{1,63})/i.exec(flat)?.[1] ?? null;
  const bare = flat
    .replace(/ ?\.? ?Name of the server where exception originated: ?[^\s.,;:<>"']{0,63}\.?/gi, ' ')
    .replace(/ ?\bLID: ?\d{1,9}\b\.?/gi, ' ');
  return {
    chain: bare.split(links).slice(0, chainLimit).map(link).filter(({ type, message }) => type !== null || message !== ''),
    lids: lidsIn(flat),
    serverName,
    urls: urlsIn(flat),
    meanings: meaningsIn(flat),
  };
}

function link(part: string): ExceptionLink {
  const whole = part.trim();
  const type = typed.exec(whole);
  const message = (type === null ? whole : whole.slice(type[0].length)).slice(0, messageLimit * 2);
  return {
    type: type?.[1] ?? null,
    // The space in front lets a frame at the very beginning count.
    message: ` ${message}`.replace(stack, '').replace(/ {2,}/g, ' ').replace(/ \.$/, '').trim().slice(0, messageLimit),
  };
}

/**
 * Location ids in a text (`LID: 43532`), each once, in order, at most 20. They name the place in Exchange where an error arose.
 * Source: answers of Exchange Online as recorded in ecederstrand/exchangelib; Microsoft Learn "Resolve free/busy errors".
 */
export function lidsIn(message: string): readonly number[] {
  const found = Array.from(message.matchAll(/\bLID:\s?(\d{1,9})(?!\d)/gi), ([, digits]) => Number(digits));
  return [...new Set(found)].slice(0, lidsLimit);
}

function urlsIn(text: string): readonly string[] {
  const found = Array.from(text.matchAll(/https?:\/\/[^\s'"<>,;()]{1,2048}/gi), ([url]) => url.replace(/[.:]+$/, ''));
  return [...new Set(found)].slice(0, urlsLimit);
}
