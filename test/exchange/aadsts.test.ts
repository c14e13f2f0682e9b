import { describe, expect, it } from 'vitest';
import { aadsts, aadstsIn, explainCode, explainRefusal, isOfPerson } from '../../src/exchange/aadsts.ts';

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

describe('a code in a pasted text', () => {
  it.each([
    ['AADSTS700027', false, /^AADSTS700027 of Microsoft Entra ID means: the signature of the request was not accepted.*\.$/],
    ['AADSTS50076', true, /a second factor is required\. That is somebody's own sign-in\. Exchange servers sign in as applications/],
    ['AADSTS999999', false, /not among the codes that crosslines knows; https:\/\/login\.microsoftonline\.com\/error\?code=999999 tells/],
  ])('%s: of a person %s', (named, person, says) => {
    expect(isOfPerson(named)).toBe(person);
    expect(explainCode(named)).toMatch(says);
  });

  it('of a person is never explained by what crosslines would do', () => {
    for (const code of aadsts.keys()) if (isOfPerson(`AADSTS${code}`)) expect(explainCode(`AADSTS${code}`), String(code)).not.toMatch(/device code|crosslines/);
  });
});
