import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { ServerFault } from './faults.ts';
import { buildNumbers, cloudSuites, exchangeProfiles, hardenedSuites, tlsVersions, windowsProfiles } from './profiles.ts';
import type { DotnetGeneration, LabTlsVersion, LabVersion, LabWindows } from './profiles.ts';

/** Names of the Schannel registry keys, in the order of the TLS versions. */
export const schannelKeys = ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const;
export type SchannelKey = (typeof schannelKeys)[number];

/** The two .NET values that decide on TLS. */
export interface DotnetValues {
  readonly SystemDefaultTlsVersions?: 0 | 1;
  readonly SchUseStrongCrypto?: 0 | 1;
}

/** `off-by-default`: only programs that name the version get it. */
export type RoleSetting = 'on' | 'off-by-default' | 'off';

/** What an administrator set; what is absent is as Windows and Exchange setup left it. */
export interface Registry {
  readonly schannel: Readonly<Partial<Record<SchannelKey, { readonly client?: RoleSetting; readonly server?: RoleSetting }>>>;
  /** Values under the key that this Exchange obeys, and those under a key by its name, of which the other one does nothing. */
  readonly dotnet: DotnetValues & Readonly<Partial<Record<DotnetGeneration, DotnetValues>>>;
  /** The order of cipher suites that a list sets, by their OpenSSL names; those that Windows lacks do nothing. */
  readonly suites?: readonly string[];
}

/** The TLS settings that follow from Windows, Exchange and the registry. */
export interface TlsSettings {
  /** Versions that the ports accept, oldest first. */
  readonly accepts: readonly LabTlsVersion[];
  /** Versions that .NET offers when the server dials; empty: no credential can be had and nothing leaves the machine. */
  readonly offers: readonly LabTlsVersion[];
  /** OpenSSL names of the suites that the ports accept, in order of preference. */
  readonly acceptedSuites: readonly string[];
  /** OpenSSL names of the suites offered when dialling. */
  readonly offeredSuites: readonly string[];
  readonly curves: string;
}

/** The machine whose TLS settings are asked for. */
export interface Machine {
  readonly version: LabVersion;
  readonly build: string;
  readonly windows: LabWindows;
  readonly registry: Registry;
  readonly faults: ReadonlySet<ServerFault>;
}

/**
 * Computes what a server accepts and what it offers.
 * Source: Windows TLS registry settings; .NET Framework "TLS best practices" truth table for applications that target less
 * than 4.6, as Exchange 2013 and 2016 do, and for .NET 3.5, on which Exchange 2010 runs; Exchange TLS best practices for what
 * setup of 2019 writes; Microsoft 365 technical reference details about encryption.
 */
export function tlsSettings(machine: Machine): TlsSettings {
  const windows = windowsProfiles[machine.windows];
  if (exchangeProfiles[machine.version].tlsBy === 'microsoft-365') {
    const only = ['TLSv1.2'] as const;
    return { accepts: only, offers: only, acceptedSuites: cloudSuites, offeredSuites: cloudSuites, curves: 'P-384:P-256' };
  }
  const hardened = isHardened(machine);
  const suites = suitesOf(machine, hardened);
  const curves = hardened ? 'P-384:P-256' : windows.curves;
  if (machine.faults.has('tls-1.0-only')) {
    // The suites that setup of Exchange 2019 leaves hold none for TLS 1.0: the whole list of Windows applies.
    return { accepts: ['TLSv1'], offers: ['TLSv1'], acceptedSuites: windows.suites, offeredSuites: windows.suites, curves };
  }
  const enabled = (role: 'client' | 'server'): readonly LabTlsVersion[] =>
    windows.known.filter((version) => settingOf(machine, version, role) === 'on');
  const acceptedSuites = machine.faults.has('gcm-only-suites')
    ? ['ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES128-GCM-SHA256']
    : suites;
  return {
    accepts: enabled('server'),
    offers: dotnetOffers(machine, hardened, enabled('client')),
    acceptedSuites,
    offeredSuites: suites,
    curves,
  };
}

/** No other client of this kind offers it, and no certificate of the lab fits it: what a list without a usable suite comes to. */
const USABLE_BY_NOBODY = ['ECDHE-ECDSA-CHACHA20-POLY1305'];

function suitesOf({ registry, windows }: Machine, hardened: boolean): readonly string[] {
  if (registry.suites === undefined) return hardened ? hardenedSuites : windowsProfiles[windows].suites;
  const known = registry.suites.filter((suite) => windowsProfiles[windows].suites.includes(suite));
  return known.length === 0 ? USABLE_BY_NOBODY : known;
}

function settingOf(machine: Machine, version: LabTlsVersion, role: 'client' | 'server'): RoleSetting {
  const key = schannelKeys[tlsVersions.indexOf(version)];
  const set = key === undefined ? undefined : machine.registry.schannel[key]?.[role];
  if (set !== undefined) return set;
  return onAsInstalled(machine, version) ? 'on' : isHardened(machine) ? 'off' : 'off-by-default';
}

/** Whether setup of Exchange decided on suites and curves. */
export function isHardened(machine: Machine): boolean {
  return exchangeProfiles[machine.version].tlsBy === 'setup';
}

function onAsInstalled(machine: Machine, version: LabTlsVersion): boolean {
  const on = windowsProfiles[machine.windows].on.includes(version);
  if (!isHardened(machine)) return on;
  if (version === 'TLSv1.3') return on && buildNumbers(machine.build)[2] >= 1748;
  return version === 'TLSv1.2';
}

function dotnetOffers(machine: Machine, hardened: boolean, enabled: readonly LabTlsVersion[]): readonly LabTlsVersion[] {
  const { generation, system, strong } = dotnetValues(machine, hardened);
  if (system === 1) return enabled;
  // .NET 3.5 heeds SchUseStrongCrypto only where an application names a version, and Exchange 2010 names none.
  const named: readonly LabTlsVersion[] =
    strong === 1 && generation === 'v4.0.30319' ? ['TLSv1', 'TLSv1.1', 'TLSv1.2'] : ['TLSv1'];
  // An application that names a version gets it unless the registry says disabled; "off by default" does not bind it.
  return named.filter((version) => windowsProfiles[machine.windows].known.includes(version) && settingOf(machine, version, 'client') !== 'off');
}

function dotnetValues(machine: Machine, hardened: boolean) {
  const generation = exchangeProfiles[machine.version].dotnet;
  const { SystemDefaultTlsVersions: system = hardened ? 1 : 0, SchUseStrongCrypto: strong = hardened ? 1 : 0 } = {
    ...machine.registry.dotnet,
    ...machine.registry.dotnet[generation],
  };
  return { generation, system, strong } as const;
}

/** Whether .NET asks Windows for strong cryptography, which takes RC4 away. Source: .NET Framework "TLS best practices". */
export function strongCryptography(machine: Machine): boolean {
  return dotnetValues(machine, isHardened(machine)).strong === 1;
}

/**
 * All versions from the oldest to the newest of these. A hello names only the newest one (unless it is of TLS 1.3), and so does Schannel's:
 * who leaves one out in between breaks off when the server chooses it.
 */
export function withoutGaps(versions: readonly LabTlsVersion[]): readonly LabTlsVersion[] {
  const at = versions.map((version) => tlsVersions.indexOf(version));
  return tlsVersions.filter((_, index) => index >= Math.min(...at) && index <= Math.max(...at));
}

const without: Readonly<Record<LabTlsVersion, number>> = {
  TLSv1: constants.SSL_OP_NO_TLSv1,
  'TLSv1.1': constants.SSL_OP_NO_TLSv1_1,
  'TLSv1.2': constants.SSL_OP_NO_TLSv1_2,
  'TLSv1.3': constants.SSL_OP_NO_TLSv1_3,
};

/**
 * The same in the words of node:tls. Security level 0, because OpenSSL would otherwise refuse TLS 1.0 and SHA-1.
 * `versions` must not be empty.
 */
export function nodeOptions(versions: readonly LabTlsVersion[], suites: readonly string[], curves: string): SecureContextOptions {
  const newest = versions[versions.length - 1] ?? 'TLSv1.2';
  return {
    minVersion: versions[0] ?? 'TLSv1.2',
    maxVersion: newest,
    secureOptions: tlsVersions
      .filter((version) => !versions.includes(version))
      .reduce((sum, version) => sum | without[version], 0),
    ciphers: [
      ...(newest === 'TLSv1.3' ? ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256'] : []),
      ...suites,
      '@SECLEVEL=0',
    ].join(':'),
    ecdhCurve: curves,
  };
}
