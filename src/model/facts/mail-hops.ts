/** The way of one message, by its `Received` lines. As with every fact: what was written down, no conclusions. */
import type { ConnectionTls, Peer } from './connections.ts';

export interface MailHop {
  readonly from: Peer;
  /** The machine that wrote the line. */
  readonly by: Peer;
  /** `Microsoft SMTP Server`, `ESMTPS`, `mapi` …; empty: it says none. */
  readonly protocol: string;
  readonly tls: ConnectionTls;
  /** The line says that the hop was encrypted, though not how. */
  readonly encrypted: boolean;
  readonly cipher: string | null;
  /** Build of the Exchange that wrote it, four parts; null: another program, or none is named. */
  readonly build: string | null;
  /** ISO 8601 UTC; null: no date can be read. */
  readonly at: string | null;
}

export interface MailHopsFact {
  /** File, or file and number of the message. */
  readonly source: string;
  /** From the oldest to the newest: the order in which the message travelled. */
  readonly hops: readonly MailHop[];
  /** `Received` lines that could not be read. */
  readonly damaged: number;
  readonly leftOut: number;
}
