/** Which Windows and which Exchange a registry export is from, where it holds the keys that say so. */
import type { WindowsId } from '../model/scenario.ts';
import { exchangeSetupKeys, windowsKey } from './registry-places.ts';
import type { RegistryMachine } from './registry-tls.ts';
import type { TlsRegistry } from '../model/registry.ts';
import { dwordAt, valueAt } from './registry-values.ts';
import { versionOfBuild } from './versions.ts';
import { windowsVersions } from './windows.ts';

/** What the caller says stands before what the files show. */
export function machineOf(registry: TlsRegistry, said: Partial<RegistryMachine>): RegistryMachine {
  const build = said.build ?? (said.exchange === undefined ? buildIn(registry) : undefined);
  const windows = said.windows ?? windowsIn(registry);
  return {
    exchange: said.exchange ?? (build === undefined ? null : versionOfBuild(build)) ?? 'unknown',
    ...(build === undefined ? {} : { build }), ...(windows === undefined ? {} : { windows }),
  };
}

/** Source: microsoft/CSS-Exchange reads the build from these values of the Setup key. */
function buildIn(registry: TlsRegistry): string | undefined {
  for (const key of [...exchangeSetupKeys].reverse()) {
    const parts = ['MsiProductMajor', 'MsiProductMinor', 'MsiBuildMajor', 'MsiBuildMinor'].map((name) => dwordAt(registry, key, name)?.value);
    if (parts.every((part) => part !== undefined)) return parts.join('.');
  }
  return undefined;
}

function windowsIn(registry: TlsRegistry): WindowsId | undefined {
  const data = valueAt(registry, windowsKey, 'CurrentBuildNumber')?.data ?? valueAt(registry, windowsKey, 'CurrentBuild')?.data;
  const number = data?.type === 'string' ? data.value : undefined;
  if (number === '7600') return '2008R2';
  return Object.values(windowsVersions).find(({ build }) => build.split('.')[2] === number)?.id;
}
