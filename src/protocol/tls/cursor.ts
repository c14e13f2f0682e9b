/** The bytes end before what was to be read. */
export class OutOfBoundsError extends Error {
  override readonly name = 'OutOfBoundsError';
}

/** Reads big-endian numbers and vectors one after the other and never beyond the end. */
export interface Cursor {
  readonly left: () => number;
  /** A number of 1 to 3 bytes. Throws OutOfBoundsError. */
  readonly number: (byteCount: 1 | 2 | 3) => number;
  /** A view of the next bytes. Throws OutOfBoundsError. */
  readonly take: (length: number) => Uint8Array;
  /** A view of the bytes behind a length of 1 to 3 bytes. Throws OutOfBoundsError. Source: RFC 8446 3.4. */
  readonly vector: (lengthBytes: 1 | 2 | 3) => Uint8Array;
}

/** A cursor at the beginning of the bytes, which it does not copy. */
export function cursor(bytes: Uint8Array): Cursor {
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new OutOfBoundsError(`${length} bytes wanted, ${bytes.length - at} left`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (byteCount: 1 | 2 | 3): number => take(byteCount).reduce((value, byte) => value * 256 + byte, 0);
  return { left: () => bytes.length - at, number, take, vector: (lengthBytes) => take(number(lengthBytes)) };
}
