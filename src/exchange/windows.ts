/** The versions of Windows Server that Exchange runs on, and what their Schannel has switched on as installed. */
import type { TlsVersion } from '../model/facts.ts';
import type { WindowsId } from '../model/scenario.ts';

/** `unknown`: the documents contradict each other. */
export type SchannelState = 'on' | 'off' | 'unsupported' | 'unknown';

export type SchannelDefaults = Readonly<Record<TlsVersion, SchannelState>>;

export interface WindowsRow {
  readonly id: WindowsId;
  /** Such as `Windows Server 2012 R2`. */
  readonly name: string;
  /** As an NTLM challenge names it. */
  readonly build: string;
  /** For connections that the machine opens. */
  readonly client: SchannelDefaults;
  /** For connections that it accepts. */
  readonly server: SchannelDefaults;
}

const upTo10: SchannelDefaults = { 'SSLv3': 'on', 'TLSv1.0': 'on', 'TLSv1.1': 'off', 'TLSv1.2': 'off', 'TLSv1.3': 'unsupported' };
const ssl3UpTo12: SchannelDefaults = {
  'SSLv3': 'on', 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'on', 'TLSv1.3': 'unsupported',
};
const upTo12: SchannelDefaults = { 'SSLv3': 'off', 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'on', 'TLSv1.3': 'unsupported' };
const upTo13: SchannelDefaults = { 'SSLv3': 'off', 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'on', 'TLSv1.3': 'on' };
const legacyUnknown: SchannelDefaults = {
  'SSLv3': 'off', 'TLSv1.0': 'unknown', 'TLSv1.1': 'unknown', 'TLSv1.2': 'on', 'TLSv1.3': 'on',
};

/**
 * Source: Microsoft Learn "Protocols in TLS/SSL (Schannel SSP)" (MicrosoftDocs/win32, March 2025); builds: MS-NLMP 2.2.2.10 and
 * the release numbers of Windows Server. For Windows Server 2025 that page lists TLS 1.0 and 1.1 as on, the deprecation page says
 * that they ship switched off: unknown.
 */
export const windowsVersions: Readonly<Record<WindowsId, WindowsRow>> = {
  '2008R2': { id: '2008R2', name: 'Windows Server 2008 R2', build: '6.1.7601', client: upTo10, server: upTo10 },
  '2012': { id: '2012', name: 'Windows Server 2012', build: '6.2.9200', client: ssl3UpTo12, server: ssl3UpTo12 },
  '2012R2': { id: '2012R2', name: 'Windows Server 2012 R2', build: '6.3.9600', client: ssl3UpTo12, server: ssl3UpTo12 },
  '2016': { id: '2016', name: 'Windows Server 2016', build: '10.0.14393', client: upTo12, server: upTo12 },
  '2019': { id: '2019', name: 'Windows Server 2019', build: '10.0.17763', client: upTo12, server: upTo12 },
  '2022': { id: '2022', name: 'Windows Server 2022', build: '10.0.20348', client: upTo13, server: upTo13 },
  '2025': { id: '2025', name: 'Windows Server 2025', build: '10.0.26100', client: legacyUnknown, server: legacyUnknown },
};

/** The Windows version of a build such as `6.3.9600`, `6.1.7600` included; null for any other. A fourth part does not matter. */
export function windowsOfBuild(build: string): WindowsId | null {
  const parts = /^\s*(\d{1,2})\.(\d{1,2})\.(\d{1,5})(?:\.\d{1,6})?\s*$/.exec(build);
  if (parts === null) return null;
  const plain = `${Number(parts[1])}.${Number(parts[2])}.${Number(parts[3])}`;
  if (plain === '6.1.7600') return '2008R2';
  return Object.values(windowsVersions).find((row) => row.build === plain)?.id ?? null;
}

/** The TLS versions, oldest first. */
export const tlsVersionsInOrder: readonly TlsVersion[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** `TLS 1.2` for `TLSv1.2`. */
export function spokenTls(version: TlsVersion): string {
  return version === 'SSLv3' ? 'SSL 3.0' : `TLS ${version.slice(4)}`;
}

/** Versions that are in one of `states` on that side of a Windows version as installed, oldest first. */
export function schannelDefaults(
  windows: WindowsId,
  side: 'client' | 'server',
  states: readonly SchannelState[] = ['on'],
): readonly TlsVersion[] {
  const row = windowsVersions[windows][side];
  return tlsVersionsInOrder.filter((version) => states.includes(row[version]));
}
