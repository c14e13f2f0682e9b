/**
 * What a server or a caller said in a TLS handshake, with other names: certificates, names of authorities and the host that a ClientHello
 * asks for. All else stays byte by byte; only where one record ends and the next begins may be elsewhere.
 * Source: RFC 5246 6.2.1 and 7.4, RFC 6066 3 and 8; draft-hickman-netscape-ssl-00 for SSL 2.0.
 */
import { cursor, OutOfBoundsError } from '../../protocol/tls/cursor.ts';
import { u16, vector } from '../../protocol/tls/wire.ts';
import { DerDecodeError } from '../../protocol/der.ts';
import { readCertificate } from './certificate.ts';
import { readName } from './distinguished-name.ts';
import { hostOf, readBytes, type Reading } from './text.ts';

const HANDSHAKE = 22;
const FIRST_TYPE = 20, LAST_TYPE = 23;
const LARGEST_RECORD = 16_384;
const message = { clientHello: 1, certificate: 11, certificateRequest: 13, certificateStatus: 22 } as const;
const TLS12 = 0x0303;
const SSL2_SERVER_HELLO = 4;
const SSL2_HEADER = 13;

/** Never throws. */
export function readTlsBytes(bytes: Uint8Array, reading: Reading): Uint8Array {
  const [type = 0, major = 0] = bytes;
  if (type >= FIRST_TYPE && type <= LAST_TYPE && major === 3) return records(bytes, reading);
  if ((type & 0x80) !== 0 && bytes[2] === SSL2_SERVER_HELLO) return ssl2(bytes);
  return readBytes(bytes, reading) ?? bytes;
}

/** The certificate of SSL 2.0 is read by nobody. */
function ssl2(bytes: Uint8Array): Uint8Array {
  const length = ((bytes[7] ?? 0) << 8) | (bytes[8] ?? 0);
  return bytes.slice().fill(0, SSL2_HEADER, SSL2_HEADER + length);
}

function records(bytes: Uint8Array, reading: Reading): Uint8Array {
  const out: Uint8Array[] = [];
  let handshake: Uint8Array[] = [];
  let version = u16(0x0301);
  const flush = (): void => {
    const said = messages(Buffer.concat(handshake), reading);
    handshake = [];
    for (let at = 0; at < said.length; at += LARGEST_RECORD) {
      const part = said.subarray(at, at + LARGEST_RECORD);
      out.push(Uint8Array.of(HANDSHAKE), version, u16(part.length), part);
    }
  };
  let at = 0;
  while (at + 5 <= bytes.length && (bytes[at] ?? 0) >= FIRST_TYPE && (bytes[at] ?? 0) <= LAST_TYPE && bytes[at + 1] === 3) {
    const end = at + 5 + (((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0));
    if (bytes[at] === HANDSHAKE && end > at + 5) {
      if (handshake.length === 0) version = bytes.slice(at + 1, at + 3);
      handshake.push(bytes.subarray(at + 5, end));
    } else {
      flush();
      out.push(bytes.slice(at, end));
    }
    at = Math.min(end, bytes.length);
  }
  flush();
  out.push(bytes.slice(at));
  return new Uint8Array(Buffer.concat(out));
}

/** After a change of the cipher, and in a renegotiation, the bytes are no messages; they are random then and pass as they are. */
function messages(said: Uint8Array, reading: Reading): Uint8Array {
  const out: Uint8Array[] = [];
  let tls12 = false;
  let at = 0;
  while (at + 4 <= said.length) {
    const type = said[at] ?? 0;
    const end = at + 4 + cursor(said.subarray(at + 1)).number(3);
    const body = said.subarray(at + 4, end);
    if (end > said.length) {
      // Cut off: what has begun of a certificate cannot be read, and is not kept.
      const silent = type === message.certificate || type === message.certificateRequest || type === message.certificateStatus;
      out.push(said.slice(at, at + 4), silent ? new Uint8Array(body.length) : body);
      return Buffer.concat(out);
    }
    if (type === 2) tls12 = ((body[0] ?? 0) << 8 | (body[1] ?? 0)) >= TLS12;
    out.push(Uint8Array.of(type), vector(3, inBounds(body, () => changed(type, body, tls12, reading))));
    at = end;
  }
  out.push(said.slice(at));
  return Buffer.concat(out);
}

function changed(type: number, body: Uint8Array, tls12: boolean, reading: Reading): Uint8Array {
  if (type === message.certificate) {
    const list = cursor(cursor(body).vector(3));
    const certificates: Uint8Array[] = [];
    while (list.left() > 0) certificates.push(vector(3, readCertificate(list.vector(3), reading)));
    return vector(3, Buffer.concat(certificates));
  }
  if (type === message.certificateStatus) return new Uint8Array(body.length);
  if (type === message.certificateRequest) {
    const reader = cursor(body);
    const before = [vector(1, reader.vector(1)), tls12 ? vector(2, reader.vector(2)) : new Uint8Array()];
    const list = cursor(reader.vector(2));
    const names: Uint8Array[] = [];
    while (list.left() > 0) names.push(vector(2, nameOf(list.vector(2), reading)));
    return Buffer.concat([...before, vector(2, Buffer.concat(names))]);
  }
  return type === message.clientHello ? clientHello(body, reading) : body;
}

function nameOf(name: Uint8Array, reading: Reading): Uint8Array {
  try {
    return readName(name, reading);
  } catch (error) {
    if (error instanceof DerDecodeError) return new Uint8Array(name.length);
    throw error;
  }
}

function clientHello(body: Uint8Array, reading: Reading): Uint8Array {
  const reader = cursor(body);
  const before = [reader.take(34), vector(1, reader.vector(1)), vector(2, reader.vector(2)), vector(1, reader.vector(1))];
  if (reader.left() === 0) return body;
  const list = cursor(reader.vector(2));
  const extensions: Uint8Array[] = [];
  while (list.left() > 0) {
    const id = list.number(2);
    const content = list.vector(2);
    extensions.push(u16(id), vector(2, id === 0 ? serverName(content, reading) : content));
  }
  return Buffer.concat([...before, vector(2, Buffer.concat(extensions))]);
}

function serverName(content: Uint8Array, reading: Reading): Uint8Array {
  if (content.length === 0) return content;
  const list = cursor(cursor(content).vector(2));
  const type = list.number(1);
  const name = Buffer.from(list.vector(2)).toString('latin1');
  return vector(2, Buffer.concat([Uint8Array.of(type), vector(2, Buffer.from(hostOf(name, reading), 'latin1'))]));
}

/** A body that ends too early, or whose new names do not fit, becomes zeros. */
function inBounds(body: Uint8Array, change: () => Uint8Array): Uint8Array {
  try {
    return change();
  } catch (error) {
    if (error instanceof OutOfBoundsError || error instanceof RangeError) return new Uint8Array(body.length);
    throw error;
  }
}
