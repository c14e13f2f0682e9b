/** Composes NTLM challenges for tests. */
export interface ComposedChallenge {
  readonly targetName?: Uint8Array;
  readonly flags: number;
  readonly nonce: Uint8Array;
  /** Raw target information; absent: the header ends before it. */
  readonly targetInfo?: Uint8Array;
  /** 8 bytes; absent: no VERSION structure. */
  readonly version?: Uint8Array;
}

export function composedChallenge(wish: ComposedChallenge): Uint8Array {
  const { targetName = new Uint8Array(), flags, nonce: serverChallenge, targetInfo, version } = wish;
  const headerLength = targetInfo === undefined ? 32 : version === undefined ? 48 : 56;
  const header = Buffer.alloc(headerLength);
  header.write('NTLMSSP\0', 'latin1');
  header.writeUInt32LE(2, 8);
  header.writeUInt16LE(targetName.length, 12);
  header.writeUInt16LE(targetName.length, 14);
  header.writeUInt32LE(headerLength, 16);
  header.writeUInt32LE(flags, 20);
  header.set(serverChallenge, 24);
  if (targetInfo !== undefined) {
    header.writeUInt16LE(targetInfo.length, 40);
    header.writeUInt16LE(targetInfo.length, 42);
    header.writeUInt32LE(headerLength + targetName.length, 44);
    if (version !== undefined) header.set(version, 48);
  }
  return new Uint8Array(Buffer.concat([header, targetName, targetInfo ?? new Uint8Array()]));
}

export function avPair(id: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf16le') : value;
  const header = Buffer.alloc(4);
  header.writeUInt16LE(id, 0);
  header.writeUInt16LE(bytes.length, 2);
  return Buffer.concat([header, bytes]);
}

/** The pairs one after the other, closed. */
export function avBlock(...pairs: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([...pairs, new Uint8Array(4)]);
}

/** Bytes of hex digits, blanks between them as one likes. */
export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));
}

export function wide(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le');
}

export const nonce = bytes('0123456789abcdef');
export const unicodeFlags = 0xa2898205;
export const oemFlags = 0xa2898206;
/** 2026-11-20T10:00:00.123Z as FILETIME. */
export const timestamp = (() => {
  const raw = Buffer.alloc(8);
  raw.writeBigUInt64LE((BigInt(Date.UTC(2026, 10, 20, 10, 0, 0, 123)) + 11644473600000n) * 10000n);
  return new Uint8Array(raw);
})();
export const contosoInfo = avBlock(
  avPair(2, 'CONTOSO'), avPair(1, 'MAIL16'), avPair(4, 'contoso.test'), avPair(3, 'mail16.contoso.test'),
  avPair(5, 'forest.test'), avPair(7, timestamp),
);
export const contoso = composedChallenge({
  targetName: wide('CONTOSO'), flags: unicodeFlags, nonce, targetInfo: contosoInfo, version: bytes('0a00 7c4f 000000 0f'),
});
