/** `crosslines report`: a saved report, rendered in other formats. */
import type { ExitCode } from './exit-codes.ts';
import { readFormats, writeReports } from './formats.ts';
import type { ReportingOptions } from './outputs.ts';
import { readSavedReports } from './saved-report.ts';
import type { Terminal } from './terminal.ts';

/** Ends as the run did. Throws UsageError for a file that holds no report. */
export async function report(file: string, options: ReportingOptions, terminal: Terminal): Promise<ExitCode> {
  const outputs = readFormats(options.format ?? []);
  return writeReports(readSavedReports(file), outputs, terminal, options);
}
