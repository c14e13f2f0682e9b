import { mailboxFaultNames, serverFaultNames } from './faults.ts';
import type { MailboxFault, ServerFault } from './faults.ts';
import { exchangeProfiles, labVersions, labWindows } from './profiles.ts';
import type { LabVersion, LabWindows } from './profiles.ts';
import { schannelKeys } from './schannel.ts';
import type { Registry } from './schannel.ts';

/** A mistake in the `lab:` section: one sentence, and where below the section it is. */
export class LabError extends Error {
  readonly path: readonly (string | number)[];
  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.name = 'LabError';
    this.path = path;
  }
}

type Path = readonly (string | number)[];

/** A server as the section describes it; absent members come from the scenario or the version's profile. */
export interface SectionServer {
  readonly version?: LabVersion;
  readonly build?: string;
  readonly windows?: LabWindows;
  readonly basic: boolean;
  readonly registry: Registry;
  readonly faults: ReadonlySet<ServerFault>;
}

/** A mailbox as the section describes it. */
export interface SectionMailbox {
  readonly server?: string;
  readonly faults: ReadonlySet<MailboxFault>;
  /** Busy times of each day, in minutes after midnight UTC, start before end. */
  readonly busy: readonly (readonly [number, number])[] | null;
}

/** The `lab:` section, read. */
export interface Section {
  readonly servers: ReadonlyMap<string, SectionServer>;
  readonly mailboxes: ReadonlyMap<string, SectionMailbox>;
  readonly accounts: ReadonlyMap<string, { readonly mailbox?: string; readonly impersonation?: boolean }>;
  readonly autodiscover: string | null;
  readonly missingNames: readonly string[];
}

/** Reads the section strictly. Throws LabError on the first thing that is not understood; an absent section is an empty one. */
export function readSection(section: unknown): Section {
  const top = mapping(section ?? {}, [], ['servers', 'mailboxes', 'accounts', 'autodiscover', 'missingNames']);
  return {
    servers: entries(top['servers'], ['servers'], readServer),
    mailboxes: entries(top['mailboxes'], ['mailboxes'], readMailbox, (name) => name.toLowerCase()),
    accounts: entries(top['accounts'], ['accounts'], readAccount),
    autodiscover: top['autodiscover'] === undefined ? null : text(top['autodiscover'], ['autodiscover']),
    missingNames: list(top['missingNames'], ['missingNames']).map((name, index) =>
      text(name, ['missingNames', index]).toLowerCase(),
    ),
  };
}

function readServer(value: unknown, path: Path): SectionServer {
  const server = mapping(value ?? {}, path, ['version', 'build', 'windows', 'basic', 'registry', 'faults']);
  const version = server['version'] === undefined ? undefined : word(server['version'], [...path, 'version'], labVersions);
  const build = server['build'] === undefined ? undefined : text(server['build'], [...path, 'build']);
  if (build !== undefined && !/^15\.[012]\.\d{1,5}\.\d{1,5}$/.test(build)) {
    throw new LabError(
      [...path, 'build'],
      `A build is four numbers such as ${exchangeProfiles['exchange-2016'].build}, not ${shown(build)}.`,
    );
  }
  return {
    ...(version === undefined ? {} : { version }),
    ...(build === undefined ? {} : { build }),
    ...(server['windows'] === undefined ? {} : { windows: word(asText(server['windows']), [...path, 'windows'], labWindows) }),
    basic: server['basic'] === undefined ? true : onOff(server['basic'], [...path, 'basic']),
    registry: readRegistry(server['registry'], [...path, 'registry']),
    faults: words(server['faults'], [...path, 'faults'], serverFaultNames),
  };
}

function readRegistry(value: unknown, path: Path): Registry {
  const registry = mapping(value ?? {}, path, ['schannel', 'dotnet']);
  const schannel = mapping(registry['schannel'] ?? {}, [...path, 'schannel'], schannelKeys);
  const dotnet = mapping(registry['dotnet'] ?? {}, [...path, 'dotnet'], ['SystemDefaultTlsVersions', 'SchUseStrongCrypto']);
  const read: Record<string, { client?: boolean; server?: boolean }> = {};
  for (const [key, roles] of Object.entries(schannel)) {
    const at = [...path, 'schannel', key];
    const both = mapping(roles, at, ['client', 'server']);
    read[key] = {
      ...(both['client'] === undefined ? {} : { client: onOff(both['client'], [...at, 'client']) }),
      ...(both['server'] === undefined ? {} : { server: onOff(both['server'], [...at, 'server']) }),
    };
  }
  const values: Record<string, 0 | 1> = {};
  for (const [name, set] of Object.entries(dotnet)) {
    if (set !== 0 && set !== 1) throw new LabError([...path, 'dotnet', name], `${name} is 0 or 1, not ${shown(set)}.`);
    values[name] = set;
  }
  return { schannel: read, dotnet: values };
}

function readMailbox(value: unknown, path: Path): SectionMailbox {
  const mailbox = mapping(value ?? {}, path, ['server', 'faults', 'busy']);
  return {
    ...(mailbox['server'] === undefined ? {} : { server: text(mailbox['server'], [...path, 'server']) }),
    faults: words(mailbox['faults'], [...path, 'faults'], mailboxFaultNames),
    busy:
      mailbox['busy'] === undefined
        ? null
        : list(mailbox['busy'], [...path, 'busy']).map((range, index) => busyRange(range, [...path, 'busy', index])),
  };
}

function busyRange(value: unknown, path: Path): readonly [number, number] {
  const found = /^([01]\d|2[0-3])([0-5]\d)-([01]\d|2[0-4])([0-5]\d)$/.exec(typeof value === 'string' ? value : '');
  const [start, end] = found ? [Number(found[1]) * 60 + Number(found[2]), Number(found[3]) * 60 + Number(found[4])] : [0, 0];
  if (start >= end || end > 1440)
    throw new LabError(path, `A busy time is written "0900-1030" (UTC, start before end), not ${shown(value)}.`);
  return [start, end];
}

function readAccount(value: unknown, path: Path): { mailbox?: string; impersonation?: boolean } {
  const account = mapping(value ?? {}, path, ['mailbox', 'impersonation']);
  return {
    ...(account['mailbox'] === undefined ? {} : { mailbox: text(account['mailbox'], [...path, 'mailbox']).toLowerCase() }),
    ...(account['impersonation'] === undefined
      ? {}
      : { impersonation: onOff(account['impersonation'], [...path, 'impersonation']) }),
  };
}

function entries<T>(
  value: unknown,
  path: Path,
  read: (value: unknown, path: Path) => T,
  key = (name: string): string => name,
): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(mapping(value ?? {}, path, null)).map(([name, entry]) => [key(name), read(entry, [...path, name])]),
  );
}

function mapping(value: unknown, path: Path, known: readonly string[] | null): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LabError(path, `${where(path)} is a mapping${known ? ` with ${choice(known, 'and')}` : ''}, not ${shown(value)}.`);
  }
  for (const name of Object.keys(value)) {
    if (known && !known.includes(name))
      throw new LabError([...path, name], `${where(path)} knows ${choice(known, 'and')}, not "${name}".`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, path: Path): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new LabError(path, `${where(path)} is a list, not ${shown(value)}.`);
  return value;
}

function words<T extends string>(value: unknown, path: Path, known: readonly T[]): ReadonlySet<T> {
  return new Set(list(value, path).map((item, index) => word(item, [...path, index], known)));
}

function word<T extends string>(value: unknown, path: Path, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw new LabError(path, `The lab knows ${choice(known, 'and')} here, not ${shown(value)}.`);
  return found;
}

function onOff(value: unknown, path: Path): boolean {
  if (value === true || value === 'on') return true;
  if (value === false || value === 'off') return false;
  throw new LabError(path, `${where(path)} is on or off, not ${shown(value)}.`);
}

function text(value: unknown, path: Path): string {
  if (typeof value !== 'string' || value === '') throw new LabError(path, `${where(path)} is text, not ${shown(value)}.`);
  return value;
}

/** `2016` without quotation marks is a number in YAML; as a version of Windows it is meant as text. */
function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

function where(path: Path): string {
  return path.length === 0 ? 'The lab section' : `"${path.join('.')}"`;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
  return typeof value === 'number' || typeof value === 'boolean' ? `"${String(value)}"` : 'a mapping';
}

/** `a, b and c`. */
export function choice(names: readonly string[], last: 'and' | 'or'): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names[names.length - 1]}`;
}
