/** `crosslines replay`: the same code as `run`, with the tape for a network. */
import { readFileSync } from 'node:fs';
import { causes } from '../causes/index.ts';
import { examine } from '../examine.ts';
import { readTape, replaying } from '../network/tape.ts';
import { probes } from '../probes/index.ts';
import type { ExitCode } from './exit-codes.ts';
import { readFormats, writeReports } from './formats.ts';
import type { RunOptions } from './run.ts';
import type { Terminal } from './terminal.ts';

/** Throws TapeError when the tape is none or lacks an answer. Opens no socket. */
export async function replay(file: string, options: RunOptions, terminal: Terminal): Promise<ExitCode> {
  const tape = readTape(readFileSync(file, 'utf8'));
  const { tls, witness } = tape.header;
  if (tls !== undefined) return (await import('./tls.ts')).askOver(replaying(tape), tape.header.scenario, tls, options, terminal);
  if (witness !== undefined) return (await import('./witness.ts')).witnessOver(replaying(tape), tape.header.scenario, witness, options, terminal);
  const outputs = readFormats(options.format ?? []);
  const report = await examine(tape.header.scenario, replaying(tape), {
    probes, causes, toolVersion: terminal.version, ...(tape.header.brought === undefined ? {} : { brought: tape.header.brought }),
  });
  return writeReports([report], outputs, terminal, options);
}
