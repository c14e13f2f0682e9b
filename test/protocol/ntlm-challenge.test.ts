import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeChallenge, encodeNegotiate, NtlmDecodeError, zeroServerChallenge } from '../../src/protocol/ntlm.ts';
import {
  avBlock, avPair, bytes, composedChallenge, contoso, contosoInfo, nonce, oemFlags, timestamp, unicodeFlags, wide,
} from './ntlm-challenge-maker.ts';

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

describe('encodeNegotiate', () => {
  it('is the message that Windows sends, but for the build', () => {
    expect(hex(encodeNegotiate())).toBe(
      '4e544c4d53535000' + '01000000' + '078208a2' + '0000000000000000' + '0000000000000000' + '0a0000000000000f',
    );
  });
});

describe('decodeChallenge', () => {
  it('reads names, clock, nonce and Windows version', () => {
    const challenge = decodeChallenge(contoso);
    expect(challenge).toMatchObject({
      targetName: 'CONTOSO', flags: unicodeFlags, netbiosDomain: 'CONTOSO', netbiosComputer: 'MAIL16', dnsDomain: 'contoso.test',
      dnsComputer: 'mail16.contoso.test', dnsTree: 'forest.test', timestampMs: Date.UTC(2026, 10, 20, 10, 0, 0, 123),
      version: '10.0.20348',
    });
    expect(hex(challenge.serverChallenge)).toBe('0123456789abcdef');
    expect(challenge.targetInfo.map(({ id }) => id)).toEqual([2, 1, 4, 3, 5, 7]);
    expect(challenge.timestampRaw).toEqual(timestamp);
    expect(challenge.bytes).toEqual(contoso);
  });

  it('reads a message that begins within a larger buffer', () => {
    const larger = Buffer.concat([Buffer.alloc(5, 0xee), contoso, Buffer.alloc(3, 0xee)]);
    expect(decodeChallenge(larger.subarray(5, 5 + contoso.length)).dnsComputer).toBe('mail16.contoso.test');
  });

  it('tolerates a message without target information', () => {
    const challenge = decodeChallenge(composedChallenge({ targetName: wide('OLD'), flags: 0x00008205, nonce }));
    expect(challenge).toMatchObject({
      targetName: 'OLD', targetInfo: [], timestampMs: null, timestampRaw: null, version: null, dnsTree: null,
    });
  });

  it('reads OEM text', () => {
    const targetName = Buffer.from('K\xd6LN', 'latin1');
    const oem = composedChallenge({ targetName, flags: oemFlags, nonce, targetInfo: avBlock(avPair(2, 'KÖLN')) });
    expect(decodeChallenge(oem)).toMatchObject({ targetName: 'KÖLN', netbiosDomain: 'KÖLN' });
  });

  it('names no version where there is no room for one, or the revision is another', () => {
    const withoutRoom = composedChallenge({ targetName: wide('ABCDEFGHIJ'), flags: unicodeFlags, nonce, targetInfo: avBlock() });
    withoutRoom[55] = 0x0f;
    expect(decodeChallenge(withoutRoom).version).toBeNull();
    const version = bytes('0a007c4f0000000a');
    const otherRevision = composedChallenge({ flags: unicodeFlags, nonce, targetInfo: contosoInfo, version });
    expect(decodeChallenge(otherRevision).version).toBeNull();
  });

  it('reads target information of more than 2 KB and keeps pairs that it does not know', () => {
    const large = avBlock(avPair(3, `${'x'.repeat(1200)}.test`), avPair(0x77, new Uint8Array(900).fill(7)));
    const version = bytes('06 03 8025 000000 0f');
    const challenge = decodeChallenge(composedChallenge({ flags: unicodeFlags, nonce, targetInfo: large, version }));
    expect(challenge.dnsComputer).toHaveLength(1205);
    expect(challenge.targetInfo[1]).toEqual({ id: 0x77, value: new Uint8Array(900).fill(7) });
    expect(challenge.version).toBe('6.3.9600');
  });

  it('ignores a timestamp of a wrong length', () => {
    const targetInfo = avBlock(avPair(7, new Uint8Array(4)));
    expect(decodeChallenge(composedChallenge({ flags: unicodeFlags, nonce, targetInfo })))
     .toMatchObject({ timestampMs: null, timestampRaw: null });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['another type', encodeNegotiate()],
    ['a cut header', contoso.subarray(0, 30)],
    ['target information beyond the end', contoso.subarray(0, contoso.length - 10)],
    ['a pair beyond the block', composedChallenge({ flags: unicodeFlags, nonce, targetInfo: bytes('0200ff004100') })],
    ['a block that ends within a pair', composedChallenge({ flags: unicodeFlags, nonce, targetInfo: bytes('020000000100') })],
    ['a huge message', Buffer.concat([contoso, Buffer.alloc(40_000)])],
    ['a name within the header', (() => { const wrong = contoso.slice(); wrong[16] = 4; return wrong; })()],
  ])('refuses %s', (_what, message) => {
    expect(() => decodeChallenge(message)).toThrow(NtlmDecodeError);
  });

  it('throws nothing but its own error', () => {
    const changed = fc.array(fc.tuple(fc.nat(contoso.length - 1), fc.nat(255)), { maxLength: 8 });
    const mutated = fc.tuple(changed, fc.nat(contoso.length))
      .map(([changes, length]) => {
        const message = contoso.slice();
        for (const [at, value] of changes) message[at] = value;
        return message.subarray(0, Math.max(length, 12));
      });
    fc.assert(fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), (message) => {
      try {
        const challenge = decodeChallenge(message);
        expect(challenge.targetInfo.length).toBeLessThan(message.length);
      } catch (error) {
        expect(error).toBeInstanceOf(NtlmDecodeError);
      }
    }), { numRuns: 300 });
  });
});

describe('zeroServerChallenge', () => {
  it('changes nothing but the nonce', () => {
    const zeroed = zeroServerChallenge(contoso);
    expect(hex(zeroed)).toBe(hex(contoso).replace('0123456789abcdef', '0000000000000000'));
    expect(decodeChallenge(contoso).serverChallenge).toEqual(nonce);
  });

  it('keeps nothing of a message that is no challenge', () => {
    const authenticate = contoso.slice();
    authenticate[8] = 3;
    expect(zeroServerChallenge(authenticate)).toEqual(authenticate.slice(0, 12));
    expect(zeroServerChallenge(contoso.subarray(0, 27)).subarray(24)).toEqual(new Uint8Array(3));
  });
});
