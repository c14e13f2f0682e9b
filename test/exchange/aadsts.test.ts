import { describe, expect, it } from 'vitest';
import { aadsts, aadstsIn, explainRefusal } from '../../src/exchange/aadsts.ts';

describe('codes of Microsoft Entra ID', () => {
  it('each mean one sentence without its full stop', () => {
    for (const [code, says] of aadsts) {
      expect(says, String(code)).toMatch(/^[A-Za-z][^\n]{10,160}[^.\s]$/);
      expect(says.replace(/\.[a-z]/g, ''), String(code)).not.toMatch(/\. /);
    }
    expect([...aadsts.keys()]).toEqual([...aadsts.keys()].sort((a, b) => a - b));
  });

  it.each([
    ['AADSTS7000215: Invalid client secret provided. Trace ID: 1', 7000215], ['invalid_grant: AADSTS50076: Due to a change', 50076],
    ['AADSTS: nothing', undefined], ['XAADSTS50076x', undefined], ['AADSTS123', undefined], ['', undefined],
  ])('%j names %s', (text, code) => { expect(aadstsIn(text)).toBe(code); });

  it.each([
    ['invalid_client', 'AADSTS7000215: x', /^the client secret is wrong.*\(AADSTS7000215\)$/],
    ['invalid_grant', 'AADSTS12345678: x', /^Microsoft Entra ID refused with AADSTS12345678, which crosslines does not know; see https:\/\/login\.microsoftonline\.com\/error\?code=12345678$/],
    ['authorization_declined', '', /^the user declined the request in the browser \(authorization_declined\)$/],
    ['brand_new', '', /^Microsoft Entra ID refused with "brand_new", which crosslines does not know$/],
    ['constructor', '', /which crosslines does not know$/],
    ['', '', /refused with "no reason"/],
  ])('%s, %j: %s', (word, description, says) => { expect(explainRefusal(word, description)).toMatch(says); });
});
