import { createHmac } from 'node:crypto';
import { md4 } from './md4.ts';
import { avId, valueOf } from './ntlm-challenge.ts';
import type { AvPair } from './ntlm-challenge.ts';

/** MsvAvFlags bit: the authenticate message carries a message integrity code. Source: MS-NLMP 2.2.2.1. */
const micPresent = 0x2;

/**
 * The key of NTLMv2, made of password, user and domain: HMAC-MD5 keyed with the MD4 of the password. 16 bytes, as
 * confidential as the password. The user is upper-cased, the domain taken as it is. Source: MS-NLMP 3.3.2 (NTOWFv2).
 */
export function ntowfv2(password: string, user: string, domain: string): Uint8Array {
  return hmacMd5(md4(utf16le(password)), utf16le(upperCased(user) + domain));
}

/**
 * What is hashed beside the server's challenge: versions, time, client challenge and target information.
 * Source: MS-NLMP 2.2.2.7 (NTLMv2_CLIENT_CHALLENGE) and 3.3.2 (temp).
 *
 * @param fileTime 8 bytes, FILETIME, little-endian.
 * @param clientChallenge 8 bytes.
 * @param targetInfo the pairs with their closing one, as {@link encodeAvPairs} gives them.
 */
export function clientChallengeBlock(fileTime: Uint8Array, clientChallenge: Uint8Array, targetInfo: Uint8Array): Uint8Array {
  return Buffer.concat([
    Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0), fileTime, clientChallenge, new Uint8Array(4), targetInfo, new Uint8Array(4),
  ]);
}

/** First 16 bytes of the NTLMv2 response. Source: MS-NLMP 3.3.2 (NTProofStr). */
export function ntProofStr(key: Uint8Array, serverChallenge: Uint8Array, block: Uint8Array): Uint8Array {
  return hmacMd5(key, serverChallenge, block);
}

/** The LMv2 response, 24 bytes: a hash and the client challenge. Source: MS-NLMP 3.3.2. */
export function lmv2Response(key: Uint8Array, serverChallenge: Uint8Array, clientChallenge: Uint8Array): Uint8Array {
  return Buffer.concat([hmacMd5(key, serverChallenge, clientChallenge), clientChallenge]);
}

/** The session key, 16 bytes; without key exchange it also keys the message integrity code. Source: MS-NLMP 3.3.2. */
export function sessionBaseKey(key: Uint8Array, proof: Uint8Array): Uint8Array {
  return hmacMd5(key, proof);
}

/** HMAC-MD5 over the concatenation of the parts. */
export function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** What the client adds to the server's target information. */
export interface TargetInfoAdditions {
  /** true: a message integrity code follows. */
  readonly mic: boolean;
  /** 16 bytes. */
  readonly channelBinding?: Uint8Array | undefined;
  /** Service principal name, such as `HTTP/mail.contoso.com`. */
  readonly targetSpn?: string | undefined;
}

/**
 * The server's pairs with the client's: the MIC bit in MsvAvFlags, MsvAvChannelBindings, MsvAvTargetName. What the server
 * itself claims for the latter two is dropped: only the client may say it. Source: MS-NLMP 3.1.5.1.2.
 */
export function clientTargetInfo(pairs: readonly AvPair[], additions: TargetInfoAdditions): readonly AvPair[] {
  const clientOnly: readonly number[] = [avId.channelBindings, avId.targetName];
  const result = pairs.filter((pair) => !clientOnly.includes(pair.id) && !(additions.mic && pair.id === avId.flags));
  if (additions.mic) {
    const flags = new Uint8Array(4);
    flags.set((valueOf(pairs, avId.flags) ?? new Uint8Array()).subarray(0, 4));
    flags[0] = (flags[0] ?? 0) | micPresent;
    result.push({ id: avId.flags, value: flags });
  }
  if (additions.channelBinding !== undefined) result.push({ id: avId.channelBindings, value: additions.channelBinding });
  if (additions.targetSpn !== undefined) result.push({ id: avId.targetName, value: utf16le(additions.targetSpn) });
  return result;
}

/**
 * Pairs as bytes, with the closing pair. Source: MS-NLMP 2.2.2.1.
 *
 * @throws RangeError when a value is longer than 65 535 bytes.
 */
export function encodeAvPairs(pairs: readonly AvPair[]): Uint8Array {
  const parts = pairs.flatMap(({ id, value }) => {
    if (value.length > 0xffff) throw new RangeError(`NTLM attribute ${id} is longer than 65535 bytes`);
    return [Uint8Array.of(id & 0xff, id >>> 8, value.length & 0xff, value.length >>> 8), value];
  });
  return Buffer.concat([...parts, new Uint8Array(4)]);
}

/** Text as UTF-16, little-endian, without a byte order mark. */
export function utf16le(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le');
}

/**
 * Upper case as Windows does it for NTLM: one UTF-16 unit at a time, so that `ß` stays, and never from outside ASCII into it, so
 * that the dotless `ı` stays, which JavaScript would make an `I`.
 */
function upperCased(user: string): string {
  return user.split('').map((unit) => {
    const upper = unit.toUpperCase();
    return upper.length !== 1 || (unit > '\x7f' && upper <= '\x7f') ? unit : upper;
  }).join('');
}
