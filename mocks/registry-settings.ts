/** What the values of a registry say about TLS, for an imitated server. */
import { dotnetGenerations } from './profiles.ts';
import type { DotnetGeneration } from './profiles.ts';
import { importRegistry } from './registry-file.ts';
import type { RegistryHive, RegistryValue } from './registry-file.ts';
import { schannelKeys } from './schannel.ts';
import type { DotnetValues, Registry, RoleSetting } from './schannel.ts';

const protocols = 'hklm\\system\\currentcontrolset\\control\\securityproviders\\schannel\\protocols';
/** A list of the group policy goes before the local one. Source: Microsoft Learn, "Prioritizing Schannel cipher suites". */
const suiteLists = [
  'hklm\\software\\policies\\microsoft\\cryptography\\configuration\\ssl\\00010002',
  'hklm\\system\\currentcontrolset\\control\\cryptography\\configuration\\local\\ssl\\00010002',
];

/** The settings that these files leave, imported one after the other into a registry as installed. Throws NoRegistryFile. */
export function registryOf(files: readonly Uint8Array[]): Registry {
  const hive = importRegistry(files);
  const suites = suiteLists.flatMap((key) => suitesAt(hive, key))[0];
  return {
    schannel: Object.fromEntries(schannelKeys.map((key) => [key, {
      ...roleAt(hive, key, 'client'), ...roleAt(hive, key, 'server'),
    }])),
    dotnet: Object.fromEntries(dotnetGenerations.map((generation) => [generation, dotnetAt(hive, generation)])),
    ...(suites === undefined ? {} : { suites }),
  };
}

/** Source: Microsoft Learn, "TLS registry settings": Enabled = 0 is off for everybody, DisabledByDefault binds who names no version. */
function roleAt(hive: RegistryHive, key: string, role: 'client' | 'server'): { [role in 'client' | 'server']?: RoleSetting } {
  const values = hive.get(`${protocols}\\${key.toLowerCase()}\\${role}`);
  const dword = (name: string): number | undefined => numberIn(values?.get(name));
  const [enabled, byDefault] = [dword('enabled'), dword('disabledbydefault')];
  if (enabled === 0) return { [role]: 'off' };
  // Enabled alone leaves the other value as Windows has it.
  return byDefault === undefined ? {} : { [role]: byDefault === 0 ? 'on' : 'off-by-default' };
}

/** The services of Exchange run in 64 bits: what stands below Wow6432Node is not theirs. */
function dotnetAt(hive: RegistryHive, generation: DotnetGeneration): DotnetValues {
  const values = hive.get(`hklm\\software\\microsoft\\.netframework\\${generation}`);
  const [system, strong] = ['systemdefaulttlsversions', 'schusestrongcrypto'].map((name) => numberIn(values?.get(name)));
  return {
    ...(system === undefined ? {} : { SystemDefaultTlsVersions: system === 1 ? 1 : 0 }),
    ...(strong === undefined ? {} : { SchUseStrongCrypto: strong === 1 ? 1 : 0 }),
  };
}

function numberIn(value: RegistryValue | undefined): number | undefined {
  return value != null && 'dword' in value ? value.dword : undefined;
}

function suitesAt(hive: RegistryHive, key: string): readonly (readonly string[])[] {
  const value = hive.get(key)?.get('functions');
  if (value == null || !('texts' in value)) return [];
  return [value.texts.flatMap((text) => text.split(',')).map((name) => openSslName(name.trim())).filter((name) => name !== '')];
}

/** `TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384` → `ECDHE-RSA-AES256-SHA384`; older Windows put the curve at the end. */
function openSslName(name: string): string {
  const [, key = '', cipher = ''] = /^TLS_(.+)_WITH_(.+?)(?:_P(?:256|384|521))?$/.exec(name) ?? [];
  const by = key === 'RSA' ? '' : `${key.replace(/_/g, '-')}-`;
  return cipher === '' ? '' : by + cipher.replace(/^AES_(\d+)_(?:CBC_)?/, 'AES$1-').replace(/_/g, '-');
}
