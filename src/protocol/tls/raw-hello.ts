import { readHost } from './host-name.ts';
import { u16, u16List, vector } from './wire.ts';

/** A ClientHello with nothing added and nothing reordered: what is not named here is not sent. */
export interface RawHello {
  readonly recordVersion: number;
  readonly clientVersion: number;
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** Up to 32 bytes. */
  readonly sessionId: Uint8Array;
  /** With signalling values such as 0x00ff, where they are wanted. */
  readonly cipherSuites: readonly number[];
  readonly compressionMethods: readonly number[];
  /** Number and body of each, in order; null: no extension block at all. */
  readonly extensions: readonly Extension[] | null;
}

export type Extension = readonly [number, Uint8Array];

const largestRecord = 0x4000;

/**
 * The bytes of a ClientHello in one TLS record. Source: RFC 8446 4.1.2 and 5.1, RFC 5246 7.4.1.2.
 *
 * @throws RangeError when random or session id have a wrong length, or a list does not fit.
 */
export function encodeRawHello(hello: RawHello): Uint8Array {
  const { random, sessionId } = hello;
  if (random.length !== 32) throw new RangeError(`random of a ClientHello must have 32 bytes, not ${random.length}`);
  if (sessionId.length > 32) throw new RangeError(`session id of a ClientHello has ${sessionId.length} bytes, 32 at most`);
  const body = Buffer.concat([
    u16(hello.clientVersion), random, vector(1, sessionId), vector(2, u16List(hello.cipherSuites)),
    vector(1, Uint8Array.from(hello.compressionMethods)),
    hello.extensions === null ? new Uint8Array()
      : vector(2, Buffer.concat(hello.extensions.map(([id, content]) => Buffer.concat([u16(id), vector(2, content)])))),
  ]);
  const handshake = Buffer.concat([Uint8Array.of(1), vector(3, body)]);
  if (handshake.length > largestRecord) throw new RangeError(`a ClientHello of ${handshake.length} bytes does not fit one record`);
  return new Uint8Array(Buffer.concat([Uint8Array.of(22), u16(hello.recordVersion), vector(2, handshake)]));
}

/** Numbers of the extensions that this folder writes. Source: IANA registry "TLS ExtensionType Values". */
export const extensionId = {
  serverName: 0, statusRequest: 5, groups: 10, pointFormats: 11, signatureAlgorithms: 13, alpn: 16, extendedMasterSecret: 23,
  sessionTicket: 35, supportedVersions: 43, keyShare: 51, renegotiationInfo: 0xff01,
} as const;

/** Bodies of extensions. Sources: RFC 6066 3 and 8, RFC 8446 4.2, RFC 8422 5.1.2, RFC 7301 3.1, RFC 5746 3.2. */
export const extensionBody = {
  /** undefined where the host is an IP address or no name: neither may be sent. */
  serverName(host: string | undefined): Uint8Array | undefined {
    const name = host === undefined ? undefined : readHost(host);
    return name?.kind === 'name' ? vector(2, Buffer.concat([Uint8Array.of(0), vector(2, Buffer.from(name.text, 'latin1'))])) : undefined;
  },
  /** OCSP, no responder named, no extensions. */
  statusRequest: (): Uint8Array => Uint8Array.of(1, 0, 0, 0, 0),
  groups: (groups: readonly number[]): Uint8Array => vector(2, u16List(groups)),
  pointFormats: (formats: readonly number[]): Uint8Array => vector(1, Uint8Array.from(formats)),
  signatureAlgorithms: (schemes: readonly number[]): Uint8Array => vector(2, u16List(schemes)),
  alpn: (protocols: readonly string[]): Uint8Array =>
    vector(2, Buffer.concat(protocols.map((protocol) => vector(1, Buffer.from(protocol, 'latin1'))))),
  empty: (): Uint8Array => new Uint8Array(),
  /** As in a first handshake. */
  renegotiationInfo: (): Uint8Array => Uint8Array.of(0),
};
