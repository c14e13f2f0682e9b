/** SSL 2.0, as far as to ask whether a port still speaks it. Source: draft-hickman-netscape-ssl-00. */
import { cursor, OutOfBoundsError } from './cursor.ts';
import { u16, u16List } from './wire.ts';

/** Cipher kinds, three bytes each. Source: the draft, C.4; 0x080080 from SSLeay. */
const cipherKinds: Readonly<Record<number, string>> = {
  0x010080: 'SSL_CK_RC4_128_WITH_MD5', 0x020080: 'SSL_CK_RC4_128_EXPORT40_WITH_MD5', 0x030080: 'SSL_CK_RC2_128_CBC_WITH_MD5',
  0x040080: 'SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5', 0x050080: 'SSL_CK_IDEA_128_CBC_WITH_MD5', 0x060040: 'SSL_CK_DES_64_CBC_WITH_MD5',
  0x0700c0: 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5', 0x080080: 'SSL_CK_RC4_64_WITH_MD5',
};

const messageType = { error: 0, clientHello: 1, serverHello: 4 } as const;
const noCipher = 1;
const challengeBytes = 16;
/** A record with a two-byte header is never longer. */
const largestRecord = 0x7fff;

/** A CLIENT-HELLO for version 2 alone, with every cipher kind. Throws RangeError when the challenge has not 16 bytes. */
export function encodeSsl2Hello(challenge: Uint8Array): Uint8Array {
  if (challenge.length !== challengeBytes) throw new RangeError(`challenge of an SSL 2.0 hello must have 16 bytes, not ${challenge.length}`);
  const kinds = Object.keys(cipherKinds).map((kind) => Uint8Array.of(Number(kind) >>> 16, Number(kind) >>> 8, Number(kind)));
  const body = Buffer.concat([
    Uint8Array.of(messageType.clientHello), u16(2), u16List([kinds.length * 3, 0, challengeBytes]), ...kinds, challenge,
  ]);
  return new Uint8Array(Buffer.concat([u16(0x8000 | body.length), body]));
}

export type Ssl2Answer =
  /** `cipherKinds`: names of all that the server offers, in its order; none: the version is on, but nothing can be used in it. */
  | { readonly kind: 'server-hello'; readonly cipherKinds: readonly string[] }
  | { readonly kind: 'no-cipher' }
  | { readonly kind: 'incomplete' }
  /** Something else: an alert of a newer version perhaps. */
  | { readonly kind: 'other' };

/** Reads the answer to an SSL 2.0 hello. Never throws. */
export function readSsl2Answer(received: Uint8Array): Ssl2Answer {
  const [high, low, type] = received;
  if (high === undefined) return { kind: 'incomplete' };
  // A SERVER-HELLO is never padded, so its record has the two-byte header.
  if (high < 0x80) return { kind: 'other' };
  if (low === undefined || type === undefined) return { kind: 'incomplete' };
  const end = 2 + (((high << 8) | low) & largestRecord);
  if (type !== messageType.serverHello && type !== messageType.error) return { kind: 'other' };
  if (received.length < end) return { kind: 'incomplete' };
  try {
    const reader = cursor(received.subarray(3, end));
    if (type === messageType.error) return reader.number(2) === noCipher ? { kind: 'no-cipher' } : { kind: 'other' };
    reader.number(2); // session id hit, certificate type
    if (reader.number(2) !== 2) return { kind: 'other' };
    const [certificate, kinds] = [reader.number(2), reader.number(2)];
    reader.number(2);
    reader.take(certificate);
    const list = cursor(reader.take(kinds));
    const names: string[] = [];
    while (list.left() >= 3) {
      const kind = list.number(3);
      names.push(cipherKinds[kind] ?? `0x${kind.toString(16).padStart(6, '0')}`);
    }
    return { kind: 'server-hello', cipherKinds: names };
  } catch (error) {
    if (error instanceof OutOfBoundsError) return { kind: 'other' };
    throw error;
  }
}
