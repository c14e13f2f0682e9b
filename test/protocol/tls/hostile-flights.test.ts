/** Flights that nobody would send: 10,000 of them, from a seed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableName } from '../../../src/protocol/distinguished-name.ts';
import { enoughForFlight, enoughForServerHello, readServerFlight } from '../../../src/protocol/tls/server-flight.ts';
import { encodeSsl2Hello, readSsl2Answer } from '../../../src/protocol/tls/ssl2.ts';
import { certificateMessage, hex, inRecords, message, number, prefixed, serverHello } from './server-flight-maker.ts';

/** A small generator of its own, so that the inputs are the same everywhere. Source: Marsaglia, Xorshift RNGs (2003). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const list = Buffer.concat(Array.from({ length: 300 }, () => prefixed(2, Buffer.alloc(100, 0x30))));
const whole = Buffer.concat([
  serverHello({ version: 0x0303, suite: 0xc030, extensions: [[0xff01, hex('00')], [16, prefixed(2, prefixed(1, Buffer.from('h2')))]] }),
  certificateMessage(Buffer.alloc(1500, 1), Buffer.alloc(1200, 2)), message(22, Buffer.alloc(500)), message(12, hex('03001d 20')),
  message(13, Buffer.concat([prefixed(1, hex('01')), prefixed(2, hex('0401')), prefixed(2, list)])), message(14),
]);

function hostile(next: (below: number) => number): Buffer {
  const bytes = Buffer.from(inRecords(whole, [1 + next(300), 1 + next(16_000)]));
  switch (next(5)) {
    case 0: return Buffer.from(Array.from({ length: next(600) }, () => next(256)));
    case 1: return bytes.subarray(0, next(bytes.length));
    case 2: {
      for (let times = 1 + next(20); times > 0; times--) bytes[next(bytes.length)] = next(256);
      return bytes;
    }
    case 3: {
      // Length fields that promise too much.
      for (let times = 1 + next(4); times > 0; times--) bytes[next(200)] = 0xff;
      return bytes;
    }
    default: return Buffer.concat([bytes.subarray(0, next(bytes.length)), Buffer.from(Array.from({ length: next(300) }, () => next(256)))]);
  }
}

describe('hostile flights', () => {
  it('10,000 of them are read without an error, in one piece and in many, in little memory', () => {
    const next = numbers(20_261_121);
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < 10_000; count++) {
      const bytes = hostile(next);
      const flight = readServerFlight(bytes);
      expect(['server-hello', 'alert', 'not-tls', 'incomplete']).toContain(flight.kind);
      const finished = enoughForFlight();
      let done = false;
      for (let at = 0; at < bytes.length && !done; at += 1 + next(2000)) done = finished(bytes.subarray(0, at));
      enoughForServerHello(bytes);
      readSsl2Answer(bytes);
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
  }, 120_000);

  it('byte by byte a flight costs no more than its bytes, and ends with its last one', () => {
    const bytes = inRecords(whole, [3]);
    const finished = enoughForFlight();
    let looked = 0;
    for (let length = 0; length < bytes.length; length++) {
      if (finished(bytes.subarray(0, length))) break;
      looked++;
    }
    expect(looked).toBe(bytes.length);
    expect(finished(bytes)).toBe(true);
  });

  it('more than 128 KB is not waited for', () => {
    const endless = inRecords(Buffer.concat([serverHello({ version: 0x0303, suite: 0xc030 }), message(11, Buffer.alloc(200_000))]), [16_000]);
    expect(enoughForFlight()(endless)).toBe(true);
  });
});

describe('SSL 2.0', () => {
  it('is asked for in its own words', () => {
    const hello = Buffer.from(encodeSsl2Hello(new Uint8Array(16).fill(7)));
    expect(hello.subarray(0, 11).toString('hex')).toBe('8031010002001800000010');
    expect(hello.length).toBe(2 + 0x31);
    expect(() => encodeSsl2Hello(new Uint8Array(3))).toThrow(RangeError);
  });

  it('is on without a cipher', () => {
    expect(readSsl2Answer(hex('8003 00 0001'))).toEqual({ kind: 'no-cipher' });
    const empty = Buffer.concat([Uint8Array.of(4, 0, 1), number(2, 2), number(2, 0), number(2, 0), number(2, 0)]);
    expect(readSsl2Answer(Buffer.concat([number(2, 0x8000 | empty.length), empty]))).toEqual({ kind: 'server-hello', cipherKinds: [] });
  });

  it('is read from anything without an error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => { readSsl2Answer(bytes); }));
    expect(readSsl2Answer(hex('15030100020246'))).toEqual({ kind: 'other' });
  });
});

describe('distinguished names', () => {
  it('are read from anything, on one line', () => {
    expect(readableName(hex('3029 310b3009060355040613025553 311a3018060355040a0c11 436f6e746f736f1b5b33316d20526f6f74'))).toBe('O=Contoso\\x1b[31m Root, C=US');
    expect(readableName(hex('3000'))).toBe('(empty name)');
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => { expect(readableName(bytes)).toMatch(/^[^\p{Cc}]+$/u); }));
  });
});
