import { createHash, createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endPointBindingHash } from '../../src/protocol/channel-binding.ts';
import { channelBindingHash, decodeChallenge, encodeAuthenticate, encodeNegotiate, splitUser } from '../../src/protocol/ntlm.ts';
import type { AuthenticateRequest } from '../../src/protocol/ntlm.ts';
import {
  clientChallengeBlock, encodeAvPairs, lmv2Response, ntowfv2, ntProofStr, sessionBaseKey,
} from '../../src/protocol/ntlm-responses.ts';
import {
  avBlock, avPair, bytes, composedChallenge, contoso, nonce, timestamp, unicodeFlags, wide,
} from './ntlm-challenge-maker.ts';

const otherMd4 = createRequire(import.meta.url)('js-md4') as { arrayBuffer(message: Uint8Array): ArrayBuffer };
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): string =>
  createHmac('md5', key).update(Buffer.concat(parts)).digest('hex');
const anna = { user: 'anna', domain: 'CONTOSO', password: 'Päss wörd' };

describe('NTLMv2 computations', () => {
  // MS-NLMP 4.2.4
  const key = ntowfv2('Password', 'User', 'Domain');
  const aa = bytes('aaaaaaaaaaaaaaaa');
  const targetInfo = encodeAvPairs([{ id: 2, value: wide('Domain') }, { id: 1, value: wide('Server') }]);
  const block = clientChallengeBlock(new Uint8Array(8), aa, targetInfo);
  const proof = ntProofStr(key, nonce, block);

  it('match the published values', () => {
    expect(hex(key)).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
    expect(hex(proof)).toBe('68cd0ab851e51c96aabc927bebef6a1c');
    expect(hex(lmv2Response(key, nonce, aa))).toBe('86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa');
    expect(hex(sessionBaseKey(key, proof))).toBe('8de40ccadbc14a82f15cb0ad0de95ca3');
  });

  it('upper-case a user as Windows does', () => {
    const keyOf = (user: string): string => hex(ntowfv2('p', user, ''));
    expect(keyOf('jürgen')).toBe(keyOf('JÜRGEN'));
    expect(keyOf('жанна')).toBe(keyOf('ЖАННА'));
    expect(keyOf('strauß')).toBe(keyOf('STRAUß'));
    expect(keyOf('strauß')).not.toBe(keyOf('STRAUSS'));
    expect(keyOf('ışık')).not.toBe(keyOf('IŞIK'));
  });
});

describe('channelBindingHash', () => {
  it('matches the published value', () => {
    const certificateHash = bytes('e3ca49271e5089cc48ce82109f1324f41dbeddc29a777410c738f7868c4ff405');
    expect(hex(endPointBindingHash(certificateHash))).toBe('6ea19df066da4622051f9c4f92c6df74');
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)('binds the %s of the certificate', (hash) => {
    const certificate = Buffer.from('any bytes');
    const digest = createHash(hash).update(certificate).digest();
    const length = Buffer.alloc(4);
    length.writeUInt32LE(21 + digest.length);
    const bindings = Buffer.concat([Buffer.alloc(16), length, Buffer.from('tls-server-end-point:'), digest]);
    expect(hex(channelBindingHash(certificate, hash))).toBe(createHash('md5').update(bindings).digest('hex'));
  });
});

describe('encodeAuthenticate', () => {
  it('proves the password, binds the channel and protects the three messages', () => {
    const channelBinding = new Uint8Array(16).fill(0x5a);
    const message = encodeAuthenticate({ ...requestTo(contoso), channelBinding, targetSpn: 'HTTP/mail16.contoso.test' });
    const read = checked(message, contoso, anna);
    expect(read.micValid).toBe(true);
    expect(read.lm).toBe('00'.repeat(24));
    expect(read.pairs.map(({ id }) => id)).toEqual([2, 1, 4, 3, 5, 7, 6, 10, 9]);
    expect(hex(read.pairs[6]?.value ?? new Uint8Array())).toBe('02000000');
    expect(hex(read.pairs[7]?.value ?? new Uint8Array())).toBe('5a'.repeat(16));
    expect(Buffer.from(read.pairs[8]?.value ?? []).toString('utf16le')).toBe('HTTP/mail16.contoso.test');
    expect(read.fileTime).toBe(hex(timestamp));
    expect(read).toMatchObject({ user: 'anna', domain: 'CONTOSO', workstation: 'PC7' });
    expect(read.flags & 0x3).toBe(1);
    expect(read.flags & 0x40000000).toBe(0);
  });

  it('answers a challenge without time by its own time and an LMv2 response, without a message integrity code', () => {
    const old = composedChallenge({ flags: unicodeFlags, nonce, targetInfo: avBlock(avPair(2, 'OLD')) });
    const read = checked(encodeAuthenticate(requestTo(old)), old, anna);
    expect(read.micValid).toBeNull();
    expect(read.lm).not.toBe('00'.repeat(24));
    expect(read.fileTime).toBe(hex(timestamp));
    expect(read.pairs.map(({ id }) => id)).toEqual([2]);
  });

  it('answers a challenge without target information and an OEM one', () => {
    const bare = composedChallenge({ targetName: Buffer.from('OLD'), flags: 0x00008206, nonce });
    const read = checked(encodeAuthenticate(requestTo(bare)), bare, anna);
    expect(read).toMatchObject({ user: 'anna', domain: 'CONTOSO', pairs: [] });
    expect(read.flags & 0x3).toBe(2);
  });

  it('keeps other bits of the server in MsvAvFlags and does not let the server speak for the client', () => {
    const hostile = composedChallenge({
      flags: unicodeFlags, nonce,
      targetInfo: avBlock(
        avPair(6, bytes('01000000')), avPair(10, new Uint8Array(16).fill(1)), avPair(9, 'HTTP/evil.test'), avPair(7, timestamp),
      ),
    });
    const read = checked(encodeAuthenticate(requestTo(hostile)), hostile, anna);
    expect(read.pairs.map(({ id, value }) => [id, hex(value)])).toEqual([[7, hex(timestamp)], [6, '03000000']]);
  });

  it.each([
    ['a user principal name', 'anna@contoso.test', ''],
    ['a name outside ASCII', 'жанна', 'КОНТОСО'],
    ['a long name', 'u'.repeat(200), 'CONTOSO'],
    ['a name outside the first plane', '𐐨na', 'CONTOSO'],
  ])('signs in %s', (_what, user, domain) => {
    const message = encodeAuthenticate({ ...requestTo(contoso), user, domain });
    expect(checked(message, contoso, { user, domain, password: 'Päss wörd' })).toMatchObject({ user, domain, micValid: true });
  });

  it('answers target information of more than 2 KB', () => {
    const targetInfo = avBlock(avPair(3, 'x'.repeat(1300)), avPair(7, timestamp));
    const large = composedChallenge({ flags: unicodeFlags, nonce, targetInfo });
    expect(checked(encodeAuthenticate(requestTo(large)), large, anna).micValid).toBe(true);
  });

  it('refuses what does not fit', () => {
    expect(() => encodeAuthenticate({ ...requestTo(contoso), user: 'u'.repeat(40_000) })).toThrow(RangeError);
    expect(() => encodeAuthenticate({ ...requestTo(contoso), targetSpn: 's'.repeat(40_000) })).toThrow(RangeError);
    expect(() => encodeAuthenticate({ ...requestTo(contoso), clientChallenge: new Uint8Array(7) })).toThrow(RangeError);
    expect(() => encodeAuthenticate({ ...requestTo(contoso), channelBinding: new Uint8Array(20) })).toThrow(RangeError);
  });

  it('is right for any credentials and any well-formed challenge', () => {
    const pair = fc.tuple(fc.constantFrom(1, 2, 3, 4, 5, 8, 11, 12), fc.uint8Array({ maxLength: 40 }));
    // Letters that have the same upper case everywhere; the others are in a test of their own.
    const name = fc.array(fc.constantFrom(...'abzABZ09.-_äÖжЖ'), { maxLength: 30 }).map((letters) => letters.join(''));
    const password = fc.string({ unit: 'binary' });
    const eightBytes = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(fc.property(name, name, password, fc.array(pair, { maxLength: 6 }), fc.boolean(), eightBytes,
      (user, domain, secret, pairs, timed, clientChallenge) => {
        const blocks = [...pairs.map(([id, value]) => avPair(id, value)), ...(timed ? [avPair(7, timestamp)] : [])];
        const message = composedChallenge({ flags: unicodeFlags, nonce, targetInfo: avBlock(...blocks) });
        const request = { ...requestTo(message), user, domain, password: secret, clientChallenge };
        const read = checked(encodeAuthenticate(request), message, { user, domain, password: secret });
        expect(read).toMatchObject({ user, domain, micValid: timed ? true : null });
      }), { numRuns: 150 });
  });
});

describe('splitUser', () => {
  it.each([
    ['CONTOSO\\anna', { domain: 'CONTOSO', user: 'anna' }],
    ['anna@contoso.test', { domain: '', user: 'anna@contoso.test' }],
    ['anna', { domain: '', user: 'anna' }],
    ['CONTOSO\\anna\\x', { domain: 'CONTOSO', user: 'anna\\x' }],
    ['', { domain: '', user: '' }],
  ])('%j', (text, expected) => {
    expect(splitUser(text)).toEqual(expected);
  });
});

function requestTo(challenge: Uint8Array): AuthenticateRequest {
  return {
    negotiate: encodeNegotiate(), challenge: decodeChallenge(challenge), user: 'anna', domain: 'CONTOSO', password: 'Päss wörd',
    workstation: 'PC7', clientChallenge: bytes('1122334455667788'), clientTimeMs: Date.UTC(2026, 10, 20, 10, 0, 0, 123),
  };
}

/** A server's view of the third message, written from MS-NLMP without the code under test. */
function checked(message: Uint8Array, challenge: Uint8Array, account: { user: string; domain: string; password: string }) {
  const buffer = Buffer.from(message);
  expect(buffer.toString('latin1', 0, 8)).toBe('NTLMSSP\0');
  expect(buffer.readUInt32LE(8)).toBe(3);
  const field = (at: number): Buffer => {
    const start = buffer.readUInt32LE(at + 4);
    expect(start + buffer.readUInt16LE(at)).toBeLessThanOrEqual(buffer.length);
    return buffer.subarray(start, start + buffer.readUInt16LE(at));
  };
  const [lm, nt, domain, user, workstation] = [field(12), field(20), field(28), field(36), field(44)] as const;
  const flags = buffer.readUInt32LE(60);
  const encoding = (flags & 1) === 1 ? 'utf16le' : 'latin1';
  expect(field(52)).toHaveLength(0);
  const ntHash = new Uint8Array(otherMd4.arrayBuffer(wide(account.password)));
  const upper = account.user.replace(/[a-zäж]/g, (letter) => letter.toUpperCase()).replace('анна', 'АННА');
  const key = Buffer.from(hmac(ntHash, wide(upper + account.domain)), 'hex');
  const serverNonce = challenge.subarray(24, 32);
  const block = nt.subarray(16);
  expect(hex(nt.subarray(0, 16))).toBe(hmac(key, serverNonce, block));
  expect(hex(block.subarray(0, 8))).toBe('0101000000000000');
  const pairs: { id: number; value: Buffer }[] = [];
  let at = 28;
  while (block.readUInt16LE(at) !== 0) {
    const end = at + 4 + block.readUInt16LE(at + 2);
    pairs.push({ id: block.readUInt16LE(at), value: block.subarray(at + 4, end) });
    at = end;
  }
  expect(block.subarray(at)).toEqual(Buffer.alloc(8));
  const avFlags = pairs.find(({ id }) => id === 6)?.value.readUInt32LE(0) ?? 0;
  let micValid: boolean | null = null;
  if ((avFlags & 2) !== 0) {
    const unsigned = Buffer.from(buffer).fill(0, 72, 88);
    const sessionBase = Buffer.from(hmac(key, nt.subarray(0, 16)), 'hex');
    micValid = hmac(sessionBase, encodeNegotiate(), challenge, unsigned) === buffer.toString('hex', 72, 88);
  } else {
    expect(hex(lm)).toBe(hmac(key, serverNonce, block.subarray(16, 24)) + hex(block.subarray(16, 24)));
  }
  return {
    flags, pairs, micValid, lm: hex(lm), fileTime: hex(block.subarray(8, 16)),
    user: user.toString(encoding), domain: domain.toString(encoding), workstation: workstation.toString(encoding),
  };
}
