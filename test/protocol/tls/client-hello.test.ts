import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TlsVersion } from '../../../src/model/facts.ts';
import { cipherSuiteName, cipherSuiteNames } from '../../../src/protocol/tls/cipher-suites.ts';
import { alternativeSuites, encodeClientHello, probeSuites } from '../../../src/protocol/tls/client-hello.ts';
import { readHost } from '../../../src/protocol/tls/host-name.ts';
import { hex } from './server-flight-maker.ts';

const versions: readonly TlsVersion[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const random = Uint8Array.from({ length: 32 }, (_, index) => index);
const randomHex = Buffer.from(random).toString('hex');

describe('encodeClientHello: golden bytes', () => {
  it('SSLv3 goes without extensions', () => {
    const hello = encodeClientHello({ version: 'SSLv3', serverName: 'mail.test', cipherSuites: [0x0035, 0x000a], random });
    expect(Buffer.from(hello)).toEqual(
      hex(`16 0300 0031  01 00002d 0300 ${randomHex} 00 0006 0035 000a 00ff 01 00`),
    );
  });

  it('TLS 1.0 with a name', () => {
    expect(Buffer.from(encodeClientHello({ version: 'TLSv1.0', serverName: 'a.test', cipherSuites: [0xc014], random }))).toEqual(
      hex(`16 0301 005c  01 000058 0301 ${randomHex} 00 0004 c014 00ff 01 00  002b
        0000 000b 0009 00 0006 ${Buffer.from('a.test').toString('hex')}
        000a 000a 0008 001d 0017 0018 0019
        000b 0002 01 00
        0017 0000
        0023 0000`),
    );
  });

  it('TLS 1.3 names its version in an extension and carries a key', () => {
    const hello = encodeClientHello({
      version: 'TLSv1.3', cipherSuites: [0x1302], random, keyShare: new Uint8Array(32).fill(9),
      extras: { groups: [29], signatureAlgorithms: [0x0804], alpn: ['h2'] },
    });
    expect(Buffer.from(hello)).toEqual(
      hex(`16 0301 007b  01 000077 0303 ${randomHex} 00 0004 1302 00ff 01 00  004a
        000a 0004 0002 001d
        000d 0004 0002 0804
        0010 0005 0003 02 6832
        002b 0003 02 0304
        0033 0026 0024 001d 0020 ${'09'.repeat(32)}`),
    );
  });

  it('leaves out what the caller does not want', () => {
    const hello = Buffer.from(encodeClientHello({
      version: 'TLSv1.1', cipherSuites: [0x002f], random,
      extras: { extendedMasterSecret: false, sessionTicket: false, groups: [23], pointFormats: [0] },
    }));
    expect(hello.subarray(-18)).toEqual(hex('01 00 000e 000a 0004 0002 0017 000b 0002 01 00'));
  });
});

describe('encodeClientHello', () => {
  const extensionsOf = (hello: Uint8Array): readonly number[] => {
    const bytes = Buffer.from(hello);
    let at = 9 + 2 + 32;
    at += 1 + bytes.readUInt8(at);
    at += 2 + bytes.readUInt16BE(at);
    at += 2;
    if (at === bytes.length) return [];
    expect(bytes.readUInt16BE(at)).toBe(bytes.length - at - 2);
    const ids: number[] = [];
    for (at += 2; at < bytes.length; at += 4 + bytes.readUInt16BE(at + 2)) ids.push(bytes.readUInt16BE(at));
    expect(at).toBe(bytes.length);
    return ids;
  };

  it.each(versions)('%s: always signals secure renegotiation, stays below 600 bytes even with the longest name', (version) => {
    const serverName = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;
    for (const cipherSuites of [probeSuites(version), alternativeSuites(version)]) {
      const made = encodeClientHello({ version, serverName, cipherSuites, random, keyShare: random, sessionId: random });
      const hello = Buffer.from(made);
      expect(hello.length).toBeLessThan(600);
      expect(hello.includes(hex('00ff 0100'))).toBe(true);
      expect(hello.readUInt16BE(1)).toBe(version === 'SSLv3' ? 0x0300 : 0x0301);
      expect(extensionsOf(hello).includes(0)).toBe(version !== 'SSLv3');
    }
  });

  it.each(['192.0.2.7', '2001:db8::1', '[2001:db8::1]', '', 'no name', 'a..b', 'user@host', 'x'.repeat(64), 'a/b'])(
    'sends no name for %j', (serverName) => {
      expect(extensionsOf(encodeClientHello({ version: 'TLSv1.2', serverName, cipherSuites: [0x2f], random }))).not.toContain(0);
    });

  it.each([['MAIL.Contoso.Test.', 'mail.contoso.test'], ['köln.example', 'xn--kln-sna.example'], ['ex_16', 'ex_16']])(
    'sends the name %j as %j', (serverName, sent) => {
      const hello = Buffer.from(encodeClientHello({ version: 'TLSv1.2', serverName, cipherSuites: [0x2f], random }));
      expect(hello.includes(Buffer.from(`\0${String.fromCharCode(sent.length)}${sent}`, 'latin1'))).toBe(true);
    });

  it('sends signature algorithms from TLS 1.2 on only', () => {
    const sends = versions.filter((version) =>
      extensionsOf(encodeClientHello({ version, cipherSuites: [1], random })).includes(13));
    expect(sends).toEqual(['TLSv1.2', 'TLSv1.3']);
  });

  it('refuses wrong lengths', () => {
    const base = { version: 'TLSv1.3', cipherSuites: [0x1301], random } as const;
    expect(() => encodeClientHello({ ...base, random: new Uint8Array(31) })).toThrow(RangeError);
    expect(() => encodeClientHello({ ...base, sessionId: new Uint8Array(33) })).toThrow(RangeError);
    expect(() => encodeClientHello({ ...base, keyShare: new Uint8Array(33) })).toThrow(RangeError);
    expect(() => encodeClientHello({ ...base, cipherSuites: new Array<number>(20_000).fill(1) })).toThrow(RangeError);
  });

  it('is well-formed for any name', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.domain(), fc.ipV6()), fc.constantFrom(...versions), (serverName, version) => {
      const hello = encodeClientHello({ version, serverName, cipherSuites: probeSuites(version), random, keyShare: random });
      expect(hello.length).toBeLessThan(600);
      expect(extensionsOf(hello).includes(0)).toBe(version !== 'SSLv3' && readHost(serverName)?.kind === 'name');
    }), { numRuns: 300 });
  });
});

describe('cipher suites', () => {
  it('are named as IANA names them', () => {
    expect([0xc030, 0x000a, 0x1301, 0xcca8, 0x0005].map(cipherSuiteName)).toEqual([
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_AES_128_GCM_SHA256',
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'TLS_RSA_WITH_RC4_128_SHA',
    ]);
    expect(cipherSuiteName(0xfafa)).toBe('0xfafa');
    const names = Object.values(cipherSuiteNames);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(versions)('%s: lists are of that version, without doubles, the second within the first', (version) => {
    const all = probeSuites(version);
    expect(new Set(all).size).toBe(all.length);
    const since = (id: number): string => {
      const name = cipherSuiteName(id);
      expect(name).toMatch(/^TLS_/);
      return !name.includes('_WITH_') ? 'TLSv1.3' : /SHA(256|384)$|_CCM(_8)?$/.test(name) ? 'TLSv1.2' : 'any';
    };
    const allowed = version === 'TLSv1.3' ? ['TLSv1.3'] : version === 'TLSv1.2' ? ['TLSv1.2', 'any'] : ['any'];
    expect(all.filter((id) => !allowed.includes(since(id)))).toEqual([]);
    expect(alternativeSuites(version).filter((id) => !all.includes(id))).toEqual([]);
    expect(alternativeSuites(version).length).toBeLessThan(all.length);
  });
});

describe('readHost', () => {
  it.each([
    ['MAIL.contoso.test.', { kind: 'name', text: 'mail.contoso.test' }],
    ['192.0.2.7', { kind: 'ip', text: '192.0.2.7' }],
    ['2001:DB8:0:0:0:0:0:1', { kind: 'ip', text: '2001:db8::1' }],
    ['[::1]', { kind: 'ip', text: '::1' }],
    ['fe80::1%eth0', undefined],
    ['1.2.3.4.5.6.7.8:9', undefined],
    ['', undefined],
  ])('%j', (text, expected) => {
    expect(readHost(text)).toEqual(expected);
  });
});
