import { createHash, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CertificateDecodeError, matchesName, signatureHash, summarizeCertificate } from '../../src/protocol/certificate.ts';
import { decodeOid, decodeTime, DerDecodeError, derChildren, derTag, readDer } from '../../src/protocol/der.ts';
import { madeCertificate } from './certificate-maker.ts';
import type { KeyKind } from './certificate-maker.ts';

const fingerprintOf = (der: Uint8Array): string =>
  createHash('sha256').update(der).digest('hex').toUpperCase().replace(/(..)(?!$)/g, '$1:');
const { der: exchange } = madeCertificate({
  key: 'P-256', subject: [['C', 'DE'], ['O', 'Köln GmbH'], ['CN', 'mail.contoso.test']],
  names: [
    ['dns', 'mail.contoso.test'], ['email', 'a@b.test'], ['dns', '*.contoso.test'],
    ['ip', [192, 0, 2, 7]], ['ip', [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]],
  ],
  notBefore: '2026-01-02T03:04:05Z', notAfter: '2051-06-07T08:09:10Z',
});

describe('summarizeCertificate', () => {
  it('says what matters', () => {
    expect(summarizeCertificate(exchange)).toEqual({
      subject: 'CN=mail.contoso.test, O=Köln GmbH, C=DE', issuer: 'CN=mail.contoso.test, O=Köln GmbH, C=DE',
      names: ['mail.contoso.test', '*.contoso.test', '192.0.2.7', '2001:db8::7'],
      notBefore: '2026-01-02T03:04:05.000Z', notAfter: '2051-06-07T08:09:10.000Z',
      serialNumber: '0A1B2C', fingerprint256: fingerprintOf(exchange),
      keyType: 'ec', keyBits: 256, signatureAlgorithm: 'ecdsa-with-SHA256', selfSigned: true,
    });
  });

  it.each<[KeyKind, string, number, string, string]>([
    ['RSA-SHA256', 'rsa', 2048, 'sha256WithRSAEncryption', 'sha256'],
    ['RSA-SHA1', 'rsa', 2048, 'sha1WithRSAEncryption', 'sha256'],
    ['RSA-SHA384', 'rsa', 2048, 'sha384WithRSAEncryption', 'sha384'],
    ['RSA-PSS-SHA512', 'rsa', 2048, 'RSASSA-PSS', 'sha512'],
    ['P-384', 'ec', 384, 'ecdsa-with-SHA384', 'sha384'],
    ['Ed25519', 'ed25519', 256, 'Ed25519', 'sha256'],
  ])('%s', (key, keyType, keyBits, signatureAlgorithm, hash) => {
    const { der } = madeCertificate({ key });
    expect(summarizeCertificate(der))
      .toMatchObject({ keyType, keyBits, signatureAlgorithm, selfSigned: true, names: ['localhost'] });
    expect(signatureHash(der)).toBe(hash);
  });

  it('takes the common name only where there is no alternative name', () => {
    const { der } = madeCertificate({
      key: 'P-256', subject: [['CN', 'Contoso'], ['CN', 'Microsoft Exchange']], names: [['email', 'a@b.test']],
    });
    expect(summarizeCertificate(der).names).toEqual(['Microsoft Exchange']);
  });

  it('does not call self-signed what another has issued or signed', () => {
    const { der } = madeCertificate({ key: 'P-256', subject: [['CN', 'mail.test']], issuer: [['CN', 'Contoso CA']] });
    expect(summarizeCertificate(der)).toMatchObject({ subject: 'CN=mail.test', issuer: 'CN=Contoso CA', selfSigned: false });
    const forged = exchange.slice();
    const last = forged.length - 1;
    forged[last] = (forged[last] ?? 0) ^ 1;
    expect(summarizeCertificate(forged).selfSigned).toBe(false);
  });

  it('shows what has no place in a name, and does not match it', () => {
    const bytes = Buffer.from(exchange);
    bytes[bytes.lastIndexOf('mail.contoso.test') + 4] = 0;
    const summary = summarizeCertificate(bytes);
    expect(summary.names[0]).toBe('mail\\x00contoso.test');
    expect(matchesName({ names: summary.names.slice(0, 1) }, 'mail')).toBe(false);
  });

  it('survives an unknown signature algorithm and an unknown key', () => {
    const oid = Buffer.from('06082a8648ce3d040302', 'hex');
    const bytes = Buffer.from(exchange);
    for (let at = bytes.indexOf(oid); at >= 0; at = bytes.indexOf(oid, at + 1)) bytes[at + 9] = 0x63;
    expect(summarizeCertificate(bytes)).toMatchObject({ signatureAlgorithm: '1.2.840.10045.4.3.99' });
    expect(signatureHash(bytes)).toBe('sha256');
    const otherKey = Buffer.from(exchange);
    otherKey[otherKey.indexOf(Buffer.from('06072a8648ce3d0201', 'hex')) + 8] = 0x63;
    expect(summarizeCertificate(otherKey)).toMatchObject({ keyType: 'unknown', keyBits: 0 });
  });

  it.each([
    ['nothing', () => new Uint8Array()],
    ['text', () => Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB')],
    ['PEM', () => Buffer.from(new X509Certificate(exchange).toString())],
    ['a cut certificate', () => exchange.subarray(0, -1)],
    ['an empty sequence', () => Buffer.from('3000', 'hex')],
    ['a huge one', () => Buffer.concat([exchange, Buffer.alloc(70_000)])],
  ])('refuses %s', (_what, bytes) => {
    expect(() => summarizeCertificate(bytes())).toThrow(CertificateDecodeError);
    expect(() => signatureHash(bytes())).toThrow(CertificateDecodeError);
  });

  it('throws nothing but its own error, and gives bounded printable text', () => {
    const mutated = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 5 }).map((changes) => {
      const bytes = exchange.slice();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return bytes;
    });
    fc.assert(fc.property(fc.oneof(mutated, mutated, mutated, fc.uint8Array({ maxLength: 300 })), (bytes) => {
      try {
        const summary = summarizeCertificate(bytes);
        const texts = [summary.subject, summary.issuer, ...summary.names];
        expect(texts.filter((text) => text.length > 2100 || /[\x00-\x1f\x7f-\x9f]/.test(text))).toEqual([]);
        expect(new Date(summary.notAfter).toISOString()).toBe(summary.notAfter);
        expect(['sha256', 'sha384', 'sha512']).toContain(signatureHash(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(CertificateDecodeError);
      }
    }), { numRuns: 300 });
  });
});

describe('matchesName', () => {
  it.each<[string, string, boolean]>([
    ['mail.contoso.test', 'mail.contoso.test', true],
    ['MAIL.Contoso.test', 'mail.contoso.TEST.', true],
    ['mail.contoso.test', 'contoso.test', false],
    ['*.contoso.test', 'mail.contoso.test', true],
    ['*.contoso.test', 'a.mail.contoso.test', false],
    ['*.contoso.test', 'contoso.test', false],
    ['*.test', 'contoso.test', false],
    ['mail*.contoso.test', 'mail16.contoso.test', false],
    ['mail.*.test', 'mail.contoso.test', false],
    ['*', 'mail', false],
    ['xn--kln-sna.example', 'köln.example', true],
    ['*.xn--kln-sna.example', 'mail.KÖLN.example', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['*.0.2.7', '192.0.2.7', false],
    ['2001:db8::7', '[2001:0DB8:0:0::7]', true],
    ['mail16', 'mail16', true],
    ['Microsoft Exchange', 'mail.contoso.test', false],
    ['mail.contoso.test', '', false],
    ['', '', false],
  ])('%j for %j: %s', (name, host, expected) => {
    expect(matchesName({ names: ['other.test', name] }, host)).toBe(expected);
  });

  it('holds for a name and its own wildcard, and never throws', () => {
    fc.assert(fc.property(fc.domain(), (domain) => {
      expect(matchesName({ names: [domain.toUpperCase()] }, domain)).toBe(true);
      expect(matchesName({ names: [`*.${domain}`] }, `host.${domain}`)).toBe(`host.${domain}`.length <= 253);
      expect(matchesName({ names: [`*.${domain}`] }, domain)).toBe(false);
    }), { numRuns: 200 });
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, host) => {
      expect(typeof matchesName({ names: [name, `*.${name}`] }, host)).toBe('boolean');
    }), { numRuns: 200 });
  });
});

describe('der', () => {
  const element = (tag: number, text: string) => readDer(Uint8Array.of(tag, text.length, ...Buffer.from(text)));

  it('reads object identifiers', () => {
    const oid = (content: string) => decodeOid(readDer(Uint8Array.of(6, content.length / 2, ...Buffer.from(content, 'hex'))));
    expect(oid('2a864886f70d01010b')).toBe('1.2.840.113549.1.1.11');
    expect(oid('550403')).toBe('2.5.4.3');
    expect(oid('27')).toBe('0.39');
    expect(oid('883703')).toBe('2.999.3');
    expect(oid(`6983ffffffffffffffffff7f`)).toBe(`2.25.${(BigInt('0x3') << 70n) + ((1n << 70n) - 1n)}`);
    expect(() => oid('')).toThrow(DerDecodeError);
    expect(() => oid('2a86')).toThrow(DerDecodeError);
    expect(() => decodeOid(undefined)).toThrow(DerDecodeError);
  });

  it('reads times of both centuries', () => {
    expect(decodeTime(element(derTag.utcTime, '491231235959Z'))).toBe('2049-12-31T23:59:59.000Z');
    expect(decodeTime(element(derTag.utcTime, '500101000000Z'))).toBe('1950-01-01T00:00:00.000Z');
    expect(decodeTime(element(derTag.generalizedTime, '99991231235959Z'))).toBe('9999-12-31T23:59:59.000Z');
    for (const text of ['', '2026', '261301000000Z', '260101000000+0100']) {
      expect(() => decodeTime(element(derTag.utcTime, text))).toThrow(DerDecodeError);
    }
  });

  it('throws nothing but its own error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        const children = derChildren(readDer(bytes), derTag.sequence);
        expect(children.reduce((sum, child) => sum + child.bytes.length, 0)).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(DerDecodeError);
      }
    }), { numRuns: 300 });
  });
});
