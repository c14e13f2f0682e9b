/** How TLS writes numbers and lists. Source: RFC 8446 3. */

export function u16(value: number): Uint8Array {
  return Uint8Array.of((value >>> 8) & 0xff, value & 0xff);
}

export function u16List(values: readonly number[]): Uint8Array {
  return Buffer.concat(values.map(u16));
}

/** A body behind its length in that many bytes. Throws RangeError when it does not fit. Source: RFC 8446 3.4. */
export function vector(lengthBytes: 1 | 2 | 3, body: Uint8Array): Uint8Array {
  if (body.length >= 2 ** (8 * lengthBytes)) throw new RangeError(`${body.length} bytes do not fit a ${lengthBytes}-byte length`);
  const length = Uint8Array.of(body.length >>> 16, body.length >>> 8, body.length).subarray(3 - lengthBytes);
  return Buffer.concat([length, body]);
}
