/**
 * For GitHub Actions: annotations on standard output, and in a file the Markdown of a step's summary ($GITHUB_STEP_SUMMARY).
 * Source: GitHub Docs, "Workflow commands for GitHub Actions"; actions/toolkit packages/core/src/command.ts (escaping).
 */
import type { Report, Verdict } from '../model/report.ts';
import { printable } from '../protocol/printable.ts';
import type { Place } from './index.ts';
import { expectationsOf, groupSentence, groupsOf, type Group } from './grouping.ts';
import { closing, expectationOf, toldOf, whenOf, whom } from './telling.ts';

const MAX_TEXT = 1000;
const MAX_STEPS = 4;
/** Lookups that an annotation names. */
const MOST_NAMED = 20;
/** Characters of a summary; of a longer one GitHub takes nothing. Source: GitHub Docs, "Step isolation and limits" (1 MiB in a step). */
const MAX_SUMMARY = 300_000;

export function github(reports: readonly Report[], { toFile }: Place): string {
  return toFile === true ? reports.map((report) => summary(report, MAX_SUMMARY / reports.length)).join('\n') : reports.flatMap(annotations).map((line) => `${line}\n`).join('');
}

function annotations(report: Report): readonly string[] {
  const crashed = report.observations.flatMap(({ id, outcome }) => (outcome.status === 'crashed' ? [`${id}: ${outcome.reason}`] : []));
  return [
    // Of each kind GitHub shows ten of a step. Source: actions/toolkit, docs/problem-matchers.md, "Limitations".
    ...groupsOf(report.verdicts.filter(({ met }) => !met)).map((group) => command(
      group.sight === 'not-observed' ? 'warning' : 'error', group.verdicts.length === 1 ? group.leading.lookup.id : `${group.verdicts.length} lookups`, annotationLines(group),
    )),
    ...report.verdicts.filter((verdict) => verdict.met && whenOf(verdict).length > 0).map((verdict) => command('notice', verdict.lookup.id, whenOf(verdict))),
    ...crashed.map((says) => command('error', 'A mistake of crosslines itself', [says])),
    ...report.notices.map(({ says }) => command('notice', report.scenario.title, [says])),
    ...(report.interrupted ? [command('warning', report.scenario.title, ['The run was ended early.'])] : []),
    command('notice', report.scenario.title, [closing(report)]),
  ];
}

function annotationLines(group: Group): readonly string[] {
  const { leading: verdict, verdicts } = group;
  const others = verdicts.slice(0, MOST_NAMED).map(({ lookup }) => lookup.id).join(', ');
  return [
    `${groupSentence(group)}${expectationsOf(group)}`, ...(verdicts.length === 1 ? [] : [`${others}${verdicts.length > MOST_NAMED ? ` and ${verdicts.length - MOST_NAMED} more` : ''}`]),
    ...whenOf(verdict),
    ...(verdict.notObserved === undefined ? [] : [`Because: ${verdict.notObserved}`]),
    ...(verdict.toObserve === undefined ? [] : [`Next: ${verdict.toObserve}`]),
    ...toldOf(verdict).full.flatMap(({ title, confidence, cause, explanation, remedy, concerns }) => [
      `Why: ${title} – ${confidence} [${cause}]`, explanation,
      ...remedy.slice(0, MAX_STEPS).map((step, index) => `Repair ${index + 1}: ${step}`), `For ${whom[concerns]}`,
    ]),
  ];
}

function command(name: 'error' | 'warning' | 'notice', title: string, lines: readonly string[]): string {
  const data = lines.map((line) => printable(line, MAX_TEXT)).join('\n');
  return `::${name} title=${inProperty(printable(title, 200))}::${inData(data)}`;
}

function inData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function inProperty(text: string): string {
  return inData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

const SIGHT: Readonly<Record<Verdict['availability'], string>> = {
  'shown': '✓ availability', 'hash-marks': '✗ cross lines', 'not-observed': '? not observed',
};

function summary(report: Report, most: number): string {
  const rows = rowsWithin(report, most);
  const left = report.verdicts.length - rows.length;
  return [
    `### ${cell(report.scenario.title)}`, '',
    '| Lookup | What the user sees | Why | For |', '| --- | --- | --- | --- |',
    ...rows, '',
    ...(left === 0 ? [] : [`${left} more lookups have no room here; those that are not as expected come first.`, '']),
    ...report.notices.map(({ says }) => `- ${cell(says)}`),
    ...(report.interrupted ? ['- The run was ended early.'] : []),
    ...(report.notices.length > 0 || report.interrupted ? [''] : []),
    closing(report), '',
  ].join('\n');
}

/** As many rows as there is room for; then those that are not as expected come first. */
function rowsWithin({ verdicts }: Report, most: number): readonly string[] {
  const all = verdicts.map(row);
  if (all.join('').length <= most) return all;
  const unmetFirst = [...verdicts].sort((a, b) => Number(a.met) - Number(b.met)).map(row);
  let room = most;
  return unmetFirst.filter((text) => (room -= text.length) >= 0);
}

function row(verdict: Verdict): string {
  const { full } = toldOf(verdict);
  const causes = full.map(({ title, confidence, cause }) => `${title} – ${confidence} (${cause})`);
  const why = verdict.notObserved === undefined ? causes : [verdict.notObserved, ...causes];
  const cells = [
    [`${verdict.lookup.requester} → ${verdict.lookup.target}`], [`${SIGHT[verdict.availability]}${expectationOf(verdict)}`, ...whenOf(verdict)],
    why, [...new Set(full.map(({ concerns }) => whom[concerns]))],
  ];
  return `| ${cells.map((texts) => texts.map(cell).join('<br>')).join(' | ')} |`;
}

/** Text in a table, with nothing in it that Markdown or HTML would take for more. Source: GitHub Flavored Markdown 4.10, 6.2. */
function cell(text: string): string {
  // A letter w before a dot, because www.… alone becomes a link. Source: GitHub Flavored Markdown 6.9.
  return printable(text, MAX_TEXT).replace(/[\\`*_{}[\]<>#|~!&:@]|w(?=\.)/gi, (found) => `&#${found.charCodeAt(0)};`);
}
