import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import md4 from 'js-md4';

/** What an NTLM server tells about itself. */
export interface NtlmNames {
  readonly netbiosDomain: string;
  readonly netbiosComputer: string;
  readonly dnsDomain: string;
  readonly dnsComputer: string;
  readonly windowsBuild: readonly [number, number, number];
}

/** A challenge under way on one connection. */
export interface NtlmExchange {
  readonly negotiate: Buffer;
  readonly challenge: Buffer;
  readonly serverChallenge: Buffer;
}

/** How a type 3 message fared. */
export type NtlmVerdict =
  | { readonly accepted: true; readonly user: string }
  | { readonly accepted: false; readonly why: 'malformed' | 'unknown-user' | 'proof' | 'mic' | 'channel-binding' };

const signature = Buffer.from('NTLMSSP\0', 'latin1');
const keyExchange = 0x4000_0000;
/** Unicode, request target, NTLM, always sign, target type domain, extended session security, target info, version. */
const alwaysSet = 0x0000_0001 | 0x0000_0004 | 0x0000_0200 | 0x0000_8000 | 0x0001_0000 | 0x0008_0000 | 0x0080_0000 | 0x0200_0000;
/** Sign, seal, 128 bits, key exchange, 56 bits: as the client asks. */
const asAsked = 0x0000_0010 | 0x0000_0020 | 0x2000_0000 | keyExchange | 0x8000_0000;

/** 1 or 3 for an NTLM message of that type, else 0. */
export function ntlmType(message: Buffer): number {
  return message.length >= 12 && message.subarray(0, 8).equals(signature) ? message.readUInt32LE(8) : 0;
}

/** Answers a type 1 message. `now`: milliseconds since 1970. Source: MS-NLMP 2.2.1.2 and 3.2.5.1.1. */
export function challengeFor(negotiate: Buffer, names: NtlmNames, now: number): NtlmExchange {
  const asked = negotiate.length >= 16 ? negotiate.readUInt32LE(12) : 0;
  const pair = (id: number, value: Buffer): Buffer => Buffer.concat([words(id, value.length), value]);
  const timestamp = Buffer.alloc(8);
  // FILETIME counts 100 ns since 1601.
  timestamp.writeBigUInt64LE((BigInt(now) + 11_644_473_600_000n) * 10_000n);
  const target = utf16(names.netbiosDomain);
  const targetInfo = Buffer.concat([
    pair(2, target),
    pair(1, utf16(names.netbiosComputer)),
    pair(4, utf16(names.dnsDomain)),
    pair(3, utf16(names.dnsComputer)),
    pair(5, utf16(names.dnsDomain)),
    pair(7, timestamp),
    words(0, 0),
  ]);
  const serverChallenge = randomBytes(8);
  const header = Buffer.alloc(56);
  signature.copy(header);
  header.writeUInt32LE(2, 8);
  header.writeUInt16LE(target.length, 12);
  header.writeUInt16LE(target.length, 14);
  header.writeUInt32LE(56, 16);
  header.writeUInt32LE((alwaysSet | (asked & asAsked)) >>> 0, 20);
  serverChallenge.copy(header, 24);
  header.writeUInt16LE(targetInfo.length, 40);
  header.writeUInt16LE(targetInfo.length, 42);
  header.writeUInt32LE(56 + target.length, 44);
  header.writeUInt8(names.windowsBuild[0], 48);
  header.writeUInt8(names.windowsBuild[1], 49);
  header.writeUInt16LE(names.windowsBuild[2], 50);
  header.writeUInt8(0x0f, 55);
  return { negotiate, challenge: Buffer.concat([header, target, targetInfo]), serverChallenge };
}

/** What a type 3 message is checked against. */
export interface NtlmExpectation {
  /** Passwords that the account may have; empty: there is no such account. */
  passwordsOf(user: string, domain: string): readonly string[];
  /** DER of the certificate that this port shows; null: channel bindings are not looked at. */
  readonly certificate: Buffer | null;
  readonly channelBindingRequired: boolean;
}

/** Checks a type 3 message: NTLMv2 proof, channel binding and MIC. Never throws. Source: MS-NLMP 3.2.5.1.2 and 3.3.2. */
export function checkAuthenticate(exchange: NtlmExchange, message: Buffer, expected: NtlmExpectation): NtlmVerdict {
  if (message.length < 64) return { accepted: false, why: 'malformed' };
  const [response, domain, user, sessionKey] = [20, 28, 36, 52].map((at) => field(message, at));
  if (!response || !domain || !user || !sessionKey || response.length < 16 + 28) return { accepted: false, why: 'malformed' };
  const flags = message.readUInt32LE(60);
  const text = (bytes: Buffer): string => bytes.toString((flags & 1) === 0 ? 'latin1' : 'utf16le');
  const names = { user: text(user), domain: text(domain) };
  const passwords = expected.passwordsOf(names.user, names.domain);
  if (passwords.length === 0) return { accepted: false, why: 'unknown-user' };
  const proof = response.subarray(0, 16);
  const blob = response.subarray(16);
  const key = passwords
    .map((password) => hmac(Buffer.from(md4.arrayBuffer(utf16(password))), utf16(names.user.toUpperCase() + names.domain)))
    .find((candidate) => timingSafeEqual(hmac(candidate, Buffer.concat([exchange.serverChallenge, blob])), proof));
  if (!key) return { accepted: false, why: 'proof' };
  const pairs = avPairs(blob.subarray(28));
  const binding = pairs.get(10);
  const bound = binding !== undefined && binding.some((byte) => byte !== 0);
  const { certificate, channelBindingRequired } = expected;
  if (certificate !== null && (bound ? !binding.equals(channelBinding(certificate)) : channelBindingRequired)) {
    return { accepted: false, why: 'channel-binding' };
  }
  const promised = pairs.get(6);
  if (
    promised?.length === 4
    && (promised.readUInt32LE(0) & 2) !== 0
    && !micHolds(exchange, message, hmac(key, proof), sessionKey, flags)
  ) {
    return { accepted: false, why: 'mic' };
  }
  return { accepted: true, user: names.domain === '' ? names.user : `${names.domain}\\${names.user}` };
}

function micHolds(exchange: NtlmExchange, message: Buffer, sessionBaseKey: Buffer, encryptedKey: Buffer, flags: number): boolean {
  if (message.length < 88) return false;
  const exported = (flags & keyExchange) === 0 ? sessionBaseKey : rc4(sessionBaseKey, encryptedKey);
  const blank = Buffer.from(message);
  blank.fill(0, 72, 88);
  return timingSafeEqual(
    hmac(exported, Buffer.concat([exchange.negotiate, exchange.challenge, blank])),
    message.subarray(72, 88),
  );
}

/** MD5 over gss_channel_bindings of type tls-server-end-point. Source: RFC 5929 4.1, MS-NLMP 3.1.5.1.2. */
function channelBinding(certificate: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash('sha256').update(certificate).digest()]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return createHash('md5')
    .update(Buffer.concat([Buffer.alloc(16), length, data]))
    .digest();
}

function field(message: Buffer, at: number): Buffer | null {
  const length = message.readUInt16LE(at);
  const offset = message.readUInt32LE(at + 4);
  return length === 0 ? Buffer.alloc(0) : offset + length <= message.length ? message.subarray(offset, offset + length) : null;
}

function avPairs(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const pairs = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length;) {
    const id = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    if (id === 0 || at + 4 + length > bytes.length) break;
    pairs.set(id, bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return pairs;
}

/** RC4, because OpenSSL 3 does not offer it any more. */
function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    [state[a], state[b]] = [state[b] ?? 0, state[a] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + (state[i] ?? 0)) & 255;
      swap(i, j);
      return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
    }),
  );
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

function words(first: number, second: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(first, 0);
  bytes.writeUInt16LE(second, 2);
  return bytes;
}
