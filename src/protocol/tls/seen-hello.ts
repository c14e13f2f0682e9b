/** Reads the ClientHello of whoever calls. Source: RFC 8446 4.1.2, RFC 5246 7.4.1.2 and E.2 (the form of SSL 2.0). */
import { createHash } from 'node:crypto';
import type { SeenHello, TlsVersion } from '../../model/facts.ts';
import { printable } from '../printable.ts';
import { cipherSuiteName } from './cipher-suites.ts';
import { cursor, OutOfBoundsError } from './cursor.ts';
import { groupName } from './groups.ts';
import { extensionId } from './raw-hello.ts';

const versionNames: readonly (readonly [number, TlsVersion])[] = [
  [0x0304, 'TLSv1.3'], [0x0303, 'TLSv1.2'], [0x0302, 'TLSv1.1'], [0x0301, 'TLSv1.0'], [0x0300, 'SSLv3'],
];
const longestName = 253;
const longestProtocol = 64;

/** The body of a ClientHello message; undefined when it is malformed. */
export function readClientHello(body: Uint8Array): SeenHello | undefined {
  return withinBounds(() => {
    const reader = cursor(body);
    const clientVersion = reader.number(2);
    reader.take(32);
    reader.vector(1);
    const suites = numbers(reader.vector(2));
    reader.vector(1);
    const extensions = reader.left() === 0 ? [] : readExtensions(reader.vector(2));
    return described('tls', clientVersion, suites, extensions);
  });
}

/** The body of a CLIENT-HELLO in the form of SSL 2.0, behind its record header; undefined when it is malformed. */
export function readSsl2ClientHello(body: Uint8Array): SeenHello | undefined {
  return withinBounds(() => {
    const reader = cursor(body);
    if (reader.number(1) !== 1) return undefined;
    const clientVersion = reader.number(2);
    const suiteBytes = reader.number(2);
    reader.take(4);
    const kinds = cursor(reader.take(suiteBytes));
    const suites: number[] = [];
    while (kinds.left() > 0) {
      const kind = kinds.number(3);
      // Kinds below this are suites of TLS; the others are of SSL 2.0 alone.
      if (kind <= 0xffff) suites.push(kind);
    }
    return described('ssl2', clientVersion, suites, []);
  });
}

type Extensions = readonly (readonly [number, Uint8Array])[];

function readExtensions(block: Uint8Array): Extensions {
  const reader = cursor(block);
  const found: [number, Uint8Array][] = [];
  while (reader.left() > 0) found.push([reader.number(2), reader.vector(2)]);
  return found;
}

function described(format: SeenHello['format'], clientVersion: number, suites: readonly number[], extensions: Extensions): SeenHello {
  const body = (id: number): Uint8Array | undefined => extensions.find(([type]) => type === id)?.[1];
  const listOf = (id: number, lengthBytes: 1 | 2): readonly number[] => {
    const found = body(id);
    return found === undefined || found.length === 0 ? [] : numbers(cursor(found).vector(lengthBytes));
  };
  const offered = body(extensionId.supportedVersions) === undefined ? null : listOf(extensionId.supportedVersions, 1);
  const supportedVersions = offered === null ? null : versionNames.filter(([id]) => offered.includes(id)).map(([, name]) => name);
  const groups = listOf(extensionId.groups, 2);
  const formats = body(extensionId.pointFormats);
  const pointFormats = formats === undefined || formats.length === 0 ? [] : [...cursor(formats).vector(1)];
  const types = extensions.map(([type]) => type);
  return {
    format, clientVersion, supportedVersions,
    newest: supportedVersions?.[0] ?? versionNames.find(([id]) => id <= clientVersion)?.[1] ?? null,
    cipherSuites: suites.map(cipherSuiteName), extensions: types, groups: groups.map(groupName),
    signatureAlgorithms: listOf(extensionId.signatureAlgorithms, 2),
    serverName: nameIn(body(extensionId.serverName)), alpn: protocolsIn(body(extensionId.alpn)),
    ja3: ja3Of([[clientVersion], suites, types, groups, pointFormats]),
  };
}

/** Source: github.com/salesforce/ja3; values that only keep the way open (RFC 8701) are left out. */
function ja3Of(parts: readonly (readonly number[])[]): SeenHello['ja3'] {
  const text = parts.map((part) => part.filter((value) => !isGrease(value)).join('-')).join(',');
  return { text, hash: createHash('md5').update(text).digest('hex') };
}

/** Values of no meaning that some clients mix in. Source: RFC 8701 2. */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >>> 8 === (value & 0xff);
}

function numbers(bytes: Uint8Array): readonly number[] {
  const reader = cursor(bytes);
  const found: number[] = [];
  while (reader.left() > 0) found.push(reader.number(2));
  return found;
}

/** Source: RFC 6066 3. */
function nameIn(body: Uint8Array | undefined): string | null {
  if (body === undefined || body.length === 0) return null;
  const names = cursor(cursor(body).vector(2));
  return names.left() > 0 && names.number(1) === 0 ? printable(Buffer.from(names.vector(2)).toString('latin1'), longestName) : null;
}

/** Source: RFC 7301 3.1. */
function protocolsIn(body: Uint8Array | undefined): readonly string[] {
  if (body === undefined || body.length === 0) return [];
  const reader = cursor(cursor(body).vector(2));
  const found: string[] = [];
  while (reader.left() > 0) found.push(printable(Buffer.from(reader.vector(1)).toString('latin1'), longestProtocol));
  return found;
}

function withinBounds(read: () => SeenHello | undefined): SeenHello | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof OutOfBoundsError) return undefined;
    throw error;
  }
}
