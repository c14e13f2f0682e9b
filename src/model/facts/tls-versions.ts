/** Which TLS versions a port accepts. */
export type TlsVersion = 'SSLv3' | 'TLSv1.0' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

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
