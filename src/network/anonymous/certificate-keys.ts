/** Keys of nobody, of the same kind and size as those that they stand for, and signatures with them. */
import { createHash, generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { derChildren, derTag, type DerElement } from '../../protocol/der.ts';
import { der } from './der-writing.ts';

/** A key in place of another. */
export interface Stranger {
  /** SubjectPublicKeyInfo. */
  readonly key: Uint8Array;
  /** The signature of what has this key itself; undefined: none that can be made. Only where the original signed itself. */
  readonly sign?: (content: Uint8Array, algorithm: string) => Uint8Array | undefined;
}

/** Hash of a signature, and its object identifier as DER. Source: RFC 8017 A.2.4 and 9.2, RFC 5758 3.2, RFC 3279 2.2. */
const HASHES: Readonly<Record<string, readonly [hash: string, oid: string]>> = {
  '1.2.840.113549.1.1.4': ['md5', '06082a864886f70d0205'], '1.2.840.113549.1.1.5': ['sha1', '06052b0e03021a'],
  '1.2.840.113549.1.1.11': ['sha256', '0609608648016503040201'], '1.2.840.113549.1.1.12': ['sha384', '0609608648016503040202'],
  '1.2.840.113549.1.1.13': ['sha512', '0609608648016503040203'],
  '1.2.840.10045.4.1': ['sha1', ''], '1.2.840.10045.4.3.2': ['sha256', ''], '1.2.840.10045.4.3.3': ['sha384', ''],
  '1.2.840.10045.4.3.4': ['sha512', ''],
};
const NULL = Uint8Array.of(5, 0);
const LEAST_PADDING = 8;

/**
 * The key that stands for that of a certificate.
 * @param known those made before, by kind
 */
export function strangerFor(certificate: Uint8Array, key: DerElement, known: Map<string, Stranger>): Stranger {
  const [algorithm] = derChildren(key, derTag.sequence);
  const blank = (): Stranger => ({ key: der(derTag.sequence, algorithm?.bytes ?? new Uint8Array(), der(derTag.bitString, new Uint8Array(2))) });
  const read = readKey(certificate);
  if (read === undefined || algorithm === undefined) return blank();
  const { publicKey, selfSigned } = read;
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  const kind = `${publicKey.asymmetricKeyType} ${modulusLength ?? namedCurve ?? ''}${selfSigned ? ' own' : ''}`;
  const made = known.get(kind) ?? make(publicKey, algorithm, selfSigned) ?? blank();
  known.set(kind, made);
  return made;
}

function readKey(certificate: Uint8Array): { readonly publicKey: KeyObject; readonly selfSigned: boolean } | undefined {
  try {
    const parsed = new X509Certificate(certificate);
    const { publicKey } = parsed;
    return { publicKey, selfSigned: parsed.verify(publicKey) };
  } catch {
    return undefined;
  }
}

function make({ asymmetricKeyType: type, asymmetricKeyDetails }: KeyObject, algorithm: DerElement, selfSigned: boolean): Stranger | undefined {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined && type?.startsWith('rsa') === true) return rsa(modulusLength, algorithm, selfSigned);
  const pair = namedCurve !== undefined ? generateKeyPairSync('ec', { namedCurve })
    : type === 'ed25519' ? generateKeyPairSync('ed25519') : type === 'ed448' ? generateKeyPairSync('ed448') : undefined;
  if (pair === undefined) return undefined;
  const signs = (content: Uint8Array, oid: string): Uint8Array | undefined => {
    const hash = namedCurve === undefined ? null : HASHES[oid]?.[0];
    return hash === undefined ? undefined : new Uint8Array(sign(hash, content, pair.privateKey));
  };
  return { key: new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })), ...(selfSigned ? { sign: signs } : {}) };
}

/** No primes are looked for, which takes seconds: with the exponent 1 a signature is what it signs, and a modulus can be any number. */
function rsa(bits: number, algorithm: DerElement, selfSigned: boolean): Stranger {
  const length = Math.ceil(bits / 8);
  const modulus = Buffer.alloc(length, 0x55);
  modulus[0] = 1 << ((bits - 1) % 8);
  const number = (bytes: Uint8Array): Uint8Array => der(derTag.integer, ...((bytes[0] ?? 0) >= 0x80 ? [Uint8Array.of(0)] : []), bytes);
  const exponent = selfSigned ? Uint8Array.of(1) : Uint8Array.of(1, 0, 1);
  const numbers = der(derTag.sequence, number(modulus), number(exponent));
  return {
    key: der(derTag.sequence, algorithm.bytes, der(derTag.bitString, Uint8Array.of(0), numbers)),
    ...(selfSigned ? { sign: (content, oid) => padded(content, oid, length) } : {}),
  };
}

/** EMSA-PKCS1-v1_5. Source: RFC 8017 9.2. */
function padded(content: Uint8Array, algorithm: string, length: number): Uint8Array | undefined {
  const [hash, oid] = HASHES[algorithm] ?? [];
  if (hash === undefined || oid === undefined || oid === '') return undefined;
  const digest = createHash(hash).update(content).digest();
  const info = der(derTag.sequence, der(derTag.sequence, Buffer.from(oid, 'hex'), NULL), der(derTag.octetString, digest));
  const padding = length - info.length - 3;
  if (padding < LEAST_PADDING) return undefined;
  return new Uint8Array(Buffer.concat([Uint8Array.of(0, 1), Buffer.alloc(padding, 0xff), Uint8Array.of(0), info]));
}
