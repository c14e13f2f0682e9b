/** `crosslines fix --report`: the files for every server of a report that registry values repair, and what they do not repair. */
import { repairsOf, type OtherMatter, type Repairs, type ServerToRepair } from '../exchange/registry-repairs.ts';
import { versionName } from '../exchange/versions.ts';
import { windowsVersions } from '../exchange/windows.ts';
import { printable } from '../protocol/printable.ts';
import { whom } from '../reporters/telling.ts';
import { fileAndServer } from './audit.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import type { FixOptions } from './fix.ts';
import { exportFirst, listed, readBefore, refusalOf, remedyFiles, RESTART, writeFiles, type RemedyFiles } from './remedy-files.ts';
import { readExchange, readWindows, saidOf, type Said } from './said-machine.ts';
import { readSavedReports } from './saved-report.ts';
import type { RegistryMachine } from '../exchange/registry-tls.ts';
import type { WindowsId } from '../model/scenario.ts';
import type { Terminal } from './terminal.ts';

const shown = (text: string): string => printable(text, 200);

interface Machines {
  readonly exchange: Said<Pick<RegistryMachine, 'exchange' | 'build'>>;
  readonly windows: Said<WindowsId>;
}

/** Nothing is written before all is known. Throws UsageError naming every server of which a version is missing. */
export async function fixReport(file: string, options: FixOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.allowWeaker === true)
    throw new UsageError('--allow-weaker is for one server at a time: give its cause, --exchange and --windows instead of --report.');
  const found = repairsOf(readSavedReports(file), options.suiteOrder === true);
  if (found.unknown.length > 0) {
    throw new UsageError(
      `${file} does not say what ${found.unknown.map(shown).join(', ')} runs, because an earlier version of crosslines wrote it; `
        + 'run again, or name cause, --exchange and --windows.',
    );
  }
  const said: Machines = {
    exchange: saidOf('--exchange', options.exchange ?? [], readExchange),
    windows: saidOf('--windows', options.windows ?? [], readWindows),
  };
  const before = byServer(options.rollbackFrom ?? []);
  for (const id of [...said.exchange.servers, ...said.windows.servers, ...before.keys()]) {
    if (!found.servers.some(({ seen }) => seen.id === id))
      throw new UsageError(
        `no server "${shown(id)}" needs to be repaired by the registry in ${file}; those that do: `
          + `${found.servers.map(({ seen }) => shown(seen.id)).join(', ') || 'none'}.`,
      );
  }
  const names = safeNames(found.servers);
  const made = found.servers.map((server, index) =>
    filesFor(server, names[index] ?? '', said, before.get(server.seen.id) ?? [], options.suiteOrder === true),
  );
  const missing = made.flatMap(({ lacks }) => (lacks === undefined ? [] : [lacks]));
  if (missing.length > 0) throw new UsageError(`${missing.join('; ')}.`);
  const folder = options.out ?? '.';
  writeFiles(
    folder,
    made.flatMap(({ remedy }) => remedy?.files ?? []),
  );
  terminal.write(sayAll(found, made, folder, before));
  return exitCodes.asExpected;
}

function byServer(given: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const { file, server } of given.map(fileAndServer)) files.set(server, [...(files.get(server) ?? []), file]);
  return files;
}

/** Ids of a report become names of files only where they are harmless on every system, and each name stands for one server. */
function safeNames(servers: readonly ServerToRepair[]): readonly string[] {
  const taken = new Set<string>();
  return servers.map(({ seen: { id } }, index) => {
    const safe = /^(?!server-\d)[A-Za-z0-9][A-Za-z0-9_-]{0,40}$/i.test(id) && !taken.has(id.toLowerCase());
    taken.add(id.toLowerCase());
    return safe ? id : `server-${index + 1}`;
  });
}

interface Made {
  readonly server: ServerToRepair;
  /** Of whom, with versions. */
  readonly who: string;
  readonly remedy?: RemedyFiles;
  /** What must be given first. */
  readonly lacks?: string;
  /** Why registry values cannot repair it. */
  readonly refused?: string;
}

function filesFor(server: ServerToRepair, name: string, said: Machines, before: readonly string[], suiteOrder: boolean): Made {
  const { seen, causes } = server;
  const id = shown(seen.id);
  const { exchange, build } = said.exchange.of(seen.id) ?? { exchange: seen.version, build: seen.build ?? undefined };
  const windows = said.windows.of(seen.id) ?? seen.windows ?? undefined;
  if (exchange === 'unknown') return { server, who: id, lacks: `the report does not say which Exchange ${id} runs; add --exchange "${id}=VERSION"` };
  if (windows === undefined) return { server, who: id, lacks: `the report does not say which Windows ${id} runs; add --windows "${id}=VERSION"` };
  const who = `${id} (${versionName(exchange)} on ${windowsVersions[windows].name})`;
  const repair = { causes, exchange, windows, build, suiteOrder: suiteOrder && causes.includes('tls-cipher-suite-mismatch'), weaker: false };
  const refused = refusalOf(repair);
  if (refused !== null) return { server, who, refused };
  return {
    server,
    who,
    remedy: remedyFiles(`crosslines-${name}-${exchange}-${windows}`, { ...repair, before: before.length === 0 ? null : readBefore(before) }),
  };
}

function sayAll({ servers, others, unexplained }: Repairs, made: readonly Made[], folder: string, exported: ReadonlyMap<string, unknown>): string {
  const written = made.filter(({ remedy }) => remedy !== undefined);
  const keys = [...new Set(written.flatMap(({ remedy, server }) => (exported.has(server.seen.id) ? [] : remedy?.keysToExport ?? [])))];
  const sections = [
    ...(written.length === 0
      ? [
          servers.length + others.length + unexplained.length === 0
            ? 'Every lookup of the report is well: there is nothing to repair.\n'
            : 'No file was written: registry values alone repair nothing of this report.\n',
        ]
      : []),
    ...written.map(
      ({ server, who, remedy }) =>
        `${who}: ${server.causes.join(', ')}; for ${server.lookups.map(shown).join(', ')}\n`
        + `${listed(folder, remedy?.files ?? [])}${remedy?.needs ?? ''}\n`,
    ),
    ...(written.length === 0 ? [] : [`${RESTART}\nAfterwards: crosslines run with --baseline and this report says what it repaired.\n`]),
    ...(keys.length === 0 ? [] : [exportFirst(keys, '--rollback-from FILE=SERVER, for each server')]),
    notByFiles(made, others, unexplained),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function notByFiles(made: readonly Made[], others: readonly OtherMatter[], unexplained: readonly string[]): string {
  const lines = [
    ...made.flatMap(({ who, refused }) => (refused === undefined ? [] : [`- ${who}: ${refused}`])),
    ...others.map(
      ({ finding, lookups }) =>
        `- ${shown(finding.title)} (${shown(finding.cause)}), for ${lookups.map(shown).join(', ')}: `
        + `${shown(finding.remedy[0] ?? '')} For ${whom[finding.concerns]}.`,
    ),
    ...(unexplained.length === 0 ? [] : [`- no likely cause for ${unexplained.map(shown).join(', ')}, not shown or not observed`]),
  ];
  return lines.length === 0 ? '' : `Not a matter of files:\n${lines.join('\n')}\n`;
}
