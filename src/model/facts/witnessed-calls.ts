/** What came to the listener of `crosslines witness`: who called, and with which ClientHello. */
import type { TlsVersion } from './tls-versions.ts';

/** Name of the format of what `crosslines witness --format json` writes and `--evidence` reads. */
export const WITNESS_SCHEMA = 'crosslines-witness/1';

/** A ClientHello as it was received. */
export interface SeenHello {
  /** `ssl2`: in the form of SSL 2.0, which names newer versions too. */
  readonly format: 'tls' | 'ssl2';
  /** The version that its old field names, such as 0x0301. */
  readonly clientVersion: number;
  /** Versions of its supported_versions extension, newest known first; null: it has none, and the old field counts. */
  readonly supportedVersions: readonly TlsVersion[] | null;
  /** The newest version that it offers; null: SSL 2.0 alone. */
  readonly newest: TlsVersion | null;
  /** IANA names in order, or numbers such as `0x1a1a`. */
  readonly cipherSuites: readonly string[];
  /** Numbers of the extensions in order. */
  readonly extensions: readonly number[];
  readonly groups: readonly string[];
  readonly signatureAlgorithms: readonly number[];
  /** Host that the caller wanted, printable; null: it named none. */
  readonly serverName: string | null;
  readonly alpn: readonly string[];
  /** Source: github.com/salesforce/ja3. */
  readonly ja3: { readonly text: string; readonly hash: string };
}

export type CallContent =
  | { readonly kind: 'client-hello'; readonly hello: SeenHello }
  /** `control`: it is the notification that the server was asked to send without TLS. `via`: a proxy that named itself. */
  | {
      readonly kind: 'http'; readonly method: string; readonly path: string; readonly userAgent: string | null; readonly via: string | null;
      readonly control: boolean;
    }
  /** TLS begins and does not come to the end of a ClientHello, or is none. */
  | { readonly kind: 'broken-hello' }
  | { readonly kind: 'nothing' }
  /** `start`: printable. */
  | { readonly kind: 'not-tls'; readonly start: string };

/** One connection that came in. */
export interface SeenCall {
  /** Address of the caller. */
  readonly from: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** How listening to it ended; `turned-away`: there were too many at the same time. */
  readonly end: 'enough' | 'closed' | 'reset' | 'timeout' | 'limit' | 'turned-away';
  readonly content: CallContent;
}

/** One EWS subscription by which a server was asked to call. */
export interface PushRequest {
  readonly over: 'https' | 'http';
  /** Where it was to call. */
  readonly url: string;
  readonly accepted: boolean;
  /** Why not: a response code or what happened, with the server's words; absent: accepted. */
  readonly reason?: string;
}

export interface WitnessedCallsFact {
  /** Id of the server that was asked to call; null: nobody was, and only its address tells who calls. */
  readonly server: string | null;
  /** Mailbox in whose name it was asked; null: nobody was. */
  readonly mailbox: string | null;
  /** `address:port` of the listener. */
  readonly listening: string;
  readonly listenedMs: number;
  readonly requests: readonly PushRequest[];
  /** Does the name that servers were told exist for this machine's resolver? null: it is an address, or nobody was told. */
  readonly nameResolves: boolean | null;
  readonly calls: readonly SeenCall[];
}
