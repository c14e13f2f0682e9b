/** `crosslines compare`: what a change did, by two reports, or by two states of the settings of servers. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { compareRuns, type SavedRuns } from '../compare-runs.ts';
import { compareSettings, type SavedAudit } from '../compare-settings.ts';
import { isRecord } from '../load/shape.ts';
import type { Comparison } from '../model/comparison.ts';
import { auditForPrograms } from '../reporters/audit.ts';
import { comparisonForPeople, comparisonForPrograms } from '../reporters/comparison.ts';
import { auditOf, fileAndServer, type AuditOptions } from './audit.ts';
import { UsageError, type ExitCode } from './exit-codes.ts';
import { exitCodeOfComparison } from './formats.ts';
import { readOutputs, writeOutputs } from './outputs.ts';
import { readSavedJson, reportsIn } from './saved-report.ts';
import { auditIn } from './saved-audit.ts';
import type { Terminal } from './terminal.ts';

export interface CompareOptions extends AuditOptions {
  /** Further files of each side, `FILE[=server]`. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

export const COMPARISON_FORMATS = ['terminal', 'json'] as const;

type Side = { readonly of: 'runs'; readonly runs: SavedRuns } | { readonly of: 'settings'; readonly saved: SavedAudit };

/** 0: nothing became worse; 1: something did; 3: something was not observed again. Throws UsageError for files that are not what is compared. */
export async function compare(named: readonly string[], options: CompareOptions, terminal: Terminal): Promise<ExitCode> {
  const outputs = readOutputs(options.format ?? [], COMPARISON_FORMATS);
  const [first, second] = named;
  const before = [...(first === undefined ? [] : [first]), ...(options.before ?? [])];
  const after = [...(second === undefined ? [] : [second]), ...(options.after ?? [])];
  if (before.length === 0 || after.length === 0) {
    throw new UsageError(
      'two sides are needed: crosslines compare BEFORE AFTER; more files of a side by --before FILE=SERVER and --after FILE=SERVER.',
    );
  }
  const [was, is] = [sideOf(before, options), sideOf(after, options)];
  const found = compared(was, is);
  if (found === undefined) {
    throw new UsageError(
      `${before.join(', ')} and ${after.join(', ')} cannot be compared: one side is ${wordOf(was)}, the other ${wordOf(is)}. `
        + 'Expected two reports, or settings on both sides.',
    );
  }
  writeOutputs(outputs, terminal, options, { people: (place) => comparisonForPeople(found, place), programs: () => comparisonForPrograms(found) });
  return exitCodeOfComparison(found);
}

/** undefined: they are of two kinds. */
function compared(was: Side, is: Side): Comparison | undefined {
  if (was.of === 'runs') return is.of === 'runs' ? compareRuns(was.runs, is.runs) : undefined;
  return is.of === 'settings' ? compareSettings(was.saved, is.saved) : undefined;
}

function wordOf({ of }: Side): string {
  return of === 'runs' ? 'a report of a run' : 'settings of servers';
}

/** A report, an audit, or registry exports: by what the first file holds. */
function sideOf(files: readonly string[], options: CompareOptions): Side {
  const [file = ''] = files;
  if (!isJson(file)) return { of: 'settings', saved: { files, audit: auditForPrograms(auditOf(files, options)) } };
  if (files.length > 1) throw new UsageError(`${file} is a result of crosslines, and stands for its side alone; registry exports can be several.`);
  const value = readSavedJson(file);
  if (isRecord(value) && value['schema'] === 'crosslines-audit/1') return { of: 'settings', saved: { files, audit: auditIn(value, file) } };
  return { of: 'runs', runs: { file, reports: reportsIn(value, file) } };
}

/** JSON begins with a brace or a bracket and what may follow it; a key of a registry file never does. */
function isJson(file: string): boolean {
  const opened = openSync(existsSync(file) ? file : fileAndServer(file).file, 'r');
  try {
    const bytes = Buffer.alloc(256);
    const start = bytes.subarray(0, readSync(opened, bytes));
    const text = (start[0] === 0xff && start[1] === 0xfe ? start.toString('utf16le') : start.toString('utf8')).replace(/^\ufeff/, '').trimStart();
    return /^(?:\{|\[\s*[{\]])/.test(text);
  } finally {
    closeSync(opened);
  }
}
