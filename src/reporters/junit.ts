/**
 * JUnit XML, as CI systems read it: a suite per scenario, a case per lookup.
 * Source: the elements and attributes of junit-10.xsd (jenkinsci/xunit-plugin).
 */
import type { Finding, Report, Verdict } from '../model/report.ts';
import { printable } from '../protocol/printable.ts';
import { withoutCredentials } from './credentials-missing.ts';
import { expectationOf, seenOf, sightSentence, summariesOf, toldOf, whenOf, whom } from './telling.ts';

const MAX_TEXT = 2000;

type Result = 'passed' | 'failure' | 'error' | 'skipped';

/** Unmet is a failure, not observed an error, not asked for want of credentials skipped. What we ourselves failed at is on `system-err`. */
export function junit(reports: readonly Report[]): string {
  const results = reports.flatMap((report) => report.verdicts.map((verdict) => resultOf(verdict, report)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'crosslines', ...counts(results, false), time: seconds(reports.reduce((sum, { ms }) => sum + ms, 0)) })}>`,
    ...reports.flatMap(suiteLines),
    '</testsuites>', '',
  ].join('\n');
}

function suiteLines(report: Report): readonly string[] {
  const results = report.verdicts.map((verdict) => resultOf(verdict, report));
  const crashed = report.observations.flatMap(({ id, outcome }) => (outcome.status === 'crashed' ? [`${id}: ${outcome.reason}`] : []));
  const aside = [...report.notices.map(({ says }) => says), ...(report.interrupted ? ['The run was ended early.'] : [])];
  return [
    `  <testsuite${attributes({
      name: report.scenario.title, ...counts(results, true), time: seconds(report.ms),
      // In UTC and without a zone, as the schema of Apache Ant wants it.
      timestamp: report.startedAt.replace(/(\.\d+)?Z$/, ''),
    })}>`,
    ...report.verdicts.flatMap((verdict) => caseLines(verdict, report)),
    ...block('system-out', aside), ...block('system-err', crashed),
    '  </testsuite>',
  ];
}

function caseLines(verdict: Verdict, report: Report): readonly string[] {
  const asked = report.observations.find(({ kind, subject }) => kind === 'user-availability' && subject === verdict.lookup.requester);
  const head = `    <testcase${attributes({ name: verdict.lookup.id, classname: report.scenario.name, time: seconds(asked?.ms ?? 0) })}`;
  const result = resultOf(verdict, report);
  const when = whenOf(verdict);
  if (result === 'passed') return when.length === 0 ? [`${head}/>`] : [`${head}>`, ...block('system-out', when, '      '), '    </testcase>'];
  const said = [`${sightSentence(verdict)}${expectationOf(verdict)}`, ...when].join('. ').replace(/\.$/, '');
  const { full } = toldOf(verdict);
  const why = verdict.notObserved ?? full.map(({ title, confidence }) => `${title} (${confidence})`).join('; ');
  const message = why === '' ? said : `${said}: ${why}`;
  if (result === 'skipped') return [`${head}>`, `      <skipped${attributes({ message })}/>`, '    </testcase>'];
  const type = result === 'error' ? 'not-observed' : full[0]?.cause ?? verdict.availability;
  const next = verdict.toObserve === undefined ? [] : [`Next: ${verdict.toObserve}`];
  const body = [...next, ...full.flatMap((finding) => findingLines(finding, report))].map((line) => escaped(printable(line, MAX_TEXT))).join('\n');
  return [`${head}>`, `      <${result}${attributes({ message, type })}>${body}</${result}>`, '    </testcase>'];
}

function findingLines(finding: Finding, report: Report): readonly string[] {
  const { title, confidence, cause, explanation, opposing, missing, remedy, concerns } = finding;
  return [
    `${title} – ${confidence} [${cause}]`, explanation,
    ...seenOf(finding, summariesOf(report)).map((text) => `Seen: ${text}`),
    ...new Set(opposing.map(({ says }) => `Against: ${says}`)),
    ...missing.map(({ says, observe }) => `Would settle it: ${observe} (would show: ${says})`),
    ...remedy.map((step, index) => `Repair ${index + 1}: ${step}`),
    `For ${whom[concerns]}`,
  ];
}

function resultOf(verdict: Verdict, report: Report): Result {
  if (verdict.met) return 'passed';
  if (verdict.availability !== 'not-observed') return 'failure';
  return withoutCredentials(verdict, report) ? 'skipped' : 'error';
}

/** The schema counts what was skipped per suite only. */
function counts(results: readonly Result[], ofSuite: boolean): Readonly<Record<string, string>> {
  const count = (wanted: Result): string => String(results.filter((result) => result === wanted).length);
  return { tests: String(results.length), failures: count('failure'), errors: count('error'), ...(ofSuite ? { skipped: count('skipped') } : {}) };
}

function block(name: string, lines: readonly string[], margin = '    '): readonly string[] {
  return lines.length === 0 ? [] : [`${margin}<${name}>${lines.map((line) => escaped(printable(line, MAX_TEXT))).join('\n')}</${name}>`];
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${escaped(printable(value, MAX_TEXT))}"`).join('');
}

/** `printable` has left none of the characters that XML forbids. Source: XML 1.0, 2.2 and 2.4. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
