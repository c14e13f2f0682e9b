/**
 * The one door to the world. Probes see only this; three adapters stand behind it:
 * `live`, `recording(network, tape)` and `replaying(tape)`. Nothing that comes through it is secret: credentials stay below.
 */
import type { Attempt } from '../model/failure.ts';
import type { SeenCall, SignInResult } from '../model/facts.ts';

/** TCP to an endpoint, one write, then reading until `enough` says so. For TLS probing by hand-made hellos. */
export interface HandshakeRequest {
  /** Tells apart several questions to one endpoint; unique among those under way at the same time. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly send: Uint8Array;
  /** Judges the bytes so far; the connection is ended as soon as it says true. */
  readonly enough: (received: Uint8Array) => boolean;
  readonly timeoutMs: number;
  readonly limitBytes: number;
  /** Ask the mail server for TLS first. Source: RFC 3207. */
  readonly starttls?: 'smtp';
}

/** What a mail server said before it went over to TLS. */
export interface StarttlsTalk {
  /** First line of its greeting, printable. */
  readonly greeting: string;
  /** Keywords of its answer to EHLO, upper-case. */
  readonly keywords: readonly string[];
}

export interface HandshakeAnswer {
  readonly received: Uint8Array;
  readonly starttls?: StarttlsTalk;
  /** How reading ended. */
  readonly end: 'enough' | 'closed' | 'reset' | 'timeout' | 'limit';
}

/** One complete TLS handshake by the platform's library, without a request. */
export interface NegotiateRequest {
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly minVersion: MinTlsVersion;
  readonly timeoutMs: number;
  /** As for a handshake. */
  readonly starttls?: 'smtp';
}

/** Lowest TLS version to accept. Below 1.2 the library's security level is lowered too. */
export type MinTlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';

export interface TlsSession {
  /** `TLSv1.0` to `TLSv1.3`. */
  readonly version: string;
  /** IANA name of the cipher suite. */
  readonly cipherSuite: string;
  /** DER of each certificate shown, leaf first. */
  readonly chain: readonly Uint8Array[];
  /** Chain, dates and name all verified. */
  readonly verified: boolean;
  /** The verifier's word, such as `CERT_HAS_EXPIRED`; null when verified. */
  readonly problem: string | null;
  /** A path from the leaf reaches a trusted root, dates and names aside. */
  readonly trusted: boolean;
}

export interface HttpRequest {
  readonly label: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Id of the sign-in to use. Secrets are known to the network only. */
  readonly signIn?: string;
  /**
   * Domain whose registrable part makes a host eligible for the credentials (the mailbox's domain), besides hosts that the
   * scenario or the user named.
   */
  readonly credentialsDomain?: string;
  readonly minVersion?: MinTlsVersion;
  readonly timeoutMs: number;
  readonly limitBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Name and value in the order received, names as sent, several lines of one name apart. Cookie values removed. */
  readonly headers: readonly (readonly [string, string])[];
  /** Decompressed, bounded by `limitBytes`. */
  readonly body: Uint8Array;
  readonly tls: Omit<TlsSession, 'chain'> | null;
  readonly signIn: SignInResult;
  /**
   * `totalMs`: the whole exchange with every leg of the sign-in, from the moment it was allowed to begin. The others are of the last
   * leg; 0 where a connection was used again.
   */
  readonly timings: { readonly connectMs: number; readonly tlsMs: number; readonly firstByteMs: number; readonly totalMs: number };
}

/** A place that offers a service, as an SRV record names it. Source: RFC 2782. */
export interface ServiceRecord {
  readonly target: string;
  readonly port: number;
  /** The lowest is tried first. */
  readonly priority: number;
  readonly weight: number;
}

/** A pause that a service asked for. */
export interface WaitRequest {
  readonly label: string;
  readonly ms: number;
}

/** A port to listen at, and how each caller is treated. */
export interface ListenRequest {
  readonly label: string;
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
  /** How long to listen; null: until the run ends. */
  readonly listenMs: number | null;
  /** Time, and bytes, that one caller gets. */
  readonly callMs: number;
  readonly limitBytes: number;
  /** Callers at the same time, and in all. */
  readonly mostAtOnce: number;
  readonly mostCalls: number;
  /** A judge for each caller: given what it says as it arrives, says when that is enough. */
  readonly enough: () => (part: Uint8Array) => boolean;
  /** What a caller is told before its connection is closed; nothing: no bytes. */
  readonly farewell: (received: Uint8Array) => Uint8Array;
}

/** One connection that came in and has been closed. */
export interface Call {
  /** Address of the caller. */
  readonly from: string;
  readonly received: Uint8Array;
  /** How reading ended; `turned-away`: there were too many at the same time. */
  readonly end: SeenCall['end'];
}

export interface Listener {
  /** `address:port`. */
  readonly at: string;
  /** The next call, in the order in which they ended; null: there is no further one. */
  next(): Promise<Call | null>;
  close(): void;
}

export interface Network {
  /** The same network for one piece of work; a tape files what is asked under this name, so that its order does not matter. */
  within(scope: string): Network;
  /** Milliseconds since 1970, by the clock of this machine (or of the tape). */
  now(): number;
  random(bytes: number): Uint8Array;
  /** Addresses of a name by the resolver of this machine, IPv4 first. A proxy on the way may know others. */
  resolve(host: string): Promise<Attempt<readonly string[]>>;
  /** SRV records of a name such as `_autodiscover._tcp.contoso.com`, by the resolver of this machine, in no order. */
  services(name: string): Promise<Attempt<readonly ServiceRecord[]>>;
  handshake(request: HandshakeRequest): Promise<Attempt<HandshakeAnswer>>;
  negotiate(request: NegotiateRequest): Promise<Attempt<TlsSession>>;
  /** One HTTP request over HTTP or HTTPS; no redirect is followed; credentials only by the rules of sign-in. */
  send(request: HttpRequest): Promise<Attempt<HttpAnswer>>;
  /** Lets that much time pass; fails where the run ends before. */
  wait(request: WaitRequest): Promise<Attempt<null>>;
  /** Waits for others to call. */
  listen(request: ListenRequest): Promise<Attempt<Listener>>;
}
