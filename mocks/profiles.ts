/** What differs between the imitated products, as tables. The lab keeps its own: it shares no knowledge with the tool. */

/** Versions of Exchange that the lab imitates, oldest first. */
export const labVersions = [
  'exchange-2010',
  'exchange-2013',
  'exchange-2016',
  'exchange-2019',
  'exchange-se',
  'exchange-online',
] as const;
export type LabVersion = (typeof labVersions)[number];

/** Versions of Windows Server that the lab imitates. */
export const labWindows = ['2008R2', '2012', '2012R2', '2016', '2019', '2022', '2025'] as const;
export type LabWindows = (typeof labWindows)[number];

/** TLS versions that the lab can speak; SSL 3.0 is left out because OpenSSL no longer speaks it. */
export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type LabTlsVersion = (typeof tlsVersions)[number];

/** Keys below `.NETFramework` whose values decide what .NET offers. */
export const dotnetGenerations = ['v2.0.50727', 'v4.0.30319'] as const;
export type DotnetGeneration = (typeof dotnetGenerations)[number];

/** One imitated product. */
export interface ExchangeProfile {
  readonly build: string;
  /** The first three numbers that a build of this version may start with. */
  readonly buildPattern: RegExp;
  readonly windows: LabWindows;
  /** Value of the `Version` attribute of ServerVersionInfo. */
  readonly schema: string;
  /** Values of RequestServerVersion that it knows besides those that every version knows. */
  readonly requestVersions: readonly string[];
  /**
   * How it is built: one site on port 443 (`single`), a front end on 443 before a back end on 444 (`split`), or the same with a
   * back end that nobody else can reach (`cloud`). Source: Exchange 2013 client access architecture.
   */
  readonly built: 'single' | 'split' | 'cloud';
  /**
   * Who decides on TLS: Windows and the registry; setup, as that of Exchange 2019 does; or Microsoft 365, which takes TLS 1.2 only.
   * Source: Exchange Server TLS configuration best practices; Microsoft 365 technical reference details about encryption.
   */
  readonly tlsBy: 'windows' | 'setup' | 'microsoft-365';
  /** Whose values its outgoing calls obey; Exchange 2010 runs on .NET 3.5. */
  readonly dotnet: DotnetGeneration;
  /** Basic is offered for EWS unless the section says otherwise. */
  readonly basic: boolean;
  /** Digit of MergedFreeBusy for "no data". Source: mergedfreebusy.md of the EWS documentation. */
  readonly noData: '4' | '5';
  /**
   * Calls to and from other organizations may carry OAuth tokens.
   * Source: Microsoft Learn, Configure OAuth authentication between Exchange and Exchange Online.
   */
  readonly oauth: boolean;
  /** Autodiscover answers in JSON as well. Source: automx issue 44 (on premises); Microsoft Learn, Autodiscover for Exchange. */
  readonly json: boolean;
  /** Longest time window, in days. Source: timewindow.md (42); the text of ErrorTimeIntervalTooBig as recorded (62). */
  readonly windowDays: number;
}

const requestVersions2013: readonly string[] = ['Exchange2013', 'Exchange2013_SP1'];
const requestVersions2016: readonly string[] = [
  ...requestVersions2013,
  'Exchange2015',
  'Exchange2016',
  'V2015_10_05',
  'V2016_01_06',
  'V2016_04_13',
  'V2016_07_13',
  'V2016_10_10',
  'V2017_01_07',
  'V2017_04_14',
  'V2017_07_11',
];

const since2013 = {
  built: 'split',
  dotnet: 'v4.0.30319',
  basic: true,
  noData: '5',
  oauth: true,
  json: true,
  windowDays: 62,
} as const;

/**
 * Source: build numbers page of Microsoft Learn; schema values as recorded from servers; TLS best practices for setup; 2010: schema,
 * headers and sign-in schemes as recorded in GNOME/evolution-ews.
 */
export const exchangeProfiles: Readonly<Record<LabVersion, ExchangeProfile>> = {
  'exchange-2010': {
    build: '14.3.513.0',
    buildPattern: /^14\.[0-3]\.\d+\.\d+$/,
    windows: '2008R2',
    schema: 'Exchange2010_SP2',
    requestVersions: [],
    built: 'single',
    tlsBy: 'windows',
    dotnet: 'v2.0.50727',
    basic: false,
    noData: '4',
    oauth: false,
    json: false,
    windowDays: 42,
  },
  'exchange-2013': {
    ...since2013,
    json: false,
    build: '15.0.1497.48',
    buildPattern: /^15\.0\.\d+\.\d+$/,
    windows: '2012R2',
    schema: 'V2_23',
    requestVersions: requestVersions2013,
    tlsBy: 'windows',
  },
  'exchange-2016': {
    ...since2013,
    build: '15.1.2507.57',
    buildPattern: /^15\.1\.\d+\.\d+$/,
    windows: '2012R2',
    schema: 'V2017_07_11',
    requestVersions: requestVersions2016,
    tlsBy: 'windows',
  },
  'exchange-2019': {
    ...since2013,
    build: '15.2.1544.25',
    buildPattern: /^15\.2\.\d+\.\d+$/,
    windows: '2019',
    schema: 'V2017_07_11',
    requestVersions: requestVersions2016,
    tlsBy: 'setup',
  },
  'exchange-se': {
    ...since2013,
    build: '15.2.2562.35',
    buildPattern: /^15\.2\.\d+\.\d+$/,
    windows: '2022',
    schema: 'V2017_07_11',
    requestVersions: requestVersions2016,
    tlsBy: 'setup',
  },
  'exchange-online': {
    ...since2013,
    build: '15.20.8769.35',
    buildPattern: /^15\.20\.\d+\.\d+$/,
    windows: '2019',
    schema: 'V2018_01_08',
    requestVersions: [...requestVersions2016, 'V2018_01_08'],
    built: 'cloud',
    tlsBy: 'microsoft-365',
    basic: false,
  },
};

/** Values of RequestServerVersion that every version accepts. */
export const oldRequestVersions: readonly string[] = [
  'Exchange2007',
  'Exchange2007_SP1',
  'Exchange2010',
  'Exchange2010_SP1',
  'Exchange2010_SP2',
];

/** One imitated Windows Server. */
export interface WindowsProfile {
  /** Version as an NTLM challenge names it. */
  readonly build: readonly [major: number, minor: number, build: number];
  readonly iis: string;
  /** TLS versions on by default, for the client and the server role alike. */
  readonly on: readonly LabTlsVersion[];
  /** TLS versions that Schannel knows at all. */
  readonly known: readonly LabTlsVersion[];
  /** OpenSSL names of the suites on by default, in order; those that OpenSSL lacks (RC4, 3DES, DSS) are left out. */
  readonly suites: readonly string[];
  readonly curves: string;
}

/** ECDHE_RSA and the rest as Windows Server 2008 R2 to 2012 R2 order them: no ECDHE_RSA with GCM. */
const olderSuites = [
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-RSA-AES128-SHA',
  'DHE-RSA-AES256-GCM-SHA384',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-SHA',
  'DHE-RSA-AES128-SHA',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-SHA256',
  'AES128-SHA256',
  'AES256-SHA',
  'AES128-SHA',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-ECDSA-AES128-SHA',
];
const dheCbc = ['DHE-RSA-AES256-SHA', 'DHE-RSA-AES128-SHA'];
const suites2016 = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
  'DHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-RSA-AES128-SHA',
  ...dheCbc,
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-SHA256',
  'AES128-SHA256',
  'AES256-SHA',
  'AES128-SHA',
];
const suites2019 = suites2016.filter((suite) => !dheCbc.includes(suite));
const suites2025 = suites2019.filter((suite) => !suite.startsWith('DHE-'));
const upTo12 = ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const;

/** Source: Windows documentation of Schannel protocols and cipher suites; builds as NTLM challenges show them. */
export const windowsProfiles: Readonly<Record<LabWindows, WindowsProfile>> = {
  '2008R2': { build: [6, 1, 7601], iis: '7.5', on: ['TLSv1'], known: upTo12, suites: olderSuites, curves: 'P-256:P-384' },
  '2012': {
    build: [6, 2, 9200],
    iis: '8.0',
    on: upTo12,
    known: upTo12,
    curves: 'P-256:P-384',
    suites: olderSuites.filter((suite) => !dheCbc.includes(suite)),
  },
  '2012R2': { build: [6, 3, 9600], iis: '8.5', on: upTo12, known: upTo12, suites: olderSuites, curves: 'P-256:P-384' },
  '2016': { build: [10, 0, 14393], iis: '10.0', on: upTo12, known: upTo12, suites: suites2016, curves: 'X25519:P-256:P-384' },
  '2019': { build: [10, 0, 17763], iis: '10.0', on: upTo12, known: upTo12, suites: suites2019, curves: 'X25519:P-256:P-384' },
  '2022': {
    build: [10, 0, 20348],
    iis: '10.0',
    on: tlsVersions,
    known: tlsVersions,
    suites: suites2019,
    curves: 'X25519:P-256:P-384',
  },
  '2025': {
    build: [10, 0, 26100],
    iis: '10.0',
    on: tlsVersions,
    known: tlsVersions,
    suites: suites2025,
    curves: 'X25519:P-256:P-384',
  },
};

/** Suites that setup of Exchange 2019 leaves, by their OpenSSL names: c02c c02b c030 c02f c024 c023 c028 c027. */
export const hardenedSuites: readonly string[] = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA256',
];

/** Suites of Microsoft 365 by their OpenSSL names: c030 c02f c028 c027 c014 c013 9d 9c. Source: as for `tlsBy`. */
export const cloudSuites: readonly string[] = [
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-RSA-AES128-SHA',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
];

/** The build as four numbers. */
export function buildNumbers(build: string): readonly [number, number, number, number] {
  const [major = 0, minor = 0, number = 0, revision = 0] = build.split('.').map(Number);
  return [major, minor, number, revision];
}
