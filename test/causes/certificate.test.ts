import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { certificate, failed, lookups, refusal } from '../built-evidence.ts';
import { FIELD, field, said, TEXT, weighed, works } from './worlds.ts';

const EXPIRED = 'cert-expired-on-ews-endpoint';
const NAME = 'cert-name-mismatch-on-ews-endpoint';
const ISSUER = 'cert-untrusted-issuer-on-ews-endpoint';
const ROOT = 'm365-root-ca-missing-on-exchange-server';
const ASKED = 'user-availability anna@contoso.test';

const all = (more: Parameters<typeof certificate>[1]): readonly Observation[] =>
  ['mail19.contoso.test:443', 'ex19.contoso.test:443', 'ex19.contoso.test:444'].map((port) => certificate(port, more));
const TEXTS = [TEXT.trust, TEXT.trustGerman, TEXT.trustFrench, TEXT.trustJapanese];

describe('the three are told apart by the certificate alone', () => {
  const cases: readonly (readonly [string, Parameters<typeof certificate>[1]])[] = [
    [EXPIRED, { withinDates: false, problem: 'CERT_HAS_EXPIRED' }],
    [NAME, { nameMatches: false, problem: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
    [ISSUER, { trusted: false, problem: 'SELF_SIGNED_CERT_IN_CHAIN' }],
  ];

  for (const [cause, fault] of cases) {
    test.each(TEXTS)(`${cause}: %s`, (text) => {
      const seen = weighed('anna -> boris', [...field(...all(fault)), said(text)]);
      expect(seen.found).toEqual([cause]);
      expect(seen.supporting(cause)).toContain('certificate mail19.contoso.test:443');
      expect(seen.supporting(cause)).toContain(ASKED);
      expect(seen.possible.length).toBeLessThanOrEqual(3);
    });

    test(`${cause}: the certificate without the text is nothing`, () => {
      for (const text of [TEXT.send, TEXT.generic, TEXT.unable, TEXT.status401]) {
        expect(weighed('anna -> boris', [...field(...all(fault)), said(text)]).found, text).not.toContain(cause);
        expect(weighed('anna -> boris', [...field(...all(fault)), said(text)]).confidence(cause), text).not.toBe('possible');
      }
    });

    test(`${cause}: the text with sound certificates only hints, and what was seen speaks against it`, () => {
      const seen = weighed('anna -> boris', [...field(...all({})), said(TEXT.trust)]);
      expect(seen.found).toEqual([]);
      expect(seen.confidence(cause)).toBe('possible');
      expect(seen.opposing(cause)).toContain('certificate mail19.contoso.test:443');
    });

    test(`${cause}: the text alone only hints`, () => {
      const seen = weighed('anna -> boris', [said(TEXT.trust)]);
      expect(seen.found).toEqual([]);
      expect([seen.confidence(cause), seen.opposing(cause)]).toEqual(['possible', []]);
    });

    test(`${cause}: ruled out when the same two servers show another mailbox`, () => {
      const seen = weighed(['anna -> boris', 'anna -> carla'], [...field(...all(fault)), lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.trust) }, carla: works })]);
      expect(seen.confidence(cause)).toBe('ruled-out');
    });

    test(`${cause}: at the requester's own name, where we were the ones to hang up`, () => {
      const refused = lookups('anna', { boris: { status: null, signIn: null, body: 'none', failure: { kind: 'certificate', message: 'did not verify' } } });
      const seen = weighed('anna -> boris', [...field(certificate('mail16.contoso.test:443', fault)), refused]);
      expect(seen.found).toEqual([cause]);
      expect(seen.supporting(cause)).toEqual(['certificate mail16.contoso.test:443', ASKED]);
      // The target's certificate has nothing to do with that.
      expect(weighed('anna -> boris', [...field(...all(fault)), refused]).found).toEqual([]);
    });
  }

  test('two faults of one certificate are both said', () => {
    expect(weighed('anna -> boris', [...field(...all({ withinDates: false, trusted: false })), said(TEXT.trust)]).found).toEqual([EXPIRED, ISSUER]);
  });
});

describe('what is healthy in the field', () => {
  test('a self-made certificate at the back end, and own names that the public certificate lacks, are no causes', () => {
    for (const text of ['', TEXT.send, TEXT.generic, TEXT.unable]) {
      const seen = weighed('anna -> boris', [...FIELD, said(text)]);
      for (const cause of [EXPIRED, NAME, ISSUER]) expect(seen.found, `${cause} ${text}`).not.toContain(cause);
    }
  });

  test('with the text of a refused certificate they are no more than possible', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.trust)]);
    expect(seen.found).toEqual([]);
    expect(seen.possible).toEqual([EXPIRED, NAME, ISSUER]);
  });

  test('a back end that has expired while the published certificate is sound is found by the back end', () => {
    const seen = weighed('anna -> boris', [...field(certificate('ex19.contoso.test:444', { withinDates: false, trusted: false })), said(TEXT.trust)]);
    expect(seen.found).toEqual([EXPIRED]);
    expect(seen.supporting(EXPIRED)).toEqual(['certificate ex19.contoso.test:444', ASKED]);
  });

  test('a port that shows no certificate from here is unknown', () => {
    const closed = ['mail19.contoso.test:443', 'ex19.contoso.test:443', 'ex19.contoso.test:444'].map((port) => failed('certificate', port, 'connect-timeout'));
    const seen = weighed('anna -> boris', [...field(...closed), said(TEXT.trust)]);
    expect(seen.found).toEqual([]);
    expect(seen.opposing(EXPIRED)).toEqual([]);
  });
});

test('an expiry that the text names is confirmed without a certificate', () => {
  expect(weighed('anna -> boris', [said(TEXT.expiry)]).found).toEqual([EXPIRED]);
  expect(weighed('anna -> boris', [said(TEXT.expiry)]).of(EXPIRED).confidence).toBe('confirmed');
});

describe('the root of Microsoft 365', () => {
  const up = (text: string): Observation => lookups('anna', { cleo: { answer: refusal('ErrorProxyRequestProcessingFailed', text) } });

  test.each([...TEXTS, TEXT.channel])('nothing that can be seen from here makes it more than possible: %s', (text) => {
    const seen = weighed('anna -> cleo', [...FIELD, up(text)]);
    expect(seen.confidence(ROOT)).toBe('possible');
    expect(seen.supporting(ROOT)).toEqual([ASKED]);
    expect(seen.of(ROOT).missing[0]?.observe).toMatch(/on ex16, as SYSTEM/);
  });

  test('undetermined without the text, ruled out when another cloud mailbox is shown', () => {
    expect(weighed('anna -> cleo', [...FIELD, up(TEXT.send)]).confidence(ROOT)).toBe('undetermined');
    const seen = weighed(['anna -> cleo', 'anna -> cora'], [...FIELD, lookups('anna', { cleo: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.trust) }, cora: works })]);
    expect(seen.confidence(ROOT)).toBe('ruled-out');
  });
});
