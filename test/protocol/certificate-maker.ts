/** Makes certificates for tests, signed with their own key. Written from RFC 5280 without the code under test. */
import { constants, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export type KeyKind = 'RSA-SHA256' | 'RSA-SHA1' | 'RSA-SHA384' | 'RSA-PSS-SHA512' | 'P-256' | 'P-384' | 'Ed25519';

export interface CertificateWish {
  readonly key: KeyKind;
  /** Types and values in the order of the certificate. */
  readonly subject?: readonly (readonly ['CN' | 'O' | 'C', string])[];
  readonly issuer?: readonly (readonly ['CN' | 'O' | 'C', string])[];
  readonly names?: readonly (readonly ['dns' | 'email', string] | readonly ['ip', readonly number[]])[];
  readonly notBefore?: string;
  readonly notAfter?: string;
}

export interface MadeCertificate {
  readonly der: Uint8Array;
  readonly certificatePem: string;
  readonly keyPem: string;
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const keys = new Map<string, KeyPair>();
/** One key of each type is enough for a process. */
const keyPair = (type: string, make: () => KeyPair): KeyPair => {
  const pair = keys.get(type) ?? make();
  keys.set(type, pair);
  return pair;
};
const rsa = (): KeyPair => keyPair('rsa', () => generateKeyPairSync('rsa', { modulusLength: 2048 }));
const curve = (namedCurve: string) => (): KeyPair => keyPair(namedCurve, () => generateKeyPairSync('ec', { namedCurve }));
const edwards = (): KeyPair => keyPair('ed25519', () => generateKeyPairSync('ed25519'));

const sha512 = tlv(0x30, oid('2.16.840.1.101.3.4.2.3'), tlv(0x05));
const pss = [
  tlv(0xa0, sha512), tlv(0xa1, tlv(0x30, oid('1.2.840.113549.1.1.8'), sha512)), tlv(0xa2, tlv(0x02, Uint8Array.of(64))),
];
const signers: Readonly<Record<KeyKind, { pair: () => KeyPair; hash: string | null; algorithm: readonly Uint8Array[] }>> = {
  'RSA-SHA256': { pair: rsa, hash: 'sha256', algorithm: [oid('1.2.840.113549.1.1.11'), tlv(0x05)] },
  'RSA-SHA1': { pair: rsa, hash: 'sha1', algorithm: [oid('1.2.840.113549.1.1.5'), tlv(0x05)] },
  'RSA-SHA384': { pair: rsa, hash: 'sha384', algorithm: [oid('1.2.840.113549.1.1.12'), tlv(0x05)] },
  'RSA-PSS-SHA512': { pair: rsa, hash: 'sha512', algorithm: [oid('1.2.840.113549.1.1.10'), tlv(0x30, ...pss)] },
  'P-256': { pair: curve('P-256'), hash: 'sha256', algorithm: [oid('1.2.840.10045.4.3.2')] },
  'P-384': { pair: curve('P-384'), hash: 'sha384', algorithm: [oid('1.2.840.10045.4.3.3')] },
  'Ed25519': { pair: edwards, hash: null, algorithm: [oid('1.3.101.112')] },
};

export function madeCertificate(wish: CertificateWish): MadeCertificate {
  const { pair, hash, algorithm } = signers[wish.key];
  const { publicKey, privateKey } = pair();
  const subject = wish.subject ?? [['CN', 'localhost']];
  const tbs = tlv(0x30,
    tlv(0xa0, tlv(0x02, Uint8Array.of(2))),
    tlv(0x02, Uint8Array.of(0x0a, 0x1b, 0x2c)),
    tlv(0x30, ...algorithm),
    name(wish.issuer ?? subject),
    tlv(0x30, time(wish.notBefore ?? '2026-01-01T00:00:00Z'), time(wish.notAfter ?? '2046-01-01T00:00:00Z')),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(wish.names === undefined ? [] : [tlv(0xa3, tlv(0x30, alternativeNames(wish.names)))]),
  );
  const padding = wish.key === 'RSA-PSS-SHA512' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 } : {};
  const signature = sign(hash, tbs, { key: privateKey, ...padding });
  const der = tlv(0x30, tbs, tlv(0x30, ...algorithm), tlv(0x03, Uint8Array.of(0), signature));
  const lines = Buffer.from(der).toString('base64').replace(/(.{64})/g, '$1\n');
  return {
    der,
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const { length } = content;
  const header = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >>> 8, length & 0xff];
  return new Uint8Array(Buffer.concat([Uint8Array.from(header), content]));
}

function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  const septets = [first * 40 + second, ...others].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest & 0x7f) | 0x80);
    return digits;
  });
  return tlv(0x06, Uint8Array.from(septets));
}

function name(attributes: readonly (readonly ['CN' | 'O' | 'C', string])[]): Uint8Array {
  const types = { CN: '2.5.4.3', O: '2.5.4.10', C: '2.5.4.6' };
  return tlv(0x30, ...attributes.map(([type, value]) => tlv(0x31, tlv(0x30, oid(types[type]), tlv(0x0c, Buffer.from(value))))));
}

/** UTCTime through 2049, GeneralizedTime afterwards. */
function time(iso: string): Uint8Array {
  const digits = `${iso.replace(/\D/g, '')}Z`;
  return digits < '2050' ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}

function alternativeNames(names: NonNullable<CertificateWish['names']>): Uint8Array {
  const tags = { dns: 0x82, email: 0x81, ip: 0x87 };
  const list = names.map(([type, value]) =>
    tlv(tags[type], typeof value === 'string' ? Buffer.from(value) : Uint8Array.from(value)));
  return tlv(0x30, oid('2.5.29.17'), tlv(0x04, tlv(0x30, ...list)));
}
