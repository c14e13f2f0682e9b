/** The versions of Exchange: what tells them apart, and what each needs for TLS 1.2. */
import type { ClaimedVersion, VersionId, WindowsId } from '../model/scenario.ts';

export interface VersionRow {
  readonly id: VersionId;
  /** As people say it, such as `Exchange 2016`. */
  readonly name: string;
  /** First build that counts as this version, inclusive, and first that no longer does. */
  readonly builds: { readonly from: string; readonly below: string };
  /** First build that supports TLS 1.2. Reaching it switches nothing on. null: none does. */
  readonly tls12From: string | null;
  /** First build with which TLS 1.0 and 1.1 may be switched off. null: none. */
  readonly legacyTlsOffFrom: string | null;
  /** First build that supports TLS 1.3, on Windows Server 2022 and later only, and not for SMTP. null: none does. */
  readonly tls13From: string | null;
  /** Windows versions it is supported on, of those known here; empty where we do not meet the machine. */
  readonly windows: readonly WindowsId[];
  /** The Windows version to imagine where nobody says which; a habit of the field, not a fact about any server. */
  readonly usualWindows: WindowsId | null;
  /** Digit of MergedFreeBusy that stands for "no data"; from 2013 on, 4 is "working elsewhere". */
  readonly noDataDigit: '4' | '5';
  /** Key below `HKLM\SOFTWARE\Microsoft\.NETFramework` whose values its outgoing calls obey; null where nobody can set them. */
  readonly dotnetGeneration: 'v2.0.50727' | 'v4.0.30319' | null;
}

/**
 * Source: builds: Microsoft Learn "Exchange Server build numbers and release dates", microsoft/CSS-Exchange
 * Shared/Get-ExchangeBuildVersionInformation.ps1 (2019 and SE share 15.2, SE begins with 15.2.2562). TLS and .NET: Microsoft
 * Learn "Exchange Server TLS configuration best practices", Exchange Team "TLS guidance" parts 1 to 3. Digits:
 * MicrosoftDocs/office-developer-exchange-docs mergedfreebusy.md. Windows: "Exchange Server supportability matrix".
 */
export const versions: Readonly<Record<VersionId, VersionRow>> = {
  'exchange-2007': {
    id: 'exchange-2007', name: 'Exchange 2007', builds: { from: '8.0', below: '9.0' },
    tls12From: null, legacyTlsOffFrom: null, tls13From: null,
    windows: ['2008R2'], usualWindows: '2008R2', noDataDigit: '4', dotnetGeneration: 'v2.0.50727',
  },
  'exchange-2010': {
    id: 'exchange-2010', name: 'Exchange 2010', builds: { from: '14.0', below: '15.0' },
    tls12From: '14.3.382.0', legacyTlsOffFrom: '14.3.389.1', tls13From: null,
    windows: ['2008R2', '2012', '2012R2'], usualWindows: '2008R2', noDataDigit: '4', dotnetGeneration: 'v2.0.50727',
  },
  'exchange-2013': {
    id: 'exchange-2013', name: 'Exchange 2013', builds: { from: '15.0', below: '15.1' },
    tls12From: '15.0.1365.1', legacyTlsOffFrom: '15.0.1367.3', tls13From: null,
    windows: ['2008R2', '2012', '2012R2'], usualWindows: '2012R2', noDataDigit: '5', dotnetGeneration: 'v4.0.30319',
  },
  'exchange-2016': {
    id: 'exchange-2016', name: 'Exchange 2016', builds: { from: '15.1', below: '15.2' },
    tls12From: '15.1.1415.2', legacyTlsOffFrom: '15.1.1466.3', tls13From: null,
    windows: ['2012', '2012R2', '2016'], usualWindows: '2012R2', noDataDigit: '5', dotnetGeneration: 'v4.0.30319',
  },
  'exchange-2019': {
    id: 'exchange-2019', name: 'Exchange 2019', builds: { from: '15.2', below: '15.2.2562' },
    tls12From: '15.2.221.12', legacyTlsOffFrom: '15.2.221.12', tls13From: '15.2.1748.10',
    windows: ['2019', '2022', '2025'], usualWindows: '2019', noDataDigit: '5', dotnetGeneration: 'v4.0.30319',
  },
  'exchange-se': {
    id: 'exchange-se', name: 'Exchange SE', builds: { from: '15.2.2562', below: '15.3' },
    tls12From: '15.2.2562.17', legacyTlsOffFrom: '15.2.2562.17', tls13From: '15.2.2562.17',
    windows: ['2019', '2022', '2025'], usualWindows: '2022', noDataDigit: '5', dotnetGeneration: 'v4.0.30319',
  },
  'exchange-online': {
    id: 'exchange-online', name: 'Exchange Online', builds: { from: '15.20', below: '16.0' },
    tls12From: '15.20', legacyTlsOffFrom: '15.20', tls13From: null,
    windows: [], usualWindows: null, noDataDigit: '5', dotnetGeneration: null,
  },
};

/** A version as people say it; `Exchange` where it is not known. */
export function versionName(version: ClaimedVersion): string {
  return version === 'unknown' ? 'Exchange' : versions[version].name;
}

/** The four parts of a build; parts that were not given are 0. */
export type Build = readonly [major: number, minor: number, build: number, revision: number];

/**
 * Reads two to four parts, with leading zeros (`15.01.2507.057`) or without. null when the text is nothing of that kind.
 */
export function parseBuild(text: string): Build | null {
  const parts = /^\s*(\d{1,3})\.(\d{1,3})(?:\.(\d{1,5}))?(?:\.(\d{1,5}))?\s*$/.exec(text);
  if (parts === null) return null;
  return [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0), Number(parts[4] ?? 0)];
}

/**
 * Negative when `a` is older than `b`, 0 when they are the same, positive when newer. What is no build is older than any build.
 */
export function compareBuilds(a: string, b: string): number {
  const left = parseBuild(a);
  const right = parseBuild(b);
  if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1);
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2] || left[3] - right[3];
}

/** The version that a build belongs to, three parts suffice; null for what is no build or of no version known here. */
export function versionOfBuild(build: string): VersionId | null {
  if (parseBuild(build) === null) return null;
  const row = Object.values(versions).find(
    ({ builds }) => compareBuilds(build, builds.from) >= 0 && compareBuilds(build, builds.below) < 0,
  );
  return row?.id ?? null;
}
