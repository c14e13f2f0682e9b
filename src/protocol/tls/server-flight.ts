import { alertName } from './alerts.ts';
import { cursor, OutOfBoundsError } from './cursor.ts';
import { guessProtocol, printableStart } from './foreign-protocol.ts';
import type { ForeignProtocol } from './foreign-protocol.ts';
import { recordReader, type FlightEvent } from './records.ts';
import { decodeServerHello } from './server-hello.ts';
import type { ServerHello } from './server-hello.ts';

/** An alert of the server. Source: RFC 8446 6. */
export interface TlsAlert {
  /** 1: warning, 2: fatal. TLS 1.3 ignores it. */
  readonly level: number;
  readonly description: number;
  /** Such as `protocol_version`. */
  readonly name: string;
}

/** What a server asks of a client certificate, up to TLS 1.2. */
export interface CertificateRequest {
  /** How many authorities it names. */
  readonly authorities: number;
  /** Size of their names on the wire, in bytes. Schannel truncates its own list at 16 KB. */
  readonly authorityBytes: number;
  /** DER of each name. */
  readonly names: readonly Uint8Array[];
}

/** The server chose a version and a suite. */
export interface ServerHelloFlight extends ServerHello {
  readonly kind: 'server-hello';
  /** DER of each certificate, leaf first; absent when the message is not there, cut or malformed, and always in TLS 1.3. */
  readonly certificates?: readonly Uint8Array[];
  readonly certificateRequest?: CertificateRequest;
  /** Bits of the prime, where the key exchange is ephemeral Diffie-Hellman in a field of the server's. */
  readonly dhBits?: number;
  /** A stapled OCSP answer came along; up to TLS 1.2. */
  readonly stapledOcsp?: boolean;
  /** An alert after the ServerHello. */
  readonly alert?: TlsAlert;
  /** All that the server says before the client's turn was received; in TLS 1.3 all of it that is readable. */
  readonly complete: boolean;
}

/** How a server answered a ClientHello. */
export type ServerFlight =
  | ServerHelloFlight
  | ({ readonly kind: 'alert' } & TlsAlert)
  | {
    readonly kind: 'not-tls';
    readonly protocolGuess: ForeignProtocol;
    /** First 120 bytes, printable. */
    readonly start: string;
  }
  | { readonly kind: 'incomplete' };

const messageType = { helloRequest: 0, serverHello: 2, certificate: 11, serverKeyExchange: 12, certificateRequest: 13, serverHelloDone: 14, certificateStatus: 22 } as const;
const largestFlight = 128 * 1024;
/** Extensions may take 64 KB by the letter; real ServerHellos have some hundred bytes. */
const largestServerHello = 16 * 1024;
/** Room for that in small records; keeps judging of slowly dripping bytes cheap. */
const largestBeforeServerHello = 32 * 1024;
const mostCertificates = 100;
const namedCurve = 3;
const warning = 1;
const unrecognizedName = 112;

/**
 * Reads the start of a server's side of a handshake, as far as it is in plain text. Looks at the first 128 KiB; the
 * ServerHello must be within the first 32. A warning that the name is not recognised may come before it. Never throws.
 *
 * Source: RFC 5246 7.3 and 7.4, RFC 8446 2 and 4, RFC 6066 3 (the warning).
 */
export function readServerFlight(received: Uint8Array): ServerFlight {
  const reading = flightReading();
  reading.add(received);
  return reading.flight();
}

/**
 * true when more bytes would not change version and suite: there is a ServerHello, an alert that ends the handshake, or
 * something that is not TLS.
 */
export function enoughForServerHello(received: Uint8Array): boolean {
  const reading = flightReading();
  reading.add(received);
  return reading.decided();
}

/**
 * A judge of one connection, to be given all bytes received so far each time. true when the server has said all that it says before
 * the client's turn.
 */
export function enoughForFlight(): (received: Uint8Array) => boolean {
  const reading = flightReading();
  return (received) => {
    reading.add(received);
    return reading.finished();
  };
}

interface FlightReading {
  /** @param received all bytes so far; what was added before is not looked at again */
  add(received: Uint8Array): void;
  decided(): boolean;
  finished(): boolean;
  flight(): ServerFlight;
}

function flightReading(): FlightReading {
  const reader = recordReader();
  let bounded: Uint8Array = new Uint8Array();
  let flight: ServerHelloFlight | undefined;
  let refusal: TlsAlert | undefined, passed: TlsAlert | undefined;
  let foreign = false, over = false;

  function take(event: FlightEvent): void {
    if (foreign || over || refusal !== undefined) return;
    if (flight !== undefined) {
      if (event.kind === 'alert') flight = { ...flight, alert: named(event) };
      if (event.kind === 'message') flight = withMessage(flight, event.type, event.body);
      over = event.kind !== 'message' || flight.complete;
    } else if (event.kind === 'alert') {
      if (event.level === warning && event.description === unrecognizedName) passed = named(event);
      else refusal = named(event);
    } else if (event.kind === 'message' && event.type === messageType.serverHello) {
      const hello = event.receivedEnd > largestBeforeServerHello ? undefined : decodeServerHello(event.body);
      if (hello === undefined) foreign = true;
      else flight = { kind: 'server-hello', ...hello, complete: hello.version === 'TLSv1.3' };
    } else if (event.kind !== 'message' || event.type !== messageType.helloRequest) {
      foreign = true;
    }
  }

  return {
    add(received) {
      const news = received.subarray(bounded.length, largestFlight);
      bounded = received.subarray(0, largestFlight);
      for (const event of reader.push(news)) take(event);
      if (flight !== undefined || refusal !== undefined) return;
      const cut = reader.cut();
      if (received.length > largestBeforeServerHello || (cut !== undefined && !isPlausibleStart(cut.type, cut.length))) foreign = true;
    },
    decided: () => flight !== undefined || refusal !== undefined || foreign,
    finished: () => (flight === undefined ? refusal !== undefined || foreign : flight.complete || over || bounded.length === largestFlight),
    flight() {
      if (flight !== undefined) return flight;
      if (refusal !== undefined) return { kind: 'alert', ...refusal };
      if (foreign) return { kind: 'not-tls', protocolGuess: guessProtocol(bounded), start: printableStart(bounded) };
      return passed === undefined ? { kind: 'incomplete' } : { kind: 'alert', ...passed };
    },
  };
}

function isPlausibleStart(type: number, length: number): boolean {
  return type === messageType.serverHello && length <= largestServerHello;
}

function named({ level, description }: { readonly level: number; readonly description: number }): TlsAlert {
  return { level, description, name: alertName(description) };
}

function withMessage(flight: ServerHelloFlight, type: number, body: Uint8Array): ServerHelloFlight {
  if (type === messageType.serverHelloDone) return { ...flight, complete: true };
  if (type === messageType.certificate) {
    const certificates = inBounds(() => certificatesOf(body));
    return certificates === undefined ? flight : { ...flight, certificates };
  }
  if (type === messageType.certificateRequest) {
    const certificateRequest = inBounds(() => requestOf(body, flight.version === 'TLSv1.2'));
    return certificateRequest === undefined ? flight : { ...flight, certificateRequest };
  }
  if (type === messageType.certificateStatus) return { ...flight, stapledOcsp: true };
  if (type === messageType.serverKeyExchange) return { ...flight, ...inBounds(() => keyExchangeOf(flight.cipherSuite, body)) };
  return flight;
}

/** Source: RFC 5246 7.4.2. */
function certificatesOf(body: Uint8Array): readonly Uint8Array[] | undefined {
  const list = cursor(cursor(body).vector(3));
  const certificates: Uint8Array[] = [];
  while (list.left() > 0) {
    if (certificates.length === mostCertificates) return undefined;
    certificates.push(list.vector(3).slice());
  }
  return certificates;
}

/** Source: RFC 8422 5.4 (named curve), RFC 5246 7.4.3 (Diffie-Hellman). */
function keyExchangeOf(cipherSuite: string, body: Uint8Array): Pick<ServerHelloFlight, 'group' | 'dhBits'> {
  const reader = cursor(body);
  if (/^TLS_ECDHE?_/.test(cipherSuite)) return reader.number(1) === namedCurve ? { group: reader.number(2) } : {};
  if (!cipherSuite.startsWith('TLS_DHE_')) return {};
  const prime = reader.vector(2);
  const first = prime.findIndex((byte) => byte !== 0);
  return first < 0 ? {} : { dhBits: (prime.length - first) * 8 - Math.clz32(prime[first] ?? 0) + 24 };
}

/** Source: RFC 5246 7.4.4; the signature algorithms are there since TLS 1.2. */
function requestOf(body: Uint8Array, withAlgorithms: boolean): CertificateRequest {
  const reader = cursor(body);
  reader.vector(1);
  if (withAlgorithms) reader.vector(2);
  const list = reader.vector(2);
  const each = cursor(list);
  const names: Uint8Array[] = [];
  while (each.left() > 0) names.push(each.vector(2));
  return { authorities: names.length, authorityBytes: list.length, names };
}

function inBounds<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof OutOfBoundsError) return undefined;
    throw error;
  }
}
