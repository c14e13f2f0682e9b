/** What a port answers to the hellos of other kinds of servers. */
import type { TlsVersion, TlsVersionOutcome } from './tls-versions.ts';

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
  /** The hello was not sent: this was computed from the enumeration. */
  readonly computed?: true;
}

/** What a port answers to the ClientHellos of the servers that call it. */
export interface ClientHellosFact {
  readonly endpoint: string;
  readonly answers: readonly ClientHelloResult[];
}
