/**
 * Reads logs of IIS (W3C), and the HttpProxy and EWS logs of Exchange: who called what, with which TLS where IIS was told to write it down, and with
 * what status. Sources: Microsoft Learn, W3C logging; Microsoft Security blog 2017-09-07 (crypt fields); headings of HttpProxy and EWS logs as
 * collected in public (lists of Exchange logs for incident response, tests of awslabs/kinesis-agent-windows).
 */
import { algorithmOfIis, protocolOfIis } from '../exchange/schannel-numbers.ts';
import { parseBuild } from '../exchange/versions.ts';
import type { ConnectionLog, ConnectionTls } from '../model/facts.ts';
import { addressOf, callingServer, wordOf, type ConnectionLogReader, type OnConnection } from './connection-log.ts';
import { csvFields } from './csv.ts';
import { momentOf } from './log-lines.ts';

export type WebLog = Extract<ConnectionLog, 'iis' | 'http-proxy' | 'ews'>;

/** Which of them begins like this; null: none. */
export function webLogIn(lines: readonly string[]): WebLog | null {
  for (const line of lines) {
    if (/^#Fields: .*\bcs-method\b/i.test(line) || (line.startsWith('#Fields:') && /\bcs-uri-stem\b/i.test(line))) return 'iis';
    if (/^(?:#Fields: ?)?DateTime,/i.test(line) && /,UserAgent,/i.test(line)) {
      return /,TargetServer,/i.test(line) ? 'http-proxy' : /,SoapAction,/i.test(line) ? 'ews' : null;
    }
  }
  return null;
}

export function iisLogReader(onConnection: OnConnection): ConnectionLogReader {
  let columns: IisColumns | null = null;
  let machine: string | null = null;
  return {
    line(line) {
      if (line === '') return true;
      if (line.startsWith('#')) {
        // IIS writes the fields anew whenever it starts, and others after they were changed.
        if (/^#Fields:/i.test(line)) {
          columns = iisColumns(line.slice(8).trim().toLowerCase().split(/\s+/));
        }
        return true;
      }
      const values = line.split(' ');
      if (columns?.count !== values.length) return false;
      const date = values[columns.date];
      const at = momentOf(`${date ?? ''} ${values[columns.time] ?? ''}`);
      const status = statusOf(values[columns.status]);
      if ((at === null && date !== undefined) || (status === null && columns.status >= 0)) return false;
      machine ??= wordOf(values[columns.computer]);
      const { tls, cipher } = tlsOf(values[columns.protocol], values[columns.cipher], values[columns.hash], values[columns.exchange]);
      onConnection({
        role: 'accepts', peer: { address: addressOf(values[columns.address] ?? ''), name: null }, caller: callingServer(values[columns.agent] ?? ''),
        through: folderOf(values[columns.stem] ?? ''), tls, cipher, status, failure: null, passedOn: null,
      }, at);
      return true;
    },
    end: () => undefined,
    machine: () => machine,
  };
}

type IisColumns = ReturnType<typeof iisColumns>;

/** Where each field stands; -1: the log does not hold it. */
function iisColumns(names: readonly string[]) {
  const at = (name: string): number => names.indexOf(name);
  return {
    count: names.length, date: at('date'), time: at('time'), computer: at('s-computername'), stem: at('cs-uri-stem'), address: at('c-ip'),
    agent: at('cs(user-agent)'), status: at('sc-status'), protocol: at('crypt-protocol'),
    cipher: at('crypt-cipher'), hash: at('crypt-hash'), exchange: at('crypt-keyexchange'),
  };
}

interface IisTls {
  readonly tls: ConnectionTls;
  readonly cipher: string | null;
}

/** What was said of most requests before: there are few sets of algorithms. */
const knownTls = new Map<string, IisTls>();

function tlsOf(protocol: string | undefined, cipher = '-', hash = '-', exchange = '-'): IisTls {
  if (protocol === undefined) return { tls: 'unstated', cipher: null };
  if (protocol === '-') return { tls: 'none', cipher: null };
  const key = `${protocol} ${cipher} ${hash} ${exchange}`;
  let known = knownTls.get(key);
  if (known === undefined) {
    const algorithms = [cipher, hash, exchange].filter((one) => one !== '-').map(algorithmOfIis);
    known = { tls: protocolOfIis(protocol) ?? 'unstated', cipher: algorithms.length > 0 ? algorithms.join(' ') : null };
    if (knownTls.size < 200) knownTls.set(key, known);
  }
  return known;
}

/** `/EWS/Exchange.asmx` → `/ews`. Of other paths there are too many to tell apart. */
function folderOf(stem: string): string {
  return /^\/[\w.-]{1,40}(?=\/|$)/.exec(stem)?.[0].toLowerCase() ?? '/';
}

/** HttpProxy and EWS logs. Neither says anything of TLS. */
export function exchangeLogReader(log: Exclude<WebLog, 'iis'>, onConnection: OnConnection): ConnectionLogReader {
  let columns: ReadonlyMap<string, number> | null = null;
  let machine: string | null = null;
  return {
    line(line) {
      if (line === '') return true;
      if (/^(?:#Fields: ?)?DateTime,/i.test(line)) {
        columns = new Map(line.replace(/^#Fields: ?/i, '').toLowerCase().split(',').map((name, at) => [name.trim(), at]));
        return true;
      }
      if (line.startsWith('#')) return true;
      const values = csvFields(line);
      const value = (name: string): string | undefined => values?.[columns?.get(name) ?? -1];
      const at = momentOf(value('datetime') ?? '');
      if (at === null) return false;
      machine ??= wordOf(value('serverhostname'));
      const target = wordOf(value('targetserver'));
      const build = parseBuild(value('targetserverversion')?.replace(/^Version /i, '') ?? '');
      onConnection({
        role: 'accepts', peer: { address: addressOf(value('clientipaddress') ?? ''), name: null }, caller: callingServer(value('useragent') ?? ''),
        through: log === 'http-proxy' ? folderOf(value('urlstem') ?? '') : wordOf(value('soapaction'), 60) ?? 'EWS',
        tls: 'unstated', cipher: null, status: statusOf(value('httpstatus')), failure: wordOf(value('errorcode'), 80),
        passedOn: target === null ? null : { to: target.toLowerCase(), build: build?.join('.') ?? null, status: statusOf(value('backendstatus')) },
      }, at);
      return true;
    },
    end: () => undefined,
    machine: () => machine,
  };
}

function statusOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-5]\d\d$/.test(text) ? Number(text) : null;
}
