/** `crosslines fix`: the remedy of a cause as files for one version of Exchange on one version of Windows, with the way back. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { causes } from '../causes/index.ts';
import { floorsOf } from '../exchange/registry-prerequisites.ts';
import { keysToExport, remedyFor, repairableCauses, suiteOrderFor, wayBack, weakerRemedy, type RepairableCause } from '../exchange/registry-remedy.ts';
import { registryCollector } from '../exchange/registry-values.ts';
import { compareBuilds, versionName, versions } from '../exchange/versions.ts';
import { windowsVersions } from '../exchange/windows.ts';
import { nearest, oneOf } from '../load/complaints.ts';
import type { RegistryChange, TlsRegistry } from '../model/registry.ts';
import type { VersionId, WindowsId } from '../model/scenario.ts';
import { writeRegistryFile } from '../protocol/registry-file.ts';
import { registryScript } from '../protocol/registry-script.ts';
import { readFile } from './audit.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { readExchange, readWindows } from './said-machine.ts';
import type { Terminal } from './terminal.ts';

export interface FixOptions {
  readonly exchange: string;
  readonly windows: string;
  readonly out?: string;
  readonly rollbackFrom?: readonly string[];
  readonly allowWeaker?: boolean;
  readonly suiteOrder?: boolean;
}

const RESTART = 'The values count only after a restart of the server. Change every server of this version.';

/**
 * Writes the files and lists them. Everything in them and in their names comes from tables.
 * Throws UsageError where the values alone cannot repair it, naming what is needed.
 */
export async function fix(causeId: string, options: FixOptions, terminal: Terminal): Promise<ExitCode> {
  const cause = readCause(causeId);
  const { exchange, build } = readExchange('--exchange', options.exchange);
  const windows = readWindows('--windows', options.windows);
  if (exchange === 'unknown') throw new UsageError('--exchange is needed.');
  const floors = checked(exchange, windows, build);
  const suiteOrder = checkedSuites(cause, windows, options.suiteOrder === true);
  const weaker = options.allowWeaker === true;
  if (weaker && exchange !== 'exchange-2019' && exchange !== 'exchange-se') {
    throw new UsageError(`--allow-weaker is for the newer server of two (Exchange 2019 or SE); ${versionName(exchange)} has TLS 1.0 and 1.1 as Windows has them.`);
  }
  const changes = remedyFor(cause, exchange, windows, suiteOrder);
  const before = options.rollbackFrom === undefined || options.rollbackFrom.length === 0 ? null : readBefore(options.rollbackFrom);
  const name = `crosslines-${cause}-${exchange}-${windows}`;
  const where = `${versionName(exchange)} on ${windowsVersions[windows].name}`;
  const needs = `Needed first: ${floors.exchange.name} (build ${floors.exchange.build}) or later`
    + `${floors.dotnet === null ? '' : `; ${floors.dotnet.name} or later`}; Windows: ${floors.windowsUpdates.join(', ')}.`;
  const files = [
    { file: `${name}.reg`, bytes: writeRegistryFile(changes, [`Remedy for ${cause}: ${where}.`, needs, 'A registry file checks nothing; the script of the same name does.', RESTART]), says: 'the remedy, to import by regedit or reg import' },
    { file: `${name}.ps1`, says: 'the same as a script, which checks versions and exports the present values first; try it with -WhatIf', bytes: registryScript({
      remarks: [`Remedy for ${cause}: ${where}.`, needs, RESTART], sets: changes.filter((change) => change.does === 'set'), exports: keysToExport(changes),
      windows: { build: windowsVersions[windows].build.split('.')[2] ?? '', name: windowsVersions[windows].name }, dotnet: floors.dotnet, updates: floors.windowsUpdates,
      exchange: { name: versionName(exchange), from: floors.exchange.build, fromName: floors.exchange.name, below: fourParts(versions[exchange].builds.below) },
    }) },
    wayBackFile(`${name}-rollback.reg`, changes, before, where),
    ...(weaker ? [
      { file: `${name}-weaker.reg`, bytes: writeRegistryFile(weakerRemedy(), [`TLS 1.0 and 1.1 on ${where}. This lowers security.`, RESTART]), says: 'TLS 1.0 and 1.1 on the newer server' },
      wayBackFile(`${name}-weaker-rollback.reg`, weakerRemedy(), before, where),
    ] : []),
  ];
  const folder = options.out ?? '.';
  mkdirSync(folder, { recursive: true });
  for (const { file, bytes } of files) refuseToReplace(join(folder, file), bytes);
  for (const { file, bytes } of files) writeFileSync(join(folder, file), bytes);
  terminal.write([
    ...files.map(({ file, says }) => `${join(folder, file)}\n  ${says}\n`), `\n${needs}\n${RESTART}\n`,
    ...(weaker ? ['--allow-weaker costs: every client may then speak TLS 1.0 and 1.1 to this server, which attackers can read and change, and which Microsoft advises against. '
      + 'It may not even help: setup of Exchange 2019 leaves no cipher suite that TLS 1.0 could use. Repair the older server instead.\n'] : []),
    ...(before === null ? [`The way back removes the values, which is right only where none was set before. Better: export first, then add --rollback-from FILE:\n${
      keysToExport(changes).map((key, at) => `  reg export "${key}" before-${at}.reg\n`).join('')}`] : []),
  ].join(''));
  return exitCodes.asExpected;
}

function readCause(id: string): RepairableCause {
  const found = repairableCauses.find((one) => one === id);
  if (found !== undefined) return found;
  const ids = causes.map((one) => one.id);
  if (ids.includes(id)) throw new UsageError(`no registry value repairs ${id}; "crosslines explain ${id}" shows what does. There are files for ${oneOf(repairableCauses)}.`);
  const meant = nearest(id, ids);
  throw new UsageError(`there is no such cause${meant === undefined ? '' : `; did you mean ${meant}?`} "crosslines list causes" shows them; there are files for ${oneOf(repairableCauses)}.`);
}

function checked(exchange: VersionId, windows: WindowsId, build: string | undefined) {
  const row = versions[exchange];
  const floors = floorsOf(exchange, windows);
  if (floors === null) throw new UsageError(`no update of ${row.name} supports TLS 1.2: move its mailboxes to a later version.`);
  if (!row.windows.includes(windows)) {
    throw new UsageError(`${row.name} does not run on ${windowsVersions[windows].name}; expected ${oneOf(row.windows)}.`);
  }
  if (build !== undefined && compareBuilds(build, floors.exchange.build) < 0) {
    throw new UsageError(`build ${build} of ${row.name} does not support TLS 1.2${windows === '2025' ? ' on that Windows' : ''}, whatever the registry says: install ${floors.exchange.name} (${floors.exchange.build}) or later first.`);
  }
  return floors;
}

function checkedSuites(cause: RepairableCause, windows: WindowsId, wanted: boolean): boolean {
  if (cause === 'tls-cipher-suite-mismatch' && !wanted) throw new UsageError('the order of cipher suites is changed only on request: add --suite-order, on the server whose list was changed.');
  if (wanted && suiteOrderFor(windows) === null) {
    throw new UsageError(`no list of cipher suites for ${windowsVersions[windows].name} is held here; remove the policy "SSL Cipher Suite Order" to get back the list of Windows.`);
  }
  return wanted;
}

function readBefore(files: readonly string[]): TlsRegistry {
  const collector = registryCollector();
  for (const file of files) readFile(file, collector.take);
  return collector.result();
}

function wayBackFile(file: string, changes: readonly RegistryChange[], before: TlsRegistry | null, where: string) {
  const back = wayBack(changes, before);
  if (back.notShown.length > 0) {
    throw new UsageError(`the export of --rollback-from does not hold ${back.notShown.slice(0, 3).join(', ')}, so what was there is not known; export ${keysToExport(changes).join(', ')} and name each file by --rollback-from.`);
  }
  return {
    file, says: before === null ? 'the way back, where none of the values was set before' : 'the way back to what the export holds',
    bytes: writeRegistryFile(back.changes, [`The way back: ${where}.`, before === null ? 'It removes the values: right only where none of them was set before.' : 'Every value becomes what the export holds.', RESTART]),
  };
}

/** A way back made before the change must not be lost to one made after it. */
function refuseToReplace(file: string, bytes: Uint8Array): void {
  if (file.endsWith('-rollback.reg') && existsSync(file) && !readFileSync(file).equals(bytes)) {
    throw new UsageError(`${file} exists and holds another way back; move it away, or write elsewhere with --out.`);
  }
}

/** .NET compares a missing part as -1. */
function fourParts(build: string): string {
  return [...build.split('.'), '0', '0'].slice(0, 4).join('.');
}
