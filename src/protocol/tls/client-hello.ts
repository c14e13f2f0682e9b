import type { TlsVersion } from '../../model/facts.ts';
import { readHost } from './host-name.ts';

export { alternativeSuites, probeSuites } from './probe-suites.ts';

/** Parts of the extensions that a caller may want otherwise. Absent ones are as in {@link defaultExtras}. */
export interface ClientHelloExtras {
  /** Named groups by preference. Source: RFC 8446 4.2.7. */
  readonly groups?: readonly number[];
  /** Signature schemes by preference; sent from TLS 1.2 on. Source: RFC 8446 4.2.3. */
  readonly signatureAlgorithms?: readonly number[];
  /** Point formats. Source: RFC 8422 5.1.2. */
  readonly pointFormats?: readonly number[];
  /** Offer session tickets (empty ticket). Source: RFC 5077. */
  readonly sessionTicket?: boolean;
  /** Offer the extended master secret. Source: RFC 7627. */
  readonly extendedMasterSecret?: boolean;
  /** Application protocols by preference, such as `http/1.1`; none: extension not sent. Source: RFC 7301. */
  readonly alpn?: readonly string[];
}

/** The one hello of a probe: it offers one version. */
export interface ClientHello {
  /** The one version that is offered. */
  readonly version: TlsVersion;
  /** Name for server name indication; left out where it is an IP address or no name. */
  readonly serverName?: string;
  /** In order of preference; the renegotiation signal is added. */
  readonly cipherSuites: readonly number[];
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** Up to 32 bytes; absent: empty. Source: RFC 8446 D.4 recommends 32 bytes for TLS 1.3. */
  readonly sessionId?: Uint8Array;
  /**
   * Public key for TLS 1.3: 32 bytes for x25519, 65 for secp256r1; not sent with older versions. A probe that ends at the
   * ServerHello may send 32 random bytes. Absent: an empty list, which a TLS 1.3 server answers with a HelloRetryRequest.
   * Source: RFC 8446 4.2.8.
   */
  readonly keyShare?: Uint8Array;
  readonly extras?: ClientHelloExtras;
}

/** What is sent unless the caller wants it otherwise: x25519, P-256, P-384, P-521, and every scheme that servers sign with. */
export const defaultExtras: Required<ClientHelloExtras> = {
  groups: [29, 23, 24, 25],
  signatureAlgorithms: [
    0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0807,
    0x0401, 0x0501, 0x0601, 0x0203, 0x0201, 0x0402, 0x0202,
  ],
  pointFormats: [0],
  sessionTicket: true,
  extendedMasterSecret: true,
  alpn: [],
};

/**
 * TLS_EMPTY_RENEGOTIATION_INFO_SCSV: servers that insist on secure renegotiation, as Exchange 2019 sets Windows up, reset a
 * connection whose hello lacks it. Source: RFC 5746 3.3.
 */
const renegotiationSignal = 0x00ff;

/** x25519 and secp256r1, told by the length of a public key. Source: RFC 8446 4.2.8.2. */
const groupOfKeyLength: Readonly<Record<number, number>> = { 32: 29, 65: 23 };

const wireVersions: Readonly<Record<TlsVersion, number>> = {
  'SSLv3': 0x0300, 'TLSv1.0': 0x0301, 'TLSv1.1': 0x0302, 'TLSv1.2': 0x0303, 'TLSv1.3': 0x0304,
};

/**
 * A ClientHello that offers exactly one version, as one TLS record. Below 600 bytes with the lists of this folder, because
 * some stacks drop larger ones. SSLv3 goes without extensions.
 *
 * Source: RFC 8446 4.1.2, RFC 5246 7.4.1.2, RFC 6101 5.6.1.2, RFC 6066 3 (server name), RFC 8446 5.1 (record version 0x0301).
 *
 * @throws RangeError when random, session id or key share have a wrong length, or a list does not fit.
 */
export function encodeClientHello(hello: ClientHello): Uint8Array {
  const { version, random, sessionId = new Uint8Array() } = hello;
  if (random.length !== 32) throw new RangeError(`random of a ClientHello must have 32 bytes, not ${random.length}`);
  if (sessionId.length > 32) throw new RangeError(`session id of a ClientHello has ${sessionId.length} bytes, 32 at most`);
  const suites = [...hello.cipherSuites.filter((id) => id !== renegotiationSignal), renegotiationSignal];
  const body = Buffer.concat([
    u16(Math.min(wireVersions[version], wireVersions['TLSv1.2'])),
    random,
    vector(1, sessionId),
    vector(2, u16List(suites)),
    vector(1, Uint8Array.of(0)),
    version === 'SSLv3' ? new Uint8Array() : vector(2, extensions(hello)),
  ]);
  const handshake = Buffer.concat([Uint8Array.of(1), vector(3, body)]);
  const recordVersion = version === 'SSLv3' ? wireVersions.SSLv3 : wireVersions['TLSv1.0'];
  if (handshake.length > 0x4000) throw new RangeError(`a ClientHello of ${handshake.length} bytes does not fit one record`);
  return new Uint8Array(Buffer.concat([Uint8Array.of(22), u16(recordVersion), vector(2, handshake)]));
}

function extensions(hello: ClientHello): Uint8Array {
  const extras: Required<ClientHelloExtras> = { ...defaultExtras, ...hello.extras };
  const name = hello.serverName === undefined ? undefined : readHost(hello.serverName);
  const is13 = hello.version === 'TLSv1.3';
  const parts: Uint8Array[] = [];
  const add = (id: number, body: Uint8Array): void => { parts.push(u16(id), vector(2, body)); };
  if (name?.kind === 'name') add(0, vector(2, Buffer.concat([Uint8Array.of(0), vector(2, Buffer.from(name.text, 'latin1'))])));
  add(10, vector(2, u16List(extras.groups)));
  if (!is13) add(11, vector(1, Uint8Array.from(extras.pointFormats)));
  // Clients that offer nothing newer than TLS 1.1 must not send it: RFC 5246 7.4.1.4.1.
  if (is13 || hello.version === 'TLSv1.2') add(13, vector(2, u16List(extras.signatureAlgorithms)));
  if (extras.alpn.length > 0) {
    add(16, vector(2, Buffer.concat(extras.alpn.map((protocol) => vector(1, Buffer.from(protocol, 'latin1'))))));
  }
  if (!is13 && extras.extendedMasterSecret) add(23, new Uint8Array());
  if (!is13 && extras.sessionTicket) add(35, new Uint8Array());
  if (is13) {
    add(43, vector(1, u16(wireVersions['TLSv1.3'])));
    add(51, vector(2, keyShares(hello.keyShare)));
  }
  return Buffer.concat(parts);
}

function keyShares(publicKey: Uint8Array | undefined): Uint8Array {
  if (publicKey === undefined) return new Uint8Array();
  const group = groupOfKeyLength[publicKey.length];
  if (group === undefined) throw new RangeError(`a key share of ${publicKey.length} bytes is neither x25519 nor secp256r1`);
  return Buffer.concat([u16(group), vector(2, publicKey)]);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of((value >>> 8) & 0xff, value & 0xff);
}

function u16List(values: readonly number[]): Uint8Array {
  return Buffer.concat(values.map(u16));
}

/** A body behind its length in that many bytes. Source: RFC 8446 3.4. */
function vector(lengthBytes: 1 | 2 | 3, body: Uint8Array): Uint8Array {
  if (body.length >= 2 ** (8 * lengthBytes)) throw new RangeError(`${body.length} bytes do not fit a ${lengthBytes}-byte length`);
  const length = Uint8Array.of(body.length >>> 16, body.length >>> 8, body.length).subarray(3 - lengthBytes);
  return Buffer.concat([length, body]);
}
