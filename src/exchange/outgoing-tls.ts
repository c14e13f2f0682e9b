/**
 * The TLS versions that an Exchange server as installed dials with, and those that its port accepts. Two different questions:
 * what a port accepts never tells what its server offers when it dials.
 */
import type { TlsVersion } from '../model/facts.ts';
import type { ClaimedVersion, VersionId, WindowsId } from '../model/scenario.ts';
import { versions } from './versions.ts';
import { schannelDefaults, tlsVersionsInOrder, windowsVersions } from './windows.ts';

export interface TlsByDefault {
  /** Certain for a server as installed, oldest first. */
  readonly versions: readonly TlsVersion[];
  /** Depends on what is not known here: the Windows version, the build, or documents that contradict each other. */
  readonly possibly: readonly TlsVersion[];
  /** One sentence for people. */
  readonly because: string;
  readonly source: string;
}

const dotnetSource = 'https://learn.microsoft.com/dotnet/framework/network-programming/tls';
const exchangeSource = 'https://learn.microsoft.com/exchange/plan-and-deploy/post-installation-tasks/'
  + 'security-best-practices/exchange-tls-configuration';
const schannelSource = 'https://learn.microsoft.com/windows/win32/secauthn/protocols-in-tls-ssl--schannel-ssp-';
const onlineSource = 'https://learn.microsoft.com/purview/technical-reference-details-about-encryption';

/** Cipher suites of Exchange Online in TLS 1.2. Source: Microsoft Learn, technical reference details about encryption. */
export const suitesOfOnline: readonly string[] = [
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_128_GCM_SHA256',
];

/**
 * What a server of that version offers in its ClientHello when nobody has changed its registry. null: not known (2007, an unknown version; Windows
 * versions on which too little is certain).
 * Source: Microsoft Learn "TLS best practices with .NET Framework", "Exchange Server TLS configuration best practices",
 * "Protocols in TLS/SSL (Schannel SSP)".
 */
export function dialledByDefault(version: ClaimedVersion, windows: WindowsId | undefined): TlsByDefault | null {
  switch (version) {
    case 'unknown':
    case 'exchange-2007':
      return null;
    case 'exchange-2010':
    case 'exchange-2013':
    case 'exchange-2016':
      return byDotnetAlone(version, windows);
    case 'exchange-2019':
    case 'exchange-se':
      return bySetup(version, windows, 'dials with');
    case 'exchange-online':
      return online('dials with');
  }
}

/**
 * What the HTTPS port of such a server accepts when nobody has changed its registry and nothing stands before it.
 * null: not known.
 * Source: as {@link dialledByDefault}.
 */
export function acceptedByDefault(version: ClaimedVersion, windows: WindowsId | undefined): TlsByDefault | null {
  switch (version) {
    case 'unknown':
      return null;
    case 'exchange-2007':
    case 'exchange-2010':
    case 'exchange-2013':
    case 'exchange-2016':
      return bySchannelAlone(version, windows);
    case 'exchange-2019':
    case 'exchange-se':
      return bySetup(version, windows, 'accepts');
    case 'exchange-online':
      return online('accepts');
  }
}

/** .NET offers SSL 3.0 and TLS 1.0 where its registry values are not set; Schannel takes away what Windows has off. */
function byDotnetAlone(version: VersionId, windows: WindowsId | undefined): TlsByDefault | null {
  const row = versions[version];
  const named = ['SSLv3', 'TLSv1.0'] as const satisfies readonly TlsVersion[];
  const { certain, possible } = overWindows(windows === undefined ? row.windows : [windows], 'client');
  const offered = named.filter((name) => certain.includes(name));
  if (offered.length === 0) return null;
  const key = row.dotnetGeneration ?? '';
  return {
    versions: offered,
    possibly: named.filter((name) => possible.includes(name)),
    because: `${row.name} leaves its outgoing calls to .NET, which offers nothing newer than TLS 1.0 `
      + `as long as SystemDefaultTlsVersions is not set under .NETFramework\\${key}; updating Exchange does not set it.`,
    source: dotnetSource,
  };
}

function bySchannelAlone(version: VersionId, windows: WindowsId | undefined): TlsByDefault {
  const row = versions[version];
  const { certain, possible } = overWindows(windows === undefined ? row.windows : [windows], 'server');
  const where = windows === undefined ? 'Windows' : windowsVersions[windows].name;
  return {
    versions: certain,
    possibly: possible,
    because: `Setup of ${row.name} changes no TLS setting: the port accepts what ${where} has switched on.`,
    source: schannelSource,
  };
}

/** Setup of 2019 and SE switches TLS 1.0 and 1.1 off and tells .NET to follow Windows. */
function bySetup(
  version: 'exchange-2019' | 'exchange-se',
  windows: WindowsId | undefined,
  does: 'dials with' | 'accepts',
): TlsByDefault {
  const row = versions[version];
  const side = does === 'accepts' ? 'server' : 'client';
  const on = (windows === undefined ? row.windows : [windows]).map((id) => schannelDefaults(id, side).includes('TLSv1.3'));
  // Of 2019, only CU15 and later speak it, and the version alone does not tell the update.
  const certainly13 = version === 'exchange-se' && on.every(Boolean);
  const possibly13 = !certainly13 && on.some(Boolean);
  const from = version === 'exchange-se' ? '' : ' from CU15 on';
  return {
    versions: certainly13 ? ['TLSv1.2', 'TLSv1.3'] : ['TLSv1.2'],
    possibly: possibly13 ? ['TLSv1.3'] : [],
    because: `${row.name} as newly installed ${does} TLS 1.2: its setup switches TLS 1.0 and 1.1 off`
      + `${certainly13 || possibly13 ? `; TLS 1.3 comes with Windows Server 2022 and later${from}` : ''}. `
      + 'A server that was upgraded may have kept older settings.',
    source: exchangeSource,
  };
}

function online(does: 'dials with' | 'accepts'): TlsByDefault {
  return {
    versions: ['TLSv1.2'],
    possibly: ['TLSv1.3'],
    because: `Exchange Online ${does} TLS 1.2 or newer; TLS 1.0 and 1.1 are switched off for everyone.`,
    source: onlineSource,
  };
}

/** Versions that are on under each of these Windows versions, and those that are so under some or perhaps. */
function overWindows(
  candidates: readonly WindowsId[],
  side: 'client' | 'server',
): { readonly certain: readonly TlsVersion[]; readonly possible: readonly TlsVersion[] } {
  const certain = tlsVersionsInOrder.filter((name) => candidates.every((id) => schannelDefaults(id, side).includes(name)));
  const possible = tlsVersionsInOrder.filter(
    (name) => !certain.includes(name) && candidates.some((id) => schannelDefaults(id, side, ['on', 'unknown']).includes(name)),
  );
  return { certain, possible };
}
