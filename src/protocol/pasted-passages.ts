/** Finds in a long log the passages that can tell of a failed lookup, in one pass and in little memory; what is there over and over is counted. */
import { decodeNarrow } from './pasted-decoding.ts';
import { tells, wordsToSeek } from './pasted-words.ts';

export interface Passage {
  readonly text: string;
  /** How often the log holds it. */
  readonly times: number;
}

/** How sure a line is to matter: 1 a word of the field or of failing alone, 2 a wording that is known, 3 a failure of the field. */
type Rank = 1 | 2 | 3;

/** Bytes of passages kept of each rank. A log full of one kind leaves room for the others. */
const ROOM: Readonly<Record<Rank, number>> = { 1: 30_000, 2: 60_000, 3: 160_000 };
/** Bytes around a line that are kept with it: the head of its event, the inner exceptions. */
const BEFORE = 1500;
const AFTER = 3000;
const MARGIN = 4096;
const PASSAGE_LIMIT = 20_000;
/** Lines that hold the same words, but other names, are kept this often. */
const VARIANTS = 6;
const KINDS = 4000;

interface Kept { readonly rank: Rank; times: number }
interface Open { start: number; end: number; rank: Rank; readonly lines: Kept[] }
interface Closed { readonly bytes: Uint8Array; readonly rank: Rank; readonly lines: readonly Kept[] }

export class PassageFinder {
  readonly #words = wordsToSeek();
  readonly #kinds = new Map<string, { readonly first: Kept; readonly variants: Set<string> }>();
  /** In which line a word was seen last, by its state. */
  readonly #seenIn = new Int32Array(this.#words.tells.length);
  #line = 0;
  readonly #room = { ...ROOM };
  readonly #closed: Closed[] = [];
  #window: Buffer = Buffer.alloc(0);
  /** Where in the window the next line begins that was not looked at. */
  #from = 0;
  #head: Uint8Array | undefined;
  #open: Open | undefined;
  /** No passage begins before: it would show again what the last one showed. */
  #shown = 0;
  #leftOut = 0;
  #repeated = 0;

  /** The next bytes of the log, in UTF-8 or another code that holds ASCII. */
  push(bytes: Uint8Array): void {
    this.#head ??= bytes.slice(0, whole(bytes, BEFORE));
    const keep = Math.max(0, this.#from - MARGIN);
    this.#window = Buffer.concat([this.#window.subarray(keep), bytes]);
    this.#from -= keep;
    this.#shown = Math.max(0, this.#shown - keep);
    this.#scan(Math.max(this.#from, this.#window.length - MARGIN));
  }

  /** The passages, those surest to matter first; at least one. */
  end(): { readonly passages: readonly Passage[]; readonly repeated: number; readonly leftOut: number } {
    this.#scan(this.#window.length);
    const sorted = [...this.#closed].sort((a, b) => b.rank - a.rank);
    const passages = sorted.map(({ bytes, rank, lines }): Passage => ({
      text: decodeNarrow(bytes), times: Math.min(...lines.filter((line) => line.rank === rank).map(({ times }) => times)),
    }));
    // What kind of text it is stands at its beginning.
    const telling = sorted.some(({ rank }) => rank > 1);
    const head = telling || this.#head === undefined ? [] : [{ text: decodeNarrow(this.#head), times: 1 }];
    return { passages: [...head, ...passages], repeated: this.#repeated, leftOut: this.#leftOut };
  }

  /** Looks at the lines that begin before `to`. Each byte is looked at once; a long line is cut where a sentence or an element ends. */
  #scan(to: number): void {
    const { classOf, classes, next, tells: told, beginsWith } = this.#words;
    const window = this.#window;
    let line = this.#from;
    let state = 0;
    let bits = 0;
    let kind = 0;
    let space = false;
    const begin = (at: number): void => {
      line = at;
      bits = 0;
      kind = 0;
      this.#line++;
    };
    begin(line);
    for (let at = line; at < window.length && line < to; at++) {
      const byte = window[at] ?? 0;
      const one = classOf[byte] ?? 0;
      if (one !== 1 || !space) state = next[state * classes + one] ?? 0;
      space = one === 1;
      const hit = told[state] ?? 0;
      if (hit !== 0) {
        const begun = beginsWith[state] ?? 0;
        if (begun > 0 && at + 1 - begun > line) {
          if (bits !== 0) this.#consider(line, at + 1 - begun, bits, kind);
          begin(at + 1 - begun);
        }
        bits |= hit;
        // What kind of line it is: the set of its words, in whatever order and number.
        if (this.#seenIn[state] !== this.#line) kind = (kind + Math.imul(state, 0x9e3779b1)) | 0;
        this.#seenIn[state] = this.#line;
      }
      if (byte === 10 || isEnd(byte, at - line)) {
        if (bits !== 0) this.#consider(line, at + 1, bits, kind);
        begin(at + 1);
      }
    }
    if (line < to && bits !== 0) this.#consider(line, window.length, bits, kind);
    this.#from = line < to ? window.length : line;
    this.#close();
  }

  #consider(start: number, end: number, bits: number, kind: number): void {
    const text = this.#window.toString('latin1', start, end);
    const rank = rankOf(bits, text);
    const numbers = numbersOf(text);
    const group = `${rank} ${kind} ${numbers}`;
    const known = this.#kinds.get(group);
    if (known !== undefined) {
      known.first.times++;
      const like = known.variants.size < VARIANTS ? likeness(text, numbers) : '';
      if (like === '' || known.variants.has(like)) {
        this.#repeated++;
        return;
      }
      known.variants.add(like);
    }
    if (this.#room[rank] <= 0 || this.#kinds.size >= KINDS) {
      this.#leftOut++;
      return;
    }
    const kept: Kept = { rank, times: 1 };
    if (known === undefined) this.#kinds.set(group, { first: kept, variants: new Set([likeness(text, numbers)]) });
    this.#keep(start, end, kept);
  }

  #keep(start: number, end: number, kept: Kept): void {
    const open = this.#open;
    const from = Math.max(this.#shown, contextBefore(this.#window, start));
    const to = contextAfter(this.#window, end);
    if (open !== undefined && from < open.end && (end <= open.end || to - open.start <= PASSAGE_LIMIT)) {
      if (to - open.start <= PASSAGE_LIMIT && to > open.end) {
        this.#room[kept.rank] -= to - open.end;
        open.end = to;
      }
      if (kept.rank > open.rank) open.rank = kept.rank;
      open.lines.push(kept);
      return;
    }
    this.#close();
    const begin = Math.max(from, this.#shown);
    this.#room[kept.rank] -= to - begin;
    this.#open = { start: begin, end: to, rank: kept.rank, lines: [kept] };
  }

  #close(): void {
    if (this.#open === undefined) return;
    const { start, end, rank, lines } = this.#open;
    this.#closed.push({ bytes: Uint8Array.from(this.#window.subarray(start, end)), rank, lines });
    this.#shown = end;
    this.#open = undefined;
  }
}

const [GREATER, BRACE, SPACE, COMMA, SEMICOLON] = [0x3e, 0x7d, 0x20, 0x2c, 0x3b];

/** Ends a line that is longer than lines are. */
function isEnd(byte: number, length: number): boolean {
  if (length < 1000) return false;
  return byte === GREATER || byte === BRACE || (length >= 2000 && (byte === SPACE || byte === COMMA || byte === SEMICOLON)) || length >= 4000;
}

const STATUS = /\/(?:ews|autodiscover)\/[^\r\n]*? ([345]\d\d) \d{1,3} \d{1,10} \d{1,9}\s*$|,([45]\d\d),(?:[45]\d\d)?,[^,]*,(?:POST|GET),/i;

function rankOf(bits: number, text: string): Rank {
  const has = (bit: number): boolean => (bits & bit) !== 0;
  if (has(tells.sure) || (has(tells.field) && has(tells.failed | tells.known))) return 3;
  return has(tells.known) || (has(tells.field) && STATUS.test(text)) ? 2 : 1;
}

/** Numbers that mean something: statuses, reasons of refused tokens, codes of Entra ID, location ids, events. Everything else is a time or a name. */
const NUMBERS = new RegExp([
  '\\b(?:AADSTS\\d{4,9}|[24]0000\\d\\d|LID: ?\\d{3,6}|Event ?ID\\D{0,20}\\d{3,5}|(?:HTTP[ /\\d.]{0,8}|status\\D{0,12})[345]\\d\\d\\b)',
  '\\([345]\\d\\d\\)',
  ',[45]\\d\\d,', ' [345]\\d\\d(?= \\d{1,3} \\d{1,10} \\d{1,9}\\s*$)',
].join('|'), 'gi');

const numbersOf = (text: string): string => (text.match(NUMBERS) ?? []).slice(0, 12).join(' ');

/** The line without what differs from one time to the next: numbers, addresses, names of hosts and accounts. */
function likeness(text: string, numbers: string): string {
  return `${numbers}|${text.replace(/[\w.@\\:/#%&?=+~-]{1,400}/g, (word) => (isName(word) ? '#' : word))}`;
}

function isName(word: string): boolean {
  if (/^(?:System|Microsoft)\./.test(word) || /outlook\.|office365|microsoftonline|\.live\.com/i.test(word)) return false;
  return /[\d@\\]|\w\.\w/.test(word) || /^[A-Z][A-Z-]{3,}\.?$/.test(word);
}

/** A line with its own time is a record of its own: what stands beside it belongs to others. */
function isDated(window: Buffer, at: number): boolean {
  return window[at + 4] === 0x2d && window[at + 7] === 0x2d && /^\d{4}-\d\d-\d\d/.test(window.toString('latin1', at, at + 10));
}

/** Where the lines before a line begin that belong to it. Looks at no more than {@link BEFORE} bytes. */
function contextBefore(window: Buffer, start: number): number {
  const least = Math.max(0, start - BEFORE);
  const region = window.subarray(least, start);
  let begin = start;
  while (!isDated(window, begin)) {
    const end = begin - least - 2;
    const newline = end < 0 ? -1 : region.lastIndexOf(10, end);
    if (newline < 0) return whole(window, least);
    begin = least + newline + 1;
  }
  // Of lines that each have their own time none belongs to another; where only some have, the last of them begins the record.
  return isDated(window, start) ? start : begin;
}

/** Where the lines after a line end that belong to it. Looks at no more than {@link AFTER} bytes. */
function contextAfter(window: Buffer, end: number): number {
  const most = Math.min(window.length, end + AFTER);
  const region = window.subarray(end, most);
  for (let until = end; until < most;) {
    if (isDated(window, until)) return until;
    const newline = region.indexOf(10, until - end);
    if (newline < 0) break;
    until = end + newline + 1;
  }
  return whole(window, most);
}

/** Not within a character of UTF-8. */
function whole(window: Uint8Array, at: number): number {
  let place = Math.max(0, at);
  for (let steps = 0; steps < 3 && place < window.length && ((window[place] ?? 0) & 0xc0) === 0x80; steps++) place++;
  return place;
}
