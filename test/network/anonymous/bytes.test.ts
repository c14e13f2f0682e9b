import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import '../../property-seed.ts';
import { readCertificate } from '../../../src/network/anonymous/certificate.ts';
import { readNtlm } from '../../../src/network/anonymous/ntlm.ts';
import { readTlsBytes } from '../../../src/network/anonymous/tls-bytes.ts';
import type { Reading } from '../../../src/network/anonymous/text.ts';
import { matchesName, summarizeCertificate } from '../../../src/protocol/certificate.ts';
import { decodeChallenge } from '../../../src/protocol/ntlm-challenge.ts';
import { readClientHello } from '../../../src/protocol/tls/seen-hello.ts';
import { readServerFlight } from '../../../src/protocol/tls/server-flight.ts';
import { encodeRawHello, extensionBody, extensionId } from '../../../src/protocol/tls/raw-hello.ts';
import { madeCertificate, type KeyKind } from '../../protocol/certificate-maker.ts';
import { avBlock, avPair, composedChallenge, contoso, nonce, oemFlags, unicodeFlags } from '../../protocol/ntlm-challenge-maker.ts';
import { certificateMessage, inRecords, message, number, prefixed, record, serverHello } from '../../protocol/tls/server-flight-maker.ts';
import { reading } from './reading.ts';

/** Reads the same bytes twice, as a tape is read. */
function twice(bytes: Uint8Array, read: (bytes: Uint8Array, reading: Reading) => Uint8Array, taught = reading('anna@contoso.com')): Uint8Array {
  read(bytes, { ...taught, learning: true });
  return read(bytes, taught);
}
const searchable = (bytes: Uint8Array): string => `${Buffer.from(bytes).toString('latin1')}${Buffer.from(bytes).toString('utf16le')}${Buffer.from(bytes.subarray(1)).toString('utf16le')}`.toLowerCase();

const ORIGINAL = /contoso|mail16|schmidt|ex16|10\.9\.8\.7|forest/;

describe('certificates', () => {
  const names = [['dns', 'mail16.contoso.test'], ['dns', '*.contoso.test'], ['email', 'anna@contoso.com'], ['ip', [10, 9, 8, 7]]] as const;
  const kinds: readonly KeyKind[] = ['RSA-SHA256', 'RSA-SHA1', 'RSA-SHA384', 'RSA-PSS-SHA512', 'P-256', 'P-384', 'Ed25519'];

  it.each(kinds)('%s: other names, key and number; what is judged stays', (key) => {
    const subject = [['O', 'Schmidt Werke GmbH'], ['CN', 'mail16.contoso.test']] as const;
    const { der } = madeCertificate({ key, subject, issuer: subject, names });
    const taught = reading('anna@contoso.com');
    const other = twice(der, readCertificate, taught);
    const [before, after] = [summarizeCertificate(der), summarizeCertificate(other)];
    expect(searchable(other)).not.toMatch(ORIGINAL);
    const judged = ({ notBefore, notAfter, keyType, keyBits, signatureAlgorithm, names: { length } }: typeof before): unknown =>
      ({ notBefore, notAfter, keyType, keyBits, signatureAlgorithm, length });
    expect(judged(after)).toEqual(judged(before));
    // A signature in the newer form of RSA is not made again.
    expect(after.selfSigned).toBe(key !== 'RSA-PSS-SHA512');
    expect(before.selfSigned).toBe(true);
    expect(after.names).toEqual(['mail16.contoso.test', '*.contoso.test'].map((name) => name.replace(/[\w.]+$/, (host) => taught.names.host(host))).concat('10.0.0.1'));
    for (const host of ['mail16.contoso.test', 'else.contoso.test', 'a.b.contoso.test', 'mail16.fabrikam.test', '10.9.8.7', '10.9.8.8']) {
      expect(matchesName(after, taught.addresses.of(host) ?? taught.names.host(host)), host).toBe(matchesName(before, host));
    }
    expect([after.fingerprint256, after.serialNumber]).not.toEqual([before.fingerprint256, before.serialNumber]);
    expect(new X509Certificate(other).publicKey.export({ type: 'spki', format: 'der' })).not.toEqual(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }));
  });

  it('of another issuer: not self-signed, and the issuer is the same for all of its certificates', () => {
    const taught = reading();
    const issuer = [['O', 'Schmidt Werke GmbH'], ['CN', 'Schmidt Issuing CA']] as const;
    const [first, second] = ['mail16.contoso.test', 'ex16.contoso.test'].map((host) => {
      const made = madeCertificate({ key: 'RSA-SHA256', subject: [['CN', host]], issuer, names: [['dns', host]] });
      return summarizeCertificate(twice(made.der, readCertificate, taught));
    });
    expect([first?.selfSigned, second?.selfSigned]).toEqual([false, false]);
    expect(first?.issuer).toBe(second?.issuer);
    expect(first?.subject).not.toBe(second?.subject);
    expect(first?.issuer).not.toMatch(/schmidt/i);
  });

  it('of public authorities keep their names, and nothing that finds them in a log', () => {
    const kept: string[] = [];
    for (const pem of rootCertificates) {
      const { raw } = new X509Certificate(pem);
      const before = summarizeCertificate(new Uint8Array(raw));
      const after = summarizeCertificate(twice(new Uint8Array(raw), readCertificate));
      expect({ ...after, fingerprint256: '', serialNumber: '', subject: '', issuer: '', names: [] })
        .toEqual({ ...before, fingerprint256: '', serialNumber: '', subject: '', issuer: '', names: [] });
      expect(after.fingerprint256).not.toBe(before.fingerprint256);
      if (after.subject === before.subject) kept.push(after.subject);
    }
    // Some name no organization, and are taken for private ones.
    expect(kept.length).toBeGreaterThan(rootCertificates.length * 0.9);
  });

  it('that are none become zeros, whatever they are', () => {
    const { der } = madeCertificate({ key: 'P-256', subject: [['CN', 'mail16.contoso.test']], names });
    expect(twice(new Uint8Array(Buffer.from('contoso')), readCertificate)).toEqual(new Uint8Array(7));
    fc.assert(fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cut) => {
      const damaged = cut ? der.slice(0, at) : der.map((byte, index) => (index === at ? byte ^ change : byte));
      expect(() => twice(damaged, readCertificate)).not.toThrow();
    }));
  });
});

describe('challenges of NTLM', () => {
  it('name the same machine by other names, and the same Windows', () => {
    const taught = reading();
    const other = decodeChallenge(twice(contoso, readNtlm, taught));
    const before = decodeChallenge(contoso);
    expect(searchable(other.bytes)).not.toMatch(ORIGINAL);
    expect(other).toMatchObject({ version: before.version, flags: before.flags, timestampMs: before.timestampMs, targetName: other.netbiosDomain });
    expect(other.dnsComputer).toBe(`${other.netbiosComputer?.toLowerCase() ?? ''}.${other.dnsDomain ?? ''}`);
    expect(other.netbiosDomain?.toLowerCase()).toBe(other.dnsDomain?.split('.')[0]);
    expect(other.dnsTree).not.toBe(other.dnsDomain);
  });

  it('in the code page of old systems, without version, without pairs, with an id of the machine', () => {
    for (const wish of [
      { targetName: Buffer.from('CONTOSO'), flags: oemFlags, nonce },
      { targetName: Buffer.from('CONTOSO', 'utf16le'), flags: unicodeFlags, nonce, targetInfo: avBlock() },
      { flags: unicodeFlags, nonce, targetInfo: avBlock(avPair(1, 'EX16'), avPair(8, Buffer.from('contoso-secret')), avPair(9, 'HTTP/ex16.contoso.test')) },
    ]) {
      const other = twice(composedChallenge(wish), readNtlm);
      expect(searchable(other)).not.toMatch(/contoso|ex16/);
      expect(decodeChallenge(other).flags).toBe(wish.flags);
    }
  });

  it('that are damaged are cut off', () => {
    fc.assert(fc.property(fc.nat(contoso.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      expect(() => twice(contoso.map((byte, index) => (index === at ? byte ^ change : byte)), readNtlm)).not.toThrow();
      expect(searchable(twice(contoso.slice(0, at), readNtlm))).not.toMatch(ORIGINAL);
    }));
  });
});

describe('what was said in TLS', () => {
  const { der } = madeCertificate({ key: 'RSA-SHA256', subject: [['CN', 'mail16.contoso.test']], issuer: [['CN', 'Schmidt CA']], names: [['dns', 'mail16.contoso.test']] });
  const asked = message(13, Buffer.concat([prefixed(1, Uint8Array.of(1)), prefixed(2, Uint8Array.of(4, 1)), prefixed(2, prefixed(2, nameOf('Schmidt Root')))]));
  const said = Buffer.concat([
    serverHello({ version: 0x0303, suite: 0xc030, extensions: [[0xff01, Uint8Array.of(0)]] }), certificateMessage(der, der),
    message(22, Buffer.from('x ocsp of contoso')), message(12, Buffer.concat([Uint8Array.of(3), number(2, 23), prefixed(1, Buffer.alloc(65, 7)), Buffer.alloc(20)])), asked, message(14),
  ]);

  it.each([[[16_384]], [[100]], [[1, 7, 3000]]])('keeps all but names, in records of %j bytes', (sizes) => {
    const received = new Uint8Array(Buffer.concat([inRecords(said, sizes), record(21, Uint8Array.of(1, 0))]));
    const other = twice(received, readTlsBytes);
    expect(searchable(other)).not.toMatch(ORIGINAL);
    const [before, after] = [readServerFlight(received), readServerFlight(other)];
    if (before.kind !== 'server-hello' || after.kind !== 'server-hello') throw new Error('no ServerHello');
    const { certificates = [], certificateRequest, ...rest } = after;
    expect({ ...before, certificates: [], certificateRequest: undefined }).toEqual({ ...rest, certificates: [], certificateRequest: undefined });
    expect(certificates.map((one) => summarizeCertificate(one).names)).toEqual([['host1.org1-2.example'], ['host1.org1-2.example']]);
    expect(certificateRequest?.authorities).toBe(1);
  });

  it('keeps no name of what was cut off, wherever', () => {
    const received = new Uint8Array(inRecords(said, [1000]));
    for (let end = 0; end < received.length; end += 41) {
      const cut = received.slice(0, end);
      const other = twice(cut, readTlsBytes);
      expect(searchable(other), String(end)).not.toMatch(ORIGINAL);
      const [before, after] = [readServerFlight(cut), readServerFlight(other)];
      expect([after.kind, 'complete' in after && after.complete], String(end)).toEqual([before.kind, 'complete' in before && before.complete]);
    }
  });

  it('a ClientHello asks for another host and is the same otherwise', () => {
    const hello = (host: string): Uint8Array => encodeRawHello({
      recordVersion: 0x0301, clientVersion: 0x0303, random: Buffer.alloc(32, 5), sessionId: new Uint8Array(), cipherSuites: [0xc030, 0x2f], compressionMethods: [0],
      extensions: [[extensionId.serverName, extensionBody.serverName(host) ?? new Uint8Array()], [extensionId.groups, extensionBody.groups([23, 24])]],
    });
    const taught = reading('anna@contoso.com');
    expect(twice(hello('mail.contoso.com'), readTlsBytes, taught)).toEqual(hello('mail.org1.example'));
    expect(readClientHello(twice(hello('ex16.contoso.com'), readTlsBytes, taught).slice(9))?.serverName).toBe('host1.org1.example');
  });

  it('an answer in SSL 2.0 loses its certificate, and one that is no TLS its names', () => {
    const ssl2 = Buffer.concat([Uint8Array.of(0x80, 11 + 7 + 3, 4, 0, 1, 0, 2), number(2, 7), number(2, 3), number(2, 0), Buffer.from('contoso'), Uint8Array.of(1, 0, 0x80)]);
    expect(Buffer.from(twice(new Uint8Array(ssl2), readTlsBytes)).toString('hex')).toBe(ssl2.toString('hex').replace(Buffer.from('contoso').toString('hex'), '00'.repeat(7)));
    const smtp = Buffer.from('220 ex16.contoso.com Microsoft ESMTP MAIL Service ready\r\n');
    expect(Buffer.from(twice(new Uint8Array(smtp), readTlsBytes)).toString()).toBe('220 host1.org1.example Microsoft ESMTP MAIL Service ready\r\n');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom([], [22, 3, 3], [22, 3, 3, 0, 200, 11], [22, 3, 1, 0, 90, 1], [0x80, 40, 4]), (rest, start) => {
      expect(() => twice(Uint8Array.from([...start, ...rest]), readTlsBytes)).not.toThrow();
    }));
    fc.assert(fc.property(fc.nat(said.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      expect(() => twice(new Uint8Array(inRecords(said.map((byte, index) => (index === at ? byte ^ change : byte)), [900])), readTlsBytes)).not.toThrow();
    }));
  });
});

/** A name with one common name. */
function nameOf(text: string): Uint8Array {
  const tlv = (tag: number, content: Uint8Array): Buffer => Buffer.concat([Uint8Array.of(tag, content.length), content]);
  return tlv(0x30, tlv(0x31, tlv(0x30, Buffer.concat([Buffer.from('0603550403', 'hex'), tlv(0x0c, Buffer.from(text))]))));
}
