import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeGetUserSettingsAnswer, encodeGetUserSettings, type GetUserSettingsAnswer } from '../../src/protocol/autodiscover-soap.ts';
import { child, children, parseXml, text } from '../../src/protocol/xml.ts';

const decode = (document: string): GetUserSettingsAnswer => decodeGetUserSettingsAnswer(new TextEncoder().encode(document));
const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';
const version = `<h:ServerVersionInfo xmlns:h="${namespace}"><h:MajorVersion>15</h:MajorVersion><h:MinorVersion>2</h:MinorVersion>`
  + '<h:MajorBuildNumber>1258</h:MajorBuildNumber><h:MinorBuildNumber>34</h:MinorBuildNumber><h:Version>Exchange2015</h:Version></h:ServerVersionInfo>';
const envelope = (body: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${version}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
const answer = (response: string): string => envelope(`<GetUserSettingsResponseMessage xmlns="${namespace}"><Response>${response}</Response></GetUserSettingsResponseMessage>`);
const forUser = (inner: string): string => answer(`<ErrorCode>NoError</ErrorCode><ErrorMessage/><UserResponses><UserResponse>${inner}</UserResponse></UserResponses>`);
const setting = (name: string, value: string): string => `<UserSetting><Name>${name}</Name><Value>${value}</Value></UserSetting>`;

describe('the request', () => {
  test.each(['anna@contoso.test', 'r&d@x.test', '</a:Mailbox><a:Mailbox>evil@x'])('holds the address %s once', (address) => {
    const outcome = parseXml(encodeGetUserSettings(address, 'https://mail.contoso.test/a?b&c'));
    if (!('root' in outcome)) throw new Error(outcome.problem);
    const users = child(outcome.root, 'Body', 'GetUserSettingsRequestMessage', 'Request', 'Users');
    expect(children(users, 'User').map((user) => text(child(user, 'Mailbox')))).toEqual([address]);
    expect(text(child(outcome.root, 'Header', 'To'))).toBe('https://mail.contoso.test/a?b&c');
  });

  // The EWS names of versions are rejected here. Source: ews-managed-api issue 140.
  test('names a version and an action as Autodiscover wants them', () => {
    const request = encodeGetUserSettings('a@b.test', 'https://x.test/');
    expect(request).toContain('<a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>');
    expect(request).toContain(`<wsa:Action>${namespace}/Autodiscover/GetUserSettings</wsa:Action>`);
  });

  test('is refused for what cannot stand in it', () => {
    for (const address of ['', ' ', 'a\nb@x', 'a\ud800@x']) expect(() => encodeGetUserSettings(address, 'https://x.test/')).toThrow(RangeError);
  });
});

describe('answers', () => {
  test('settings, those that are missing, and who answered', () => {
    expect(decode(forUser('<ErrorCode>NoError</ErrorCode><ErrorMessage>No error.</ErrorMessage><RedirectTarget nil="true"/>'
      + '<UserSettingErrors><UserSettingError><ErrorCode>SettingIsNotAvailable</ErrorCode><ErrorMessage>User setting \'InternalEwsUrl\' is not available. </ErrorMessage>'
      + '<SettingName>InternalEwsUrl</SettingName></UserSettingError></UserSettingErrors>'
      + `<UserSettings>${setting('ExternalEwsUrl', ' https://mail.contoso.test/EWS/Exchange.asmx ')}${setting('Empty', '')}</UserSettings>`))).toEqual({
      kind: 'settings', settings: { ExternalEwsUrl: 'https://mail.contoso.test/EWS/Exchange.asmx' }, executedBy: '15.2.1258.34',
      refused: [{ name: 'InternalEwsUrl', code: 'SettingIsNotAvailable', message: "User setting 'InternalEwsUrl' is not available." }],
    });
  });

  test('redirections', () => {
    expect(decode(forUser('<ErrorCode>RedirectAddress</ErrorCode><ErrorMessage>Redirection address.</ErrorMessage><RedirectTarget>a@b.test</RedirectTarget>')))
      .toEqual({ kind: 'redirect-address', address: 'a@b.test' });
    expect(decode(forUser('<ErrorCode>RedirectUrl</ErrorCode><RedirectTarget>https://x.test/a</RedirectTarget>'))).toEqual({ kind: 'redirect-url', url: 'https://x.test/a' });
    expect(decode(forUser('<ErrorCode>RedirectUrl</ErrorCode><ErrorMessage>Redirection Url.</ErrorMessage>'))).toEqual({ kind: 'error', code: 'RedirectUrl', message: 'Redirection Url.' });
  });

  test('errors for the request and for the user', () => {
    expect(decode(answer('<ErrorCode>InvalidSetting</ErrorCode><ErrorMessage>An error message</ErrorMessage>'))).toEqual({ kind: 'error', code: 'InvalidSetting', message: 'An error message' });
    expect(decode(forUser('<ErrorCode>InvalidUser</ErrorCode><ErrorMessage>Invalid user: \'a@b\'.</ErrorMessage>'))).toEqual({ kind: 'error', code: 'InvalidUser', message: "Invalid user: 'a@b'." });
  });

  test('a fault', () => {
    expect(decode(envelope('<s:Fault><faultcode>a:ActionNotSupported</faultcode><faultstring>No.</faultstring></s:Fault>')))
      .toMatchObject({ kind: 'fault', fault: { faultCode: 'a:ActionNotSupported', message: 'No.' } });
  });

  test.each([
    ['', 'empty'], ['<html></html>', 'html'], ['nothing', 'not-xml'], ['<x/>', 'other-xml'], [envelope(''), 'other-xml'],
    [answer('<ErrorCode>NoError</ErrorCode>'), 'incomplete'], ['<!DOCTYPE x><x/>', 'doctype'],
  ])('%j is none: %s', (document, what) => {
    expect(decode(document)).toEqual({ kind: 'not-autodiscover', what });
  });

  test('a URL that is too long is left out, never cut', () => {
    expect(decode(forUser(`<UserSettings>${setting('ExternalEwsUrl', `https://${'x'.repeat(3000)}`)}</UserSettings>`))).toMatchObject({ kind: 'settings', settings: {} });
  });

  test('every setting comes back as it was sent', () => {
    const safe = fc.webUrl().map((url) => url.replaceAll('&', ''));
    fc.assert(fc.property(safe, (url) => {
      expect(decode(forUser(`<UserSettings>${setting('InternalEwsUrl', url)}</UserSettings>`))).toMatchObject({ settings: { InternalEwsUrl: url } });
    }), { numRuns: 100 });
  });

  test('anything is read as something', () => {
    const pieces = fc.constantFrom('<UserResponses>', '</UserResponses>', '<UserResponse>', '</UserResponse>', '<ErrorCode>RedirectUrl</ErrorCode>', '<ErrorCode/>',
      '<RedirectTarget>x</RedirectTarget>', '<UserSettings>', '</UserSettings>', setting('__proto__', 'x'), setting('constructor', 'x'), '<', 'x');
    fc.assert(fc.property(fc.oneof(fc.array(pieces).map((all) => answer(all.join(''))), fc.string()), (document) => {
      expect(decode(document).kind).toMatch(/^(settings|redirect-address|redirect-url|error|fault|not-autodiscover)$/);
    }), { numRuns: 300 });
  });
});
