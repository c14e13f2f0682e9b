import { ntlmFlags, ntlmSignature } from './ntlm-negotiate.ts';

/** Ids of attribute-value pairs in a target information block. Source: MS-NLMP 2.2.2.1. */
export const avId = {
  eol: 0,
  netbiosComputer: 1,
  netbiosDomain: 2,
  dnsComputer: 3,
  dnsDomain: 4,
  dnsTree: 5,
  flags: 6,
  timestamp: 7,
  targetName: 9,
  channelBindings: 10,
} as const;

/** One attribute-value pair, its value as sent. */
export interface AvPair {
  readonly id: number;
  readonly value: Uint8Array;
}

/**
 * The second message of NTLM (type 2). Texts are what the server sent, control characters included: clean them before
 * printing.
 */
export interface NtlmChallenge {
  /** The whole message as received; part of the message integrity code. */
  readonly bytes: Uint8Array;
  /** Domain or computer that the server signs in to; empty when it does not say. */
  readonly targetName: string;
  /** NegotiateFlags, unsigned. */
  readonly flags: number;
  /** 8 bytes. */
  readonly serverChallenge: Uint8Array;
  /** All pairs in the order sent, without the closing one; empty where there is no target information. */
  readonly targetInfo: readonly AvPair[];
  readonly netbiosDomain: string | null;
  readonly netbiosComputer: string | null;
  readonly dnsDomain: string | null;
  readonly dnsComputer: string | null;
  readonly dnsTree: string | null;
  /** The server's clock (MsvAvTimestamp), milliseconds since 1970; null when not sent. */
  readonly timestampMs: number | null;
  /** The same as sent: 8 bytes, FILETIME, little-endian. */
  readonly timestampRaw: Uint8Array | null;
  /** Windows version `major.minor.build`, such as `10.0.20348`; null when not sent. */
  readonly version: string | null;
}

/** The bytes are no NTLM challenge. */
export class NtlmDecodeError extends Error {
  override readonly name = 'NtlmDecodeError';
}

/** Largest challenge that is read: real ones stay below 3 KB, and the answer must fit 16-bit lengths. */
const largestChallenge = 32 * 1024;
const headerThroughChallenge = 32;
const headerThroughTargetInfo = 48;
const headerThroughVersion = 56;
const challengeOffset = 24;

/**
 * Reads a challenge (type 2). Tolerates a missing target information block, a missing VERSION structure and OEM text, which
 * is read as Latin-1 because the message does not name its code page.
 *
 * Source: MS-NLMP 2.2.1.2, 2.2.2.1, 2.2.2.10.
 *
 * @throws NtlmDecodeError when the bytes are no challenge, are cut, or point outside themselves.
 */
export function decodeChallenge(bytes: Uint8Array): NtlmChallenge {
  if (!isChallenge(bytes)) throw new NtlmDecodeError('no NTLM challenge: signature or message type is another');
  if (bytes.length < headerThroughChallenge) throw new NtlmDecodeError(`NTLM challenge is cut after ${bytes.length} bytes`);
  if (bytes.length > largestChallenge) throw new NtlmDecodeError(`NTLM challenge of ${bytes.length} bytes is too large`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint32(20, true);
  const name = payload(bytes, view, 12, 'target name');
  const hasTargetInfo = (flags & ntlmFlags.targetInfo) !== 0 && bytes.length >= headerThroughTargetInfo
    && (name.length === 0 || name.start >= headerThroughTargetInfo);
  const info = hasTargetInfo ? payload(bytes, view, 40, 'target information') : nothing;
  const targetInfo = avPairs(bytes.subarray(info.start, info.start + info.length));
  const text = (id: number): string | null => {
    const value = valueOf(targetInfo, id);
    return value === undefined ? null : utf16(value);
  };
  const timestampRaw = valueOf(targetInfo, avId.timestamp);
  const timestamp = timestampRaw?.length === 8 ? timestampRaw : null;
  return {
    bytes: bytes.slice(),
    targetName: decoded(bytes.subarray(name.start, name.start + name.length), flags),
    flags,
    serverChallenge: bytes.slice(challengeOffset, challengeOffset + 8),
    targetInfo,
    netbiosDomain: text(avId.netbiosDomain),
    netbiosComputer: text(avId.netbiosComputer),
    dnsDomain: text(avId.dnsDomain),
    dnsComputer: text(avId.dnsComputer),
    dnsTree: text(avId.dnsTree),
    timestampMs: timestamp === null ? null : millisecondsOf(timestamp),
    timestampRaw: timestamp,
    version: versionOf(bytes, view, [name, info]),
  };
}

/**
 * The same challenge with its nonce zeroed, so that what is kept of an exchange cannot serve to guess passwords. Of bytes that
 * are no challenge only signature and message type remain, because they might be a message that holds more. Never throws.
 */
export function zeroServerChallenge(bytes: Uint8Array): Uint8Array {
  return isChallenge(bytes) ? bytes.slice().fill(0, challengeOffset, challengeOffset + 8) : bytes.slice(0, 12);
}

/** The value of the first pair with that id. */
export function valueOf(pairs: readonly AvPair[], id: number): Uint8Array | undefined {
  return pairs.find((pair) => pair.id === id)?.value;
}

interface Span {
  readonly start: number;
  readonly length: number;
}

const nothing: Span = { start: 0, length: 0 };

function isChallenge(bytes: Uint8Array): boolean {
  return ntlmSignature.every((byte, index) => bytes[index] === byte)
    && bytes[8] === 2 && bytes[9] === 0 && bytes[10] === 0 && bytes[11] === 0;
}

/** Length, allocated length, offset: where a payload lies. Empty payloads may point anywhere. */
function payload(bytes: Uint8Array, view: DataView, at: number, what: string): Span {
  const length = view.getUint16(at, true);
  if (length === 0) return nothing;
  const start = view.getUint32(at + 4, true);
  if (start < headerThroughChallenge || start + length > bytes.length) {
    throw new NtlmDecodeError(`NTLM ${what} lies outside the message`);
  }
  return { start, length };
}

function avPairs(block: Uint8Array): readonly AvPair[] {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const pairs: AvPair[] = [];
  let at = 0;
  while (at < block.length) {
    if (at + 4 > block.length) throw new NtlmDecodeError('NTLM target information is cut within a pair');
    const id = view.getUint16(at, true);
    const end = at + 4 + view.getUint16(at + 2, true);
    if (id === avId.eol) break;
    if (end > block.length) throw new NtlmDecodeError('NTLM target information is cut within a value');
    pairs.push({ id, value: block.slice(at + 4, end) });
    at = end;
  }
  return pairs;
}

/** There is a VERSION structure only if no payload lies where it would be. Source: MS-NLMP 2.2.2.10 (revision 15). */
function versionOf(bytes: Uint8Array, view: DataView, payloads: readonly Span[]): string | null {
  if (bytes.length < headerThroughVersion || bytes[headerThroughVersion - 1] !== 0x0f) return null;
  if (payloads.some((span) => span.length > 0 && span.start < headerThroughVersion)) return null;
  return `${view.getUint8(48)}.${view.getUint8(49)}.${view.getUint16(50, true)}`;
}

function decoded(value: Uint8Array, flags: number): string {
  return (flags & ntlmFlags.unicode) === 0 ? Buffer.from(value).toString('latin1') : utf16(value);
}

function utf16(value: Uint8Array): string {
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(value);
}

/** FILETIME counts 100 ns since 1601. Source: MS-DTYP 2.3.3. */
function millisecondsOf(fileTime: Uint8Array): number {
  const ticks = new DataView(fileTime.buffer, fileTime.byteOffset, 8).getBigUint64(0, true);
  return Number(ticks / 10_000n) - 11_644_473_600_000;
}
