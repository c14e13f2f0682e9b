/** What readers of connection logs have in common: a line goes in, connections come out. */
import { parseBuild } from '../exchange/versions.ts';
import type { CallingServer, Connection } from '../model/facts.ts';

export type LoggedConnection = Omit<Connection, 'count' | 'first' | 'last'>;

export interface ConnectionLogReader {
  /** false: the line is damaged. */
  line(text: string): boolean;
  /** What is still open. */
  end(): void;
  /** Name that the log gives its machine; null: none so far. */
  machine(): string | null;
}

/** @param at ISO 8601 UTC; null: no time can be read */
export type OnConnection = (connection: LoggedConnection, at: string | null) => void;

/** Addresses as they are compared: without port, zone, brackets and the prefix of IPv4 in IPv6. */
export function addressOf(endpoint: string): string | null {
  const bare = /^\[([^\]]{2,60})\](?::\d{1,5})?$/.exec(endpoint)?.[1] ?? /^([^:]{1,60}):\d{1,5}$/.exec(endpoint)?.[1] ?? endpoint;
  const address = bare.replace(/%[\w.-]{1,40}$/, '').replace(/^::ffff:(?=\d{1,3}\.)/i, '').toLowerCase();
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:)[0-9a-f:.]{2,45})$/.test(address) ? address : null;
}

/** A name of a machine or a word of a log, bounded; null: nothing of the kind. */
export function wordOf(text: string | undefined, most = 120): string | null {
  return text === undefined || text === '' || text === '-' || text === '<null>' ? null : text.slice(0, most);
}

const MARK = /^(ASProxy|ASAutoDiscover)\/(\w{1,40})(?:\/[^/\s]{0,60}){0,3}?(?:\/(\d{1,3}(?:\.\d{1,5}){1,3}))?(?=$|[\s+;(])/i;

/**
 * The mark of a server that passes a lookup on. Sources: OfficeDocs-Support 3082946 (`ASProxy/CrossForest/EmailDomain/EXCH/08.03.0083.000`); an EWS
 * log in the tests of awslabs/kinesis-agent-windows (`ASProxy/CrossSite/Directory/EXCH/15.00.1104.000`).
 */
export function callingServer(userAgent: string): CallingServer | null {
  if (userAgent.charCodeAt(0) !== 0x41 && userAgent.charCodeAt(0) !== 0x61) return null;
  const found = MARK.exec(userAgent);
  if (found === null) return null;
  const build = parseBuild(found[3] ?? '');
  return {
    program: found[1]?.toLowerCase() === 'asproxy' ? 'ASProxy' : 'ASAutoDiscover', type: found[2] ?? '', build: build?.join('.') ?? null,
  };
}
