import type { TlsVersion } from '../../model/facts.ts';
import { cipherSuiteName } from './cipher-suites.ts';
import { cursor, OutOfBoundsError } from './cursor.ts';

/** A ServerHello, as far as a probe looks at it. */
export interface ServerHello {
  /** The version that the server chose: TLSv1.3 only when its supported_versions extension says so. */
  readonly version: TlsVersion;
  /** IANA name of the suite that the server chose, or its number (`0xc0ff`). */
  readonly cipherSuite: string;
  readonly cipherSuiteId: number;
  /** The server asks for another hello; it proves the version as well as a ServerHello does. */
  readonly helloRetryRequest: boolean;
  /** The server confirms secure renegotiation (RFC 5746); never with TLS 1.3, which has none. */
  readonly secureRenegotiation: boolean;
  readonly extendedMasterSecret: boolean;
  readonly sessionTicket: boolean;
  /** Application protocol that the server chose, printable ASCII; null: none. */
  readonly alpn: string | null;
  /** Compression method; 0: none. */
  readonly compression: number;
  /** Group of the key exchange: of a key share in TLS 1.3, or the one that a HelloRetryRequest asks for. */
  readonly group?: number;
}

const wireVersions: Readonly<Record<number, TlsVersion>> = {
  0x0300: 'SSLv3', 0x0301: 'TLSv1.0', 0x0302: 'TLSv1.1', 0x0303: 'TLSv1.2',
};

/** SHA-256 of "HelloRetryRequest", in the place of the random. Source: RFC 8446 4.1.3. */
const retryRandom = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

/**
 * Reads the body of a ServerHello message. undefined when it is malformed or of a version that does not exist.
 * Source: RFC 8446 4.1.3 and 4.2.1, RFC 5246 7.4.1.3.
 */
export function decodeServerHello(body: Uint8Array): ServerHello | undefined {
  try {
    return decoded(body);
  } catch (error) {
    if (error instanceof OutOfBoundsError) return undefined;
    throw error;
  }
}

function decoded(body: Uint8Array): ServerHello | undefined {
  const reader = cursor(body);
  const legacyVersion = wireVersions[reader.number(2)];
  const random = Buffer.from(reader.take(32)).toString('hex');
  reader.vector(1);
  const id = reader.number(2);
  const compression = reader.number(1);
  const extensions = reader.left() === 0 ? new Map<number, Uint8Array>() : extensionsOf(reader.vector(2));
  const version = versionOf(legacyVersion, extensions.get(43));
  if (version === undefined) return undefined;
  return {
    version,
    cipherSuite: cipherSuiteName(id),
    cipherSuiteId: id,
    helloRetryRequest: version === 'TLSv1.3' && random === retryRandom,
    secureRenegotiation: extensions.has(0xff01),
    extendedMasterSecret: extensions.has(23),
    sessionTicket: extensions.has(35),
    alpn: protocolOf(extensions.get(16)),
    compression,
    ...(version === 'TLSv1.3' ? groupOf(extensions.get(51)) : {}),
  };
}

/** Source: RFC 8446 4.2.8. */
function groupOf(keyShare: Uint8Array | undefined): { readonly group?: number } {
  return keyShare === undefined ? {} : { group: cursor(keyShare).number(2) };
}

/** The first of each number counts. */
function extensionsOf(block: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = cursor(block);
  const extensions = new Map<number, Uint8Array>();
  while (reader.left() > 0) {
    const id = reader.number(2);
    const value = reader.vector(2);
    if (!extensions.has(id)) extensions.set(id, value);
  }
  return extensions;
}

function versionOf(legacy: TlsVersion | undefined, supportedVersions: Uint8Array | undefined): TlsVersion | undefined {
  if (supportedVersions === undefined) return legacy;
  return legacy !== undefined && cursor(supportedVersions).number(2) === 0x0304 ? 'TLSv1.3' : undefined;
}

function protocolOf(extension: Uint8Array | undefined): string | null {
  if (extension === undefined) return null;
  const name = cursor(cursor(extension).vector(2)).vector(1);
  return Buffer.from(name).toString('latin1').replace(/[^\x20-\x7e]/g, '.');
}
