/** `--format terminal`, `--format json=report.json`: where each rendering of the result goes, and how the command ends. */
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Comparison } from '../model/comparison.ts';
import type { Report } from '../model/report.ts';
import { comparisonForPeople, comparisonForPrograms } from '../reporters/comparison.ts';
import { reporters, type ReporterName } from '../reporters/index.ts';
import { pluginStatus } from '../reporters/nagios.ts';
import { exitCodes, pluginCodes, worst, type ExitCode } from './exit-codes.ts';
import { people, placeOf, readOutputs, type OutputOf, type ReportingOptions } from './outputs.ts';
import type { Terminal } from './terminal.ts';

export type Output = OutputOf<ReporterName>;

/** Throws UsageError naming the formats there are. */
export function readFormats(given: readonly string[]): readonly Output[] {
  return readOutputs(given, Object.keys(reporters) as ReporterName[]);
}

/** How a rendering gets into its file, where it does not simply become the file. */
const INTO_FILE: Readonly<Partial<Record<ReporterName, (file: string, text: string) => void>>> = {
  // All steps of a job may write to the file of its summary. Source: GitHub Docs, "Adding a job summary".
  github: appendFileSync,
  // The collector reads at any time. Source: node_exporter, "Textfile Collector".
  prometheus: replaceFile,
};

/**
 * Renders the reports, each with what became of its lookups since a baseline where there is one; the code is that with which the command ends. The
 * line of a plugin tells of no baseline, and neither does its code.
 */
export function writeReports(
  reports: readonly Report[], outputs: readonly Output[], terminal: Terminal, options: ReportingOptions, comparisons: readonly Comparison[] = [],
): ExitCode {
  const compared = reports.map((report, index) => (comparisons[index] === undefined ? report : { ...report, comparison: comparisonForPrograms(comparisons[index]) }));
  for (const { reporter, file } of [...outputs, ...stepSummary(outputs, terminal)]) {
    const place = placeOf(file, terminal, options);
    const text = reporter === 'terminal'
      ? people((where) => reporters.terminal(compared, where) + comparisons.map((one) => `\n${comparisonForPeople(one, where)}`).join(''), place)
      : reporters[reporter](compared, place);
    if (file === undefined) terminal.write(text);
    else (INTO_FILE[reporter] ?? writeFileSync)(file, text);
  }
  const asPlugin = outputs.some(({ reporter, file }) => reporter === 'nagios' && file === undefined);
  return asPlugin ? pluginCodes[pluginStatus(reports)] : worst([...reports.map(exitCodeOf), ...comparisons.map(exitCodeOfComparison)]);
}

/** Annotations come with a summary where GitHub Actions says where that goes. Source: GitHub Docs, "Adding a job summary". */
function stepSummary(outputs: readonly Output[], terminal: Terminal): readonly Output[] {
  const file = terminal.environment('GITHUB_STEP_SUMMARY');
  const annotated = outputs.some((output) => output.reporter === 'github' && output.file === undefined);
  const summarized = outputs.some((output) => output.reporter === 'github' && output.file !== undefined);
  return annotated && !summarized && file ? [{ reporter: 'github', file }] : [];
}

/** A reader finds the file as it was or as it will be, never a part. What is no file, such as a pipe, is written to. */
function replaceFile(file: string, text: string): void {
  if (existsSync(file) && !statSync(file).isFile()) {
    writeFileSync(file, text);
    return;
  }
  const place = existsSync(file) ? realpathSync(file) : file;
  // Beside it, because only there a file can be renamed in one step, and with another ending, because the collector reads all *.prom.
  const fresh = `${place}.${randomUUID()}.tmp`;
  try {
    writeFileSync(fresh, text, existsSync(file) ? { mode: statSync(file).mode } : {});
    renameSync(fresh, place);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error instanceof Error ? Object.assign(error, { path: file }) : error;
  }
}

/** Expectation unmet: fault; not observed, crashed or interrupted: not observed. */
function exitCodeOf(report: Report): ExitCode {
  const codes = report.verdicts.filter(({ met }) => !met).map(({ availability }) => (availability === 'not-observed' ? exitCodes.notObserved : exitCodes.fault));
  const crashed = report.observations.some(({ outcome }) => outcome.status === 'crashed');
  return worst([...codes, ...(crashed || report.interrupted ? [exitCodes.notObserved] : [])]);
}

export function exitCodeOfComparison({ lookups, settings }: Comparison): ExitCode {
  return worst(
    [...lookups, ...settings].map(({ change }) => {
      if (change === 'broken' || change === 'worse') return exitCodes.fault;
      return change === 'not-observed' || change === 'removed' ? exitCodes.notObserved : exitCodes.asExpected;
    }),
  );
}
