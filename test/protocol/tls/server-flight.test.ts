import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enoughForServerHello, readServerFlight } from '../../../src/protocol/tls/server-flight.ts';
import {
  alert, certificateMessage, hex, inRecords, message, number, prefixed, record, serverHello,
} from './server-flight-maker.ts';

const leaf = Buffer.from('leaf certificate'), issuer = Buffer.from('issuing certificate');
const hello12 = serverHello({
  version: 0x0303, suite: 0xc030, sessionId: Buffer.alloc(32, 7),
  extensions: [[0xff01, hex('00')], [23, hex('')], [35, hex('')], [16, prefixed(2, prefixed(1, Buffer.from('http/1.1')))]],
});
const certificates = certificateMessage(leaf, issuer);
const done = message(14);
const flight12 = Buffer.concat([hello12, certificates, message(12, Buffer.concat([hex('03 0017'), Buffer.alloc(300, 3)])), done]);
const expected12 = {
  kind: 'server-hello', version: 'TLSv1.2', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', cipherSuiteId: 0xc030,
  helloRetryRequest: false, secureRenegotiation: true, extendedMasterSecret: true, sessionTicket: true, alpn: 'http/1.1',
  compression: 0, group: 23, certificates: [new Uint8Array(leaf), new Uint8Array(issuer)], complete: true,
};
const read = (received: Uint8Array) => JSON.parse(JSON.stringify(readServerFlight(received))) as unknown;
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('readServerFlight: golden bytes', () => {
  it('reads a TLS 1.0 ServerHello without extensions', () => {
    const golden = hex(`16 0301 002a  02 000026 0301
      000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 c014 00`);
    expect(readServerFlight(golden)).toEqual({
      kind: 'server-hello', version: 'TLSv1.0', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', cipherSuiteId: 0xc014,
      helloRetryRequest: false, secureRenegotiation: false, extendedMasterSecret: false, sessionTicket: false, alpn: null,
      compression: 0, complete: false,
    });
  });

  it('reads a TLS 1.3 ServerHello, after which all is encrypted', () => {
    const golden = hex(`16 0303 005a  02 000056 0303
      ${'ab'.repeat(32)} 00 1302 00 002e 002b 0002 0304 0033 0024 001d 0020 ${'cd'.repeat(32)}
      14 0303 0001 01 17 0303 0003 aabbcc`);
    expect(readServerFlight(golden)).toMatchObject({
      kind: 'server-hello', version: 'TLSv1.3', cipherSuite: 'TLS_AES_256_GCM_SHA384', helloRetryRequest: false, complete: true,
    });
  });

  it('takes a HelloRetryRequest for the version it is of', () => {
    const retry = serverHello({
      version: 0x0303, suite: 0x1301, random: hex('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'),
      extensions: [[43, hex('0304')], [51, hex('0017')]],
    });
    expect(readServerFlight(record(22, retry))).toMatchObject({ version: 'TLSv1.3', helloRetryRequest: true, complete: true });
  });

  it('does not take a TLS 1.2 answer to a TLS 1.3 hello for TLS 1.3', () => {
    const answer = record(22, serverHello({ version: 0x0303, suite: 0xc02f }));
    expect(readServerFlight(answer)).toMatchObject({ version: 'TLSv1.2', complete: false });
  });

  it('reads SSLv3 and TLS 1.1, and the number of a suite that it does not know', () => {
    expect(readServerFlight(record(22, serverHello({ version: 0x0300, suite: 0x0005 }), 0x0300)))
      .toMatchObject({ version: 'SSLv3', cipherSuite: 'TLS_RSA_WITH_RC4_128_SHA' });
    expect(readServerFlight(record(22, serverHello({ version: 0x0302, suite: 0x00ab }))))
      .toMatchObject({ version: 'TLSv1.1', cipherSuite: '0x00ab' });
  });

  it.each([[2, 70, 'protocol_version'], [2, 40, 'handshake_failure'], [1, 0, 'close_notify'], [2, 199, 'alert 199']])(
    'reads the alert %i %i', (level, description, name) => {
      expect(readServerFlight(alert(level, description))).toEqual({ kind: 'alert', level, description, name });
      expect(enoughForServerHello(alert(level, description))).toBe(true);
    });

  it('reads how many authorities a CertificateRequest names', () => {
    const names = Buffer.concat([prefixed(2, Buffer.alloc(100)), prefixed(2, Buffer.alloc(50))]);
    const request12 = message(13, Buffer.concat([prefixed(1, hex('01')), prefixed(2, hex('0401')), prefixed(2, names)]));
    const request10 = message(13, Buffer.concat([prefixed(1, hex('01')), prefixed(2, names)]));
    const expected = { certificateRequest: { authorities: 2, authorityBytes: 154 }, complete: true };
    expect(readServerFlight(record(22, Buffer.concat([hello12, request12, done])))).toMatchObject(expected);
    const hello10 = serverHello({ version: 0x0301, suite: 0x0035 });
    expect(readServerFlight(record(22, Buffer.concat([hello10, request10, done]), 0x0301))).toMatchObject(expected);
  });
});

describe('readServerFlight: framing', () => {
  it('reads several messages in one record', () => {
    expect(read(record(22, flight12))).toEqual(plain(expected12));
  });

  it('gives the same wherever a record ends and the next one begins', () => {
    for (let at = 1; at < flight12.length; at += 1) {
      expect(read(inRecords(flight12, [at, flight12.length]))).toEqual(plain(expected12));
    }
    expect(read(inRecords(flight12, [1]))).toEqual(plain(expected12));
  });

  it('gives the same for any fragmentation', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }), (sizes) => {
      expect(read(inRecords(flight12, sizes))).toEqual(plain(expected12));
    }), { numRuns: 200 });
  });

  it('reads what there is of a cut flight, and never takes it for something else', () => {
    const whole = record(22, flight12);
    const helloEnd = 5 + hello12.length, certificateEnd = helloEnd + certificates.length;
    for (let length = 0; length <= whole.length; length += 1) {
      const flight = readServerFlight(whole.subarray(0, length));
      expect(enoughForServerHello(whole.subarray(0, length))).toBe(length >= helloEnd);
      if (length < helloEnd) {
        expect(flight).toEqual({ kind: 'incomplete' });
      } else {
        expect(flight).toMatchObject({ kind: 'server-hello', version: 'TLSv1.2', complete: length === whole.length });
        expect('certificates' in flight).toBe(length >= certificateEnd);
      }
    }
  });

  it('takes a cut alert for incomplete', () => {
    for (let length = 0; length < 7; length += 1) {
      expect(readServerFlight(alert(2, 40).subarray(0, length))).toEqual({ kind: 'incomplete' });
      expect(enoughForServerHello(alert(2, 40).subarray(0, length))).toBe(false);
    }
  });

  it('waits for the ServerHello after the warning that the name is not recognised', () => {
    expect(readServerFlight(alert(1, 112))).toMatchObject({ kind: 'alert', name: 'unrecognized_name' });
    expect(enoughForServerHello(alert(1, 112))).toBe(false);
    const both = Buffer.concat([alert(1, 112), record(22, flight12)]);
    expect(readServerFlight(both)).toMatchObject({ kind: 'server-hello', complete: true });
    expect(enoughForServerHello(alert(2, 112))).toBe(true);
  });

  it('tells of an alert after the ServerHello', () => {
    expect(readServerFlight(Buffer.concat([record(22, hello12), alert(2, 80)])))
      .toMatchObject({ kind: 'server-hello', complete: false, alert: { description: 80, name: 'internal_error' } });
  });

  it('skips a HelloRequest before the ServerHello', () => {
    expect(readServerFlight(record(22, Buffer.concat([message(0), hello12])))).toMatchObject({ kind: 'server-hello' });
  });

  it('leaves out malformed certificates', () => {
    const malformed = message(11, hex('000010 0000ff 01'));
    const flight = readServerFlight(record(22, Buffer.concat([hello12, malformed, done])));
    expect(flight).toMatchObject({ kind: 'server-hello', complete: true });
    expect(flight).not.toHaveProperty('certificates');
    const tooMany = certificateMessage(...Array.from({ length: 200 }, () => Buffer.alloc(1)));
    expect(readServerFlight(record(22, Buffer.concat([hello12, tooMany, done])))).not.toHaveProperty('certificates');
  });
});

describe('readServerFlight: what is not TLS', () => {
  it.each([
    ['HTTP/1.1 400 Bad Request\r\nServer: x\r\n', 'http'],
    ['<html><body>no</body>', 'http'],
    ['220 mail.contoso.test Microsoft ESMTP MAIL Service ready\r\n', 'smtp'],
    ['220 ProFTPD Server ready\r\n', 'ftp'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'ssh'],
    ['+OK The Microsoft Exchange POP3 service is ready.\r\n', 'pop3'],
    ['* OK The Microsoft Exchange IMAP4 service is ready.\r\n', 'imap'],
    ['\x1b]0;gotcha\x07', 'unknown'],
  ])('%j', (text, protocolGuess) => {
    const received = Buffer.from(text, 'latin1');
    expect(readServerFlight(received)).toEqual({ kind: 'not-tls', protocolGuess, start: text.replace(/[^\x20-\x7e]/g, '.') });
    expect(enoughForServerHello(received)).toBe(true);
  });

  it.each([
    ['our own hello, sent back', record(22, message(1, Buffer.alloc(60)))],
    ['the beginning of our own hello', record(22, message(1, Buffer.alloc(60))).subarray(0, 20)],
    ['encrypted records at once', record(23, Buffer.alloc(10))],
    ['a record that is too long', hex('16 0303 ffff 02')],
    ['another major version', hex('16 05 00')],
    ['a ServerHello of a version that does not exist', record(22, serverHello({ version: 0x0305, suite: 1 }))],
    ['a ServerHello that is cut inside', record(22, message(2, Buffer.alloc(20)))],
    ['extensions that lie', record(22, message(2, Buffer.concat([hex('0303'), Buffer.alloc(32), hex('00 c02f 00 00ff 0000')])))],
    ['a draft of TLS 1.3', record(22, serverHello({ version: 0x0303, suite: 0x1301, extensions: [[43, hex('7f1c')]] }))],
    ['a ServerHello of a megabyte', record(22, Buffer.concat([hex('02 100000'), Buffer.alloc(100)]))],
    ['empty records', hex('16 0303 0000')],
    ['32 KiB without a ServerHello', Buffer.alloc(33_000, alert(1, 112))],
    ['a ServerHello after 32 KiB', Buffer.concat([Buffer.alloc(9 * 4_000, record(22, message(0))), record(22, hello12)])],
  ])('%s', (_what, received) => {
    expect(readServerFlight(received)).toMatchObject({ kind: 'not-tls', protocolGuess: 'unknown' });
    expect(enoughForServerHello(received)).toBe(true);
  });

  it('shows a bounded start', () => {
    const flight = readServerFlight(Buffer.from('x'.repeat(5000)));
    expect(flight.kind === 'not-tls' && flight.start).toHaveLength(120);
  });
});

describe('readServerFlight: any bytes', () => {
  const noise = fc.uint8Array({ maxLength: 400 });
  const dressed = noise.map((bytes) => record(22, Buffer.concat([number(1, 2), prefixed(3, bytes)])));
  const mutated = fc.array(fc.tuple(fc.nat(flight12.length + 4), fc.nat(255)), { maxLength: 6 }).map((changes) => {
    const bytes = record(22, flight12);
    for (const [at, value] of changes) bytes[at] = value;
    return bytes;
  });

  it('never throws and stays within bounds', () => {
    fc.assert(fc.property(fc.oneof(noise, dressed, mutated), (bytes) => {
      const flight = readServerFlight(bytes);
      expect(['server-hello', 'alert', 'not-tls', 'incomplete']).toContain(flight.kind);
      expect(JSON.stringify({ ...flight, certificates: undefined }).length).toBeLessThan(2000);
    }), { numRuns: 300 });
  });

  it('once decided, stays decided and of the same kind when more arrives', () => {
    fc.assert(fc.property(fc.oneof(noise, dressed, mutated), fc.nat(400), (bytes, length) => {
      const part = bytes.subarray(0, length);
      if (!enoughForServerHello(part)) return;
      expect(enoughForServerHello(bytes)).toBe(true);
      expect(readServerFlight(bytes).kind).toBe(readServerFlight(part).kind);
    }), { numRuns: 300 });
  });
});
