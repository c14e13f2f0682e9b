/** What every rendering for people says, in the same words. */
import type { Cited } from '../model/registry.ts';
import type { Finding, Report, Sight, Verdict } from '../model/report.ts';
import { readExceptionText } from '../protocol/exception-text.ts';

const MAX_QUOTES = 2;
const MAX_WORDS = 160;
/** Findings told in full, per lookup. */
const MAX_TOLD = 2;

export const whom: Readonly<Record<Finding['concerns'], string>> = {
  helpdesk: 'the helpdesk', exchange: 'the Exchange administrator', network: 'the network administrator',
  directory: 'the directory administrator', tenant: 'the tenant administrator',
};

export const isLeading = ({ confidence }: Finding): boolean => confidence === 'confirmed' || confidence === 'likely';

export function sightOf({ availability, attempts, patterns, findings }: Verdict): Sight {
  if (availability === 'shown') return findings.length > 0 ? 'wrong-times' : 'shown';
  const nowAndThen = availability === 'hash-marks' && patterns.length > 0 && patterns.every(({ intermittent }) => intermittent)
    && attempts.some((attempt) => attempt.availability === 'shown');
  return nowAndThen ? 'now-and-then' : availability;
}

/** A mark beside a word: what the user sees never hangs on colour alone. */
export const marks: Readonly<Record<Sight, string>> = {
  'shown': '✓', 'wrong-times': '✗', 'now-and-then': '✗', 'hash-marks': '✗', 'not-observed': '?',
};

/** What the mark stands for. */
export const sightNames: Readonly<Record<Sight, string>> = {
  'shown': 'availability shown', 'wrong-times': 'wrong times', 'now-and-then': 'cross lines now and then', 'hash-marks': 'cross lines',
  'not-observed': 'not observed',
};

/** What the user sees, as one sentence without its full stop. */
export function sightSentence(verdict: Verdict): string {
  const { requester, target, requesterServer, targetServer } = verdict.lookup;
  const servers = `(${requesterServer} asks ${targetServer})`;
  switch (sightOf(verdict)) {
    case 'shown': return `${requester} sees the availability of ${target} ${servers}`;
    case 'wrong-times': return `${requester} sees the availability of ${target} at WRONG TIMES ${servers}`;
    case 'now-and-then': return `${requester} sees CROSS LINES now and then instead of the availability of ${target} ${servers}`;
    case 'hash-marks': return `${requester} sees CROSS LINES instead of the availability of ${target} ${servers}`;
    case 'not-observed': return `What ${requester} sees of ${target} could not be observed ${servers}`;
  }
}

/** When it fails and on which machine, one sentence each; empty where all attempts were alike and no machine stands out. */
export function whenOf({ availability, attempts, patterns }: Verdict): readonly string[] {
  const unanswered = attempts.filter((attempt) => attempt.availability === 'not-observed').length;
  return [
    ...patterns.map(({ says, settle }) => (settle === null ? says : `${says} To settle it, ${settle}.`)),
    ...(availability === 'not-observed' || unanswered === 0 ? [] : [`${unanswered} of ${attempts.length} lookups brought no answer at all.`]),
  ];
}

/** How that compares to what was expected, to be put after the sentence; empty where there is nothing to say. */
export function expectationOf({ availability, expected, met, expectedCauses }: Verdict): string {
  if (met) return expected === 'shown' ? '' : ', as expected';
  // Everybody wants to see availability: that goes without saying.
  if (availability !== expected && expected === 'shown') return '';
  return availability !== expected ? `, expected: ${expected}` : `, expected causes: ${(expectedCauses ?? []).join(', ') || 'none'}`;
}

/** The findings to tell in full, and those to mention only. */
export function toldOf(verdict: Verdict): { readonly full: readonly Finding[]; readonly others: readonly Finding[] } {
  const told = verdict.findings.filter(isLeading);
  const possible = verdict.findings.filter(({ confidence }) => confidence === 'possible');
  const full = (told.length > 0 ? told : possible.slice(0, 1)).slice(0, MAX_TOLD);
  return { full, others: possible.filter((finding) => !full.includes(finding)) };
}

/** Summaries of all observations by their ids. */
export function summariesOf(report: Report): ReadonlyMap<string, string> {
  return new Map(report.observations.map(({ id, summary }) => [id, summary]));
}

/** What showed a claim: an observation in words. */
export interface Quote {
  readonly says: string;
  readonly observation: string;
  readonly quote: string;
}

/**
 * Each observation once, beside the first claim that it shows. The lookup itself speaks in the server's words; they are of one lookup, the first
 * that is cited, and what others were answered beside it speaks by its summary.
 */
export function quotesOf({ supporting, words }: Pick<Finding, 'supporting' | 'words'>, summaries: ReadonlyMap<string, string>): readonly Quote[] {
  const first = supporting.find(({ observation }) => observation.startsWith('user-availability '))?.observation;
  const quotes = new Map<string, Quote>();
  for (const { says, observation } of supporting) {
    if (quotes.has(observation)) continue;
    const quote = observation === first && words ? `the server's words: "${gistOf(words)}"` : summaries.get(observation) ?? observation;
    quotes.set(observation, { says, observation, quote });
  }
  return [...quotes.values()];
}

/** Each claim with what showed it; a claim that only repeats observations already told is left out. */
export function seenOf(finding: Finding, summaries: ReadonlyMap<string, string>): readonly string[] {
  const claims = new Map<string, string[]>();
  for (const { says, quote } of quotesOf(finding, summaries)) claims.set(says, [...(claims.get(says) ?? []), quote]);
  return [...claims].map(([says, quotes]) => `${says} – ${quotes.slice(0, MAX_QUOTES).join('; ')}`);
}

/** The gist of an Exchange error text: what each exception says, without class names, from the outermost to the innermost. */
function gistOf(words: string): string {
  const gist = readExceptionText(words).chain.map(({ message }) => message.trim()).filter((message) => message !== '').join(' → ') || words;
  return gist.length > MAX_WORDS ? `${gist.slice(0, MAX_WORDS)}…` : gist;
}

const COUNTED: readonly (readonly [readonly Sight[], string])[] = [
  [['shown'], 'shown'], [['wrong-times'], 'at wrong times'], [['hash-marks', 'now-and-then'], 'with cross lines'], [['not-observed'], 'not observed'],
];

/** All lookups counted, as one sentence; how they compare to what was expected only where something else than availability was. */
export function closing({ verdicts }: Report): string {
  if (verdicts.length === 0) return 'Nothing was looked up.';
  const seen = verdicts.map(sightOf);
  const parts = COUNTED.map(([sights, what]) => [seen.filter((sight) => sights.includes(sight)).length, what] as const)
    .filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const unmet = verdicts.filter(({ met }) => !met).length;
  const compared = unmet === 0 ? 'all as expected' : `${unmet} not as expected`;
  const plain = verdicts.every(({ expected, expectedCauses }) => expected === 'shown' && expectedCauses === undefined);
  return `${verdicts.length} lookup${verdicts.length === 1 ? '' : 's'}: ${parts.join(', ')}${plain ? '' : `; ${compared}`}.`;
}

/** `ex16.reg lines 8, 9; net.reg line 3`. */
export function linesOf(lines: readonly Cited[]): string {
  const byFile = new Map<string, number[]>();
  for (const { file, line } of lines) byFile.set(file, [...new Set([...(byFile.get(file) ?? []), line])].sort((a, b) => a - b));
  return [...byFile].map(([file, numbers]) => `${file} line${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`).join('; ');
}

export const noCause = 'no known cause fits what was seen';

/** What there is to say where no cause fits, without full stops. */
export function unexplained({ answer, findings }: Verdict): { readonly why: string; readonly answer: string | null; readonly next: string } {
  const open = findings.filter(({ confidence }) => confidence === 'undetermined').length;
  return {
    why: `${noCause}; ${open} could not be examined from here`,
    answer: answer.responseCode === null ? null : `${answer.responseCode}: ${answer.messageText ?? ''}`,
    next: 'run crosslines again with --record TAPE, and pass the tape and this report on to the Exchange administrator',
  };
}

/** The sentences of a text, each with what ends it. */
export function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[\p{L}\p{N})"'’][\p{L}\p{N})"'’][.!?])\s+/u);
}

/** A moment to the minute, in UTC: `2026-11-21 20:49`. @param iso with or without an offset */
export function minuteOf(iso: string): string {
  return new Date(iso).toISOString().slice(0, 16).replace('T', ' ');
}
