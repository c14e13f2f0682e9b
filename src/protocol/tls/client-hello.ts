import type { TlsVersion } from '../../model/facts.ts';
import { encodeRawHello, extensionBody, extensionId, type Extension } from './raw-hello.ts';
import { u16, vector } from './wire.ts';

export { alternativeSuites, probeSuites, rareSuites } from './probe-suites.ts';

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
  /** Ask for a stapled OCSP answer. Source: RFC 6066 8. */
  readonly statusRequest?: boolean;
  /** By preference; must hold 0 (none). TLS 1.3 goes with none in any case. 1 is DEFLATE. Source: RFC 3749. */
  readonly compressionMethods?: readonly number[];
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
  statusRequest: false,
  compressionMethods: [0],
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
  const extras: Required<ClientHelloExtras> = { ...defaultExtras, ...hello.extras };
  return encodeRawHello({
    recordVersion: version === 'SSLv3' ? wireVersions.SSLv3 : wireVersions['TLSv1.0'],
    clientVersion: Math.min(wireVersions[version], wireVersions['TLSv1.2']),
    random, sessionId,
    cipherSuites: [...hello.cipherSuites.filter((id) => id !== renegotiationSignal), renegotiationSignal],
    compressionMethods: version === 'TLSv1.3' ? [0] : extras.compressionMethods,
    extensions: version === 'SSLv3' ? null : extensions(hello, extras),
  });
}

function extensions(hello: ClientHello, extras: Required<ClientHelloExtras>): readonly Extension[] {
  const is13 = hello.version === 'TLSv1.3';
  const parts: Extension[] = [];
  const add = (id: number, body: Uint8Array): void => { parts.push([id, body]); };
  const name = extensionBody.serverName(hello.serverName);
  if (name !== undefined) add(extensionId.serverName, name);
  if (extras.statusRequest) add(extensionId.statusRequest, extensionBody.statusRequest());
  add(extensionId.groups, extensionBody.groups(extras.groups));
  if (!is13) add(extensionId.pointFormats, extensionBody.pointFormats(extras.pointFormats));
  // Clients that offer nothing newer than TLS 1.1 must not send it: RFC 5246 7.4.1.4.1.
  if (is13 || hello.version === 'TLSv1.2') add(extensionId.signatureAlgorithms, extensionBody.signatureAlgorithms(extras.signatureAlgorithms));
  if (extras.alpn.length > 0) add(extensionId.alpn, extensionBody.alpn(extras.alpn));
  if (!is13 && extras.extendedMasterSecret) add(extensionId.extendedMasterSecret, extensionBody.empty());
  if (!is13 && extras.sessionTicket) add(extensionId.sessionTicket, extensionBody.empty());
  if (is13) {
    add(extensionId.supportedVersions, vector(1, u16(wireVersions['TLSv1.3'])));
    add(extensionId.keyShare, vector(2, keyShares(hello.keyShare)));
  }
  return parts;
}

function keyShares(publicKey: Uint8Array | undefined): Uint8Array {
  if (publicKey === undefined) return new Uint8Array();
  const group = groupOfKeyLength[publicKey.length];
  if (group === undefined) throw new RangeError(`a key share of ${publicKey.length} bytes is neither x25519 nor secp256r1`);
  return Buffer.concat([u16(group), vector(2, publicKey)]);
}
