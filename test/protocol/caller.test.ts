/** What callers say first, told from their bytes: hellos of every kind of client, and everything else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientHelloProfiles, type ClientHelloProfile } from '../../src/exchange/client-hellos.ts';
import type { CallContent, SeenHello } from '../../src/model/facts.ts';
import { callerReader, farewell } from '../../src/protocol/caller.ts';
import { encodeClientHello } from '../../src/protocol/tls/client-hello.ts';
import { encodeProfileHello } from '../../src/protocol/tls/profile-hello.ts';
import { encodeSsl2Hello } from '../../src/protocol/tls/ssl2.ts';

const random = new Uint8Array(32).fill(7);
const profiles: readonly ClientHelloProfile[] = clientHelloProfiles;

function read(bytes: Uint8Array, step = bytes.length || 1): { readonly content: CallContent; readonly enough: boolean } {
  const reader = callerReader('/token');
  let enough = false;
  for (let at = 0; at < bytes.length && !enough; at += step) enough = reader.push(bytes.subarray(at, at + step));
  return { content: reader.result(), enough };
}

function hello(bytes: Uint8Array, step?: number): SeenHello {
  const { content } = read(bytes, step);
  if (content.kind !== 'client-hello') throw new Error(`no hello but ${content.kind}`);
  return content.hello;
}

/** The handshake message in records of so many bytes. */
function fragmented(record: Uint8Array, bytes: number): Uint8Array {
  const parts: Buffer[] = [];
  for (let at = 5; at < record.length; at += bytes) {
    const part = record.subarray(at, at + bytes);
    parts.push(Buffer.from([22, record[1] ?? 3, record[2] ?? 1, part.length >>> 8, part.length & 0xff]), Buffer.from(part));
  }
  return Buffer.concat(parts);
}

describe('a ClientHello', () => {
  it.each(profiles.map((profile) => [profile.id, profile] as const))('of %s is read back as it is, with the JA3 under which it is known', (_, profile) => {
    const bytes = encodeProfileHello(profile, 'witness.contoso.test', random);
    const seen = hello(bytes);
    expect(seen).toMatchObject({
      format: 'tls', newest: profile.versions.at(-1), supportedVersions: null, cipherSuites: profile.cipherSuites, extensions: profile.extensions,
      groups: profile.groups, serverName: 'witness.contoso.test', alpn: [],
    });
    expect(seen.ja3.hash).toBe(profile.ja3);
    // However it arrives: byte by byte, or in records of a few bytes.
    expect(hello(bytes, 1)).toEqual(seen);
    for (const size of [1, 3, 50]) expect(hello(fragmented(bytes, size), 7)).toEqual(seen);
  });

  it('of TLS 1.3 lists its versions', () => {
    const seen = hello(encodeClientHello({ version: 'TLSv1.3', cipherSuites: [0x1301, 0x1a1a], random, keyShare: new Uint8Array(32), serverName: 'a.test', extras: { alpn: ['h2', 'http/1.1'] } }));
    expect(seen).toMatchObject({ newest: 'TLSv1.3', supportedVersions: ['TLSv1.3'], clientVersion: 0x0303, alpn: ['h2', 'http/1.1'] });
    // Values of no meaning are shown, but are no part of JA3.
    expect(seen.cipherSuites).toEqual(['TLS_AES_128_GCM_SHA256', '0x1a1a', '0x00ff']);
    expect(seen.ja3.text.split(',')[1]).toBe('4865-255');
  });

  it('in the form of SSL 2.0 may name a newer version, or not', () => {
    const old = hello(encodeSsl2Hello(new Uint8Array(16)));
    expect(old).toMatchObject({ format: 'ssl2', newest: null, clientVersion: 2 });
    const body = Buffer.concat([Buffer.from([1, 3, 1, 0, 6, 0, 0, 0, 16, 0, 0, 0x2f, 7, 0, 0xc0]), Buffer.alloc(16)]);
    const compatible = Buffer.concat([Buffer.from([0x80, body.length]), body]);
    for (const step of [1, 2, 100]) {
      expect(hello(compatible, step)).toMatchObject({ format: 'ssl2', newest: 'TLSv1.0', cipherSuites: ['TLS_RSA_WITH_AES_128_CBC_SHA'] });
    }
  });

  it('that is cut, or says nonsense about its lengths, is a broken one', () => {
    const bytes = encodeProfileHello(profiles[0]!, 'a.test', random);
    for (const end of [1, 5, 6, 40, bytes.length - 1]) expect(read(bytes.subarray(0, end))).toEqual({ content: { kind: 'broken-hello' }, enough: false });
    const lies = Uint8Array.from(bytes);
    lies[44] = 0xff;
    expect(read(lies)).toEqual({ content: { kind: 'broken-hello' }, enough: true });
  });

  it('is known from other handshakes, alerts and application data', () => {
    for (const bytes of [[22, 3, 3, 0, 4, 2, 0, 0, 0], [22, 9, 9, 0, 4], [22, 3, 3, 0xff, 0xff]]) expect(read(Uint8Array.from(bytes)).content.kind).toBe('broken-hello');
    expect(read(Uint8Array.from([21, 3, 3, 0, 2, 2, 40])).content.kind).toBe('not-tls');
  });
});

describe('everything else', () => {
  const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

  it('HTTP is read to the end of what it announces', () => {
    const post = (path: string) => `POST ${path} HTTP/1.1\r\nHost: h\r\nUser-Agent: Exchange\u001b[31m\r\nVia: 1.1 proxy\r\nContent-Length: 5\r\n\r\nhello`;
    for (const step of [1, 4, 1000]) {
      expect(read(text(post('/token')), step)).toEqual({ enough: true, content: { kind: 'http', method: 'POST', path: '/token', userAgent: 'Exchange\\x1b[31m', via: '1.1 proxy', control: true } });
    }
    expect(read(text(post('/token').slice(0, -1))).enough).toBe(false);
    expect(read(text(post('/else'))).content).toMatchObject({ kind: 'http', control: false });
    expect(read(text('GET /token HTTP/1.1\r\n\r\n')).content).toMatchObject({ kind: 'http', method: 'GET', control: false });
    // As a proxy is asked.
    expect(read(text('POST http://h:1/token HTTP/1.1\r\n\r\n')).content).toMatchObject({ path: '/token', control: true });
  });

  it('is named: text, nothing, garbage', () => {
    expect(read(text('EHLO a\r\n'))).toEqual({ enough: true, content: { kind: 'not-tls', start: 'EHLO a..' } });
    expect(read(text('SSH-2.0-x\r\n')).content).toEqual({ kind: 'not-tls', start: 'SSH-2.0-x..' });
    expect(read(new Uint8Array()).content).toEqual({ kind: 'nothing' });
    expect(read(Uint8Array.from([0, 1, 2])).content).toEqual({ kind: 'not-tls', start: '...' });
    expect(read(text(`GET /${'x'.repeat(20_000)}`)).enough).toBe(true);
  });

  it('whatever arrives, in whatever parts: nothing is thrown, and the parts make no difference', () => {
    const beginnings = fc.constantFrom<readonly number[]>([], [22, 3, 1], [22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3], [0x80, 46, 1], [0x80, 60, 1, 3, 1, 0, 9], [...Buffer.from('POST /token HTTP/1.1\r\n')]);
    fc.assert(fc.property(beginnings, fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 40 }), (start, rest, step) => {
      const bytes = Uint8Array.from([...start, ...rest]);
      const dripped = read(bytes, step);
      const whole = read(bytes);
      // A reader that has enough looks no further.
      if (!dripped.enough || dripped.content.kind === 'client-hello') expect(dripped.content).toEqual(whole.content);
      expect(farewell(dripped.content, 'ok')).toBeInstanceOf(Uint8Array);
    }), { numRuns: 500 });
  });
});

describe('what callers are told', () => {
  const profile = profiles[0]!;
  const told = (bytes: Uint8Array): Buffer => Buffer.from(farewell(read(bytes).content, '<done/>'));

  it('TLS: the fatal alert 40 in the version of the caller; SSL 2.0: its error', () => {
    expect(told(encodeProfileHello(profile, 'a.test', random)).toString('hex')).toBe('15030100020228');
    expect(told(encodeClientHello({ version: 'TLSv1.3', cipherSuites: [0x1301], random })).toString('hex')).toBe('15030300020228');
    expect(told(Uint8Array.from([22, 3, 1])).toString('hex')).toBe('15030100020228');
    expect(told(encodeSsl2Hello(new Uint8Array(16))).toString('hex')).toBe('8003000001');
  });

  it('HTTP: an answer; the notification that was asked for: that no further one is wanted', () => {
    expect(told(Buffer.from('POST /token HTTP/1.1\r\n\r\n')).toString()).toBe('HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: 7\r\nConnection: close\r\n\r\n<done/>');
    expect(told(Buffer.from('GET / HTTP/1.1\r\n\r\n')).toString()).toContain('\r\n\r\ncrosslines witness listens here.\n');
  });

  it('others: nothing', () => {
    expect(told(Buffer.from('EHLO a\r\n'))).toHaveLength(0);
    expect(told(new Uint8Array())).toHaveLength(0);
  });
});
