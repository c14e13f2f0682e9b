/** The registry of an imitated server as the `lab:` section describes it: by its values, or by the files that were imported. */
import { dotnetGenerations } from './profiles.ts';
import { NoRegistryFile } from './registry-file.ts';
import { registryOf } from './registry-settings.ts';
import { schannelKeys } from './schannel.ts';
import type { DotnetValues, Registry, SchannelKey } from './schannel.ts';
import { LabError, list, mapping, onOff, shown, text } from './section-reading.ts';
import type { Path } from './section-reading.ts';

/** Reads a file that the section names; throws where there is none. */
export type RegistryFiles = (name: string) => Uint8Array;

/** What the registry of a machine holds. */
export interface SectionRegistry {
  /** In force, because the machine was started after these values were set. */
  readonly registry?: Registry;
  /** Other values were set since, and do nothing until it is restarted. */
  readonly waitsForRestart?: true;
}

/**
 * `registry`: values, a file or a list of files, imported in turn; `sinceRestart`: files that were imported since the machine was started,
 * which therefore change nothing yet. Throws LabError.
 * Source: Microsoft Learn, "Exchange Server TLS configuration best practices": a restart is needed for the settings to take effect.
 */
export function readRegistry(machine: Readonly<Record<string, unknown>>, path: Path, files: RegistryFiles): SectionRegistry {
  const { registry, sinceRestart } = machine;
  const at = [...path, 'registry'];
  const asFiles = typeof registry === 'string' || Array.isArray(registry);
  const waiting = filesAt(sinceRestart, [...path, 'sinceRestart'], files);
  return {
    ...(registry === undefined ? {} : { registry: asFiles ? registryOf(filesAt(registry, at, files)) : readValues(registry, at) }),
    ...(waiting.length === 0 ? {} : { waitsForRestart: true }),
  };
}

function filesAt(value: unknown, path: Path, files: RegistryFiles): readonly Uint8Array[] {
  return list(typeof value === 'string' ? [value] : value, path).map((item, index) => {
    const name = text(item, [...path, index]);
    const at = typeof value === 'string' ? path : [...path, index];
    try {
      const file = files(name);
      registryOf([file]);
      return file;
    } catch (error) {
      const why = error instanceof NoRegistryFile ? error.message : 'it cannot be read';
      throw new LabError(at, `${shown(name)} cannot be imported: ${why}.`);
    }
  });
}

const dotnetValueNames = ['SystemDefaultTlsVersions', 'SchUseStrongCrypto'] as const;

function readValues(value: unknown, path: Path): Registry {
  const registry = mapping(value ?? {}, path, ['schannel', 'dotnet']);
  const schannel = mapping(registry['schannel'] ?? {}, [...path, 'schannel'], schannelKeys);
  const dotnet = mapping(registry['dotnet'] ?? {}, [...path, 'dotnet'], [...dotnetValueNames, ...dotnetGenerations]);
  const read: Record<string, Registry['schannel'][SchannelKey]> = {};
  for (const [key, roles] of Object.entries(schannel)) {
    const at = [...path, 'schannel', key];
    const both = mapping(roles, at, ['client', 'server']);
    read[key] = {
      ...(both['client'] === undefined ? {} : { client: onOff(both['client'], [...at, 'client']) ? 'on' : 'off' }),
      ...(both['server'] === undefined ? {} : { server: onOff(both['server'], [...at, 'server']) ? 'on' : 'off' }),
    };
  }
  const byKey = dotnetGenerations.flatMap((key) =>
    dotnet[key] === undefined
      ? []
      : [[key, readDotnet(mapping(dotnet[key], [...path, 'dotnet', key], dotnetValueNames), [...path, 'dotnet', key])] as const],
  );
  return { schannel: read, dotnet: { ...readDotnet(dotnet, [...path, 'dotnet']), ...Object.fromEntries(byKey) } };
}

function readDotnet(written: Readonly<Record<string, unknown>>, path: Path): DotnetValues {
  const values: Record<string, 0 | 1> = {};
  for (const name of dotnetValueNames) {
    const set = written[name];
    if (set === undefined) continue;
    if (set !== 0 && set !== 1) throw new LabError([...path, name], `${name} is 0 or 1, not ${shown(set)}.`);
    values[name] = set;
  }
  return values;
}
