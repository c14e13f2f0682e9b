/** The ClientHellos that .NET on Windows Server sends, as lists. Read with `client-hellos.ts`. */
import type { TlsVersion } from '../model/facts.ts';
import type { WindowsId } from '../model/scenario.ts';

/** The values of .NET that decide what it offers: neither set; SystemDefaultTlsVersions; SchUseStrongCrypto, with the former or without. */
export type DotnetTls = 'unset' | 'system-default' | 'strong-crypto';

export interface ClientHelloProfile {
  readonly id: string;
  /** For people: which server sends it. */
  readonly title: string;
  readonly windows: WindowsId;
  readonly dotnet: DotnetTls;
  /** Versions in which the client would take an answer, oldest first; the last one is the version that the hello names. */
  readonly versions: readonly TlsVersion[];
  /** IANA names in order. */
  readonly cipherSuites: readonly string[];
  /** Numbers of the extensions in order. Source: IANA registry "TLS ExtensionType Values". */
  readonly extensions: readonly number[];
  /** Names of groups in order. */
  readonly groups: readonly string[];
  /** Signature schemes in order; sent with TLS 1.2 only. */
  readonly signatureAlgorithms: readonly number[];
  /** Breaks off when the server does not confirm secure renegotiation (RFC 5746). */
  readonly strictRenegotiation: boolean;
  /** MD5 of the hello in the form of JA3, for a host that is named. */
  readonly ja3: string;
  /** `seen`: public tables of hellos seen on the wire hold this hash. `derived`: put together from the documents alone. */
  readonly evidence: 'seen' | 'derived';
}

/** Goes with SchUseStrongCrypto. */
const rc4: readonly string[] = [
  'TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_RC4_128_MD5',
];

/** Windows Server 2008 R2 to 2012 R2, TLS 1.0. */
const legacy2012R2: readonly string[] = [
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA', 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA', ...rc4,
];

/** Windows Server 2008 R2 to 2012 R2, TLS 1.2, strong cryptography: no ECDHE_RSA with GCM. */
const strong2012R2: readonly string[] = [
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA256', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_DHE_DSS_WITH_AES_256_CBC_SHA256', 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA256', 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA',
  'TLS_DHE_DSS_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA',
];

const dheCbc: ReadonlySet<string> = new Set(['TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA']);

/** Windows Server 2016, TLS 1.0. */
const legacy2016: readonly string[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA', 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA',
  'TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA', ...rc4,
];

/** Windows Server 2016, TLS 1.2, strong cryptography. */
const strong2016: readonly string[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_CBC_SHA256', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_DHE_DSS_WITH_AES_256_CBC_SHA256', 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA256', 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA',
  'TLS_DHE_DSS_WITH_AES_128_CBC_SHA', 'TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA',
];

/** Windows Server 2019, TLS 1.0. */
const legacy2019: readonly string[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
];

/** Windows Server 2019, TLS 1.2. */
const default2019: readonly string[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA256', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
];

/** What setup of Exchange 2019 leaves. */
const setup2019: readonly string[] = [
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
];

/** Windows Server 2008 R2, and the later ones. Source: ClientHellos of Internet Explorer 11 on Windows 7, 8.1 and 10, whose Schannel it is. */
const schemes2008R2: readonly number[] = [0x0601, 0x0603, 0x0401, 0x0501, 0x0201, 0x0403, 0x0503, 0x0203, 0x0202];
const schemes2012R2: readonly number[] = [0x0401, 0x0501, 0x0201, 0x0403, 0x0503, 0x0203, 0x0202, 0x0601, 0x0603];

const legacy = [0, 10, 11, 35, 23, 0xff01] as const;
const modern = [0, 10, 11, 13, 35, 23, 0xff01] as const;
const nist = ['secp256r1', 'secp384r1'] as const;
const since2016 = ['x25519', 'secp256r1', 'secp384r1'] as const;
const upTo12 = ['TLSv1.0', 'TLSv1.1', 'TLSv1.2'] as const;

/**
 * Sources: Microsoft Learn "Cipher Suites in TLS/SSL (Schannel SSP)" for the lists of each Windows version; "TLS best practices with .NET
 * Framework" for the versions; "Exchange Server TLS configuration best practices" for the last row and its strict renegotiation. Extensions and
 * order: their JA3 hashes are in public tables of observed hellos where `evidence` says so. Session tickets come with Windows 8.1.
 */
export const clientHelloProfiles = [
  {
    id: '2008R2-net-legacy', title: 'Exchange on Windows Server 2008 R2, .NET values unset',
    windows: '2008R2', dotnet: 'unset', versions: ['SSLv3', 'TLSv1.0'],
    cipherSuites: legacy2012R2, extensions: legacy.filter((id) => id !== 35),
    groups: nist, signatureAlgorithms: schemes2008R2,
    strictRenegotiation: false, ja3: '05af1f5ca1b87cc9cc9b25185115607d', evidence: 'seen',
  },
  {
    id: '2008R2-net-tls12', title: 'Exchange on Windows Server 2008 R2, TLS 1.2 switched on, SystemDefaultTlsVersions = 1, few updates',
    windows: '2008R2', dotnet: 'system-default', versions: ['SSLv3', ...upTo12],
    cipherSuites: [...strong2012R2.filter((suite) => !dheCbc.has(suite)), ...rc4], extensions: modern.filter((id) => id !== 35),
    groups: nist, signatureAlgorithms: schemes2008R2,
    strictRenegotiation: false, ja3: 'bff2c7b5c666331bfe9afacefd1bdb51', evidence: 'seen',
  },
  {
    id: '2008R2-net-tls12-strong', title: 'Exchange on Windows Server 2008 R2, TLS 1.2 switched on, SchUseStrongCrypto = 1',
    windows: '2008R2', dotnet: 'strong-crypto', versions: upTo12,
    cipherSuites: strong2012R2, extensions: modern.filter((id) => id !== 35),
    groups: nist, signatureAlgorithms: schemes2008R2,
    strictRenegotiation: false, ja3: '7dcce5b76c8b17472d024758970a406b', evidence: 'derived',
  },
  {
    id: '2012R2-net-legacy', title: 'Exchange 2013 or 2016 on Windows Server 2012 R2, .NET values unset',
    windows: '2012R2', dotnet: 'unset', versions: ['SSLv3', 'TLSv1.0'],
    cipherSuites: legacy2012R2, extensions: legacy,
    groups: nist, signatureAlgorithms: schemes2012R2,
    strictRenegotiation: false, ja3: '13cc575f247730d3eeb8ff01e76b245f', evidence: 'derived',
  },
  {
    id: '2012R2-net-tls12', title: 'Exchange on Windows Server 2012 R2, SystemDefaultTlsVersions = 1',
    windows: '2012R2', dotnet: 'system-default', versions: ['SSLv3', ...upTo12],
    cipherSuites: [...strong2012R2, ...rc4], extensions: modern,
    groups: nist, signatureAlgorithms: schemes2012R2,
    strictRenegotiation: false, ja3: '56ac3a0bef0824c49e4b569941937088', evidence: 'seen',
  },
  {
    id: '2012R2-net-tls12-strong', title: 'Exchange on Windows Server 2012 R2, SchUseStrongCrypto = 1',
    windows: '2012R2', dotnet: 'strong-crypto', versions: upTo12,
    cipherSuites: strong2012R2, extensions: modern,
    groups: nist, signatureAlgorithms: schemes2012R2,
    strictRenegotiation: false, ja3: 'ff1040ba1e3d235855ef0d7cd9237fdc', evidence: 'seen',
  },
  {
    id: '2016-net-legacy', title: 'Exchange 2016 on Windows Server 2016, .NET values unset',
    windows: '2016', dotnet: 'unset', versions: ['TLSv1.0'],
    cipherSuites: legacy2016, extensions: legacy,
    groups: since2016, signatureAlgorithms: schemes2012R2,
    strictRenegotiation: false, ja3: '235a856727c14dba889ddee0a38dd2f2', evidence: 'derived',
  },
  {
    id: '2016-net-tls12-strong', title: 'Exchange 2016 on Windows Server 2016, SystemDefaultTlsVersions and SchUseStrongCrypto = 1',
    windows: '2016', dotnet: 'strong-crypto', versions: upTo12,
    cipherSuites: strong2016, extensions: modern,
    groups: since2016, signatureAlgorithms: schemes2012R2,
    strictRenegotiation: false, ja3: '7c410ce832e848a3321432c9a82e972b', evidence: 'seen',
  },
  {
    id: '2019-net-legacy', title: 'Windows Server 2019, .NET values unset',
    windows: '2019', dotnet: 'unset', versions: ['TLSv1.0'],
    cipherSuites: legacy2019, extensions: legacy,
    groups: since2016, signatureAlgorithms: schemes2012R2,
    strictRenegotiation: false, ja3: '54328bd36c14bd82ddaa0c04b25ed9ad', evidence: 'seen',
  },
  {
    id: '2019-net-tls12', title: 'Windows Server 2019, SystemDefaultTlsVersions = 1, suites of Windows',
    windows: '2019', dotnet: 'system-default', versions: upTo12,
    cipherSuites: default2019, extensions: modern,
    groups: since2016, signatureAlgorithms: schemes2012R2,
    strictRenegotiation: false, ja3: '3b5074b1b5d032e5620f69f9f700ff0e', evidence: 'seen',
  },
  {
    id: 'exchange2019-setup', title: 'Exchange 2019 on Windows Server 2019 as its setup leaves it',
    windows: '2019', dotnet: 'strong-crypto', versions: ['TLSv1.2'],
    cipherSuites: setup2019, extensions: modern,
    groups: ['secp384r1', 'secp256r1'], signatureAlgorithms: schemes2012R2,
    strictRenegotiation: true, ja3: '46fa2ae08ea000a48fd867de8cbdf8aa', evidence: 'derived',
  },
] as const satisfies readonly ClientHelloProfile[];
