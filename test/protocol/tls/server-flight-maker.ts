/** Composes what TLS servers send, for tests. Written from RFC 5246 and RFC 8446 without the code under test. */
export const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

export function number(byteCount: number, value: number): Buffer {
  const bytes = Buffer.alloc(byteCount);
  bytes.writeUIntBE(value, 0, byteCount);
  return bytes;
}

export function prefixed(byteCount: number, body: Uint8Array): Buffer {
  return Buffer.concat([number(byteCount, body.length), body]);
}

export function message(type: number, body: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([number(1, type), prefixed(3, body)]);
}

export function record(type: number, body: Uint8Array, version = 0x0303): Buffer {
  return Buffer.concat([number(1, type), number(2, version), prefixed(2, body)]);
}

export function alert(level: number, description: number): Buffer {
  return record(21, Uint8Array.of(level, description));
}

export interface ComposedHello {
  readonly version: number;
  readonly suite: number;
  readonly random?: Uint8Array;
  readonly sessionId?: Uint8Array;
  /** Number and body; absent: no extension block at all. */
  readonly extensions?: readonly (readonly [number, Uint8Array])[];
  readonly compression?: number;
}

export function serverHello(hello: ComposedHello): Buffer {
  const { version, suite, random = Buffer.alloc(32, 0x11), sessionId = Buffer.alloc(0), extensions, compression = 0 } = hello;
  return message(2, Buffer.concat([
    number(2, version), random, prefixed(1, sessionId), number(2, suite), number(1, compression),
    extensions === undefined
      ? Buffer.alloc(0)
      : prefixed(2, Buffer.concat(extensions.map(([id, body]) => Buffer.concat([number(2, id), prefixed(2, body)])))),
  ]));
}

export function certificateMessage(...certificates: readonly Uint8Array[]): Buffer {
  return message(11, prefixed(3, Buffer.concat(certificates.map((certificate) => prefixed(3, certificate)))));
}

/** The bytes in records of these sizes, the last one repeating. */
export function inRecords(bytes: Uint8Array, sizes: readonly number[]): Buffer {
  const records: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes[Math.min(index, sizes.length - 1)] ?? bytes.length;
    records.push(record(22, bytes.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat(records);
}
