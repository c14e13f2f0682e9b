/** Protocol logs of connectors: sessions, what came of TLS in each, and who the two sides are. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoggedConnection } from '../../src/protocol/connection-log.ts';
import { isSmtpLog, smtpLogReader } from '../../src/protocol/smtp-log.ts';

const FIELDS = '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context';
/** Lines as public posts quote them, with other names. */
const AGREED_SEND = '"TLS protocol SP_PROT_TLS1_0_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits, '
  + 'MAC hash algorithm CALG_SHA1 with strength 160 bits and key exchange algorithm CALG_ECDHE with strength 256 bits"';
const AGREED_RECEIVE = '"TLS protocol SP_PROT_TLS1_2_SERVER negotiation succeeded using bulk encryption algorithm CALG_AES_128 with strength 128 bits, '
  + 'MAC hash algorithm CALG_SHA_256 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with strength 256 bits"';

interface Seen extends LoggedConnection {
  readonly at: string | null;
}

function read(lines: readonly string[]): { readonly seen: readonly Seen[]; readonly damaged: readonly number[]; readonly machine: string | null } {
  const seen: Seen[] = [];
  const reader = smtpLogReader((connection, at) => { seen.push({ ...connection, at }); });
  const damaged = lines.flatMap((line, at) => (reader.line(line) ? [] : [at]));
  reader.end();
  return { seen, damaged, machine: reader.machine() };
}

/** A session: what happens after its beginning, as `event,data,context`. */
function session(id: number, parts: readonly string[], { connector = 'EX16\\Default Frontend EX16', remote = '192.0.2.7:40000', from = 0 } = {}): readonly string[] {
  return parts.map((part, at) => `2026-11-18T08:00:${String(at).padStart(2, '0')}.101Z,${connector},08DE26A1${id.toString(16).toUpperCase().padStart(8, '0')},${
    at + from},10.0.0.16:25,${remote},${part}`);
}

const RECEIVE = ['#Software: Microsoft Exchange Server', '#Version: 15.0.0.0', '#Log-type: SMTP Receive Protocol Log', FIELDS];
const SEND = ['#Log-Type: SMTP Send Protocol Log', FIELDS];

describe('what came of TLS', () => {
  test.each<[string, readonly string[], Partial<LoggedConnection>]>([
    ['a mail server calls with TLS 1.2', [...RECEIVE, ...session(1, ['+,,', '>,"220 ex16.contoso.test Microsoft ESMTP MAIL Service ready",', '<,EHLO mx.fabrikam.test,', '<,STARTTLS,',
      '>,220 2.0.0 SMTP server ready,', '*,,Sending certificate', `*,,${AGREED_RECEIVE}`, '-,,Local'])],
    { role: 'accepts', tls: 'TLSv1.2', cipher: 'AES_128 SHA_256 ECDH_EPHEM', peer: { address: '192.0.2.7', name: 'mx.fabrikam.test' }, through: 'EX16\\Default Frontend EX16', failure: null }],
    ['this server calls with TLS 1.0', [...SEND, ...session(2, ['+,,', '<,"220 edge.contoso.test Microsoft ESMTP MAIL Service",', '>,EHLO ex10.contoso.test,', `*,,${AGREED_SEND}`, '-,,Local'],
      { connector: 'Internet' })], { role: 'dials', tls: 'TLSv1.0', cipher: 'AES_256 SHA1 ECDHE', peer: { address: '192.0.2.7', name: 'edge.contoso.test' }, through: 'Internet' }],
    ['no agreement, with the word for it', [...SEND, ...session(3, ['+,,', '*,,TLS negotiation failed with error SocketError', '-,,Remote'])],
      { role: 'dials', tls: 'failed', failure: 'SocketError' }],
    ['an error in numbers', [...RECEIVE, ...session(4, ['+,,', '*,,TLS negotiation failed with error 0x80090331', '-,,Remote'])], { role: 'accepts', tls: 'failed', failure: '0x80090331' }],
    ['nobody asked for TLS', [...RECEIVE, ...session(5, ['+,,', '<,EHLO scanner,', '<,QUIT,', '-,,Local'])], { tls: 'none', peer: { address: '192.0.2.7', name: 'scanner' } }],
    ['the log ends before the session', [...RECEIVE, ...session(6, ['+,,', `*,,${AGREED_RECEIVE}`])], { tls: 'TLSv1.2' }],
    ['the log begins after the session', session(7, [`*,,${AGREED_RECEIVE}`, '-,,Local'], { from: 9 }), { tls: 'TLSv1.2', role: 'accepts' }],
    ['an address of IPv6', [...RECEIVE, ...session(8, ['+,,', `*,,${AGREED_RECEIVE}`, '-,,Local'], { remote: '[2001:db8::7]:40000' })], { peer: { address: '2001:db8::7', name: null } }],
    ['a connector with a comma in its name', [...SEND, ...session(9, ['+,,', `*,,${AGREED_SEND}`, '-,,Local'], { connector: '"To Contoso, hybrid"' })], { through: 'To Contoso, hybrid', tls: 'TLSv1.0' }],
  ])('%s', (_, lines, expected) => {
    const { seen, damaged } = read(lines);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject(expected);
    expect(damaged).toEqual([]);
  });

  test('of a session whose beginning is missing nobody says that it had no TLS', () => {
    expect(read(session(1, ['<,QUIT,', '-,,Local'], { from: 20 })).seen).toEqual([]);
  });

  test('the name of the machine is that of its greeting, otherwise that of its connector', () => {
    const plain = session(1, ['+,,', '-,,Local']);
    expect(read([...RECEIVE, ...plain]).machine).toBe('EX16');
    expect(read([...RECEIVE, ...session(1, ['+,,', '>,"220 ex16.contoso.test Microsoft ESMTP",', '>,220 2.0.0 SMTP server ready,', '-,,'])]).machine).toBe('ex16.contoso.test');
    expect(read([...SEND, ...session(1, ['+,,', '<,220 mx.fabrikam.test ESMTP,', '-,,'], { connector: 'Internet' })]).machine).toBeNull();
  });
});

test('damaged lines are told, and the others read', () => {
  const good = session(1, ['+,,', `*,,${AGREED_RECEIVE}`, '-,,Local']);
  const { seen, damaged } = read([...RECEIVE, good[0] ?? '', 'half a li', '2026-99-18T08:00:00.101Z,a,b,1,c,d,+,,', ',,,,,,?,,', good[1] ?? '', (good[1] ?? '').slice(0, -1), good[2] ?? '']);
  expect(damaged).toEqual([5, 6, 7, 9]);
  expect(seen.map(({ tls }) => tls)).toEqual(['TLSv1.2']);
});

test('a log is recognized by what is in it', () => {
  expect(isSmtpLog(['#Log-type: SMTP Send Protocol Log'])).toBe(true);
  expect(isSmtpLog(SEND)).toBe(true);
  expect(isSmtpLog(session(1, ['+,,']))).toBe(true);
  expect(isSmtpLog(['#Log-type: HttpProxy Logs', 'hello, connector-id'])).toBe(false);
});

test('sessions that never end are not kept for ever', () => {
  let count = 0;
  const reader = smtpLogReader(() => { count += 1; });
  for (const line of RECEIVE) reader.line(line);
  for (let id = 0; id < 30_000; id += 1) reader.line(session(id, ['+,,'])[0] ?? '');
  expect(count).toBe(10_000);
  reader.end();
  expect(count).toBe(30_000);
});

test('whatever stands in a log, reading ends without a throw, and no more comes out than went in', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 200 }), fc.constantFrom(...RECEIVE, ...SEND, ...session(1, ['+,,', `*,,${AGREED_RECEIVE}`, '<,"EHLO x",', '-,,']), '#Fields: a,b', '",,,"'),
    fc.array(fc.constantFrom('+', '*', '<', '2026-11-18T08:00:00.101Z', '"', ',', 'EHLO ', '220 ', 'TLS ', '[::1]:25'), { maxLength: 30 }).map((parts) => parts.join(',')),
  );
  fc.assert(fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
    const { seen } = read(lines);
    expect(seen.length).toBeLessThanOrEqual(lines.length);
    expect(JSON.stringify(seen).length).toBeLessThan(2000 * (lines.length + 1));
  }));
});
