/** GetFederationInformation: the request, and what comes back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFederationInformation, encodeGetFederationInformation, faultIn } from '../../src/protocol/autodiscover-federation.ts';
import { child, parseXml, text } from '../../src/protocol/xml.ts';

const read = (xml: string) => decodeFederationInformation(Buffer.from(xml), 'contoso.test');
const envelope = (response: string) => '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetFederationInformationResponseMessage '
  + `xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover"><Response>${response}</Response></GetFederationInformationResponseMessage></s:Body></s:Envelope>`;

/** Shape of an answer of Exchange Online in a public cassette; values replaced. */
const ONLINE = envelope('<ErrorCode>NoError</ErrorCode><ErrorMessage/><ApplicationUri>outlook.com</ApplicationUri><Domains><Domain>Contoso.test</Domain></Domains><TokenIssuers>'
  + '<TokenIssuer><Endpoint>https://login.microsoftonline.com/extSTS.srf</Endpoint><Uri>urn:federation:MicrosoftOnline</Uri></TokenIssuer></TokenIssuers>');

describe('the request', () => {
  test('holds the domain and where it goes, and no credentials', () => {
    const xml = encodeGetFederationInformation('a&b.test', 'https://autodiscover.test/autodiscover/autodiscover.svc?a&b');
    const document = parseXml(Buffer.from(xml));
    if ('problem' in document) throw new Error(document.problem);
    expect(text(child(document.root, 'Body', 'GetFederationInformationRequestMessage', 'Request', 'Domain'))).toBe('a&b.test');
    expect(text(child(document.root, 'Header', 'To'))).toBe('https://autodiscover.test/autodiscover/autodiscover.svc?a&b');
    expect(xml).not.toMatch(/security/i);
  });

  test.each([['', 'https://a.test'], ['a\u0000', 'https://a.test'], ['a.test', 'https://a\n.test']])('is not made of %j and %j', (domain, url) => {
    expect(() => encodeGetFederationInformation(domain, url)).toThrow(RangeError);
  });
});

describe('an answer', () => {
  test('of Exchange Online', () => {
    expect(read(ONLINE)).toEqual({ domain: 'contoso.test', applicationUri: 'outlook.com', domains: ['contoso.test'], tokenIssuers: ['urn:federation:MicrosoftOnline'], error: null });
  });

  test.each(['NotFederated', 'InvalidDomain', 'ServerBusy'])('that refuses with %s', (code) => {
    expect(read(envelope(`<ErrorCode>${code}</ErrorCode><ErrorMessage>no</ErrorMessage><Domains i:nil="true" xmlns:i="x"/>`))).toEqual({
      domain: 'contoso.test', applicationUri: null, domains: [], tokenIssuers: [], error: code,
    });
  });

  test.each([['<html/>'], [''], ['no xml'], ['<s:Envelope xmlns:s="x"><s:Body/></s:Envelope>'], [envelope('').replaceAll('GetFederationInformation', 'GetUserSettings')]])('of another kind is none: %j', (xml) => {
    expect(read(xml)).toBeNull();
  });

  test('is bounded, whatever it holds', () => {
    const many = envelope(`<ErrorCode>NoError</ErrorCode><ApplicationUri>${'x'.repeat(5_000)}</ApplicationUri><Domains>${`<Domain>${'d'.repeat(900)}</Domain>`.repeat(2_000)}</Domains>`);
    const found = read(many);
    expect([found?.domains.length, found?.applicationUri?.length]).toEqual([100, 300]);
    expect(found?.domains[0]?.length).toBeLessThanOrEqual(255);
    fc.assert(fc.property(fc.string(), (junk) => { expect(() => [read(junk), read(envelope(junk)), faultIn(Buffer.from(junk))]).not.toThrow(); }));
  });
});

test('a fault gives its sentence, and nothing else does', () => {
  const fault = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>a:InvalidSecurity</faultcode><faultstring xml:lang="en-US">An error '
    + 'occurred when verifying security for the message.</faultstring></s:Fault></s:Body></s:Envelope>';
  expect(faultIn(Buffer.from(fault))).toBe('An error occurred when verifying security for the message.');
  expect([faultIn(Buffer.from(ONLINE)), faultIn(Buffer.from('<html/>')), faultIn(Buffer.from(''))]).toEqual([null, null, null]);
});
