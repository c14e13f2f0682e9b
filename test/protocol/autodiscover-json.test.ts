import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJsonAnswer, encodeJsonQuestion, type JsonAnswer } from '../../src/protocol/autodiscover-json.ts';

const decode = (document: string): JsonAnswer => decodeJsonAnswer(new TextEncoder().encode(document));

describe('the question', () => {
  test('is a URL', () => {
    expect(encodeJsonQuestion('https://mail.contoso.test', 'r&d+x@contoso.test'))
      .toBe('https://mail.contoso.test/autodiscover/autodiscover.json?Email=r%26d%2Bx%40contoso.test&Protocol=Ews&RedirectCount=0');
  });

  test('holds the address and nothing else of it', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }).filter((text) => text.trim() !== '' && !/[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/u.test(text)), (address) => {
      const url = new URL(encodeJsonQuestion('https://mail.contoso.test', address));
      expect([url.origin, url.pathname, url.hash]).toEqual(['https://mail.contoso.test', '/autodiscover/autodiscover.json', '']);
      expect([...url.searchParams]).toEqual([['Email', address], ['Protocol', 'Ews'], ['RedirectCount', '0']]);
    }), { numRuns: 200 });
    for (const address of ['', ' ', 'a\n@x', 'a\ud800@x']) expect(() => encodeJsonQuestion('https://x.test', address)).toThrow(RangeError);
  });
});

describe('answers', () => {
  test.each([
    ['{"Protocol":"Ews","Url":"https://mail.contoso.test/EWS/Exchange.asmx"}', { kind: 'url', protocol: 'Ews', url: 'https://mail.contoso.test/EWS/Exchange.asmx' }],
    ['\ufeff {"Protocol":"Ews","Url":" https://x.test/ "}', { kind: 'url', protocol: 'Ews', url: 'https://x.test/' }],
    ['{"ErrorCode":"InvalidProtocol","ErrorMessage":"The given protocol value \'x\' is invalid."}', { kind: 'error', code: 'InvalidProtocol', message: "The given protocol value 'x' is invalid." }],
    ['{"ErrorCode":"MandatoryParameterMissing"}', { kind: 'error', code: 'MandatoryParameterMissing', message: '' }],
    ['', { kind: 'not-autodiscover', what: 'empty' }],
    ['<html></html>', { kind: 'not-autodiscover', what: 'not-json' }],
    ['{"Url":', { kind: 'not-autodiscover', what: 'not-json' }],
    ['null', { kind: 'not-autodiscover', what: 'other-json' }],
    ['["Url"]', { kind: 'not-autodiscover', what: 'other-json' }],
    ['{"Url":1,"Protocol":"Ews"}', { kind: 'not-autodiscover', what: 'other-json' }],
    [`{"Protocol":"Ews","Url":"https://${'x'.repeat(3000)}"}`, { kind: 'not-autodiscover', what: 'other-json' }],
    [' '.repeat(70_000), { kind: 'not-autodiscover', what: 'too-large' }],
    ['['.repeat(60_000), { kind: 'not-autodiscover', what: 'not-json' }],
  ] as const)('%.60j', (document, expected) => {
    expect(decode(document)).toEqual(expected);
  });

  test('anything is read as something', () => {
    const members = fc.record({ Url: fc.jsonValue(), Protocol: fc.jsonValue(), ErrorCode: fc.jsonValue(), ErrorMessage: fc.jsonValue() }, { requiredKeys: [] });
    fc.assert(fc.property(fc.oneof(fc.json(), members.map((value) => JSON.stringify(value)), fc.string()), (document) => {
      expect(decode(document).kind).toMatch(/^(url|error|not-autodiscover)$/);
    }), { numRuns: 300 });
  });
});
