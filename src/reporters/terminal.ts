/** The report for people at a terminal: what each user sees, why, what showed it, what would settle it, what to do. */
import type { Finding, Report, Verdict } from '../model/report.ts';
import type { Place } from './index.ts';
import { layout, type Layout } from './layout.ts';
import { closing, expectationOf, seenOf, sightSentence, summariesOf, toldOf, whenOf, whom } from './telling.ts';

const MAX_SEEN = 4;

export function terminal(reports: readonly Report[], place: Place): string {
  const page = layout(place);
  return reports.map((report) => `${reportText(report, page)}\n`).join('\n');
}

function reportText(report: Report, page: Layout): string {
  const summaries = summariesOf(report);
  const told = new Map<string, string>();
  return [
    page.bold(page.line(report.scenario.title)), '',
    ...report.verdicts.flatMap((verdict, index) => {
      const lines = again(verdict, told, page) ?? verdictLines(verdict, summaries, page);
      const together = verdict.availability === 'shown' && report.verdicts[index + 1]?.availability === 'shown';
      return together ? lines : [...lines, ''];
    }),
    ...report.notices.map(({ says }) => page.wrap('Note     ', says)),
    ...(report.notices.length > 0 ? [''] : []),
    ...(report.interrupted ? [page.yellow('The run was ended early: what was not answered by then is missing here.'), ''] : []),
    closing(report),
  ].join('\n');
}

/** A verdict that only repeats what was told of another lookup between the same servers: its headline, and where to read on. */
function again(verdict: Verdict, told: Map<string, string>, page: Layout): readonly string[] | undefined {
  const leading = verdict.findings.filter(({ confidence }) => confidence === 'confirmed' || confidence === 'likely').map(({ cause }) => cause);
  if (leading.length === 0) return undefined;
  const machines = verdict.patterns.flatMap((pattern) => pattern.machines);
  const key = [verdict.lookup.requesterServer, verdict.lookup.targetServer, verdict.availability, ...leading, ...machines].join(' ');
  const before = told.get(key);
  if (before === undefined) told.set(key, verdict.lookup.id);
  return before === undefined ? undefined
    : [headline(verdict, page), ...whenLines(verdict, page), page.wrap('  Why     ', `as for ${before}: ${leading.join(', ')}`)];
}

function whenLines(verdict: Verdict, page: Layout): readonly string[] {
  return whenOf(verdict).map((sentence, index) => page.bold(page.wrap(index === 0 ? '  When    ' : '          ', sentence)));
}

function verdictLines(verdict: Verdict, summaries: ReadonlyMap<string, string>, page: Layout): readonly string[] {
  const { full, others } = toldOf(verdict);
  return [
    headline(verdict, page),
    ...whenLines(verdict, page),
    ...(verdict.notObserved === undefined ? [] : [page.wrap('  Because ', verdict.notObserved)]),
    ...full.flatMap((finding) => findingLines(finding, summaries, page)),
    ...(others.length > 0 ? [page.wrap('  Also    ', `possible, but with less to show for it: ${others.map(({ title, cause }) => `${title} (${cause})`).join('; ')}`)] : []),
    ...(full.length === 0 && verdict.availability === 'hash-marks' ? unexplained(verdict, page) : []),
  ];
}

function headline(verdict: Verdict, page: Layout): string {
  const said = `${sightSentence(verdict)}${expectationOf(verdict)}`;
  switch (verdict.availability) {
    case 'shown': return verdict.findings.length > 0 ? page.red(page.wrap('✗ ', said)) : page.green(page.wrap('✓ ', said));
    case 'hash-marks': return page.red(page.wrap('✗ ', said));
    case 'not-observed': return page.yellow(page.wrap('? ', said));
  }
}

function findingLines(finding: Finding, summaries: ReadonlyMap<string, string>, page: Layout): readonly string[] {
  const seen = seenOf(finding, summaries);
  const settle = finding.missing[0];
  return [
    page.bold(page.wrap('  Why     ', `${finding.title} – ${finding.confidence}`)),
    page.dim(page.wrap('          ', finding.cause)),
    page.wrap('          ', finding.explanation),
    ...seen.slice(0, MAX_SEEN).map((text, index) => page.wrap(index === 0 ? '  Seen    ' : '          ', `• ${text}`, '  ')),
    ...[...new Set(finding.opposing.map(({ says }) => says))].slice(0, 2).map((says) => page.wrap('  Against ', says)),
    ...(settle === undefined || finding.confidence === 'confirmed' ? [] : [
      page.wrap('  Settle  ', `${settle.observe} (would show: ${settle.says})`)]),
    ...finding.remedy.slice(0, 4).map((step, index) => page.wrap(index === 0 ? '  Repair  ' : '          ', `${index + 1}. ${step}`, '   ')),
    page.wrap('  For     ', whom[finding.concerns]),
  ];
}

function unexplained({ answer, findings }: Verdict, page: Layout): readonly string[] {
  const open = findings.filter(({ confidence }) => confidence === 'undetermined').length;
  return [
    page.wrap('  Why     ', `no known cause fits what was seen; ${open} could not be examined from here`),
    ...(answer.responseCode === null ? [] : [page.wrap('  Answer  ', `${answer.responseCode}: ${answer.messageText ?? ''}`)]),
  ];
}
