/** Registry values that repair a cause, exactly for one version of Exchange on one version of Windows, and the way back. Only constants of these tables. */
import type { RegistryChange, RegistryData, TlsRegistry } from '../model/registry.ts';
import type { TlsVersion } from '../model/facts.ts';
import type { VersionId, WindowsId } from '../model/scenario.ts';
import { dotnetKey, protocolsKey, roleKey, roles, schannelKey, suitePolicyKey } from './registry-places.ts';
import { covers, valueAt } from './registry-values.ts';
import { versions } from './versions.ts';

/** Causes that registry values repair. The others need something else. */
export const repairableCauses = [
  'tls-version-mismatch-between-exchange-servers', 'tls12-outbound-to-cloud-not-enabled', 'tls12-inbound-endpoint-not-available',
  'schannel-half-configured-or-tls13', 'tls-cipher-suite-mismatch',
] as const;
export type RepairableCause = (typeof repairableCauses)[number];

const dword = (value: number): RegistryData => ({ type: 'dword', value });

function schannel(version: TlsVersion, on: boolean): readonly RegistryChange[] {
  return roles.flatMap((role): readonly RegistryChange[] => [
    { does: 'set', path: roleKey(version, role), name: 'Enabled', data: dword(on ? 1 : 0) },
    { does: 'set', path: roleKey(version, role), name: 'DisabledByDefault', data: dword(on ? 0 : 1) },
  ]);
}

/**
 * Source: Microsoft Learn, "Exchange Server TLS configuration best practices" (2013 and later: v4.0.30319, both values, both hives); jaapwesselius.com,
 * "Exchange 2010 and TLS 1.2" (v2.0.50727, SystemDefaultTlsVersions in both hives).
 * @param suiteOrder only where it was asked for: a list of cipher suites is a policy of its own
 */
export function remedyFor(cause: RepairableCause, exchange: VersionId, windows: WindowsId, suiteOrder: boolean): readonly RegistryChange[] {
  const generation = versions[exchange].dotnetGeneration;
  const names = generation === 'v2.0.50727' ? ['SystemDefaultTlsVersions'] : ['SystemDefaultTlsVersions', 'SchUseStrongCrypto'];
  const dotnet = generation === null ? [] : ([64, 32] as const).flatMap((bits) =>
    names.map((name): RegistryChange => ({ does: 'set', path: dotnetKey(generation, bits), name, data: dword(1) })));
  const list = suiteOrderFor(windows);
  return [
    ...(cause === 'tls-cipher-suite-mismatch' ? [] : [...schannel('TLSv1.2', true), ...dotnet]),
    ...(cause === 'schannel-half-configured-or-tls13' && !mayHaveTls13(exchange, windows) ? schannel('TLSv1.3', false) : []),
    ...(suiteOrder && list !== null ? [{ does: 'set', path: suitePolicyKey, name: 'Functions', data: { type: 'string', value: list.join(',') } } as const] : []),
  ];
}

/** Exchange 2019 CU15 and SE, on Windows Server 2022 and later. Source: Microsoft Learn, "Exchange Server TLS configuration best practices". */
function mayHaveTls13(exchange: VersionId, windows: WindowsId): boolean {
  return versions[exchange].tls13From !== null && (windows === '2022' || windows === '2025');
}

/**
 * The suites of TLS 1.2 that Exchange 2019 works with, and before them those of TLS 1.3 where Windows has it. null: none for that Windows is held here,
 * since the names there carry the curve and the list of Microsoft is another one.
 * Source: Microsoft Learn, "Exchange Server TLS configuration best practices".
 */
export function suiteOrderFor(windows: WindowsId): readonly string[] | null {
  if (windows === '2008R2' || windows === '2012' || windows === '2012R2') return null;
  return [
    ...(windows === '2022' || windows === '2025' ? ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256'] : []),
    ...['GCM', 'CBC'].flatMap((mode) => ['ECDSA', 'RSA'].flatMap((key) => [`TLS_ECDHE_${key}_WITH_AES_256_${mode}_SHA384`, `TLS_ECDHE_${key}_WITH_AES_128_${mode}_SHA256`])),
  ];
}

/** TLS 1.0 and 1.1 on a newer server, for callers that cannot do better. Never the first remedy. */
export function weakerRemedy(): readonly RegistryChange[] {
  return [...schannel('TLSv1.0', true), ...schannel('TLSv1.1', true)];
}

export interface WayBack {
  readonly changes: readonly RegistryChange[];
  /** Keys that the export says nothing of, so that what was there is not known. */
  readonly notShown: readonly string[];
}

/**
 * Undoes changes. With the server's own export every value becomes what it was; without, the values are removed, which is right only
 * where none of them was set.
 */
export function wayBack(changes: readonly RegistryChange[], before: TlsRegistry | null): WayBack {
  const sets = changes.filter((change) => change.does === 'set');
  if (before === null) return { changes: sets.map(({ path, name }) => ({ does: 'remove-value', path, name })), notShown: [] };
  const paths = [...new Set(sets.map(({ path }) => path))];
  const notShown = paths.filter((path) => !covers(before, path));
  const gone = new Set(paths.flatMap((path) => absentProtocolKey(before, path)));
  const values = sets.filter(({ path }) => ![...gone].some((key) => path === key || path.startsWith(`${key}\\`))).map(({ path, name }): RegistryChange => {
    const data = valueAt(before, path, name)?.data ?? null;
    return data === null ? { does: 'remove-value', path, name } : { does: 'set', path, name, data };
  });
  return { notShown, changes: [...values, ...[...gone].map((path): RegistryChange => ({ does: 'remove-key', path }))] };
}

/** The uppermost key below Protocols that was not there. Keys of .NET are never deleted: too much else lies in them. */
function absentProtocolKey(before: TlsRegistry, path: string): readonly string[] {
  if (!path.startsWith(`${protocolsKey}\\`)) return [];
  const exists = (key: string): boolean => before.keys.some((one) => one.path.toLowerCase() === key.toLowerCase() || one.path.toLowerCase().startsWith(`${key.toLowerCase()}\\`));
  const [protocol = ''] = path.slice(protocolsKey.length + 1).split('\\');
  return [`${protocolsKey}\\${protocol}`, path].filter((key) => !exists(key)).slice(0, 1);
}

/** Keys to export before a change, so that the way back knows everything: they exist on every server. */
export function keysToExport(changes: readonly RegistryChange[]): readonly string[] {
  const places = [schannelKey, 'HKLM\\SOFTWARE\\Microsoft\\.NETFramework', 'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework', 'HKLM\\SOFTWARE\\Policies\\Microsoft'];
  return places.filter((place) => changes.some(({ path }) => path.startsWith(`${place}\\`)));
}
