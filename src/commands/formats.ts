/** `--format terminal`, `--format json=report.json`: where each rendering of the result goes. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { oneOf } from '../load/complaints.ts';
import type { Report } from '../model/report.ts';
import { reporters, type ReporterName } from '../reporters/index.ts';
import { UsageError } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface Output {
  readonly reporter: ReporterName;
  /** undefined: standard output. */
  readonly file: string | undefined;
}

/** Throws UsageError naming the formats there are. */
export function readFormats(given: readonly string[]): readonly Output[] {
  const outputs = (given.length === 0 ? ['terminal'] : given).map((text): Output => {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    const reporter = (Object.keys(reporters) as ReporterName[]).find((known) => known === name);
    if (reporter === undefined) throw new UsageError(`--format ${name} is not known; expected ${oneOf(Object.keys(reporters))}.`);
    if (at === text.length - 1) throw new UsageError(`--format ${text} names no file after "=".`);
    return { reporter, file: at < 0 ? undefined : text.slice(at + 1) };
  });
  if (outputs.filter(({ file }) => file === undefined).length > 1) {
    throw new UsageError('only one --format can go to standard output; write the others into files, as in --format json=report.json.');
  }
  return outputs;
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
