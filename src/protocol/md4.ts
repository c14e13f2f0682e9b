/** Additive constants of the three rounds. */
const roundConstants = [0, 0x5a827999, 0x6ed9eba1] as const;
/** Order in which each round takes the 16 words of a block. */
const wordOrder: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
];
/** Left rotations of each round, repeating every four steps. */
const rotations: readonly (readonly number[])[] = [[3, 7, 11, 19], [3, 5, 9, 13], [3, 9, 11, 15]];

/**
 * MD4 digest, 16 bytes. Written here because OpenSSL 3 no longer offers MD4 by default, and NTLM cannot do without it.
 * Not for anything but NTLM: MD4 is broken.
 *
 * Source: RFC 1320 section 3.
 */
export function md4(message: Uint8Array): Uint8Array {
  const blocks = padded(message);
  let a = 0x67452301, b = 0xefcdab89, c = 0x98badcfe, d = 0x10325476;
  for (let start = 0; start < blocks.byteLength; start += 64) {
    const before = [a, b, c, d] as const;
    for (let round = 0; round < 3; round += 1) {
      for (let step = 0; step < 16; step += 1) {
        const word = blocks.getUint32(start + 4 * (wordOrder[round]?.[step] ?? 0), true);
        const sum = (a + mixed(round, b, c, d) + word + (roundConstants[round] ?? 0)) | 0;
        const shift = rotations[round]?.[step % 4] ?? 0;
        [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
      }
    }
    a = (a + before[0]) | 0;
    b = (b + before[1]) | 0;
    c = (c + before[2]) | 0;
    d = (d + before[3]) | 0;
  }
  const digest = new DataView(new ArrayBuffer(16));
  [a, b, c, d].forEach((value, index) => { digest.setUint32(4 * index, value >>> 0, true); });
  return new Uint8Array(digest.buffer);
}

/** The auxiliary functions F, G and H. Source: RFC 1320 section 3.4. */
function mixed(round: number, x: number, y: number, z: number): number {
  if (round === 0) return (x & y) | (~x & z);
  if (round === 1) return (x & y) | (x & z) | (y & z);
  return x ^ y ^ z;
}

/** The message, a one bit, zero bits, and the length in bits. Source: RFC 1320 sections 3.1 and 3.2. */
function padded(message: Uint8Array): DataView {
  const bytes = new Uint8Array((Math.floor((message.length + 8) / 64) + 1) * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, (message.length << 3) >>> 0, true);
  view.setUint32(bytes.length - 4, Math.floor(message.length / 0x20000000), true);
  return view;
}
