/** The facts that probes and readers bring home. A fact draws no conclusion. */
import type { Failure } from './failure.ts';

export type TlsVersion = 'SSLv3' | 'TLSv1.0' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** Name resolution of one host by this machine, also where connections go through a proxy, which looks names up for itself. */
export interface NameResolutionFact {
  readonly host: string;
  readonly addresses: readonly string[];
}

export type TlsVersionOutcome = 'accepted' | 'no-usable-suite' | 'alert' | 'reset' | 'closed' | 'timeout' | 'not-tls';

export interface TlsVersionResult {
  readonly version: TlsVersion;
  readonly outcome: TlsVersionOutcome;
  readonly alert?: number;
  /** The cipher suite that the server chose, IANA name, with `accepted`. */
  readonly cipherSuite?: string;
  /** The version that the server answered with, where it was another than asked for (outcome `closed`: we hung up). */
  readonly answered?: TlsVersion;
}

/** Which TLS versions a port accepts when it is dialled. Says nothing about what that server offers when it dials. */
export interface TlsVersionsFact {
  readonly endpoint: string;
  readonly connections: number;
  readonly versions: readonly TlsVersionResult[];
}

export interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and IP addresses of the subject alternative name; the common name only where there is none. */
  readonly names: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly serialNumber: string;
  readonly fingerprint256: string;
  readonly keyType: string;
  readonly keyBits: number;
  readonly signatureAlgorithm: string;
  readonly selfSigned: boolean;
}

/** The certificate that a port shows to a client that asks for `host`. */
export interface CertificateFact {
  readonly endpoint: string;
  readonly host: string;
  readonly leaf: CertificateSummary;
  readonly chain: readonly CertificateSummary[];
  /** Does a path from the leaf reach a root that this machine (or `trust:`) trusts, dates aside? */
  readonly trusted: boolean;
  /** The verifier's own word, such as `CERT_HAS_EXPIRED`; null when all is well. */
  readonly problem: string | null;
  readonly nameMatches: boolean;
  /** By the clock of this machine at the time of the probe. */
  readonly withinDates: boolean;
  readonly negotiated: { readonly version: string; readonly cipherSuite: string };
}

export type ProbedTlsVersion = 'SSLv2' | TlsVersion;

/** How a hello was refused. */
export interface TlsRefusal {
  readonly outcome: Exclude<TlsVersionOutcome, 'accepted'>;
  readonly alert?: number;
}

/** What a port accepts in one version. */
export interface EnumeratedTlsVersion {
  readonly version: ProbedTlsVersion;
  readonly outcome: TlsVersionOutcome;
  readonly alert?: number;
  /** The version that the server answered with, where it was another than asked for (outcome `closed`: we hung up). */
  readonly answered?: TlsVersion;
  /** IANA names of all that it accepts, in the server's order where it has one; SSL 2.0: names of its cipher kinds. */
  readonly cipherSuites: readonly string[];
  /** Does the server go by an order of its own? null: fewer than two suites, or not tried. */
  readonly serverOrder: boolean | null;
  /** Was every suite that we know asked for? */
  readonly complete: boolean;
  /** How it refused a hello of this version in which none of its suites was left; null: not seen. */
  readonly refusal: TlsRefusal | null;
}

/** The answer to the ClientHello of one kind of server. */
export interface ClientHelloResult {
  /** Id of the profile, such as `2012R2-net-legacy`. */
  readonly profile: string;
  readonly outcome: TlsVersionOutcome;
  readonly alert?: number;
  /** What the server chose; null: nothing. */
  readonly agreed: { readonly version: TlsVersion; readonly cipherSuite: string } | null;
  /** Why that client breaks off although the server answered with a choice; absent: it does not. */
  readonly brokenOffBy?: 'version' | 'renegotiation';
}

/** What a port answers to the ClientHellos of the servers that call it. */
export interface ClientHellosFact {
  readonly endpoint: string;
  readonly answers: readonly ClientHelloResult[];
}

/** A request for a client certificate, up to TLS 1.2. */
export interface ClientCertificateRequest {
  readonly requested: boolean;
  /** How many authorities it names. */
  readonly authorities: number;
  /** Bytes of the list of names. */
  readonly bytes: number;
  /** The names, readable, in order. */
  readonly names: readonly string[];
}

/** Everything that a port shows of its TLS without a credential. null stands for what was not seen. */
export interface TlsEnumerationFact {
  readonly endpoint: string;
  readonly host: string;
  readonly connections: number;
  /** The dialogue before TLS. */
  readonly starttls: { readonly protocol: 'smtp'; readonly greeting: string; readonly keywords: readonly string[] } | null;
  /** What seems to speak on a port that does not speak TLS, with the beginning of its answer. */
  readonly foreign: { readonly protocol: string; readonly start: string } | null;
  readonly versions: readonly EnumeratedTlsVersion[];
  readonly certificate: Omit<CertificateFact, 'endpoint' | 'host' | 'negotiated' | 'trusted'> & { readonly trusted: boolean | null } | null;
  /** The certificate for another kind of key, where the server has two. */
  readonly otherCertificate: CertificateSummary | null;
  /** Elliptic curves up to TLS 1.2, as names. */
  readonly curves: readonly string[] | null;
  /** Groups of TLS 1.3, as names. */
  readonly groups13: readonly string[] | null;
  /** Bits of the server's field for DHE. */
  readonly dhBits: number | null;
  readonly compression: boolean | null;
  readonly secureRenegotiation: boolean | null;
  readonly extendedMasterSecret: boolean | null;
  readonly tickets: boolean | null;
  /** Of those asked for: h2, http/1.1. */
  readonly alpn: readonly string[] | null;
  readonly ocsp: boolean | null;
  /** What a client gets that names no host. `accepted`: the certificate cannot be seen, as in TLS 1.3. */
  readonly withoutSni: 'same-certificate' | 'other-certificate' | 'accepted' | 'refused' | null;
  readonly clientCertificateRequest: ClientCertificateRequest | null;
  readonly compatibility: readonly ClientHelloResult[];
}

/** Who answers an unauthenticated request, and which ways to sign in it offers. */
export interface SignInSchemesFact {
  readonly url: string;
  readonly status: number;
  /** Schemes of WWW-Authenticate in order of appearance: `NTLM`, `Negotiate`, `Basic realm="…"` without the realm's value where long. */
  readonly schemes: readonly string[];
  readonly server: string | null;
  /** Where a redirect points to. */
  readonly location: string | null;
  readonly contentType: string | null;
  /** Headers that only Exchange or its IIS sets were present (X-FEServer, request-id, X-OWA-Version, X-AspNet-Version …). */
  readonly exchangeHeaders: readonly string[];
  /** First characters of a body that is not XML, for recognising login forms. */
  readonly bodyStart: string;
  /**
   * Does Exchange offer OAuth (Bearer) to a request without credentials, or to one with an empty bearer token? Many offer it to the latter only.
   * null: that was not asked, or not answered with 401 by Exchange. Source: MS-XOAUTH 4.6.
   */
  readonly bearer: 'offered' | 'not-offered' | null;
}

/** A build that an answer shows, and by what. */
export interface BuildShown {
  /** Four parts, such as `15.1.2507.57`; three (`15.1.2507`) where the source has no more, which does not tell the security update. */
  readonly build: string;
  readonly by: 'X-OWA-Version' | 'login page' | 'export tool manifest';
}

/** Machines that a name leads to, as their health pages say. A balancer need not show all of them: at least these. */
export interface MachinesSeen {
  /** Health pages asked for, each over a connection of its own. */
  readonly asked: number;
  /** How many of them a front end of Exchange answered. */
  readonly answered: number;
  /** Each once, by name; its build where the same answer shows it. */
  readonly machines: readonly { readonly name: string; readonly build: string | null }[];
}

export type DeviceKind = 'f5' | 'netscaler' | 'kemp' | 'web-application-proxy' | 'tmg' | 'reverse-proxy';

/** A device between us and Exchange that betrays itself. */
export interface DeviceSeen {
  readonly kind: DeviceKind;
  /** Header, cookie name or redirect that shows it. */
  readonly shownBy: string;
  /** false: no document says that this sign means this kind. */
  readonly sure: boolean;
}

/** What a server reveals about itself without credentials. */
export interface FingerprintFact {
  readonly endpoint: string;
  /** Build with four parts, such as `15.2.1544.9`: by X-OWA-Version, or else by the manifest of the export tool. */
  readonly exchangeBuild: string | null;
  readonly exchangeBuildFrom: string | null;
  /** Every build that any answer shows, each once by source; more than one of a kind where unlike machines answer. */
  readonly builds: readonly BuildShown[];
  readonly behind: MachinesSeen;
  /** The device that answers before Exchange; null: none betrays itself. */
  readonly device: DeviceSeen | null;
  /** Addresses and ports to which a balancer says that it sent us, such as `10.1.2.3:443`. */
  readonly poolMembers: readonly string[];
  readonly frontEnd: readonly string[];
  readonly backEnd: string | null;
  readonly ntlm: {
    /** Windows build as the NTLM challenge names it, such as `6.3.9600`. */
    readonly windowsBuild: string | null;
    readonly netbiosDomain: string | null;
    readonly netbiosComputer: string | null;
    readonly dnsDomain: string | null;
    readonly dnsComputer: string | null;
    readonly dnsTree: string | null;
    /** The server's clock minus ours, in seconds, as far as the NTLM challenge tells. */
    readonly clockOffsetSeconds: number | null;
  } | null;
  readonly serverHeader: string | null;
}

export type AutodiscoverStepOutcome =
  | 'settings'            // the answer that ended the search
  | 'redirect-address' | 'redirect-url'
  | 'error'               // an Autodiscover error in the body
  | 'http-status'         // any other HTTP status
  | 'not-autodiscover'    // 200 with something else in it
  | 'rejected'            // credentials refused
  | 'withheld'            // credentials not sent, by the rules; the reason says why
  | 'unreachable'         // no HTTP answer
  | 'not-followed'        // a place that the rules forbid: a domain that nobody can register, an SRV record for another port than 443
  | 'loop';               // asked before, or too many redirections

export interface AutodiscoverStep {
  /** How the place was found; `soap` and `json`: the other dialects of Autodiscover, asked at a place that is known already. */
  readonly method: 'scp' | 'https-root-domain' | 'https-autodiscover-host' | 'http-redirect' | 'srv' | 'redirect' | 'soap' | 'json';
  /** What was asked; a `dns:` URI (RFC 4501) for the SRV record. */
  readonly url: string;
  readonly outcome: AutodiscoverStepOutcome;
  readonly detail: string;
  readonly status?: number;
  readonly failure?: Failure;
  readonly server?: string;
  /** On the step whose answer gave the availability URL: that URL. */
  readonly availabilityUrl?: string;
  /** Time of its questions. Those without credentials are asked side by side, so the steps together may take less. */
  readonly ms: number;
}

/** The way from an address to its availability URL. */
export interface AutodiscoverFact {
  readonly address: string;
  readonly steps: readonly AutodiscoverStep[];
  readonly availabilityUrl: string | null;
  /** POX: its ASUrl for a client outside (EXPR) or inside (EXCH); SOAP: its setting; V2: its Url. null when there is none. */
  readonly from: 'EXPR' | 'EXCH' | 'ExternalEwsUrl' | 'InternalEwsUrl' | 'Url' | null;
  readonly serverBuild: string | null;
}

/** How a sign-in went. */
export interface SignInResult {
  readonly id: string;
  readonly method: string;
  readonly outcome: 'accepted' | 'rejected' | 'not-offered' | 'withheld' | 'none';
  /** Why credentials were withheld, or which schemes were offered instead. */
  readonly reason?: string;
  /** The machine that took the connection, as its NTLM challenge names it; absent: it sent none. */
  readonly machine?: string;
}

/** One HTTP exchange of a lookup, as far as it matters for judging. */
export interface LookupExchange {
  readonly url: string;
  readonly targets: readonly string[];
  readonly status: number | null;
  readonly failure: Failure | null;
  readonly signIn: SignInResult | null;
  /** Headers that tell who answered and why, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Address and port to which a balancer says that it sent this request, such as `10.1.2.3:443`; absent: none says so. */
  readonly poolMember?: string;
  readonly tls: { readonly version: string; readonly cipherSuite: string; readonly verified: boolean; readonly steppedDown: boolean } | null;
  /** Build of the server that executed the call (ServerVersionInfo). */
  readonly executedBy: string | null;
  readonly body: 'answer' | 'fault' | 'html' | 'empty' | 'not-xml' | 'truncated' | 'other-xml' | 'none';
  readonly fault: SoapFault | null;
  /** Start of a body that is not an answer; printable, bounded. */
  readonly bodyStart: string;
  readonly timings: { readonly connectMs: number; readonly tlsMs: number; readonly firstByteMs: number; readonly totalMs: number } | null;
}

export interface SoapFault {
  readonly faultCode: string;
  readonly responseCode: string | null;
  readonly message: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The answer for one target. Optional parts are as the server sent them. */
export interface TargetAnswer {
  readonly responseCode: string;
  readonly responseClass: string;
  readonly messageText: string;
  /** From MessageXml: last dotted part of the class name. */
  readonly exceptionType: string | null;
  readonly exceptionCode: string | null;
  readonly exceptionServerName: string | null;
  readonly exceptionMessage: string | null;
  readonly responseSource: string | null;
  /** Location ids (LID) found in the texts. */
  readonly lids: readonly number[];
  readonly freeBusyViewType: string | null;
  readonly mergedFreeBusy: string | null;
}

export interface LookupAttempt {
  /** Index into `exchanges`. */
  readonly exchange: number;
  /** null: the request as a whole brought no answer for this target. */
  readonly answer: TargetAnswer | null;
}

/** All answers that one requester's server gave. */
export interface UserAvailabilityFact {
  readonly requester: string;
  readonly url: string;
  readonly exchanges: readonly LookupExchange[];
  /** By the target's address; at least one attempt each. */
  readonly targets: Readonly<Record<string, readonly LookupAttempt[]>>;
}

/** One exception of a chain, as a text names it. */
export interface NamedException {
  /** Class, with or without namespace; null where only a sentence stands. */
  readonly type: string | null;
  readonly message: string;
}

/** What somebody pasted about one failed lookup, taken apart. Everything is as the text says it; nobody asked a server. */
export interface PastedTextFact {
  /** A file name, or `standard input`. */
  readonly source: string;
  /** On one line, without escapes and tags, straight quotes; bounded. */
  readonly text: string;
  /** Every response code of EWS that is named, in order. */
  readonly responseCodes: readonly string[];
  /** Outermost first. */
  readonly chain: readonly NamedException[];
  readonly lids: readonly number[];
  /** HTTP statuses of calls that the text tells of, in order. */
  readonly statuses: readonly number[];
  /** Of `x-ms-diagnostics`: why a token was refused. */
  readonly diagnostics: readonly { readonly code: string; readonly reason: string }[];
  /** `X-EWS-Policy-Reason` of Exchange Online. */
  readonly policyReason: string | null;
  /** Error codes of Entra ID, such as `AADSTS50012`. */
  readonly tokenServiceCodes: readonly string[];
  readonly urls: readonly { readonly url: string; readonly stage: 'autodiscover' | 'ews' | 'other' }[];
  /** How the call between servers is named: `CrossSite`, `CrossForest`, `FederatedCrossForest`, `Rest` … */
  readonly requestTypes: readonly string[];
  /** Servers that the text names as themselves, not by URL. */
  readonly serverNames: readonly string[];
  readonly events: readonly { readonly source: string; readonly id: number }[];
  /** Builds of Exchange, four parts, in order. */
  readonly builds: readonly string[];
  /** Languages of the wordings that were recognized. */
  readonly languages: readonly string[];
  /** Addresses of the two people; null where the text has none. */
  readonly requester: string | null;
  readonly target: string | null;
  /** Where the two mailboxes are, as far as names of hosts and marks of the caller show it. */
  readonly requesterPlace: 'cloud' | 'on-premises' | null;
  readonly targetPlace: 'cloud' | 'on-premises' | null;
  /** Build of the calling server; null: not named. */
  readonly requesterBuild: string | null;
  /** The text as an answer to a lookup: what causes weigh. null: it holds none. */
  readonly answer: TargetAnswer | null;
  readonly exchange: LookupExchange;
}

/** Table: kind of fact → its shape. */
export interface FactOf {
  'name-resolution': NameResolutionFact;
  'tls-versions': TlsVersionsFact;
  'tls-enumeration': TlsEnumerationFact;
  'client-hellos': ClientHellosFact;
  'certificate': CertificateFact;
  'sign-in-schemes': SignInSchemesFact;
  'fingerprint': FingerprintFact;
  'autodiscover': AutodiscoverFact;
  'user-availability': UserAvailabilityFact;
  'pasted-text': PastedTextFact;
}

export type FactKind = keyof FactOf;
