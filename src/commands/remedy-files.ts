/** The files that repair the TLS settings of one server, and those of the way back. Everything in them and in their names comes from tables. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { floorsOf } from '../exchange/registry-prerequisites.ts';
import { keysToExport, remedyFor, suiteOrderFor, wayBack, weakerRemedy, type RepairableCause } from '../exchange/registry-remedy.ts';
import { registryCollector } from '../exchange/registry-values.ts';
import { compareBuilds, versionName, versions } from '../exchange/versions.ts';
import { windowsVersions } from '../exchange/windows.ts';
import { oneOf } from '../load/complaints.ts';
import type { RegistryChange, TlsRegistry } from '../model/registry.ts';
import type { VersionId, WindowsId } from '../model/scenario.ts';
import { writeRegistryFile } from '../protocol/registry-file.ts';
import { registryScript } from '../protocol/registry-script.ts';
import { readFile } from './audit.ts';
import { UsageError } from './exit-codes.ts';

export const RESTART = 'The values count only after a restart of the server. Change every server of this version.';

/** What is to be repaired, and where. */
export interface Repair {
  readonly causes: readonly RepairableCause[];
  readonly exchange: VersionId;
  readonly windows: WindowsId;
  readonly build: string | undefined;
  readonly suiteOrder: boolean;
  readonly weaker: boolean;
  /** The server's own values from before; null: not given. */
  readonly before: TlsRegistry | null;
}

export interface RemedyFiles {
  readonly files: readonly { readonly file: string; readonly bytes: Uint8Array; readonly says: string }[];
  /** What must be installed first, as a sentence. */
  readonly needs: string;
  readonly keysToExport: readonly string[];
}

/** @param name how the files begin; it must be safe. Throws UsageError where the values alone cannot repair it, naming what is needed. */
export function remedyFiles(name: string, repair: Repair): RemedyFiles {
  const { causes, exchange, windows, suiteOrder, weaker, before } = repair;
  const refusal = refusalOf(repair);
  const floors = floorsOf(exchange, windows);
  if (refusal !== null || floors === null) throw new UsageError(refusal ?? '');
  const changes = changesOf(causes, exchange, windows, suiteOrder);
  const where = `${versionName(exchange)} on ${windowsVersions[windows].name}`;
  const title = `Remedy for ${causes.join(', ')}: ${where}.`;
  const needs =
    `Needed first: ${floors.exchange.name} (build ${floors.exchange.build}) or later` +
    `${floors.dotnet === null ? '' : `; ${floors.dotnet.name} or later`}; Windows: ${floors.windowsUpdates.join(', ')}.`;
  const files = [
    {
      file: `${name}.reg`,
      bytes: writeRegistryFile(changes, [title, needs, 'A registry file checks nothing; the script of the same name does.', RESTART]),
      says: 'the remedy, to import by regedit or reg import',
    },
    {
      file: `${name}.ps1`,
      says: 'the same as a script, which checks versions and exports the present values first; try it with -WhatIf',
      bytes: registryScript({
        remarks: [title, needs, RESTART],
        sets: changes.filter((change) => change.does === 'set'),
        exports: keysToExport(changes),
        windows: { build: windowsVersions[windows].build.split('.')[2] ?? '', name: windowsVersions[windows].name },
        dotnet: floors.dotnet,
        updates: floors.windowsUpdates,
        exchange: {
          name: versionName(exchange),
          from: floors.exchange.build,
          fromName: floors.exchange.name,
          below: fourParts(versions[exchange].builds.below),
        },
      }),
    },
    wayBackFile(`${name}-rollback.reg`, changes, before, where),
    ...(weaker
      ? [
          {
            file: `${name}-weaker.reg`,
            bytes: writeRegistryFile(weakerRemedy(), [`TLS 1.0 and 1.1 on ${where}. This lowers security.`, RESTART]),
            says: 'TLS 1.0 and 1.1 on the newer server',
          },
          wayBackFile(`${name}-weaker-rollback.reg`, weakerRemedy(), before, where),
        ]
      : []),
  ];
  return { files, needs, keysToExport: keysToExport(changes) };
}

/** Of several causes each value once: they agree on what it is. */
function changesOf(causes: readonly RepairableCause[], exchange: VersionId, windows: WindowsId, suiteOrder: boolean): readonly RegistryChange[] {
  const changes = causes.flatMap((cause) => remedyFor(cause, exchange, windows, suiteOrder));
  return [...new Map(changes.map((change) => [`${change.path}\\${change.does === 'remove-key' ? '' : change.name}`, change])).values()];
}

/** Writes the files into a folder, which is made where it is not there. Throws UsageError rather than lose a way back. */
export function writeFiles(folder: string, files: RemedyFiles['files']): void {
  mkdirSync(folder, { recursive: true });
  for (const { file, bytes } of files) refuseToReplace(join(folder, file), bytes);
  for (const { file, bytes } of files) writeFileSync(join(folder, file), bytes);
}

/** How to make the way back exact, where no export was given. @param option as the user would write it */
export function exportFirst(keys: readonly string[], option: string): string {
  return `The way back removes the values, which is right only where none was set before. Better: export first, then add ${option}:\n`
    + keys.map((key, at) => `  reg export "${key}" before-${at}.reg\n`).join('');
}

export function listed(folder: string, files: RemedyFiles['files']): string {
  return files.map(({ file, says }) => `${join(folder, file)}\n  ${says}\n`).join('');
}

/** Why registry values alone cannot repair that server, naming what is needed; null: they can. */
export function refusalOf({ exchange, windows, build, suiteOrder }: Pick<Repair, 'exchange' | 'windows' | 'build' | 'suiteOrder'>): string | null {
  const row = versions[exchange];
  const floors = floorsOf(exchange, windows);
  if (floors === null) return `no update of ${row.name} supports TLS 1.2: move its mailboxes to a later version.`;
  if (!row.windows.includes(windows)) return `${row.name} does not run on ${windowsVersions[windows].name}; expected ${oneOf(row.windows)}.`;
  if (build !== undefined && compareBuilds(build, floors.exchange.build) < 0) {
    return `build ${build} of ${row.name} does not support TLS 1.2${windows === '2025' ? ' on that Windows' : ''}, whatever the registry says: `
      + `install ${floors.exchange.name} (${floors.exchange.build}) or later first.`;
  }
  return !suiteOrder || suiteOrderFor(windows) !== null
    ? null
    : `no list of cipher suites for ${windowsVersions[windows].name} is held here; `
      + 'remove the policy "SSL Cipher Suite Order" to get back the list of Windows.';
}

/** The values of a server from before a change. */
export function readBefore(files: readonly string[]): TlsRegistry {
  const collector = registryCollector();
  for (const file of files) readFile(file, collector.take);
  return collector.result();
}

function wayBackFile(file: string, changes: readonly RegistryChange[], before: TlsRegistry | null, where: string) {
  const back = wayBack(changes, before);
  if (back.notShown.length > 0) {
    throw new UsageError(
      `the export of --rollback-from does not hold ${back.notShown.slice(0, 3).join(', ')}, so what was there is not known; `
        + `export ${keysToExport(changes).join(', ')} and name each file by --rollback-from.`,
    );
  }
  return {
    file,
    says: before === null ? 'the way back, where none of the values was set before' : 'the way back to what the export holds',
    bytes: writeRegistryFile(back.changes, [
      `The way back: ${where}.`,
      before === null ? 'It removes the values: right only where none of them was set before.' : 'Every value becomes what the export holds.',
      RESTART,
    ]),
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
