/** Everything that a port shows of its TLS, for `crosslines tls`. */
import type { CertificateFact, CertificateSummary } from './certificate.ts';
import type { ClientHelloResult } from './client-hellos.ts';
import type { TlsVersion, TlsVersionOutcome } from './tls-versions.ts';

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
