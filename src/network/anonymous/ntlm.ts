/** The names in a challenge of NTLM. Source: MS-NLMP 2.2.1.2, 2.2.2.1. */
import { avId, decodeChallenge, NtlmDecodeError } from '../../protocol/ntlm-challenge.ts';
import type { NameKind } from './pseudonyms.ts';
import { hostOf, type Reading } from './text.ts';

const NETBIOS: ReadonlyMap<number, NameKind> = new Map([[avId.netbiosComputer, 'host'], [avId.netbiosDomain, 'org']]);
const DNS: ReadonlySet<number> = new Set([avId.dnsComputer, avId.dnsDomain, avId.dnsTree]);
/** What says how, and when, and nothing of who. The value that tells machines apart (8) is not among them. */
const KEPT: ReadonlySet<number> = new Set([avId.flags, avId.timestamp, avId.channelBindings]);
const UNICODE = 1;
const header = { withVersion: 56, withTargetInfo: 48, least: 32 } as const;

/** Is this one? */
export function isNtlm(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 8)).toString('latin1') === 'NTLMSSP\0';
}

/** The same challenge with other names. What cannot be read is cut off. Never throws. */
export function readNtlm(bytes: Uint8Array, reading: Reading): Uint8Array {
  try {
    const { flags, targetInfo, targetName, version } = decodeChallenge(bytes);
    const named = (text: string, kind: NameKind): string => {
      if (reading.learning) reading.names.learn(text, kind);
      return reading.names.name(text, kind);
    };
    const pairs = targetInfo.map(({ id, value }) => {
      const text = Buffer.from(value).toString('utf16le');
      const kind = NETBIOS.get(id);
      if (kind !== undefined) return pairOf(id, Buffer.from(named(text, kind), 'utf16le'));
      if (DNS.has(id)) return pairOf(id, Buffer.from(hostOf(text, reading), 'utf16le'));
      return pairOf(id, KEPT.has(id) ? value : new Uint8Array(value.length));
    });
    const domain = targetName.includes('.') ? hostOf(targetName, reading) : named(targetName, 'org');
    const target = Buffer.from(domain, (flags & UNICODE) === 0 ? 'latin1' : 'utf16le');
    const info = pairs.length === 0 ? new Uint8Array() : Buffer.concat([...pairs, pairOf(avId.eol, new Uint8Array())]);
    const length = Math.min(bytes.length, version !== null ? header.withVersion : pairs.length > 0 ? header.withTargetInfo : header.least);
    const start = Buffer.from(bytes.slice(0, length));
    span(start, 12, target.length, length);
    if (length >= header.withTargetInfo) span(start, 40, info.length, length + target.length);
    return new Uint8Array(Buffer.concat([start, target, info]));
  } catch (error) {
    if (error instanceof NtlmDecodeError) return bytes.slice(0, 12);
    throw error;
  }
}

function span(message: Buffer, at: number, length: number, offset: number): void {
  message.writeUInt16LE(length, at);
  message.writeUInt16LE(length, at + 2);
  message.writeUInt32LE(offset, at + 4);
}

function pairOf(id: number, value: Uint8Array): Uint8Array {
  const start = Buffer.alloc(4);
  start.writeUInt16LE(id, 0);
  start.writeUInt16LE(value.length, 2);
  return Buffer.concat([start, value]);
}
