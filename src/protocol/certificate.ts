import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { CertificateSummary } from '../model/facts.ts';
import { certificateFields } from './certificate-fields.ts';
import type { CertificateFields } from './certificate-fields.ts';
import type { SignatureHash } from './channel-binding.ts';
import { DerDecodeError } from './der.ts';
import { printable } from './printable.ts';

export { matchesName } from './certificate-names.ts';

/** The bytes are no certificate. */
export class CertificateDecodeError extends Error {
  override readonly name = 'CertificateDecodeError';
}

const largestCertificate = 64 * 1024;
const longestName = 500;

/** Signature algorithms by object identifier. Source: RFC 8017 A, RFC 4055, RFC 5758, RFC 8410, RFC 3279. */
const signatureAlgorithms: Readonly<Record<string, { readonly name: string; readonly hash: SignatureHash }>> = {
  '1.2.840.113549.1.1.2': { name: 'md2WithRSAEncryption', hash: 'sha256' },
  '1.2.840.113549.1.1.4': { name: 'md5WithRSAEncryption', hash: 'sha256' },
  '1.2.840.113549.1.1.5': { name: 'sha1WithRSAEncryption', hash: 'sha256' },
  '1.3.14.3.2.29': { name: 'sha1WithRSAEncryption', hash: 'sha256' },
  '1.2.840.113549.1.1.10': { name: 'RSASSA-PSS', hash: 'sha256' },
  '1.2.840.113549.1.1.11': { name: 'sha256WithRSAEncryption', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { name: 'sha384WithRSAEncryption', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { name: 'sha512WithRSAEncryption', hash: 'sha512' },
  '1.2.840.113549.1.1.14': { name: 'sha224WithRSAEncryption', hash: 'sha256' },
  '1.2.840.10040.4.3': { name: 'dsa-with-SHA1', hash: 'sha256' },
  '2.16.840.1.101.3.4.3.2': { name: 'dsa-with-SHA256', hash: 'sha256' },
  '1.2.840.10045.4.1': { name: 'ecdsa-with-SHA1', hash: 'sha256' },
  '1.2.840.10045.4.3.2': { name: 'ecdsa-with-SHA256', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { name: 'ecdsa-with-SHA384', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { name: 'ecdsa-with-SHA512', hash: 'sha512' },
  '1.3.101.112': { name: 'Ed25519', hash: 'sha256' },
  '1.3.101.113': { name: 'Ed448', hash: 'sha256' },
};

/** Hashes that RSASSA-PSS names in its parameters, other than SHA-256. Source: RFC 4055 2.1. */
const pssHashes: Readonly<Record<string, SignatureHash>> = {
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/**
 * What matters of a certificate. Subject and issuer are on one line, most specific part first (RFC 4514), 500 characters at
 * most; dates ISO 8601 UTC; serial number and fingerprint in upper-case hex; a key that cannot be read has type `unknown` and
 * 0 bits; an unknown signature algorithm is a dotted object identifier. Source: RFC 5280 4.1.
 *
 * @throws CertificateDecodeError when the bytes are no DER certificate, or more than 64 KiB.
 */
export function summarizeCertificate(der: Uint8Array): CertificateSummary {
  const fields = fieldsOf(der);
  const certificate = parsed(der);
  const key = keyOf(certificate);
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: fields.names,
    notBefore: fields.notBefore,
    notAfter: fields.notAfter,
    serialNumber: certificate.serialNumber,
    fingerprint256: certificate.fingerprint256,
    keyType: key?.asymmetricKeyType ?? 'unknown',
    keyBits: key === undefined ? 0 : bitsOf(key),
    signatureAlgorithm: signatureAlgorithms[fields.signatureOid]?.name ?? fields.signatureOid,
    selfSigned: Buffer.compare(fields.issuer, fields.subject) === 0 && verifies(certificate, key),
  };
}

/**
 * The hash by which this certificate enters a channel binding: that of its signature, SHA-256 instead of MD5 and SHA-1. For
 * signatures without one known hash, where the RFC leaves it open, SHA-256. Source: RFC 5929 4.1.
 *
 * @throws CertificateDecodeError when the bytes are no DER certificate, or more than 64 KiB.
 */
export function signatureHash(der: Uint8Array): SignatureHash {
  const { signatureOid, pssHashOid } = fieldsOf(der);
  if (pssHashOid !== null) return pssHashes[pssHashOid] ?? 'sha256';
  return signatureAlgorithms[signatureOid]?.hash ?? 'sha256';
}

function fieldsOf(der: Uint8Array): CertificateFields {
  if (der.length > largestCertificate) throw new CertificateDecodeError(`certificate of ${der.length} bytes is too large`);
  try {
    return certificateFields(der);
  } catch (error) {
    if (error instanceof DerDecodeError) throw new CertificateDecodeError(`no certificate: ${error.message}`, { cause: error });
    throw error;
  }
}

function parsed(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (error) {
    throw new CertificateDecodeError('no certificate that OpenSSL reads', { cause: error });
  }
}

/** Undefined for a kind of key, or a damaged one, that OpenSSL does not read. */
function keyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey;
  } catch {
    return undefined;
  }
}

function bitsOf(key: KeyObject): number {
  const details = key.asymmetricKeyDetails;
  if (details?.modulusLength !== undefined) return details.modulusLength;
  if (key.asymmetricKeyType === 'ed25519') return 256;
  if (key.asymmetricKeyType === 'ed448') return 456;
  // Curve names carry their size: prime256v1, secp384r1, brainpoolP512r1.
  return Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0] ?? 0);
}

/** A signature that cannot be checked here counts as its own: names that are equal say enough then. */
function verifies(certificate: X509Certificate, key: KeyObject | undefined): boolean {
  try {
    return key === undefined || certificate.verify(key);
  } catch {
    return true;
  }
}

/** `node:crypto` gives a name as lines in the order of the certificate, and nothing for an empty one. */
function oneLine(lines: string | undefined): string {
  return printable((lines ?? '').split('\n').reverse().join(', '), longestName);
}
