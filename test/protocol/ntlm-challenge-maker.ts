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

export function composedChallenge({ targetName = new Uint8Array(), flags, nonce, targetInfo, version }: ComposedChallenge): Uint8Array {
  const headerLength = targetInfo === undefined ? 32 : version === undefined ? 48 : 56;
  const header = Buffer.alloc(headerLength);
  header.write('NTLMSSP\0', 'latin1');
  header.writeUInt32LE(2, 8);
  header.writeUInt16LE(targetName.length, 12);
  header.writeUInt16LE(targetName.length, 14);
  header.writeUInt32LE(headerLength, 16);
  header.writeUInt32LE(flags, 20);
  header.set(nonce, 24);
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
