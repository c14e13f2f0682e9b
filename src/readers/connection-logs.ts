/** Reads logs of connections: SMTP protocol logs, IIS, HttpProxy and EWS logs. One fact for each server and kind of log. */
import type { Connection, ConnectionLog, ConnectionsFact, ConnectionTls, LogFile } from '../model/facts.ts';
import type { ConnectionLogReader, LoggedConnection, OnConnection } from '../protocol/connection-log.ts';
import { printable } from '../protocol/printable.ts';
import { isSmtpLog, smtpLogReader } from '../protocol/smtp-log.ts';
import { exchangeLogReader, iisLogReader, webLogIn } from '../protocol/web-log.ts';
import { beginningOf, LineCount, linesOf } from './log-file.ts';
import type { Brought, Found, Reader } from './reader.ts';
import { Tally } from './tally.ts';

/** Rows of a fact. */
const MOST_ROWS = 200;
const LIMITS = { most: 4000, times: 0 };

const NAMES: Readonly<Record<ConnectionLog, string>> = {
  'smtp': 'SMTP protocol log', 'iis': 'IIS log', 'http-proxy': 'HttpProxy log', 'ews': 'EWS log',
};

export const connectionLogs: Reader = {
  id: 'connection-logs',
  reads: 'SMTP protocol logs, IIS logs, HttpProxy and EWS logs of Exchange, with their #Fields line',
  limit: Number.POSITIVE_INFINITY,
  serverIn: () => undefined,
  holds: (file) => logIn(file) !== null,
  *read(files) {
    const facts = new Map<string, Gathering>();
    for (const file of files) {
      const log = logIn(file);
      if (log === null) continue;
      const tally = new Tally<LoggedConnection>(telling, LIMITS);
      const counts = new Map<ConnectionTls, number>();
      let lookups = 0;
      const { machine, counted } = yield* readLog(file, log, (connection, at) => {
        tally.add(keyOf(connection), () => connection, at);
        counts.set(connection.tls, (counts.get(connection.tls) ?? 0) + 1);
        if (connection.caller?.program === 'ASProxy') lookups += 1;
      });
      const server = file.server;
      const subject = `${server ?? machine ?? file.name}: ${NAMES[log]}`;
      const known = facts.get(subject) ?? {
        server, machine, log, files: [], connections: [], leftOut: 0, lookups: 0, counts: new Map<ConnectionTls, number>(),
      };
      const { rows, leftOut } = tally.end(LIMITS.most);
      const all = together([...known.connections, ...rows.map(({ value, count, first, last }): Connection => ({ ...value, count, first, last }))]);
      for (const [tls, count] of known.counts) counts.set(tls, (counts.get(tls) ?? 0) + count);
      facts.set(subject, {
        ...known, counts, lookups: known.lookups + lookups, files: [...known.files, counted], connections: all.slice(0, LIMITS.most),
        leftOut: all.slice(LIMITS.most).reduce((sum, { count }) => sum + count, known.leftOut + leftOut),
      });
    }
    return [...facts].map(([subject, gathered]) => found(subject, gathered));
  },
};

interface Gathering {
  readonly server: string | null;
  readonly machine: string | null;
  readonly log: ConnectionsFact['log'];
  readonly files: readonly LogFile[];
  readonly connections: readonly Connection[];
  readonly leftOut: number;
  readonly lookups: number;
  readonly counts: ReadonlyMap<ConnectionTls, number>;
}

function logIn(file: Brought): ConnectionLog | null {
  const lines = beginningOf(file);
  return isSmtpLog(lines) ? 'smtp' : webLogIn(lines);
}

function* readLog(file: Brought, log: ConnectionLog, onConnection: OnConnection) {
  const reader: ConnectionLogReader = log === 'smtp' ? smtpLogReader(onConnection)
    : log === 'iis' ? iisLogReader(onConnection) : exchangeLogReader(log, onConnection);
  const count = new LineCount();
  yield* linesOf(file, (line) => {
    count.line();
    if (!reader.line(line)) count.damage();
  });
  reader.end();
  return { machine: reader.machine(), counted: count.of(file.name) };
}

const OLD: readonly Connection['tls'][] = ['SSLv3', 'TLSv1.0', 'TLSv1.1'];

/** Addresses of the own network. Sources: RFC 1918, RFC 4193, RFC 3927, RFC 4291. */
const OWN_NETWORK = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|f[cd]|fe[89ab])/;

/** Calls between servers first, then peers in the own network, among which the other servers are; then what failed, then old TLS. */
function telling({ caller, tls, peer }: LoggedConnection): number {
  const ofOwnNetwork = peer.address !== null && OWN_NETWORK.test(peer.address);
  return (caller !== null ? 8 : 0) + (ofOwnNetwork ? 4 : 0) + (tls === 'failed' ? 2 : OLD.includes(tls) ? 1 : 0);
}

function keyOf({ role, peer, caller, through, tls, cipher, status, failure, passedOn }: LoggedConnection): string {
  const called = caller === null ? '' : `${caller.program}${caller.type}${caller.build ?? ''}`;
  const onward = passedOn === null ? '' : `${passedOn.to}${passedOn.build ?? ''}${passedOn.status ?? ''}`;
  return `${role}|${peer.address ?? ''}|${peer.name ?? ''}|${called}|${through}|${tls}|${cipher ?? ''}|${status ?? ''}|${failure ?? ''}|${onward}`;
}

/** What several files tell of the same connections is added up. */
function together(connections: readonly Connection[]): readonly Connection[] {
  const rows = new Map<string, Connection>();
  for (const one of connections) {
    const key = keyOf(one);
    const known = rows.get(key);
    rows.set(key, known === undefined ? one : {
      ...known, count: known.count + one.count, first: earliest([known.first, one.first]), last: latest([known.last, one.last]),
    });
  }
  return [...rows.values()].sort((a, b) => telling(b) - telling(a) || b.count - a.count);
}

const earliest = (times: readonly (string | null)[]): string | null => times.filter((at) => at !== null).sort()[0] ?? null;
const latest = (times: readonly (string | null)[]): string | null => times.filter((at) => at !== null).sort().at(-1) ?? null;

function found(subject: string, { connections, leftOut, counts, ...rest }: Gathering): Found {
  const fact: ConnectionsFact = {
    ...rest, byTls: [...counts].map(([tls, count]) => ({ tls, count })).sort((a, b) => b.count - a.count),
    connections: connections.slice(0, MOST_ROWS), leftOut: connections.slice(MOST_ROWS).reduce((sum, { count }) => sum + count, leftOut),
    first: earliest(connections.map(({ first }) => first)), last: latest(connections.map(({ last }) => last)),
  };
  return { kind: 'connections', subject, fact, summary: printable(summaryOf(fact), 300) };
}

function summaryOf({ files, first, last, byTls, lookups }: ConnectionsFact): string {
  const counted = (test: (tls: ConnectionTls) => boolean): number => byTls.reduce((sum, { tls, count }) => sum + (test(tls) ? count : 0), 0);
  const said = (number: number, what: string): readonly string[] => (number === 0 ? [] : [`${number} ${what}`]);
  const when = first === null || last === null ? '' : ` between ${first.slice(0, 16)} and ${last.slice(0, 16)} UTC`;
  return [
    `${files.map(({ name }) => name).join(', ')}: ${counted(() => true)} connections${when}`,
    ...said(lookups, 'of them lookups that servers passed on'),
    ...said(counted((tls) => OLD.includes(tls)), 'with TLS 1.1 or older'), ...said(counted((tls) => tls === 'failed'), 'without agreement on TLS'),
    ...said(files.reduce((sum, { damaged }) => sum + damaged, 0), 'damaged lines'),
  ].join('; ');
}
