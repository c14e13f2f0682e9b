/** The certificate of a port. */
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
