/** A log of connections, for people: what is wrong first, then who calls the machine and whom it calls. */
import type { CallingServer, Connection, ConnectionsFact, ConnectionTls } from '../model/facts.ts';
import { buildSaid, damageLines, isOld, names, peerSaid, spoken, times, when } from './audit-words.ts';
import type { Layout } from './layout.ts';

const MOST_ROWS = 15;
const MOST_PEERS = 4;
/** Characters of a column that still tell something. */
const NARROWEST = 12;
const LOGS: Readonly<Record<ConnectionsFact['log'], string>> = {
  'smtp': 'SMTP protocol log', 'iis': 'IIS log', 'http-proxy': 'HttpProxy log', 'ews': 'EWS log',
};

export function connectionLines(fact: ConnectionsFact, subject: string, page: Layout): readonly string[] {
  const { connections, leftOut, files, log, server, machine, first, last } = fact;
  const of = server ?? machine ?? `the server of ${subject.replace(/: [^:]*$/, '')}`;
  const rows = connections.slice(0, MOST_ROWS);
  const more = sum(connections.slice(MOST_ROWS)) + leftOut;
  const part = (role: Connection['role'], title: string): readonly string[] => {
    const own = rows.filter((row) => row.role === role);
    return own.length === 0 ? [] : table(title, own, page);
  };
  const span = first === null || last === null ? '' : `, ${when(first)} to ${when(last)} UTC`;
  return [
    page.bold(page.wrap('', `Who speaks with ${of} (${LOGS[log]} ${names(files)}, ${unit(log, sum(connections) + leftOut)}${span})`)),
    ...verdictLines(fact, page), ...part('accepts', 'calls it'), ...part('dials', 'it calls'),
    ...noted(more > 0, page.dim(page.wrap('  ', `and ${unit(log, more)} in rows that are not shown; --format json has ${connections.length} rows`))),
    ...noted(server === null && machine === null,
      page.dim(page.wrap('· Note    ', `The log does not name its server; say it as in ${names(files)}=SERVER.`))),
    ...damageLines(files, page),
  ];
}

function verdictLines({ connections, log, byTls, lookups }: ConnectionsFact, page: Layout): readonly string[] {
  const counted = (test: (tls: ConnectionTls) => boolean): number => byTls.reduce((total, { tls, count }) => total + (test(tls) ? count : 0), 0);
  const failures = counted((tls) => tls === 'failed');
  const old = counted(isOld);
  const calls = connections.filter(({ caller }) => caller?.program === 'ASProxy');
  const refused = calls.filter(({ status }) => status !== null && status >= 400 && status !== 401);
  const unstated = byTls.every(({ tls }) => tls === 'unstated');
  const oldOnes = byTls.filter(({ tls }) => isOld(tls)).map(({ tls }) => spoken(tls)).join(', ');
  const statuses = [...new Set(refused.map(({ status }) => status))].join(', ');
  const callers = [...new Set(calls.map(({ caller, peer }) => `${callerSaid(caller)} at ${peerSaid(peer)}`))];
  return [
    ...noted(failures > 0, page.red(page.wrap('✗ Failed  ', `${times(failures)} the two sides could not agree on TLS: ${
      peersOf(connections.filter(({ tls }) => tls === 'failed'))}.`))),
    ...noted(refused.length > 0, page.red(page.wrap('✗ Refused ', `${times(sum(refused))} a lookup that another server passed on ended in HTTP ${
      statuses}: ${peersOf(refused)}.`))),
    ...noted(old > 0, page.yellow(page.wrap('· Old     ', `${unit(log, old)} with ${oldOnes}: ${
      peersOf(connections.filter(({ tls }) => isOld(tls)))}.`))),
    ...noted(unstated && connections.length > 0, page.yellow(page.wrap('· Note    ', log === 'iis'
      ? 'The log does not say which TLS was used: IIS writes it only into the fields crypt-protocol, crypt-cipher, crypt-hash and crypt-keyexchange.'
      : 'This kind of log never says which TLS was used; the log of IIS on the same server can.'))),
    ...noted(log !== 'smtp', page.wrap('Lookups   ', lookups === 0 ? 'no other server passed a lookup on to this one in this log'
      : `${lookups} ${lookups === 1 ? 'was' : 'were'} passed on by ${callers.slice(0, MOST_PEERS).join(', ')}${
        callers.length > MOST_PEERS ? ` and ${callers.length - MOST_PEERS} more` : ''}`)),
    ...noted(failures + old + refused.length === 0 && !unstated && connections.length > 0,
      page.green('✓ No failure and no old TLS is written down.')),
  ];
}

/** Columns that say nothing are left out. Where the rest is too wide, the widest give way, the names last. */
function table(title: string, rows: readonly Connection[], page: Layout): readonly string[] {
  const headings = [title, 'through', 'TLS', 'answer', 'times', 'last (UTC)', 'cipher'];
  const cells = rows.map((row) => cellsOf(row).map((cell) => page.line(cell)));
  const kept = headings.map((_, at) => at).filter((at) => cells.some((row) => row[at] !== ''));
  const widths = kept.map((at) => Math.max(...[headings, ...cells].map((row) => row[at]?.length ?? 0)));
  const tooWide = (): boolean => widths.reduce((total, width) => total + width + 2, 0) > page.width;
  while (tooWide()) {
    const widest = Math.max(...widths.slice(1));
    const at = widest > NARROWEST ? widths.lastIndexOf(widest) : 0;
    if ((widths[at] ?? 0) <= NARROWEST) break;
    widths[at] = (widths[at] ?? 0) - 1;
  }
  const put = (row: readonly string[]): string => `  ${kept.map((at, index) => {
    const cell = row[at] ?? '';
    const width = widths[index] ?? 0;
    const shown = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
    return headings[at] === 'times' ? shown.padStart(width) : shown.padEnd(width);
  }).join('  ').trimEnd()}`;
  const coloured = ({ tls }: Connection, line: string): string => (tls === 'failed' ? page.red(line) : isOld(tls) ? page.yellow(line) : line);
  return [page.dim(put(headings)), ...rows.map((row, index) => coloured(row, put(cells[index] ?? [])))];
}

function cellsOf({ peer, caller, through, tls, cipher, status, failure, passedOn, count, last }: Connection): readonly string[] {
  const onward = passedOn === null ? '' : `→ ${passedOn.to}${passedOn.status === null ? '' : ` ${passedOn.status}`}`;
  return [
    `${peer.name ?? peer.address ?? 'not named'}${caller === null ? '' : `, ${callerSaid(caller)}`}`,
    // A connector is named after its server, which stands above.
    through.replace(/^[^\\]{1,63}\\/, ''), spoken(tls),
    [status === null ? '' : String(status), failure ?? '', onward].filter((word) => word !== '').join(' '),
    String(count), when(last).slice(5), cipher ?? '',
  ];
}

const noted = (condition: boolean, line: string): readonly string[] => (condition ? [line] : []);
const sum = (connections: readonly Connection[]): number => connections.reduce((total, { count }) => total + count, 0);

function unit(log: ConnectionsFact['log'], count: number): string {
  return `${count} ${log === 'smtp' ? 'session' : 'request'}${count === 1 ? '' : 's'}`;
}

function peersOf(connections: readonly Connection[]): string {
  const peers = [...new Set(connections.map(({ peer }) => peerSaid(peer)))];
  return `${peers.slice(0, MOST_PEERS).join(', ')}${peers.length > MOST_PEERS ? ` and ${peers.length - MOST_PEERS} more` : ''}`;
}

function callerSaid(caller: CallingServer | null): string {
  return caller?.build == null ? 'an Exchange server' : buildSaid(caller.build);
}
