import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { md4 } from '../../src/protocol/md4.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
// Its digest in hex asks OpenSSL, which refuses MD4; this form computes by itself.
const other = createRequire(import.meta.url)('js-md4') as { arrayBuffer(message: Uint8Array): ArrayBuffer };
const otherMd4 = (message: Uint8Array): string => hex(new Uint8Array(other.arrayBuffer(message)));

describe('md4', () => {
  // RFC 1320 A.5
  it.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['12345678901234567890123456789012345678901234567890123456789012345678901234567890', 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('digests %j', (message, digest) => {
    expect(hex(md4(Buffer.from(message)))).toBe(digest);
  });

  it('agrees with another implementation at every length around the block size', () => {
    for (let length = 0; length <= 200; length += 1) {
      const message = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 0xff);
      expect(hex(md4(message))).toBe(otherMd4(message));
    }
  });

  it('agrees with another implementation on any message', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 1000 }), (message) => {
      expect(hex(md4(message))).toBe(otherMd4(message));
    }), { numRuns: 200 });
  });
});
