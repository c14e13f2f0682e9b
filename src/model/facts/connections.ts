/** Who spoke to whom, as a log of one machine shows it. As with every fact: what was written down, no conclusions. */
import type { TlsVersion } from './tls-versions.ts';

/** Which log it was. */
export type ConnectionLog = 'smtp' | 'iis' | 'http-proxy' | 'ews';

/** One end as it is named: an address, the name that it gives itself, or both. */
export interface Peer {
  readonly address: string | null;
  readonly name: string | null;
}

/** What a server of Exchange writes into the user agent of a lookup that it passes on: `ASProxy/CrossSite/Directory/EXCH/15.01.2507.006`. */
export interface CallingServer {
  /** `ASProxy`: the lookup itself; `ASAutoDiscover`: the search for its address. */
  readonly program: 'ASProxy' | 'ASAutoDiscover';
  /** `CrossSite`, `CrossForest`. */
  readonly type: string;
  /** Four parts, without leading zeros; null: none that can be read. */
  readonly build: string | null;
}

/** What came of TLS. `none`: the connection was not encrypted; `unstated`: the log does not say; `failed`: no agreement. */
export type ConnectionTls = TlsVersion | 'none' | 'unstated' | 'failed';

/** Connections that are alike in all that is kept of them. */
export interface Connection {
  /** What the machine of the log did. */
  readonly role: 'dials' | 'accepts';
  readonly peer: Peer;
  /** Only in calls between Exchange servers. */
  readonly caller: CallingServer | null;
  /** Connector, path or kind of program. */
  readonly through: string;
  readonly tls: ConnectionTls;
  /** As the log names it; null: it does not. */
  readonly cipher: string | null;
  /** Of the HTTP answer; null: none is written down. */
  readonly status: number | null;
  /** How the log names what went wrong; null: nothing. */
  readonly failure: string | null;
  /** Where the machine passed the call on to, and what answered there; null: nowhere, or it does not say. */
  readonly passedOn: { readonly to: string; readonly build: string | null; readonly status: number | null } | null;
  readonly count: number;
  /** ISO 8601 UTC; null: no time can be read. */
  readonly first: string | null;
  readonly last: string | null;
}

/** A file that was read, and how much of it could not be. */
export interface LogFile {
  readonly name: string;
  readonly lines: number;
  readonly damaged: number;
  /** Numbers of the first damaged lines. */
  readonly damagedLines: readonly number[];
}

export interface ConnectionsFact {
  /** Server of the scenario that the administrator named; null: none. */
  readonly server: string | null;
  /** Name that the log gives its machine; null: none. */
  readonly machine: string | null;
  readonly log: ConnectionLog;
  readonly files: readonly LogFile[];
  /** Of all connections, also those for which there was no room: how many with which TLS. */
  readonly byTls: readonly { readonly tls: ConnectionTls; readonly count: number }[];
  /** Lookups that other servers passed on (`ASProxy`). */
  readonly lookups: number;
  /** The most telling ones first: calls between servers, peers in the own network, failures, old TLS, then by number. */
  readonly connections: readonly Connection[];
  /** Connections in rows for which there was no room. */
  readonly leftOut: number;
  readonly first: string | null;
  readonly last: string | null;
}
