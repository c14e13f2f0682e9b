import { decodeOid, decodeTime, derChildren, derTag, readDer } from './der.ts';
import type { DerElement } from './der.ts';
import { directoryString } from './distinguished-name.ts';
import { printable } from './printable.ts';
import { readHost } from './tls/host-name.ts';

/** What is read out of a certificate by hand, because `node:crypto` gives it as prose or not at all. */
export interface CertificateFields {
  /** Issuer and subject as DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** ISO 8601 UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** DNS names and IP addresses of the subject alternative name; the common name only where there is none. */
  readonly names: readonly string[];
  /** Object identifier of the signature algorithm, dotted. */
  readonly signatureOid: string;
  /** Object identifier of the hash that RSASSA-PSS names; null otherwise. */
  readonly pssHashOid: string | null;
}

const oids = { commonName: '2.5.4.3', subjectAltName: '2.5.29.17', rsassaPss: '1.2.840.113549.1.1.10', sha1: '1.3.14.3.2.26' };
const longestName = 300;
const contextTag = { version: 0xa0, extensions: 0xa3, dnsName: 0x82, ipAddress: 0x87 };

/**
 * Reads a DER certificate.
 * Source: RFC 5280 4.1, 4.2.1.6 (subject alternative name); RFC 4055 3.1 (RSASSA-PSS); RFC 6125 6.4.4 (common name).
 *
 * @throws DerDecodeError when the bytes are no certificate.
 */
export function certificateFields(der: Uint8Array): CertificateFields {
  const [tbs, algorithm] = derChildren(readDer(der), derTag.sequence);
  const parts = derChildren(required(tbs), derTag.sequence);
  // A version 1 certificate leaves the version out.
  const fields = parts[0]?.tag === contextTag.version ? parts.slice(1) : parts;
  const [, , issuer, validity, subject] = fields;
  const [notBefore, notAfter] = derChildren(required(validity), derTag.sequence);
  const [signature, parameters] = derChildren(required(algorithm), derTag.sequence);
  const signatureOid = decodeOid(signature);
  const alternative = alternativeNames(fields.find(({ tag }) => tag === contextTag.extensions));
  const common = commonName(required(subject));
  return {
    issuer: required(issuer).bytes,
    subject: required(subject).bytes,
    notBefore: decodeTime(notBefore),
    notAfter: decodeTime(notAfter),
    names: alternative.length > 0 || common === undefined ? alternative : [common],
    signatureOid,
    pssHashOid: signatureOid === oids.rsassaPss ? pssHash(parameters) : null,
  };
}

function required(element: DerElement | undefined): DerElement {
  // An empty element fails where it is read, with the same error as any other that is not as expected.
  return element ?? readDer(new Uint8Array());
}

function alternativeNames(extensions: DerElement | undefined): readonly string[] {
  if (extensions === undefined) return [];
  for (const extension of derChildren(readDer(extensions.content), derTag.sequence)) {
    const parts = derChildren(extension, derTag.sequence);
    const value = parts.at(-1);
    if (decodeOid(parts[0]) === oids.subjectAltName && value?.tag === derTag.octetString) {
      return derChildren(readDer(value.content), derTag.sequence).flatMap(generalName);
    }
  }
  return [];
}

function generalName({ tag, content }: DerElement): readonly string[] {
  if (tag === contextTag.dnsName) return [dnsName(content)];
  if (tag !== contextTag.ipAddress) return [];
  if (content.length === 4) return [content.join('.')];
  if (content.length !== 16) return [];
  const groups = Array.from({ length: 8 }, (_, index) => Buffer.from(content).readUInt16BE(2 * index).toString(16));
  const address = readHost(groups.join(':'));
  return address === undefined ? [] : [address.text];
}

/** The last, which is the most specific. */
function commonName(subject: DerElement): string | undefined {
  let name: string | undefined;
  for (const relative of derChildren(subject, derTag.sequence)) {
    for (const attribute of derChildren(relative, derTag.set)) {
      const [type, value] = derChildren(attribute, derTag.sequence);
      if (value !== undefined && decodeOid(type) === oids.commonName) name = printable(directoryString(value), longestName);
    }
  }
  return name;
}

/** What has no place in a name, a zero byte above all, becomes visible, so that a name cannot pass for its beginning. */
function dnsName(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
    .replace(/[^\x21-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Absent: SHA-1, by the default of the structure. */
function pssHash(parameters: DerElement | undefined): string {
  if (parameters?.tag !== derTag.sequence) return oids.sha1;
  const hash = derChildren(parameters, derTag.sequence).find(({ tag }) => tag === 0xa0);
  return hash === undefined ? oids.sha1 : decodeOid(derChildren(readDer(hash.content), derTag.sequence)[0]);
}
