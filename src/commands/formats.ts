/** `--format terminal`, `--format json=report.json`: where each rendering of the result goes. */
import { appendFileSync, writeFileSync } from 'node:fs';
import type { Report } from '../model/report.ts';
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

/** Renders the reports and writes them. */
export function writeReports(reports: readonly Report[], outputs: readonly Output[], terminal: Terminal, colours: boolean): void {
  for (const { reporter, file } of outputs) {
    const place = file === undefined ? { columns: terminal.columns, colours } : { columns: 100, colours: false, toFile: true };
    const text = reporters[reporter](reports, place);
    if (file === undefined) terminal.write(text);
    else if (APPENDED.has(reporter)) appendFileSync(file, text);
    else writeFileSync(file, text);
  }
}
