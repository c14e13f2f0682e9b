/** The places of the registry that decide on TLS, and the values that Microsoft documents for them. */
import type { TlsVersion } from '../model/facts.ts';
import type { VersionRow } from './versions.ts';
import { spokenTls } from './windows.ts';

export type Role = 'Client' | 'Server';
export type DotnetGeneration = Exclude<VersionRow['dotnetGeneration'], null>;
/** Programs of 64 bits, as the services of Exchange are, and of 32 bits. */
export type Bits = 64 | 32;

export const roles: readonly Role[] = ['Client', 'Server'];
export const dotnetGenerations: readonly DotnetGeneration[] = ['v2.0.50727', 'v4.0.30319'];

/** Source: Microsoft Learn, "Transport Layer Security (TLS) registry settings". */
export const schannelKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL';
export const protocolsKey = `${schannelKey}\\Protocols`;

/** Names of keys below Protocols that Windows knows. Source: the same page. */
export const protocolNames: readonly string[] = [
  'Multi-Protocol Unified Hello', 'PCT 1.0', 'SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3', 'DTLS 1.0', 'DTLS 1.2',
];

export function roleKey(version: TlsVersion, role: Role): string {
  return `${protocolsKey}\\${spokenTls(version)}\\${role}`;
}

/** Source: Microsoft Learn, "Transport Layer Security (TLS) best practices with .NET Framework". */
export function dotnetKey(generation: DotnetGeneration, bits: Bits): string {
  return `HKLM\\SOFTWARE\\${bits === 32 ? 'Wow6432Node\\' : ''}Microsoft\\.NETFramework\\${generation}`;
}

/** Source: Microsoft Support KB3140245, "Update to enable TLS 1.1 and TLS 1.2 as default secure protocols in WinHTTP". */
export function winHttpKey(bits: Bits): string {
  return `HKLM\\SOFTWARE\\${bits === 32 ? 'Wow6432Node\\' : ''}Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp`;
}

/** The list of a group policy stands before the local one. Source: Microsoft Learn, "Prioritizing Schannel cipher suites". */
export const suitePolicyKey = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002';
export const suiteLocalKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Cryptography\\Configuration\\Local\\SSL\\00010002';

/** Where Windows and Exchange note which they are. Source: microsoft/CSS-Exchange reads both. */
export const windowsKey = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
export const exchangeSetupKeys: readonly string[] = ['v14', 'v15'].map((generation) => `HKLM\\SOFTWARE\\Microsoft\\ExchangeServer\\${generation}\\Setup`);

/** Every key whose values count, with the names of those values; keys that are not of TLS excepted. */
export const tlsPlaces: readonly { readonly path: string; readonly names: readonly string[] }[] = [
  ...protocolNames.flatMap((protocol) => roles.map((role) => ({ path: `${protocolsKey}\\${protocol}\\${role}`, names: ['Enabled', 'DisabledByDefault'] }))),
  { path: schannelKey, names: ['AllowInsecureRenegoClients', 'AllowInsecureRenegoServers', 'SendTrustedIssuerList'] },
  ...dotnetGenerations.flatMap((generation) => ([64, 32] as const)
    .map((bits) => ({ path: dotnetKey(generation, bits), names: ['SystemDefaultTlsVersions', 'SchUseStrongCrypto'] }))),
  ...([64, 32] as const).map((bits) => ({ path: winHttpKey(bits), names: ['DefaultSecureProtocols'] })),
  { path: suitePolicyKey, names: ['Functions'] }, { path: suiteLocalKey, names: ['Functions'] },
];
