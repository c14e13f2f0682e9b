/** `crosslines collect`: a read-only script for a server or a tenant, whose files `--evidence` reads. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectedEvents, collectedKeys, collectedOnline, collectedOnPremises, timedKeys } from '../exchange/collected.ts';
import { exchangeSetupKeys } from '../exchange/registry-places.ts';
import { versions } from '../exchange/versions.ts';
import { oneOf } from '../load/complaints.ts';
import type { VersionId } from '../model/scenario.ts';
import { serverScript, tenantScript } from '../protocol/collection-script.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface CollectOptions {
  readonly exchange: string;
  readonly out?: string;
}

/** Writes the script and says where to run it. Throws UsageError where there is none for that version, or another file stands in its place. */
export function collect({ exchange: given, out = '.' }: CollectOptions, terminal: Terminal): ExitCode {
  const exchange = versionOf(given);
  if (!existsSync(out) || !statSync(out).isDirectory()) throw new UsageError(`--out ${out} is no folder.`);
  const file = join(out, `crosslines-collect-${exchange}.ps1`);
  const bytes = exchange === 'exchange-online' ? tenantScript(collectedOnline) : scriptFor(exchange);
  if (existsSync(file) && !readFileSync(file).equals(bytes)) throw new UsageError(`${file} exists and is another file; move it away, or write elsewhere with --out.`);
  writeFileSync(file, bytes);
  terminal.write(exchange === 'exchange-online' ? [
    `${file}\n\nIt reads settings of the tenant and changes nothing. Run it in PowerShell, signed in by Connect-ExchangeOnline\n`,
    '(a role that may view the configuration is enough):\n\n',
    `  .\\crosslines-collect-${exchange}.ps1 -Target colleague@contoso.com\n\nThen bring what it wrote: crosslines run SCENARIO --evidence FILE=cloud\n`,
  ].join('') : [
    `${file}\n\nIt reads registry, settings of Exchange and events of one server, and changes nothing. Copy it to each server with ${versions[exchange].name}\n`,
    'and run it there in the Exchange Management Shell, as administrator:\n\n',
    `  .\\crosslines-collect-${exchange}.ps1 -Target colleague@contoso.com\n\nThen bring the folder that it made: crosslines run SCENARIO --evidence FOLDER=SERVER\n`,
  ].join(''));
  return exitCodes.asExpected;
}

/** Versions on which there is something to gather. */
const COLLECTED = (Object.keys(versions) as VersionId[]).filter((id) => id !== 'exchange-2007');

function versionOf(given: string): VersionId {
  const plain = given.trim().toLowerCase().replace(/^(?:exchange[ -]?)?/, 'exchange-');
  const id = COLLECTED.find((known) => known === plain);
  if (id === undefined) throw new UsageError(`--exchange ${given} is not known; expected ${oneOf(COLLECTED)}.`);
  return id;
}

function scriptFor(exchange: VersionId): Uint8Array {
  const generation = exchange === 'exchange-2010' ? 'v14' : 'v15';
  const { name, builds } = versions[exchange];
  return serverScript({
    exchange: { name, from: builds.from, below: builds.below, setupKey: exchangeSetupKeys.find((key) => key.includes(`\\${generation}\\`)) ?? '' },
    keys: collectedKeys(generation), timed: timedKeys, commands: collectedOnPremises, events: collectedEvents,
  });
}
