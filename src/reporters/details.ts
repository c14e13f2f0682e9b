/** Everything that a lookup brought, for who reads on: all that was seen, for and against, what is missing, every step. */
import type { Finding, Verdict } from '../model/report.ts';
import { kindOf } from './grouping.ts';
import type { Layout } from './layout.ts';
import { expectationOf, marks, seenOf, sightOf, sightSentence, toldOf, unexplained, whenOf, whom } from './telling.ts';

const MAX_SEEN = 20;
const MAX_MISSING = 5;

/** @param told for each cause between two servers the lookup of which it was told; added to */
export function inDetail(verdict: Verdict, summaries: ReadonlyMap<string, string>, told: Map<string, string>, page: Layout): readonly string[] {
  const { full, others } = toldOf(verdict);
  const before = toldBefore(verdict, told);
  const head = [headline(verdict, page), ...whenOf(verdict).map((sentence, index) => page.bold(page.wrap(index === 0 ? '  When    ' : '          ', sentence)))];
  if (before !== undefined) return [...head, page.wrap('  Why     ', `as for ${before}: ${full.map(({ cause }) => cause).join(', ')}`)];
  return [
    ...head,
    ...(verdict.notObserved === undefined ? [] : [page.wrap('  Because ', verdict.notObserved)]),
    ...(verdict.toObserve === undefined ? [] : [page.wrap('  Next    ', verdict.toObserve)]),
    ...full.flatMap((finding) => findingLines(finding, summaries, page)),
    ...(others.length > 0 ? [page.wrap('  Also    ', `possible, with less to show for it: ${others.map(({ title, cause }) => `${title} (${cause})`).join('; ')}`)] : []),
    ...(full.length === 0 && verdict.availability === 'hash-marks' ? unexplainedLines(verdict, page) : []),
  ];
}

function unexplainedLines(verdict: Verdict, page: Layout): readonly string[] {
  const { why, answer, next } = unexplained(verdict);
  return [page.wrap('  Why     ', why), ...(answer === null ? [] : [page.wrap('  Answer  ', answer)]), page.wrap('  Next    ', next)];
}

/** The lookup between the same servers of which the same was told. */
function toldBefore(verdict: Verdict, told: Map<string, string>): string | undefined {
  if (toldOf(verdict).full.length === 0) return undefined;
  const key = [verdict.lookup.requesterServer, verdict.lookup.targetServer, kindOf(verdict)].join('\n');
  const before = told.get(key);
  if (before === undefined) told.set(key, verdict.lookup.id);
  return before;
}

/** What the user sees, and how that compares to what was expected. */
export function headline(verdict: Verdict, page: Layout): string {
  const sight = sightOf(verdict);
  const said = page.wrap(`${marks[sight]} `, `${sightSentence(verdict)}${expectationOf(verdict)}`);
  return sight === 'shown' ? page.green(said) : sight === 'not-observed' ? page.yellow(said) : page.red(said);
}

function findingLines(finding: Finding, summaries: ReadonlyMap<string, string>, page: Layout): readonly string[] {
  const listed = (label: string, texts: readonly string[], mark: (index: number) => string): readonly string[] =>
    texts.map((text, index) => page.wrap(index === 0 ? label : '          ', `${mark(index)} ${text}`, ' '.repeat(mark(index).length + 1)));
  return [
    page.bold(page.wrap('  Why     ', `${finding.title} – ${finding.confidence}`)),
    page.dim(page.wrap('          ', finding.cause)),
    page.wrap('          ', finding.explanation),
    ...listed('  Seen    ', seenOf(finding, summaries).slice(0, MAX_SEEN), () => '•'),
    ...listed('  Against ', [...new Set(finding.opposing.map(({ says }) => says))].slice(0, MAX_SEEN), () => '•'),
    ...(finding.confidence === 'confirmed' ? []
      : listed('  Settle  ', finding.missing.slice(0, MAX_MISSING).map(({ says, observe }) => `${observe} (would show: ${says})`), () => '•')),
    ...listed('  Repair  ', finding.remedy, (index) => `${index + 1}.`),
    ...listed('  Confirm ', finding.confirm, () => '•'),
    page.wrap('  For     ', whom[finding.concerns]),
  ];
}
