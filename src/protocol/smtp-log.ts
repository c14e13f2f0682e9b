/**
 * Reads protocol logs of Send and Receive connectors, Exchange 2010 to SE: one connection for each session, with what came of TLS.
 * Sources: OfficeDocs-Exchange protocol-logging.md (fields and events); lines of `SP_PROT_TLS1_…` from public posts; OfficeDocs-Support
 * "TLS negotiation failed with error NoCredentials".
 */
import type { ConnectionTls } from '../model/facts.ts';
import { addressOf, wordOf, type ConnectionLogReader, type OnConnection } from './connection-log.ts';
import { csvFields } from './csv.ts';
import { momentOf } from './log-lines.ts';

const FIELDS = ['date-time', 'connector-id', 'session-id', 'sequence-number', 'local-endpoint', 'remote-endpoint', 'event', 'data', 'context'];
/** Sessions that are open at the same time; of more, the oldest is taken as ended. */
const MOST_OPEN = 20_000;

const LINE = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z,[^,]{0,300},[0-9A-F]{16},\d{1,9},[^,]{0,80},[^,]{0,80},[-+*<>],/;
const NEGOTIATED = new RegExp('TLS protocol SP_PROT[-_](SSL[23]|TLS1(?:_[0-3])?)_(CLIENT|SERVER) negotiation succeeded '
  + 'using bulk encryption algorithm (\\S{1,40})(?:.{0,60}?MAC hash algorithm (\\S{1,40}))?(?:.{0,60}?key exchange algorithm (\\S{1,40}))?');
const FAILED = /TLS negotiation failed with error ([\w.-]{1,60})/;
/** `220 2.0.0 SMTP server ready` is the answer to STARTTLS. */
const GREETING = /^220[ -](?!\d\.\d\.\d\b)([A-Za-z0-9][\w.-]{0,120})\b/;

/** Does a text that begins like this hold such a log? */
export function isSmtpLog(lines: readonly string[]): boolean {
  return lines.some((line) => /^#Log-type: ?SMTP (?:Send|Receive) Protocol Log/i.test(line) || LINE.test(line)
    || (line.startsWith('#Fields:') && /\bconnector-id\b.*\bremote-endpoint\b/i.test(line)));
}

interface Session {
  readonly connector: string;
  readonly address: string | null;
  name: string | null;
  tls: ConnectionTls;
  cipher: string | null;
  failure: string | null;
  role: 'dials' | 'accepts' | null;
  /** Its beginning is in the log, so that what is not there was not. */
  whole: boolean;
  at: string | null;
}

export function smtpLogReader(onConnection: OnConnection): ConnectionLogReader {
  let columns = columnsOf(FIELDS);
  let sends: boolean | null = null;
  let machine: string | null = null;
  const open = new Map<string, Session>();

  const close = ({ connector, address, name, tls, cipher, failure, role, whole, at }: Session): void => {
    if (tls === 'none' && !whole) return;
    onConnection({
      role: role ?? (sends === true ? 'dials' : 'accepts'), peer: { address, name }, caller: null, through: connector, tls, cipher, status: null,
      failure, passedOn: null,
    }, at);
  };

  const header = (line: string): boolean => {
    const type = /^#Log-type: ?SMTP (Send|Receive)/i.exec(line)?.[1];
    if (type !== undefined) sends = type.toLowerCase() === 'send';
    const fields = /^#Fields: ?(.{10,2000})$/i.exec(line)?.[1];
    if (fields !== undefined) columns = columnsOf(fields.split(',').map((field) => field.trim().toLowerCase()));
    return true;
  };

  const sessionOf = (values: readonly string[], begun: boolean): Session => {
    const id = values[columns.session] ?? '';
    const known = open.get(id);
    if (known !== undefined) return known;
    if (open.size >= MOST_OPEN) for (const [oldest, session] of open) { open.delete(oldest); close(session); break; }
    const connector = values[columns.connector] ?? '';
    // A Receive connector is named after its server: `EX16\Default Frontend EX16`.
    if (sends !== true && machine === null) machine = wordOf(/^([A-Za-z0-9][\w-]{0,62})\\/.exec(connector)?.[1]);
    const session: Session = {
      connector: connector.slice(0, 120), address: addressOf(values[columns.remote] ?? ''), name: null, tls: 'none', cipher: null, failure: null,
      role: null, whole: begun, at: momentOf(values[columns.time] ?? ''),
    };
    open.set(id, session);
    return session;
  };

  const happened = (line: string, values: readonly string[]): boolean => {
    const session = sessionOf(values, false);
    if (!line.includes('TLS')) return true;
    const whole = csvFields(line);
    if (whole === null) return false;
    const says = `${whole[columns.data] ?? ''} ${whole[columns.context] ?? ''}`;
    const agreed = NEGOTIATED.exec(says);
    if (agreed !== null) {
      session.tls = versionOf(agreed[1] ?? '');
      session.role = agreed[2] === 'CLIENT' ? 'dials' : 'accepts';
      session.cipher = [agreed[3], agreed[4], agreed[5]].flatMap((word) => word?.replace(/^CALG_/, '').replace(/,$/, '') ?? []).join(' ');
    } else {
      const why = FAILED.exec(says)?.[1];
      if (why !== undefined) {
        session.tls = 'failed';
        session.failure = why;
      }
    }
    return true;
  };

  const said = (line: string, values: readonly string[], byPeer: boolean): boolean => {
    const session = sessionOf(values, false);
    const data = csvFields(line)?.[columns.data];
    if (data === undefined) return false;
    const greets = data.startsWith('220');
    const name = greets ? GREETING.exec(data)?.[1] : /^(?:EHLO|HELO) \[?([A-Za-z0-9][\w.:-]{0,120})/i.exec(data)?.[1];
    if (name === undefined) return true;
    if (byPeer) session.name = name.toLowerCase();
    else if (greets || sends === true) machine = name.includes('.') || machine === null ? name.toLowerCase() : machine;
    return true;
  };

  return {
    line(line) {
      if (line === '') return true;
      if (line.startsWith('#')) return header(line);
      // Most lines hold the words of the two sides, which tell nothing here: they are passed over before they are taken apart.
      const event = eventAt(line, columns.event);
      if (event === -1) return false;
      if (event >= 0 && columns.data === columns.event + 1 && isTalk(line, event)) return momentOf(line.slice(0, line.indexOf(','))) !== null;
      const values = event >= 0 ? line.split(',', columns.event + 1) : csvFields(line) ?? [];
      if (momentOf(values[columns.time] ?? '') === null) return false;
      switch (values[columns.event]) {
        case '+':
          sessionOf(values, true);
          return true;
        case '*': return happened(line, values);
        case '<': return said(line, values, true);
        case '>': return said(line, values, false);
        case '-': {
          const id = values[columns.session] ?? '';
          const session = open.get(id);
          open.delete(id);
          if (session !== undefined) close(session);
          return true;
        }
        default: return false;
      }
    },
    end() {
      for (const session of open.values()) close(session);
      open.clear();
    },
    machine: () => machine,
  };
}

/** Where the event stands; -1: nowhere, -2: a value before it is quoted, because names of connectors may hold a comma. */
function eventAt(line: string, fields: number): number {
  let at = -1;
  for (let field = 0; field < fields; field += 1) {
    if (line.charCodeAt(at + 1) === 0x22) return -2;
    at = line.indexOf(',', at + 1);
    if (at < 0) return -1;
  }
  return at + 1;
}

/** Something was said that names nobody. */
function isTalk(line: string, event: number): boolean {
  if (line.charCodeAt(event) !== 0x3c && line.charCodeAt(event) !== 0x3e) return false;
  const data = line.charCodeAt(event + 2) === 0x22 ? event + 3 : event + 2;
  return !/^(?:220|EHLO|HELO)/i.test(line.slice(data, data + 4));
}

function columnsOf(fields: readonly string[]) {
  const at = (name: string): number => (fields.includes(name) ? fields.indexOf(name) : FIELDS.indexOf(name));
  return {
    time: at('date-time'), connector: at('connector-id'), session: at('session-id'), remote: at('remote-endpoint'), event: at('event'),
    data: at('data'), context: at('context'),
  };
}

/** Names of protocols in Schannel. Source: Microsoft Learn, SCHANNEL_CRED, grbitEnabledProtocols. */
function versionOf(word: string): ConnectionTls {
  switch (word) {
    case 'TLS1_3': return 'TLSv1.3';
    case 'TLS1_2': return 'TLSv1.2';
    case 'TLS1_1': return 'TLSv1.1';
    case 'TLS1':
    case 'TLS1_0': return 'TLSv1.0';
    case 'SSL3': return 'SSLv3';
    default: return 'unstated';
  }
}
