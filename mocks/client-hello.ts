import type { LabTlsVersion } from './profiles.ts';

/** What a first flight turned out to be. */
export type FirstFlight =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'not-tls' }
  | {
      readonly kind: 'hello';
      /** Highest version of the old version field, as a number such as 0x0303. */
      readonly clientVersion: number;
      /** Contents of supported_versions; null where the extension is absent. */
      readonly supportedVersions: readonly number[] | null;
      /** Where in the bytes the type of the supported_versions extension stands; null where absent. */
      readonly supportedVersionsAt: number | null;
    };

/** Longest first record that is waited for. */
const longestRecord = 16_384 + 5;

/**
 * Reads the first TLS record of a client as far as versions go. Never throws; bytes that are no ClientHello are `not-tls`.
 * A hello spread over several records counts by its first one. Source: RFC 5246 7.4.1.2, RFC 8446 4.2.1.
 */
export function readFirstFlight(bytes: Buffer): FirstFlight {
  if (bytes.length > 0 && bytes[0] !== 0x16) return { kind: 'not-tls' };
  if (bytes.length < 5) return { kind: 'incomplete' };
  const end = 5 + bytes.readUInt16BE(3);
  if (bytes[1] !== 3 || end > longestRecord || end < 5 + 38) return { kind: 'not-tls' };
  if (bytes.length < end) return { kind: 'incomplete' };
  if (bytes[5] !== 1) return { kind: 'not-tls' };
  const clientVersion = bytes.readUInt16BE(9);
  const found = findExtension(bytes.subarray(0, end), 43);
  if (!found) return { kind: 'hello', clientVersion, supportedVersions: null, supportedVersionsAt: null };
  const { from, to } = found;
  const listEnd = Math.min(to, from + 1 + (bytes[from] ?? 0));
  const supportedVersions: number[] = [];
  for (let at = from + 1; at + 2 <= listEnd; at += 2) supportedVersions.push(bytes.readUInt16BE(at));
  return { kind: 'hello', clientVersion, supportedVersions, supportedVersionsAt: from - 4 };
}

function findExtension(bytes: Buffer, type: number): { readonly from: number; readonly to: number } | null {
  let at = 5 + 4 + 2 + 32;
  const room = (length: number): boolean => at + length <= bytes.length;
  if (!room(1)) return null;
  at += 1 + bytes.readUInt8(at);
  if (!room(2)) return null;
  at += 2 + bytes.readUInt16BE(at);
  if (!room(1)) return null;
  at += 1 + bytes.readUInt8(at);
  if (!room(2)) return null;
  at += 2;
  while (room(4)) {
    const length = bytes.readUInt16BE(at + 2);
    if (!room(4 + length)) return null;
    if (bytes.readUInt16BE(at) === type && length > 0) return { from: at + 4, to: at + 4 + length };
    at += 4 + length;
  }
  return null;
}

const numbers: Readonly<Record<LabTlsVersion, number>> = {
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
};

/**
 * What Schannel makes of the hello: `shared`, or `none`, or `old-field-only` where a Schannel that does not know TLS 1.3
 * ignores a supported_versions list without a version of its own and goes by the old field, although the list rules that out.
 */
export function sharedVersion(
  hello: FirstFlight & { kind: 'hello' },
  accepts: readonly LabTlsVersion[],
): 'shared' | 'none' | 'old-field-only' {
  const byField = accepts.some((version) => version !== 'TLSv1.3' && numbers[version] <= hello.clientVersion);
  if (!hello.supportedVersions) return byField ? 'shared' : 'none';
  if (accepts.some((version) => hello.supportedVersions?.includes(numbers[version]))) return 'shared';
  return byField && !accepts.includes('TLSv1.3') ? 'old-field-only' : 'none';
}
