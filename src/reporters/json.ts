import type { Report } from '../model/report.ts';

/** The report itself; an array where several scenarios were run. */
export function json(reports: readonly Report[]): string {
  return `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`;
}
