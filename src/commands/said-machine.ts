/** `--exchange V`, `--windows V`, or of one server among several: `--exchange ex16=2016`. */
import type { RegistryMachine } from '../exchange/registry-tls.ts';
import { versionOfBuild, versions } from '../exchange/versions.ts';
import { windowsVersions } from '../exchange/windows.ts';
import { oneOf } from '../load/complaints.ts';
import type { VersionId, WindowsId } from '../model/scenario.ts';
import { UsageError } from './exit-codes.ts';

export interface Said<T> {
  readonly servers: readonly string[];
  of(server: string): T | undefined;
}

/** Throws UsageError naming the words accepted. */
export function saidOf<T>(option: string, given: readonly string[], read: (option: string, text: string) => T): Said<T> {
  const byServer = new Map(given.map((text) => {
    const at = text.indexOf('=');
    return [at < 0 ? '' : text.slice(0, at), read(option, text.slice(at + 1))] as const;
  }));
  return { servers: [...byServer.keys()].filter((server) => server !== ''), of: (server) => byServer.get(server) ?? byServer.get('') };
}

/** Versions of Exchange that stand on machines of one's own. */
export const onPremises = (Object.keys(versions) as VersionId[]).filter((id) => id !== 'exchange-online');

/** `exchange-2016`, `2016`, or a build such as `15.1.2507.6`. */
export function readExchange(option: string, text: string): Pick<RegistryMachine, 'exchange' | 'build'> {
  const plain = text.trim().toLowerCase().replace(/^(?:exchange[ -]?)?/, 'exchange-');
  const id = onPremises.find((known) => known === plain);
  if (id !== undefined) return { exchange: id };
  const version = /^\d+\.\d+\.\d+\.\d+$/.test(text) ? versionOfBuild(text) : null;
  if (version === null || version === 'exchange-online') {
    throw new UsageError(`${option} ${text} is not known; expected ${oneOf(onPremises)}, or a build such as 15.1.2507.6.`);
  }
  return { exchange: version, build: text };
}

/** `2012R2`, also as people write it. */
export function readWindows(option: string, text: string): WindowsId {
  const plain = text.toLowerCase().replace(/^windows(?: server)?/, '').replace(/[\s-]/g, '');
  const id = (Object.keys(windowsVersions) as WindowsId[]).find((known) => known.toLowerCase() === plain);
  if (id === undefined) throw new UsageError(`${option} ${text} is not known; expected ${oneOf(Object.keys(windowsVersions))}.`);
  return id;
}
