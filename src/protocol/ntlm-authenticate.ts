import type { NtlmChallenge } from './ntlm-challenge.ts';
import { clientVersion, ntlmFlags, ntlmSignature, offeredFlags } from './ntlm-negotiate.ts';
import {
  clientChallengeBlock, clientTargetInfo, encodeAvPairs, hmacMd5, lmv2Response, ntProofStr, ntowfv2, sessionBaseKey, utf16le,
} from './ntlm-responses.ts';

/** What goes into the third message of NTLM. */
export interface AuthenticateRequest {
  /** The first message as it was sent; part of the message integrity code. */
  readonly negotiate: Uint8Array;
  readonly challenge: NtlmChallenge;
  /** Without the domain, or a user principal name: see {@link splitUser}. */
  readonly user: string;
  /** Empty with a user principal name. */
  readonly domain: string;
  readonly password: string;
  /** Name of this machine as the server will log it; may be empty. */
  readonly workstation: string;
  /** 8 random bytes, new for each message. */
  readonly clientChallenge: Uint8Array;
  /** Milliseconds since 1970; used only where the challenge brings no time. */
  readonly clientTimeMs: number;
  /** 16 bytes, see `channelBindingHash`; absent: no channel binding is claimed. */
  readonly channelBinding?: Uint8Array | undefined;
  /** Service principal name that the client means to reach, such as `HTTP/mail.contoso.com`. */
  readonly targetSpn?: string | undefined;
}

const headerWithoutMic = 72;
const micLength = 16;

/**
 * The third message of NTLM (type 3) with an NTLMv2 response. Where the challenge brings a time, the message carries a message
 * integrity code and 24 zero bytes instead of an LMv2 response.
 *
 * Source: MS-NLMP 2.2.1.3, 3.1.5.1.2, 3.3.2.
 *
 * @throws RangeError when a field does not fit its 16-bit length, or client challenge or channel binding have a wrong length.
 */
export function encodeAuthenticate(request: AuthenticateRequest): Uint8Array {
  assertLength('client challenge', request.clientChallenge, 8);
  if (request.channelBinding !== undefined) assertLength('channel binding', request.channelBinding, 16);
  const { challenge } = request;
  const serverTime = challenge.timestampRaw;
  const mic = serverTime !== null;
  const key = ntowfv2(request.password, request.user, request.domain);
  const { channelBinding, targetSpn } = request;
  const pairs = clientTargetInfo(challenge.targetInfo, { mic, channelBinding, targetSpn });
  const block = clientChallengeBlock(
    serverTime ?? fileTimeOf(request.clientTimeMs), request.clientChallenge, encodeAvPairs(pairs),
  );
  const proof = ntProofStr(key, challenge.serverChallenge, block);
  const unicode = (challenge.flags & ntlmFlags.unicode) !== 0 || (challenge.flags & ntlmFlags.oem) === 0;
  const text = unicode ? utf16le : oem;
  const message = withPayloads(mic, [
    mic ? new Uint8Array(24) : lmv2Response(key, challenge.serverChallenge, request.clientChallenge),
    Buffer.concat([proof, block]),
    text(request.domain), text(request.user), text(request.workstation),
    new Uint8Array(),
  ]);
  const view = new DataView(message.buffer);
  view.setUint32(60, agreedFlags(challenge.flags, unicode), true);
  message.set(clientVersion, 64);
  if (mic) {
    message.set(hmacMd5(sessionBaseKey(key, proof), request.negotiate, challenge.bytes, message), headerWithoutMic);
  }
  return message;
}

/** Domain and user as NTLM wants them. */
export interface SplitUser {
  readonly domain: string;
  readonly user: string;
}

/**
 * Splits `DOMAIN\user`. A user principal name (`anna@contoso.com`) stays whole, with an empty domain, and so does a bare name.
 * Source: MS-NLMP 3.3.2 takes both as given; a domain controller resolves the principal name.
 */
export function splitUser(user: string): SplitUser {
  const at = user.indexOf('\\');
  return at < 0 ? { domain: '', user } : { domain: user.slice(0, at), user: user.slice(at + 1) };
}

/** The fields in the order of the header, their payloads in the same order behind it. Source: MS-NLMP 2.2.1.3. */
function withPayloads(mic: boolean, payloads: readonly Uint8Array[]): Uint8Array {
  const headerLength = headerWithoutMic + (mic ? micLength : 0);
  const message = new Uint8Array(headerLength + payloads.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(message.buffer);
  message.set(ntlmSignature);
  view.setUint32(8, 3, true);
  let offset = headerLength;
  payloads.forEach((payload, index) => {
    if (payload.length > 0xffff) throw new RangeError(`NTLM field ${index} of ${payload.length} bytes does not fit its length`);
    const field = 12 + 8 * index;
    view.setUint16(field, payload.length, true);
    view.setUint16(field + 2, payload.length, true);
    view.setUint32(field + 4, offset, true);
    message.set(payload, offset);
    offset += payload.length;
  });
  return message;
}

/** What both sides want, with exactly one of the two text encodings. Source: MS-NLMP 3.1.5.1.2. */
function agreedFlags(challenge: number, unicode: boolean): number {
  const encodings = ntlmFlags.unicode | ntlmFlags.oem;
  const shared = challenge & (offeredFlags | ntlmFlags.targetInfo) & ~encodings;
  return (shared | (unicode ? ntlmFlags.unicode : ntlmFlags.oem)) >>> 0;
}

function fileTimeOf(ms: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, (BigInt(Math.trunc(ms)) + 11_644_473_600_000n) * 10_000n, true);
  return new Uint8Array(view.buffer);
}

/** The server's code page is not known; Latin-1 serves the servers that know no Unicode, and the hash is not affected. */
function oem(value: string): Uint8Array {
  return Buffer.from(value.replace(/[^\x00-\xff]/g, '?'), 'latin1');
}

function assertLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new RangeError(`NTLM ${what} must have ${length} bytes, not ${bytes.length}`);
}
