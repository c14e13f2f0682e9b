/** A report saved by `--format json=FILE`. It is a file that anybody can have written: all of it is looked at before it is believed. */
import { readFileSync, statSync } from 'node:fs';
import { isRecord, placeOf, type Misfit } from '../load/shape.ts';
import { reportShape } from '../load/report-shape.ts';
import type { Report } from '../model/report.ts';
import { decodeNarrow } from '../protocol/pasted-decoding.ts';
import { printable } from '../protocol/printable.ts';
import { UsageError } from './exit-codes.ts';

const MAX_BYTES = 256 * 1024 * 1024;
const DEEPEST = 40;
const LONGEST_PLACE = 200;

/** One report, or several where several scenarios were run. Throws UsageError for a file that holds none. */
export function readSavedReports(file: string): readonly Report[] {
  return reportsIn(readSavedJson(file), file);
}

/** What a file of JSON holds, bounded in size and depth. Throws UsageError. */
export function readSavedJson(file: string): unknown {
  const refuse = refusing(file);
  const { size } = statSync(file);
  if (size > MAX_BYTES) refuse(`is larger than ${MAX_BYTES / 1024 / 1024} MB; a report is smaller.`);
  const value = parsed(readFileSync(file), refuse);
  if (!isShallow(value, DEEPEST)) refuse(`has more than ${DEEPEST} levels; a report has fewer.`);
  return value;
}

/** Throws UsageError naming the place that is not as it should be. */
export function reportsIn(value: unknown, file: string): readonly Report[] {
  const refuse = refusing(file);
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0) refuse('holds no report: the list in it is empty.');
  for (const [index, one] of list.entries()) {
    const where = list.length === 1 ? '' : `[${index}].`;
    if (!isRecord(one) || one['schema'] !== 'crosslines-report/1') refuse(`is no report: ${where}schema is ${said(isRecord(one) ? one['schema'] : one)}, expected "crosslines-report/1", as --format json writes it.`);
    const misfit = reportShape(one);
    if (misfit !== undefined) refuse(`is no whole report: ${misfitSaid(misfit, where)}`);
  }
  return list as readonly Report[];
}

/** Where something is not as it should be, and what was expected. */
export function misfitSaid(misfit: Misfit, where = ''): string {
  return `at ${where}${printable(placeOf(misfit), LONGEST_PLACE)} ${misfit.expected} was expected.`;
}

const refusing = (file: string) => (says: string): never => { throw new UsageError(`${printable(file, LONGEST_PLACE)} ${says}`); };

/** Windows PowerShell writes what it redirects into a file as UTF-16. Source: about_Redirection, "PowerShell 5.1". */
function parsed(bytes: Buffer, refuse: (says: string) => never): unknown {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return JSON.parse((wide ? bytes.toString('utf16le') : decodeNarrow(bytes)).replace(/^\ufeff/, ''));
  } catch {
    return refuse('is not JSON; expected a report, as --format json writes it.');
  }
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}

function said(value: unknown): string {
  return typeof value === 'string' ? `"${printable(value, 60)}"` : value === undefined ? 'missing' : 'something else';
}
