/** `--format terminal`, `--format json=report.json`: where each rendering of the result goes. */
import { appendFileSync, writeFileSync } from 'node:fs';
import type { Comparison } from '../model/comparison.ts';
import type { Report } from '../model/report.ts';
import { comparisonForPeople, comparisonForPrograms } from '../reporters/comparison.ts';
import { reporters, type ReporterName } from '../reporters/index.ts';
import { readOutputs, type OutputOf } from './outputs.ts';
import type { Terminal } from './terminal.ts';

export type Output = OutputOf<ReporterName>;

/** Throws UsageError naming the formats there are. */
export function readFormats(given: readonly string[]): readonly Output[] {
  return readOutputs(given, Object.keys(reporters) as ReporterName[]);
}

/** All steps of a job may write to the file of its summary: this one adds to it. Source: GitHub Docs, "Adding a job summary". */
const APPENDED: ReadonlySet<ReporterName> = new Set<ReporterName>(['github']);

/** Renders the reports and writes them, each with what became of its lookups since a baseline, where there is one. */
export function writeReports(
  reports: readonly Report[], outputs: readonly Output[], terminal: Terminal, colours: boolean, comparisons: readonly Comparison[] = [],
): void {
  const compared = reports.map((report, index) => (comparisons[index] === undefined ? report : { ...report, comparison: comparisonForPrograms(comparisons[index]) }));
  for (const { reporter, file } of outputs) {
    const place = file === undefined ? { columns: terminal.columns, colours } : { columns: 100, colours: false, toFile: true };
    const text = reporters[reporter](compared, place) + (reporter === 'terminal' ? comparisons.map((one) => `\n${comparisonForPeople(one, place)}`).join('') : '');
    if (file === undefined) terminal.write(text);
    else if (APPENDED.has(reporter)) appendFileSync(file, text);
    else writeFileSync(file, text);
  }
}
