/** The report for people at a terminal: what each user sees, why, what showed it, what would settle it, what to do. */
import { readExceptionText } from '../protocol/exception-text.ts';
import type { Finding, Report, Verdict } from '../model/report.ts';
import type { Place } from './index.ts';
import { layout, type Layout } from './layout.ts';

const WHOM: Readonly<Record<Finding['concerns'], string>> = {
  helpdesk: 'the helpdesk', exchange: 'the Exchange administrator', network: 'the network administrator',
  directory: 'the directory administrator', tenant: 'the tenant administrator',
};

/** Findings told in full, per lookup. */
const MAX_TOLD = 2;
const MAX_SEEN = 4;
const MAX_QUOTES = 2;
const MAX_WORDS = 160;

export function terminal(reports: readonly Report[], place: Place): string {
  const page = layout(place);
  return reports.map((report) => `${reportText(report, page)}\n`).join('\n');
}

function reportText(report: Report, page: Layout): string {
  const summaries = new Map(report.observations.map(({ id, summary }) => [id, summary]));
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
  const key = [verdict.lookup.requesterServer, verdict.lookup.targetServer, verdict.availability, ...leading].join(' ');
  const before = told.get(key);
  if (before === undefined) told.set(key, verdict.lookup.id);
  return before === undefined ? undefined : [headline(verdict, page), page.wrap('  Why     ', `as for ${before}: ${leading.join(', ')}`)];
}

function verdictLines(verdict: Verdict, summaries: ReadonlyMap<string, string>, page: Layout): readonly string[] {
  const told = verdict.findings.filter(({ confidence }) => confidence === 'confirmed' || confidence === 'likely');
  const possible = verdict.findings.filter(({ confidence }) => confidence === 'possible');
  const full = (told.length > 0 ? told : possible.slice(0, 1)).slice(0, MAX_TOLD);
  const others = possible.filter((finding) => !full.includes(finding));
  return [
    headline(verdict, page),
    ...(verdict.notObserved === undefined ? [] : [page.wrap('  Because ', verdict.notObserved)]),
    ...full.flatMap((finding) => findingLines(finding, summaries, verdict.answer.messageText, page)),
    ...(others.length > 0 ? [page.wrap('  Also    ', `possible, but with less to show for it: ${others.map(({ title, cause }) => `${title} (${cause})`).join('; ')}`)] : []),
    ...(full.length === 0 && verdict.availability === 'hash-marks' ? unexplained(verdict, page) : []),
  ];
}

function headline({ lookup, availability, expected, met, attempts, expectedCauses }: Verdict, page: Layout): string {
  const servers = `(${lookup.requesterServer} asks ${lookup.targetServer})`;
  const aside = met ? (expected === 'shown' ? '' : ', as expected') : availability !== expected ? `, expected: ${expected}`
    : `, expected causes: ${(expectedCauses ?? []).join(', ') || 'none'}`;
  const intermittent = new Set(attempts.map((attempt) => attempt.availability)).size > 1 ? ' now and then' : '';
  switch (availability) {
    case 'shown':
      return page.green(page.wrap('✓ ', `${lookup.requester} sees the availability of ${lookup.target} ${servers}${aside}`));
    case 'hash-marks':
      return page.red(page.wrap('✗ ', `${lookup.requester} sees CROSS LINES${intermittent} instead of the availability of ${lookup.target} ${servers}${aside}`));
    case 'not-observed':
      return page.yellow(page.wrap('? ', `What ${lookup.requester} sees of ${lookup.target} could not be observed ${servers}${aside}`));
  }
}

function findingLines(finding: Finding, summaries: ReadonlyMap<string, string>, words: string | null, page: Layout): readonly string[] {
  const seen = seenOf(finding, summaries, words);
  const settle = finding.missing[0];
  return [
    page.bold(page.wrap('  Why     ', `${finding.title} – ${finding.confidence}`)),
    page.dim(page.wrap('          ', finding.cause)),
    page.wrap('          ', finding.explanation),
    ...seen.slice(0, MAX_SEEN).map((text, index) => page.wrap(index === 0 ? '  Seen    ' : '          ', `• ${text}`, '  ')),
    ...finding.opposing.slice(0, 2).map(({ says }) => page.wrap('  Against ', says)),
    ...(settle === undefined || finding.confidence === 'confirmed' ? [] : [page.wrap('  Settle  ', `${settle.observe} (would show: ${settle.says})`)]),
    ...finding.remedy.slice(0, 4).map((step, index) => page.wrap(index === 0 ? '  Repair  ' : '          ', `${index + 1}. ${step}`, '   ')),
    page.wrap('  For     ', WHOM[finding.concerns]),
  ];
}

/** Each claim with what showed it; a claim that only repeats observations already told is left out. The lookup itself speaks in the server's words. */
function seenOf(finding: Finding, summaries: ReadonlyMap<string, string>, words: string | null): readonly string[] {
  const told = new Set<string>();
  const claims = new Map<string, string[]>();
  for (const { says, observation } of finding.supporting) {
    if (told.has(observation)) continue;
    const quote = observation.startsWith('user-availability ') && words ? `the server's words: "${shortened(words)}"` : summaries.get(observation) ?? observation;
    claims.set(says, [...(claims.get(says) ?? []), quote]);
    told.add(observation);
  }
  return [...claims].map(([says, quotes]) => `${says} – ${quotes.slice(0, MAX_QUOTES).join('; ')}`);
}

/** The gist of an Exchange error text: what each exception says, without class names, from the outermost to the innermost. */
function shortened(words: string): string {
  const gist = readExceptionText(words).chain.map(({ message }) => message.trim()).filter((message) => message !== '').join(' → ') || words;
  return gist.length > MAX_WORDS ? `${gist.slice(0, MAX_WORDS)}…` : gist;
}

function unexplained({ answer, findings }: Verdict, page: Layout): readonly string[] {
  const open = findings.filter(({ confidence }) => confidence === 'undetermined').length;
  return [
    page.wrap('  Why     ', `no known cause fits what was seen; ${open} could not be examined from here`),
    ...(answer.responseCode === null ? [] : [page.wrap('  Answer  ', `${answer.responseCode}: ${answer.messageText ?? ''}`)]),
  ];
}

function closing(report: Report): string {
  const { verdicts } = report;
  const count = (availability: Verdict['availability']): number => verdicts.filter((verdict) => verdict.availability === availability).length;
  const parts = [[count('shown'), 'shown'], [count('hash-marks'), 'with cross lines'], [count('not-observed'), 'not observed']] as const;
  const unmet = verdicts.filter(({ met }) => !met).length;
  return `${verdicts.length} lookup${verdicts.length === 1 ? '' : 's'}: ${parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`).join(', ')}; `
    + `${unmet === 0 ? 'all as expected' : `${unmet} not as expected`}.`;
}
