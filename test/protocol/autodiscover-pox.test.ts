import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePoxAnswer, decodeServerVersion, encodePoxRequest } from '../../src/protocol/autodiscover-pox.ts';
import type { PoxAnswer } from '../../src/protocol/autodiscover-pox.ts';
import { child, parseXml, text } from '../../src/protocol/xml.ts';

const decode = (document: string): PoxAnswer => decodePoxAnswer(new TextEncoder().encode(document));
const outer = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const inner = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';
const pox = (content: string, namespace = inner): string =>
  `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${outer}"><Response `
    + `xmlns="${namespace}">${content}</Response></Autodiscover>`;

test('the request holds the address once, whatever is in it', () => {
  for (const address of ['anna@contoso.test', 'r&d@x.test', '</EMailAddress><EMailAddress>evil@x']) {
    const outcome = parseXml(encodePoxRequest(address));
    expect('root' in outcome && text(child(outcome.root, 'Request', 'EMailAddress'))).toBe(address);
  }
  expect(() => encodePoxRequest('a\nb')).toThrow(RangeError);
  expect(() => encodePoxRequest(' ')).toThrow(RangeError);
});

describe('answers', () => {
  test('settings: only protocols directly in the account', () => {
    expect(decode(pox(`<User><DisplayName>Anna</DisplayName></User><Account><AccountType>email</AccountType><Action>settings</Action>
      <Protocol><Type>EXCH</Type><Server>guid@contoso.test</Server><ServerVersion>73C18779</ServerVersion>
        <ASUrl>https://mail.contoso.test/EWS/Exchange.asmx</ASUrl><AuthPackage>Anonymous</AuthPackage></Protocol>
      <Protocol><Type>EXPR</Type><Server>mail.contoso.test</Server><EwsUrl> https://out.contoso.test/EWS/Exchange.asmx </EwsUrl></Protocol>
      <Protocol><Type>WEB</Type><Internal><Protocol><Type>EXCH</Type><ASUrl>https://wrong.contoso.test/</ASUrl></Protocol></Internal></Protocol>
      <Protocol Type="mapiHttp" Version="1"><MailStore/></Protocol></Account>`))).toEqual({
      kind: 'settings',
      displayName: 'Anna',
      protocols: [
        {
          type: 'EXCH', asUrl: 'https://mail.contoso.test/EWS/Exchange.asmx', ewsUrl: null, serverVersion: '15.1.1913',
          server: 'guid@contoso.test', authPackage: 'Anonymous',
        },
        {
          type: 'EXPR', asUrl: null, ewsUrl: 'https://out.contoso.test/EWS/Exchange.asmx', serverVersion: null,
          server: 'mail.contoso.test', authPackage: null,
        },
        { type: 'WEB', asUrl: null, ewsUrl: null, serverVersion: null, server: null, authPackage: null },
        { type: 'mapiHttp', asUrl: null, ewsUrl: null, serverVersion: null, server: null, authPackage: null },
      ],
    });
  });

  test('redirects', () => {
    expect(decode(pox('<Account><Action>redirectAddr</Action><RedirectAddr>a@b.test</RedirectAddr></Account>')))
      .toEqual({ kind: 'redirect-address', address: 'a@b.test' });
    expect(decode(pox('<Account><Action>RedirectUrl</Action><RedirectUrl>https://x.test/a</RedirectUrl></Account>')))
      .toEqual({ kind: 'redirect-url', url: 'https://x.test/a' });
  });

  test.each([inner, outer, ''])('an error, the response being in %j', (namespace) => {
    expect(decode(pox('<Error Time="10:11:12.1" Id="1"><ErrorCode>600</ErrorCode><Message>Invalid '
      + 'Request</Message><DebugData/></Error>',
      namespace))).toEqual({ kind: 'error', code: 600, message: 'Invalid Request' });
  });

  test('an error without a number', () => {
    expect(decode(pox('<Error/>'))).toEqual({ kind: 'error', code: null, message: '' });
  });

  test.each([
    ['', 'empty'], ['<html></html>', 'html'], ['nothing', 'not-xml'], ['<Autodiscover><Response>', 'truncated'],
    ['<x/>', 'other-xml'],
    [encodePoxRequest('a@b'), 'other-xml'], [pox(''), 'incomplete'], [pox('<Account><Action>redirectUrl</Action></Account>'), 'incomplete'],
    [pox('<Account><Action>settle</Action><Protocol/></Account>'), 'incomplete'], ['<!DOCTYPE x><x/>', 'doctype'],
  ])('%j is no Autodiscover: %s', (document, what) => {
    expect(decode(document)).toEqual({ kind: 'not-autodiscover', what });
  });

  test.each([
    ['72008287', '8.0.647'], ['738180DA', '14.1.218'], ['73C0834F', '15.0.847'], ['73c1840a', '15.1.1034'], ['73C18779',
    '15.1.1913'],
    ['', null], ['73C187790', null], ['00000000', null], ['zzzzzzzz', null],
  ])('ServerVersion %s', (hex, build) => {
    expect(decodeServerVersion(hex)).toBe(build);
  });

  test('anything is read as something', () => {
    const pieces = fc.constantFrom('<Account>', '</Account>', '<Action>settings</Action>',
      '<Action>redirectUrl</Action>', '<Protocol>',
      '</Protocol>', '<Type>EXCH</Type>', '<Error>', '</Error>', '<ASUrl/>', '<RedirectUrl>x</RedirectUrl>', '<', 'x');
    fc.assert(fc.property(fc.oneof(fc.array(pieces).map((all) => pox(all.join(''))), fc.string()), (document) => {
      expect(decode(document).kind).toMatch(/^(settings|redirect-address|redirect-url|error|not-autodiscover)$/);
    }), { numRuns: 200 });
  });
});
