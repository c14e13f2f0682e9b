/**
 * A certificate with other names, another key and another number. Its key, number and signature would lead back to it in the public logs of
 * certificates (RFC 6962), so none of them stays; what signs of causes look at does: dates, kind and size of the key, algorithm of the
 * signature, which names it holds, whether it signed itself, and the names of public authorities. Source: RFC 5280 4.1 and 4.2.
 */
import { decodeOid, derChildren, DerDecodeError, derTag, readDer, type DerElement } from '../../protocol/der.ts';
import { readHost } from '../../protocol/tls/host-name.ts';
import { strangerFor } from './certificate-keys.ts';
import { der } from './der-writing.ts';
import { readName } from './distinguished-name.ts';
import { addressBytes } from './encodings.ts';
import { hostOf, readText, type Reading } from './text.ts';

const ALTERNATIVE_NAMES = '2.5.29.17';
/** Key usage, basic constraints, extended key usage. The others hold names, key ids, places of lists, proofs of logs: nothing that is judged. */
const KEPT: ReadonlySet<string> = new Set(['2.5.29.15', '2.5.29.19', '2.5.29.37']);
const tag = { version: 0xa0, extensions: 0xa3, mail: 0x81, dns: 0x82, uri: 0x86, ip: 0x87, directory: 0xa4 } as const;

/** What is no certificate becomes as many zeros. Never throws. */
export function readCertificate(bytes: Uint8Array, reading: Reading): Uint8Array {
  try {
    const [body, algorithm, signature] = derChildren(readDer(bytes), derTag.sequence);
    if (body === undefined || algorithm === undefined || signature === undefined) return new Uint8Array(bytes.length);
    const parts = derChildren(body, derTag.sequence);
    const version = parts[0]?.tag === tag.version ? parts[0].bytes : new Uint8Array();
    const [serial, inner, issuer, validity, subject, key] = version.length === 0 ? parts : parts.slice(1);
    if (serial === undefined || inner === undefined || issuer === undefined || validity === undefined || subject === undefined
      || key === undefined) return new Uint8Array(bytes.length);
    const extensions = parts.find((part) => part.tag === tag.extensions);
    const from = readName(issuer.bytes, reading);
    const of = readName(subject.bytes, reading);
    const more = extensionsOf(extensions, reading);
    if (reading.learning) return bytes;
    const stranger = strangerFor(bytes, key, reading.strangers);
    const number = numberFor(serial, reading);
    const content = der(derTag.sequence, version, number, inner.bytes, from, validity.bytes, of, stranger.key, more);
    const signs = stranger.sign?.(content, decodeOid(derChildren(algorithm, derTag.sequence)[0]))
      ?? new Uint8Array(Math.max(0, signature.content.length - 1));
    return der(derTag.sequence, content, algorithm.bytes, der(derTag.bitString, Uint8Array.of(0), signs));
  } catch (error) {
    if (error instanceof DerDecodeError) return new Uint8Array(bytes.length);
    throw error;
  }
}

/** One number for all certificates that had the same. */
function numberFor(serial: DerElement, reading: Reading): Uint8Array {
  const id = reading.names.id(Buffer.from(serial.content).toString('hex').padStart(40, '0').slice(-40));
  return der(derTag.integer, Buffer.from(`01${id.slice(-8)}`, 'hex'));
}

function extensionsOf(extensions: DerElement | undefined, reading: Reading): Uint8Array {
  if (extensions === undefined) return new Uint8Array();
  const kept = derChildren(readDer(extensions.content), derTag.sequence).flatMap((extension) => {
    const [type, ...rest] = derChildren(extension, derTag.sequence);
    const [oid, held] = [decodeOid(type), rest.at(-1)];
    if (KEPT.has(oid)) return extension.bytes;
    if (oid !== ALTERNATIVE_NAMES || type === undefined || held === undefined) return [];
    const names = derChildren(readDer(held.content), derTag.sequence).flatMap((name) => alternativeName(name, reading));
    const value = der(derTag.octetString, der(derTag.sequence, ...names));
    return der(derTag.sequence, type.bytes, ...rest.slice(0, -1).map(({ bytes }) => bytes), value);
  });
  return kept.length === 0 ? new Uint8Array() : der(tag.extensions, der(derTag.sequence, ...kept));
}

function alternativeName({ tag: kind, content }: DerElement, reading: Reading): readonly Uint8Array[] {
  const text = Buffer.from(content).toString('latin1');
  if (kind === tag.dns) {
    const host = /^(\*\.)?([\w.-]+)$/.exec(text);
    return [der(kind, Buffer.from(host === null ? readText(text, reading) : `${host[1] ?? ''}${hostOf(host[2] ?? '', reading)}`, 'latin1'))];
  }
  if (kind === tag.mail || kind === tag.uri) return [der(kind, Buffer.from(readText(text, reading), 'latin1'))];
  if (kind === tag.directory) return [der(kind, readName(content, reading))];
  if (kind !== tag.ip) return [];
  const address = content.length === 4 ? content.join('.') : content.length === 16 ? ipv6Of(content) : undefined;
  const other = address === undefined ? undefined : reading.addresses.of(address);
  return other === undefined ? [] : [der(kind, addressBytes(other) ?? new Uint8Array())];
}

function ipv6Of(content: Uint8Array): string | undefined {
  return readHost(Array.from({ length: 8 }, (_, index) => Buffer.from(content).readUInt16BE(2 * index).toString(16)).join(':'))?.text;
}
