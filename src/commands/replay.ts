/** `crosslines replay`: the same code as `run`, with the tape for a network. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { causes } from '../causes/index.ts';
import { examine } from '../examine.ts';
import { readTape, replaying, wholeLines } from '../network/tape.ts';
import { probes } from '../probes/index.ts';
import { anonymousTape } from './anonymous-tape.ts';
import { UsageError, type ExitCode } from './exit-codes.ts';
import { readFormats, writeReports } from './formats.ts';
import type { ReportingOptions } from './outputs.ts';
import type { Terminal } from './terminal.ts';

export interface ReplayOptions extends ReportingOptions {
  readonly record?: string;
  readonly anonymize?: boolean;
}

/** Throws UsageError for mistakes of the caller, TapeError when the tape is none or lacks an answer. Opens no socket. */
export async function replay(file: string, options: ReplayOptions, terminal: Terminal): Promise<ExitCode> {
  const record = newTape(file, options);
  const text = readFileSync(file, 'utf8');
  const tape = readTape(text);
  if (record !== undefined) {
    const made = anonymousTape(record, wholeLines(text));
    writeFileSync(record, made.text, { mode: 0o600 });
    if (options.quiet !== true) terminal.tell(made.says);
  }
  const { tls, witness } = tape.header;
  if (tls !== undefined) return (await import('./tls.ts')).askOver(replaying(tape), tape.header.scenario, tls, options, terminal);
  if (witness !== undefined) return (await import('./witness.ts')).witnessOver(replaying(tape), tape.header.scenario, witness, options, terminal);
  const outputs = readFormats(options.format ?? []);
  const report = await examine(tape.header.scenario, replaying(tape), {
    probes, causes, toolVersion: terminal.version, ...(tape.header.brought === undefined ? {} : { brought: tape.header.brought }),
  });
  return writeReports([report], outputs, terminal, options);
}

/** Where the tape is to be written again; undefined: nowhere. */
function newTape(file: string, { record, anonymize }: ReplayOptions): string | undefined {
  if (record === undefined) return undefined;
  if (anonymize !== true) throw new UsageError('--record keeps nothing new of a replay; say --anonymize as well.');
  if (resolve(record) === resolve(file)) throw new UsageError(`--record ${record} would write over the tape that is replayed; give another name.`);
  return record;
}
