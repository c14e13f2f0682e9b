/** `crosslines audit`: what registry exports of servers prove about their TLS, and what logs, headers and events show of it. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { comparisonRemarks } from '../exchange/registry-comparison.ts';
import { machineOf } from '../exchange/registry-machine.ts';
import { suiteList } from '../exchange/registry-remarks-other.ts';
import { registryRemarks } from '../exchange/registry-remarks.ts';
import { registryTls } from '../exchange/registry-tls.ts';
import { registryCollector } from '../exchange/registry-values.ts';
import { registryExportReader } from '../protocol/registry-export.ts';
import type { RegistryReading } from '../model/registry.ts';
import { isLog } from '../readers/index.ts';
import type { Brought } from '../readers/reader.ts';
import { registryExport } from '../readers/registry-export.ts';
import { logsIn, logsShowFault } from '../reporters/audit-logs.ts';
import { auditForPeople, auditForPrograms, type Audit, type AuditResult } from '../reporters/audit.ts';
import { fileAt, observed } from './brought-files.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { readOutputs, writeOutputs, type ReportingOptions } from './outputs.ts';
import { readExchange, readWindows, saidOf } from './said-machine.ts';
import type { Terminal } from './terminal.ts';

export interface AuditOptions extends ReportingOptions {
  readonly exchange?: readonly string[];
  readonly windows?: readonly string[];
}

const PIECE = 1_048_576;
const FORMATS = ['terminal', 'json'] as const;

/**
 * Reads files, each of a server of its own, or `FILE=server` to put several together, and folders, each of one server. 0: nothing wrong, 1: a fault was found.
 * Throws UsageError for mistakes of the caller and for files that are not understood.
 */
export async function audit(given: readonly string[], options: AuditOptions, terminal: Terminal): Promise<ExitCode> {
  const outputs = readOutputs(options.format ?? [], FORMATS);
  const named = given.flatMap((one) => filesIn(one, terminal.tell));
  const logs = named.flatMap(logOf);
  const found = auditOf(named.filter((one) => logOf(one).length === 0), options);
  const seen = await observed(logs, terminal, options.quiet === true);
  if (terminal.ending.signal.aborted) return exitCodes.notObserved;
  writeOutputs(outputs, terminal, options, {
    people: (place) => auditForPeople(found, seen, place), programs: (): AuditResult => ({ ...auditForPrograms(found), ...logsIn(seen) }),
  });
  const remarks = [...found.compared, ...found.servers.flatMap((server) => server.remarks)];
  const notImported = found.servers.some(({ files }) => files.some(({ reading }) => reading.damaged.some(({ why }) => why === 'typographic-quotes')));
  return notImported || logsShowFault(seen) || remarks.some(({ weight }) => weight !== 'note') ? exitCodes.fault : exitCodes.asExpected;
}

/** What registry exports show, as named on the command line. Throws UsageError as `audit` does. */
export function auditOf(named: readonly string[], options: Pick<AuditOptions, 'exchange' | 'windows'>): Audit {
  const exchange = saidOf('--exchange', options.exchange ?? [], readExchange);
  const windows = saidOf('--windows', options.windows ?? [], readWindows);
  const byServer = new Map<string, string[]>();
  for (const { file, server } of named.map(fileAndServer)) byServer.set(server, [...(byServer.get(server) ?? []), file]);
  for (const server of [...exchange.servers, ...windows.servers]) {
    if (!byServer.has(server)) throw new UsageError(`there is no file of a server "${server}"; name it after the file, as in FILE=${server}.`);
  }
  const read = [...byServer].map(([server, files]) => {
    const collector = registryCollector();
    const readings = files.map((file) => ({ name: basename(file), reading: readFile(file, collector.take) }));
    const registry = collector.result();
    const system = windows.of(server);
    const tls = registryTls(registry, machineOf(registry, { ...exchange.of(server), ...(system === undefined ? {} : { windows: system }) }));
    return { server, registry, tls, files: readings };
  });
  return {
    compared: comparisonRemarks(read),
    servers: read.map(({ server, registry, tls, files }) => ({
      server, tls, files, suites: suiteList(registry), remarks: registryRemarks(registry, tls), leftOut: registry.leftOut,
    })),
  };
}

/** The part after the last `=`, where it looks like the name of a server; otherwise the name of the file is that of the server. */
export function fileAndServer(named: string): { readonly file: string; readonly server: string } {
  const parts = /^(.+)=([A-Za-z0-9][A-Za-z0-9._-]{0,62})$/.exec(named);
  const file = parts?.[1] ?? named;
  return { file, server: parts?.[2] ?? basename(file).replace(/\.(?:reg|txt)$/i, '') };
}

/**
 * The files of a folder that are understood here, all of one server: that named behind it, or that by whose name it goes. Others are told.
 * A file is that file. Throws UsageError for a folder without any.
 */
function filesIn(named: string, tell: (text: string) => void): readonly string[] {
  const { file: folder, server } = fileAndServer(named);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [named];
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => join(folder, name)).sort();
  const understood = files.filter((file) => {
    const found = fileAt(file, basename(file), { server, side: null });
    return typeof found !== 'string' && (isLog(found) || registryExport.holds(found));
  });
  if (understood.length === 0) throw new UsageError(`the folder ${folder} holds no registry export and no log.`);
  for (const file of files) if (!understood.includes(file)) tell(`crosslines: left out: ${file} is no registry export and no log; --evidence of run and check may read it.\n`);
  return understood.map((file) => `${file}=${server}`);
}

/** The file, where it is a log; of which server is said behind the name, or stands in the log itself. */
function logOf(named: string): readonly Brought[] {
  const { file } = fileAndServer(named);
  const found = fileAt(file, basename(file), { server: file === named ? null : named.slice(file.length + 1), side: null });
  return typeof found !== 'string' && isLog(found) ? [found] : [];
}

/** Reads a registry file in pieces. Throws UsageError where it is none. */
export function readFile(file: string, take: (file: string, entry: Parameters<Parameters<typeof registryExportReader>[0]>[0]) => void): RegistryReading {
  const name = basename(file);
  const reader = registryExportReader((entry) => { take(name, entry); });
  const opened = openSync(file, 'r');
  try {
    const piece = new Uint8Array(PIECE);
    for (let length = readPiece(opened, piece, file); length > 0; length = readPiece(opened, piece, file)) reader.push(piece.subarray(0, length));
  } finally {
    closeSync(opened);
  }
  const reading = reader.end();
  if (reading.keys === 0) {
    throw new UsageError(`${file} is no registry export: it holds no key such as [HKEY_LOCAL_MACHINE\\SOFTWARE\\…]. Make one with reg export or regedit.`);
  }
  return reading;
}

function readPiece(opened: number, piece: Uint8Array, file: string): number {
  try {
    return readSync(opened, piece);
  } catch (error) {
    throw Object.assign(error as Error, { path: file });
  }
}
