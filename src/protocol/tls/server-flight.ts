import { alertName } from './alerts.ts';
import { cursor, OutOfBoundsError } from './cursor.ts';
import { guessProtocol, printableStart } from './foreign-protocol.ts';
import type { ForeignProtocol } from './foreign-protocol.ts';
import { flightEvents } from './records.ts';
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
}

/** The server chose a version and a suite. */
export interface ServerHelloFlight extends ServerHello {
  readonly kind: 'server-hello';
  /** DER of each certificate, leaf first; absent when the message is not there, cut or malformed, and always in TLS 1.3. */
  readonly certificates?: readonly Uint8Array[];
  readonly certificateRequest?: CertificateRequest;
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

const messageType = { helloRequest: 0, serverHello: 2, certificate: 11, certificateRequest: 13, serverHelloDone: 14 } as const;
const largestFlight = 128 * 1024;
/** Extensions may take 64 KB by the letter; real ServerHellos have some hundred bytes. */
const largestServerHello = 16 * 1024;
/** Room for that in small records; keeps judging of slowly dripping bytes cheap. */
const largestBeforeServerHello = 32 * 1024;
const mostCertificates = 100;
const warning = 1;
const unrecognizedName = 112;

/**
 * Reads the start of a server's side of a handshake, as far as it is in plain text. Looks at the first 128 KiB; the
 * ServerHello must be within the first 32. A warning that the name is not recognised may come before it. Never throws.
 *
 * Source: RFC 5246 7.3 and 7.4, RFC 8446 2 and 4, RFC 6066 3 (the warning).
 */
export function readServerFlight(received: Uint8Array): ServerFlight {
  return read(received).flight;
}

/**
 * true when more bytes would not change version and suite: there is a ServerHello, an alert that ends the handshake, or
 * something that is not TLS.
 */
export function enoughForServerHello(received: Uint8Array): boolean {
  return read(received).decided;
}

interface Reading {
  readonly flight: ServerFlight;
  readonly decided: boolean;
}

function read(received: Uint8Array): Reading {
  const bounded = received.subarray(0, largestFlight);
  const notTls = (): Reading => ({
    flight: { kind: 'not-tls', protocolGuess: guessProtocol(bounded), start: printableStart(bounded) },
    decided: true,
  });
  let flight: ServerHelloFlight | undefined;
  let passed: TlsAlert | undefined;
  for (const event of flightEvents(bounded)) {
    if (flight !== undefined) {
      if (event.kind === 'alert') flight = { ...flight, alert: named(event) };
      if (event.kind === 'message') flight = withMessage(flight, event.type, event.body);
      if (event.kind !== 'message' || flight.complete) break;
    } else if (event.kind === 'alert') {
      passed = named(event);
      if (event.level !== warning || event.description !== unrecognizedName) {
        return { flight: { kind: 'alert', ...passed }, decided: true };
      }
    } else if (event.kind === 'message' && event.type === messageType.serverHello) {
      const hello = event.receivedEnd > largestBeforeServerHello ? undefined : decodeServerHello(event.body);
      if (hello === undefined) return notTls();
      flight = { kind: 'server-hello', ...hello, complete: hello.version === 'TLSv1.3' };
    } else if (event.kind === 'cut-message' && isPlausibleStart(event.type, event.length)) {
      break;
    } else if (event.kind !== 'message' || event.type !== messageType.helloRequest) {
      return notTls();
    }
  }
  if (flight !== undefined) return { flight, decided: true };
  if (received.length > largestBeforeServerHello) return notTls();
  return { flight: passed === undefined ? { kind: 'incomplete' } : { kind: 'alert', ...passed }, decided: false };
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

/** Source: RFC 5246 7.4.4; the signature algorithms are there since TLS 1.2. */
function requestOf(body: Uint8Array, withAlgorithms: boolean): CertificateRequest {
  const reader = cursor(body);
  reader.vector(1);
  if (withAlgorithms) reader.vector(2);
  const names = reader.vector(2);
  const each = cursor(names);
  let authorities = 0;
  for (; each.left() > 0; authorities += 1) each.vector(2);
  return { authorities, authorityBytes: names.length };
}

function inBounds<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof OutOfBoundsError) return undefined;
    throw error;
  }
}
