/** What files show of the TLS of servers, for people and for programs. */
import { spoken } from '../exchange/registry-comparison.ts';
import type { Remark } from '../exchange/registry-remark.ts';
import type { RegistryTls } from '../exchange/registry-tls.ts';
import { versionName } from '../exchange/versions.ts';
import { spokenTls, windowsVersions } from '../exchange/windows.ts';
import type { FoundValue, RegistryDamage, RegistryReading } from '../model/registry.ts';
import type { WindowsId } from '../model/scenario.ts';
import type { Observation } from '../model/observation.ts';
import { logSections, type AuditedLogs } from './audit-logs.ts';
import type { Place } from './index.ts';
import { layout, type Layout } from './layout.ts';
import { linesOf } from './telling.ts';

export interface AuditedServer {
  readonly server: string;
  readonly files: readonly { readonly name: string; readonly reading: RegistryReading }[];
  readonly tls: RegistryTls;
  /** The list of cipher suites in force, where one was set. */
  readonly suites: { readonly suites: readonly string[]; readonly by: FoundValue } | null;
  readonly remarks: readonly Remark[];
  readonly leftOut: number;
}

export interface Audit {
  readonly servers: readonly AuditedServer[];
  /** Of the servers beside each other. */
  readonly compared: readonly Remark[];
}

export const RESTART = 'Windows and Exchange take changed values only after a restart of the server, and a registry file cannot show whether there was one.';

/** @param logs what logs, headers and events show */
export function auditForPeople({ servers, compared }: Audit, logs: readonly Observation[], place: Place): string {
  const page = layout(place);
  const sections = [
    ...(compared.length === 0 ? [] : [[page.bold('The servers beside each other'), ...compared.flatMap((remark) => remarkLines(remark, page))]]),
    ...servers.flatMap((server) => [firstLines(server, page), stateLines(server, page), damageLines(server, page)]),
    ...logSections(logs, page),
  ];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function firstLines({ server, tls, remarks }: AuditedServer, page: Layout): readonly string[] {
  const { machine: { exchange, build, windows }, dials, accepts, certain } = tls;
  const known = [exchange === 'unknown' ? 'Exchange version not given' : `${versionName(exchange)}${build === undefined ? '' : ` build ${build}`}`,
    windows === undefined ? 'Windows version not given' : windowsVersions[windows].name];
  const wrong = remarks.filter(({ weight }) => weight === 'fault').length;
  const gaps = remarks.filter(({ weight }) => weight === 'gap').length;
  const shownCalls = exchange === 'unknown' ? tls.offered.filter(({ bits }) => bits === 64).map((one) => `${spoken(one.versions, one.certain)} (programs of .NET ${one.generation})`).join('; ') : spoken(dials, certain.dials);
  return [
    page.bold(page.wrap('', `TLS settings of ${server} (${known.join(', ')})`)),
    wrong > 0 ? page.red(`✗ ${wrong === 1 ? 'A setting is' : `${wrong} settings are`} wrong${gaps > 0 ? `, ${gaps} incomplete` : ''}.`)
      : gaps > 0 ? page.yellow(`· Nothing is wrong; ${gaps === 1 ? 'a setting is' : `${gaps} settings are`} incomplete.`) : page.green('✓ Nothing wrong was found.'),
    page.wrap('Calls with  ', shownCalls),
    page.wrap('Accepts     ', spoken(accepts, certain.accepts)),
    ...remarks.flatMap((remark) => remarkLines(remark, page)),
    page.wrap('Restart   ', RESTART),
  ];
}

function remarkLines({ weight, says, repair, lines }: Remark, page: Layout): readonly string[] {
  const where = lines.length === 0 ? '' : ` [${linesOf(lines)}]`;
  return [
    weight === 'fault' ? page.red(page.wrap('✗ Wrong   ', `${says}${where}`)) : page.yellow(page.wrap(weight === 'gap' ? '· Missing ' : '· Note    ', `${says}${where}`)),
    ...(repair === undefined ? [] : [page.wrap('  Repair  ', repair)]),
  ];
}

const STATES: Readonly<Record<RegistryTls['inForce'][number]['state'], string>> = {
  'on': 'on', 'off': 'off', 'off-by-default': 'off by default', 'unsupported': 'not in this Windows', 'unknown': 'not known',
};

function stateLines({ tls, suites }: AuditedServer, page: Layout): readonly string[] {
  return [
    page.bold('In force, and through which values'),
    ...tls.inForce.map(({ version, role, state, through, shown }) => page.wrap(`  ${spokenTls(version)} ${role} `.padEnd(19), `${STATES[state]}${
      through.length > 0 ? `: ${through.map(valueSaid).join(', ')}` : state === 'unsupported' ? '' : shown ? ', as installed (no values)' : ', taken to be as installed (not in the files)'}`)),
    ...tls.offered.map(({ generation, bits, versions, certain, because, through, shown }) => page.wrap(`  .NET ${generation.slice(0, 2)}, ${bits} bit `.padEnd(19),
      `${spoken(versions, certain)}: ${because}${through.length > 0 ? ` (${through.map(valueSaid).join(', ')})` : shown ? '' : ' (not in the files)'}`)),
    page.wrap('  Cipher suites    ', suites === null ? 'no list in the files: the order is that of Windows, or what setup of Exchange 2019 and later left'
      : `${suites.suites.length} in the order of ${valueSaid({ ...suites.by, data: null })}: ${suites.suites.slice(0, 4).join(', ')}${suites.suites.length > 4 ? ', …' : ''}`),
  ];
}

function valueSaid({ name, data, file, line }: FoundValue): string {
  return `${name}${data?.type === 'dword' ? ` = ${data.value > 9 ? `0x${data.value.toString(16)}` : String(data.value)}` : ''} (${file}:${line})`;
}

const DAMAGE: Readonly<Record<RegistryDamage, string>> = {
  'no-header': 'the first line is not that of a registry file, so regedit would not import it', 'typographic-quotes': 'typographic quotes, which Windows does not take: the value is not set by this line',
  'no-key-before': 'a value outside any key', 'unknown-hive': 'no key of the registry', 'not-understood': 'no line of a registry file', 'open-string': 'a text that is never closed',
};

function damageLines({ files, leftOut }: AuditedServer, page: Layout): readonly string[] {
  const lines = files.flatMap(({ name, reading: { damaged, damagedLines, longValues } }) => [
    ...damaged.slice(0, 5).map(({ line, why }) => page.yellow(page.wrap('· Damaged ', `${name} line ${line}: ${DAMAGE[why]}.`))),
    ...(damagedLines > 5 ? [page.yellow(page.wrap('          ', `${damagedLines} lines of ${name} say nothing in all.`))] : []),
    ...(longValues > 0 ? [page.dim(page.wrap('· Note    ', `${longValues} very long value${longValues === 1 ? '' : 's'} of ${name} passed over.`))] : []),
  ]);
  return leftOut > 0 ? [...lines, page.yellow(page.wrap('· Note    ', `${leftOut} more keys and values with names of TLS were not looked at.`))] : lines;
}

/** One server of what `crosslines audit` prints. */
export interface AuditResultServer {
  readonly server: string;
  readonly exchange: RegistryTls['machine']['exchange'];
  readonly build: string | null;
  readonly windows: WindowsId | null;
  /** TLS versions that the services of Exchange dial with; null: not known. */
  readonly dials: RegistryTls['dials'];
  /** TLS versions that its HTTPS port accepts; null: not known. */
  readonly accepts: RegistryTls['accepts'];
  readonly remarks: readonly Remark[];
  /** State of each TLS version in each role. */
  readonly inForce: RegistryTls['inForce'];
  /** What programs of .NET offer. */
  readonly offered: RegistryTls['offered'];
  /** The list of cipher suites in force; null: none was set. */
  readonly suites: AuditedServer['suites'];
  /** Keys and values beyond the limit, which were not looked at. */
  readonly leftOut: number;
  readonly files: readonly (RegistryReading & { readonly name: string })[];
}

/** What registry exports show, for programs. */
export interface AuditedSettings {
  readonly schema: 'crosslines-audit/1';
  /** That values count only after a restart. */
  readonly restart: string;
  /** Of the servers beside each other. */
  readonly compared: readonly Remark[];
  readonly servers: readonly AuditResultServer[];
}

/** What `crosslines audit` prints. */
export interface AuditResult extends AuditedSettings, AuditedLogs {}

export function auditForPrograms({ servers, compared }: Audit): AuditedSettings {
  return {
    schema: 'crosslines-audit/1', restart: RESTART, compared,
    servers: servers.map(({ server, files, tls, suites, remarks, leftOut }) => ({
      server, exchange: tls.machine.exchange, build: tls.machine.build ?? null, windows: tls.machine.windows ?? null,
      dials: tls.dials, accepts: tls.accepts, remarks, inForce: tls.inForce, offered: tls.offered, suites, leftOut,
      files: files.map(({ name, reading }) => ({ name, ...reading })),
    })),
  };
}
