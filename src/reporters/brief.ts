/** What lookups that share one cause brought, in at most twelve lines: who sees what, why, what would settle it, what to do, and who does it. */
import type { Finding, Verdict } from '../model/report.ts';
import { fitted, type Form, type Piece } from './fitted.ts';
import { expectationsOf, groupSentence, type Group } from './grouping.ts';
import type { Layout } from './layout.ts';
import { marks, seenOf, sentencesOf, toldOf, unexplained, whenOf, whom } from './telling.ts';

const MOST_LINES = 12;
/** Lookups that are named; more are counted. */
const MOST_NAMES = 6;

/** @param summaries of all observations by their ids */
export function briefly(group: Group, summaries: ReadonlyMap<string, string>, page: Layout): readonly string[] {
  const { leading, findings: [finding, second] } = group;
  const style = group.sight === 'not-observed' ? page.yellow : page.red;
  const pieces: readonly Piece[] = [
    { forms: [{ rank: 0, lines: page.lines(`${marks[group.sight]} `, `${groupSentence(group)}${expectationsOf(group)}`) }], style },
    { forms: names(group, page) },
    { forms: when(leading, page), style: page.bold },
    { forms: leading.notObserved === undefined ? [] : [{ rank: finding === undefined ? 0 : 2, lines: page.lines('  Because ', leading.notObserved) }] },
    { forms: leading.toObserve === undefined ? [] : [{ rank: finding === undefined ? 0 : 7, lines: page.lines('  Next    ', leading.toObserve) }] },
    ...(finding === undefined ? withoutCause(leading, page) : because(finding, summaries, page)),
    { forms: second === undefined ? [] : [{ rank: 1, lines: page.lines('  And     ', `${second.title} – ${second.confidence} (${second.cause})`) }], style: page.bold },
    { forms: others(leading, page) },
    { forms: finding === undefined ? [] : [{ rank: 0, lines: page.lines('  More    ', `crosslines explain ${finding.cause}`) }], style: page.dim },
  ];
  return fitted(pieces.filter(({ forms }) => forms.length > 0), MOST_LINES, page.width);
}

/** Where the lookups go different ways, what is told names the servers of one of them. */
function names({ leading, verdicts, routes }: Group, page: Layout): readonly Form[] {
  if (verdicts.length === 1) return [];
  const told = ({ lookup }: Verdict): string => `${lookup.requester} → ${lookup.target}`;
  const others = verdicts.filter((verdict) => verdict !== leading);
  const first = routes.length === 1 ? told(leading) : `told here: ${told(leading)}`;
  const listed = others.slice(0, MOST_NAMES - 1).map(told).join(', ');
  const rest = others.length - Math.min(others.length, MOST_NAMES - 1);
  return [
    { rank: 2, lines: page.lines('  Who     ', `${first}, and likewise ${others.length} more`) },
    { rank: 9, lines: page.lines('  Who     ', `${first}; likewise ${listed}${rest === 0 ? '' : ` and ${rest} more`}`) },
  ];
}

function when(verdict: Verdict, page: Layout): readonly Form[] {
  const sentences = whenOf(verdict);
  const says = verdict.patterns[0]?.says ?? sentences[0];
  if (says === undefined) return [];
  return [{ rank: 1, lines: page.lines('  When    ', says) }, { rank: 7, lines: page.lines('  When    ', sentences.join(' ')) }];
}

function because(finding: Finding, summaries: ReadonlyMap<string, string>, page: Layout): readonly Piece[] {
  const { title, confidence, concerns } = finding;
  return [
    { forms: [{ rank: 0, lines: page.lines('  Why     ', `${title} – ${confidence}`) }], style: page.bold },
    { forms: explanation(finding, page) },
    { forms: seen(finding, summaries, page) },
    { forms: against(finding, page) },
    { forms: settle(finding, page) },
    { forms: repair(finding, page) },
    { forms: [{ rank: 2, lines: page.lines('  For     ', whom[concerns]) }] },
  ];
}

/** What it means: as many sentences as there is room for, the first before much else. */
function explanation(finding: Finding, page: Layout): readonly Form[] {
  const sentences = sentencesOf(finding.explanation);
  return sentences.map((_, index) => ({ rank: [3, 5][index] ?? 10, lines: page.lines('          ', sentences.slice(0, index + 1).join(' ')) }));
}

function seen(finding: Finding, summaries: ReadonlyMap<string, string>, page: Layout): readonly Form[] {
  const [claim] = finding.supporting;
  const [quoted, ...more] = seenOf(finding, summaries);
  if (claim === undefined || quoted === undefined) return [];
  return [
    { rank: 6, lines: page.lines('  Seen    ', claim.says) }, { rank: 12, lines: page.lines('  Seen    ', quoted) },
    ...(more.length === 0 ? [] : [{ rank: 14, lines: [quoted, ...more].flatMap((text, index) => page.lines(index === 0 ? '  Seen    ' : '          ', `• ${text}`, '  ')) }]),
  ];
}

function against({ opposing }: Finding, page: Layout): readonly Form[] {
  return opposing[0] === undefined ? [] : [{ rank: 7, lines: page.lines('  Against ', opposing[0].says) }];
}

/** Where the cause is only possible, finding out comes before repairing. */
function settle({ confidence, missing: [missing] }: Finding, page: Layout): readonly Form[] {
  if (missing === undefined || confidence === 'confirmed') return [];
  const open = confidence === 'possible';
  return [
    { rank: open ? 1 : 4, lines: page.lines('  Settle  ', `by seeing that ${missing.says}`) },
    { rank: open ? 2 : 8, lines: page.lines('  Settle  ', missing.observe) },
    { rank: 11, lines: page.lines('  Settle  ', `${missing.observe} (would show: ${missing.says})`) },
  ];
}

function repair({ confidence, remedy }: Finding, page: Layout): readonly Form[] {
  const [first] = remedy;
  if (first === undefined) return [];
  const open = confidence === 'possible';
  const rest = remedy.length - 1;
  const lead = open ? 'only once it is confirmed: ' : '';
  return [
    { rank: open ? 8 : 0, lines: page.lines('  Repair  ', `${lead}${first}${rest === 0 ? '' : ` (${rest} more step${rest === 1 ? '' : 's'})`}`) },
    ...(rest === 0 ? [] : [{
      rank: 13, lines: remedy.flatMap((step, index) => page.lines(index === 0 ? '  Repair  ' : '          ', `${index + 1}. ${index === 0 ? lead : ''}${step}`, '   ')),
    }]),
  ];
}

/** Causes that are possible besides. */
function others(verdict: Verdict, page: Layout): readonly Form[] {
  const { others: possible } = toldOf(verdict);
  if (possible.length === 0) return [];
  const also = (text: string): readonly string[] => page.lines('  Also    ', `possible, with less to show for it: ${text}`);
  return [
    { rank: 7, lines: page.lines('  Also    ', `${possible.length} other cause${possible.length === 1 ? ' is' : 's are'} possible, with less to show for ${possible.length === 1 ? 'it' : 'them'}`) },
    { rank: 9, lines: also(possible.map(({ cause }) => cause).join(', ')) },
    { rank: 10, lines: also(possible.map(({ title, cause }) => `${title} (${cause})`).join('; ')) },
  ];
}

function withoutCause(verdict: Verdict, page: Layout): readonly Piece[] {
  if (verdict.notObserved !== undefined) return [];
  const { why, answer, next } = unexplained(verdict);
  return [
    { forms: [{ rank: 0, lines: page.lines('  Why     ', why) }] },
    { forms: answer === null ? [] : [{ rank: 2, lines: page.lines('  Answer  ', answer) }] },
    { forms: [{ rank: 2, lines: page.lines('  Next    ', next) }] },
  ];
}
