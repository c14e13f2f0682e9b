/**
 * An NTLM server for tests, written from MS-NLMP without the code under test: it makes challenges and checks proof, message
 * integrity code and channel binding of what comes back. Signs connections in, as IIS does.
 */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import md4 from 'js-md4';

export interface NtlmWish {
  /** `DOMAIN\user` → password. */
  readonly accounts: Readonly<Record<string, string>>;
  /** DER of the certificate that the server shows. */
  readonly certificate: Uint8Array;
  readonly requireBinding?: boolean;
  /** Send a clock in the challenge, so that clients send an integrity code. Default: yes. */
  readonly clock?: boolean;
  /** Instead of waiting for the third message. */
  readonly afterChallenge?: 'close' | 'announce-close';
  readonly malformed?: boolean;
  readonly answer?: RequestListener;
}

/** What one third message held and how it was judged. */
export interface Judged {
  readonly account: string;
  readonly proof: boolean;
  /** Message integrity code: none was sent, or it holds or not. */
  readonly mic: boolean | 'none';
  readonly binding: boolean | 'none';
  readonly targetName: string;
}

export interface NtlmServer {
  readonly listener: RequestListener;
  /** Third messages in the order received. */
  readonly judged: readonly Judged[];
  /** Method, type of NTLM message (0: none) and length of the body of each request. */
  readonly requests: readonly (readonly [string, number, number])[];
  /** The nonces given out, as hex. */
  readonly nonces: readonly string[];
}

const le16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8]);
const pair = (id: number, value: Buffer): Buffer => Buffer.concat([le16(id), le16(value.length), value]);
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => {
  const made = createHmac('md5', key);
  for (const part of parts) made.update(part);
  return made.digest();
};

/** NT hash of a password. Source: MS-NLMP 3.3.1 (NTOWFv1). */
export function ntHash(password: string): Buffer {
  return Buffer.from(md4.arrayBuffer(wide(password)));
}

export function ntlmServer(wish: NtlmWish): NtlmServer {
  const judged: Judged[] = [];
  const requests: (readonly [string, number, number])[] = [];
  const nonces: string[] = [];
  const underWay = new WeakMap<Socket, { readonly negotiate: Buffer; readonly challenge: Buffer; readonly nonce: Buffer }>();
  const signedIn = new WeakSet<Socket>();

  function challengeOf(nonce: Buffer): Buffer {
    const clock = Buffer.alloc(8);
    clock.writeBigUInt64LE((BigInt(Date.now()) + 11_644_473_600_000n) * 10_000n);
    const target = wide('CONTOSO');
    const information = Buffer.concat([
      pair(2, target), pair(1, wide('MAIL16')), pair(4, wide('contoso.test')), pair(3, wide('mail16.contoso.test')),
      ...(wish.clock === false ? [] : [pair(7, clock)]), pair(0, Buffer.alloc(0)),
    ]);
    const head = Buffer.alloc(56);
    head.write('NTLMSSP\0\x02\0\0\0', 'latin1');
    head.writeUInt16LE(target.length, 12);
    head.writeUInt16LE(target.length, 14);
    head.writeUInt32LE(56, 16);
    head.writeUInt32LE(0xa2898205, 20);
    nonce.copy(head, 24);
    head.writeUInt16LE(information.length, 40);
    head.writeUInt16LE(information.length, 42);
    head.writeUInt32LE(56 + target.length, 44);
    Buffer.from([6, 3, 0x80, 0x25, 0, 0, 0, 15]).copy(head, 48);
    return Buffer.concat([head, target, information]);
  }

  function judge(message: Buffer, { negotiate, challenge,
    nonce }: { readonly negotiate: Buffer; readonly challenge: Buffer; readonly nonce: Buffer }): boolean {
    const field = (at: number): Buffer =>
      message.subarray(message.readUInt32LE(at + 4), message.readUInt32LE(at + 4) + message.readUInt16LE(at));
    const [response, domain, user] = [field(20), field(28).toString('utf16le'), field(36).toString('utf16le')];
    const account = domain === '' ? user : `${domain}\\${user}`;
    const pairs = new Map<number, Buffer>();
    for (let at = 44; at + 4 <= response.length && response.readUInt16LE(at) !== 0; at += 4 + response.readUInt16LE(at + 2)) {
      pairs.set(response.readUInt16LE(at), response.subarray(at + 4, at + 4 + response.readUInt16LE(at + 2)));
    }
    const key = hmac(ntHash(wish.accounts[account] ?? '\0'), wide(user.toUpperCase() + domain));
    const proof = hmac(key, nonce, response.subarray(16)).equals(response.subarray(0, 16));
    const promised = ((pairs.get(6)?.readUInt32LE(0) ?? 0) & 2) !== 0;
    const blank = Buffer.from(message).fill(0, 72, 88);
    const mic = promised ? hmac(hmac(key, response.subarray(0, 16)), negotiate, challenge,
      blank).equals(message.subarray(72, 88)) : 'none';
    const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash('sha256').update(wish.certificate).digest()]);
    const length = Buffer.alloc(20);
    length.writeUInt32LE(data.length, 16);
    const expected = createHash('md5').update(length).update(data).digest();
    const binding = pairs.get(10) === undefined ? 'none' : expected.equals(pairs.get(10) ?? Buffer.alloc(0));
    judged.push({ account, proof, mic, binding, targetName: (pairs.get(9) ?? Buffer.alloc(0)).toString('utf16le') });
    return proof && mic !== false && binding !== false && (binding === true || wish.requireBinding !== true) && (promised || wish.clock === false);
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const message = Buffer.from(/^NTLM (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '', 'base64');
    const type = message.length < 12 ? 0 : message.readUInt32LE(8);
    requests.push([request.method ?? '', type, Number(request.headers['content-length'] ?? 0)]);
    const exchange = underWay.get(request.socket);
    if (signedIn.has(request.socket)) {
      (wish.answer ?? ((_request, made) => made.end('signed in')))(request, response);
    } else if (type === 1) {
      const nonce = createHash('md5').update(`nonce ${nonces.length}`).digest().subarray(0, 8);
      const challenge = wish.malformed === true ? Buffer.from('NTLMSSP\0\x02\0\0\0 and no more', 'latin1') : challengeOf(nonce);
      nonces.push(nonce.toString('hex'));
      underWay.set(request.socket, { negotiate: message, challenge, nonce });
      response.writeHead(401, [
        'WWW-Authenticate', 'Negotiate', 'WWW-Authenticate', `NTLM ${challenge.toString('base64')}`,
          ...(wish.afterChallenge === 'announce-close' ? ['Connection', 'close'] : []),
      ]).end('', () => { if (wish.afterChallenge === 'close') request.socket.end(); });
    } else if (type === 3 && exchange !== undefined && judge(message, exchange)) {
      signedIn.add(request.socket);
      (wish.answer ?? ((_request, made) => made.end('signed in')))(request, response);
    } else {
      underWay.delete(request.socket);
      response.writeHead(401, ['WWW-Authenticate', 'Negotiate', 'WWW-Authenticate', 'NTLM']).end('401');
    }
  }

  return {
    judged, requests, nonces,
    listener: (request, response) => {
      request.resume();
      request.once('end', () => { answer(request, response); });
    },
  };
}
