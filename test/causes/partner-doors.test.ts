/** What the addresses for other organizations, asked without credentials, say for and against causes of calls that come from outside. */
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { door, doorAnswer, lookups, partnerDoors, refusal, type Try } from '../built-evidence.ts';
import { FIELD, field, plain, SERVERS, TEXT, weighed, type Weighed } from './worlds.ts';

const PREAUTH = 'reverse-proxy-preauthentication';
const OAUTH = 'oauth-vdir-authentication-off';
const HANDLER = 'svc-handler-mapping-missing';
const PASSES = 'wssecurity-disabled-or-needs-reset';
const DOORS = 'partner-doors ex16';

/** Source: Microsoft Learn, Resolve free/busy errors. */
const NOT_VERIFIED = plain('System.Web.Services.Protocols.SoapHeaderException: An error occurred when verifying security for the message.');
const NOT_ALLOWED = plain('The request failed with HTTP status 405: Method Not Allowed.');
const device = { status: 401, server: 'BigIP', exchangeHeaders: [], schemes: ['Basic realm="Remote Access"'] } as const;

const cloudAsks = (text: string, more: Partial<Try> = {}, code = 'ErrorProxyRequestProcessingFailed'): Observation => lookups('cleo', { anna: { answer: refusal(code, text), ...more } });
const exchangeAt16 = door('mail16.contoso.test:443', { bearer: 'offered' });
const weigh = (text: string, ...observations: readonly Observation[]): Weighed => weighed('cleo -> anna', [...field(exchangeAt16, ...observations), cloudAsks(text)]);

describe('a sign-in that is not Exchange\'s', () => {
  test.each([
    ['where passes for EWS are shown', { ewsPasses: doorAnswer(device) }], ['where those for Autodiscover are', { autodiscoverPasses: doorAnswer(device) }],
    ['at Autodiscover', { autodiscover: doorAnswer({ ...device, status: 302, location: 'https://sts.contoso.test/adfs/ls/', schemes: [] }) }],
  ])('%s is likely the reason for a 401, though the published name answers as Exchange does', (_, more) => {
    const seen = weigh(TEXT.status401, partnerDoors('ex16', more));
    expect([seen.found, seen.supporting(PREAUTH).includes(DOORS)]).toEqual([[PREAUTH], true]);
    // The device stands before Exchange: that Autodiscover offers no OAuth then says nothing.
    expect(weigh(TEXT.status401, partnerDoors('ex16', { ...more, bearer: 'not-offered' })).confidence(OAUTH)).toBe('possible');
  });

  test('is none where Exchange answers everywhere, where nothing was asked, or where the call failed otherwise', () => {
    expect(weigh(TEXT.status401, partnerDoors('ex16')).found).not.toContain(PREAUTH);
    expect(weigh(TEXT.status401).found).not.toContain(PREAUTH);
    expect(weigh(TEXT.send, partnerDoors('ex16', { ewsPasses: doorAnswer(device) })).confidence(PREAUTH)).not.toBe('likely');
  });

  test('before the target says nothing about the other direction', () => {
    const out = weighed('anna -> cleo', [...field(exchangeAt16, partnerDoors('ex16', { ewsPasses: doorAnswer(device) })), lookups('anna', { cleo: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401) } })]);
    expect(out.found).not.toContain(PREAUTH);
  });
});

describe('OAuth off on one of two virtual directories', () => {
  test('likely where Autodiscover alone does not offer it', () => {
    const seen = weigh(TEXT.status401, partnerDoors('ex16', { bearer: 'not-offered' }));
    expect([seen.found, seen.supporting(OAUTH), seen.opposing(OAUTH)]).toEqual([[OAUTH], [DOORS, 'user-availability cleo@contoso.test'], []]);
  });

  test('doubted where both offer it; open where Autodiscover did not answer as Exchange', () => {
    expect(weigh(TEXT.status401, partnerDoors('ex16')).opposing(OAUTH)).toContain('sign-in-schemes mail16.contoso.test:443');
    expect(weigh(TEXT.status401, partnerDoors('ex16', { bearer: null })).confidence(OAUTH)).toBe('possible');
  });

  test('not of an Exchange 2010, which has none', () => {
    const old = weighed('cleo -> otto', [...FIELD, partnerDoors('ex10', { bearer: 'not-offered' }), lookups('cleo', { otto: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401) } })], SERVERS);
    expect(old.found).not.toContain(OAUTH);
  });
});

describe('405 of IIS at .svc addresses', () => {
  const refused = doorAnswer({ status: 405, exchangeHeaders: [] });

  test('likely where Autodiscover failed without a word why', () => {
    const evidence = [...field(exchangeAt16, partnerDoors('ex16', { autodiscover: refused, autodiscoverPasses: refused })), cloudAsks('Autodiscover failed for email address anna@contoso.test.', {}, 'ErrorAutoDiscoverFailed')];
    const seen = weighed('cleo -> anna', evidence);
    expect([seen.confidence(HANDLER), seen.supporting(HANDLER)]).toEqual(['likely', [DOORS, 'user-availability cleo@contoso.test']]);
  });

  test('doubted where the addresses take POST now, and no matter where a device says 405', () => {
    const seen = weigh(NOT_ALLOWED, partnerDoors('ex16'));
    expect([seen.confidence(HANDLER), seen.opposing(HANDLER).includes(DOORS)]).toEqual(['possible', true]);
    const byDevice = doorAnswer({ status: 405, exchangeHeaders: [], server: 'BigIP' });
    expect(weigh(NOT_ALLOWED, partnerDoors('ex16', { autodiscover: byDevice })).supporting(HANDLER)).not.toContain(DOORS);
  });
});

describe('passes that are not enabled', () => {
  const off = partnerDoors('ex16', { capabilities: { soap: true, wsSecurity: false, oauth: true, federationIssuer: null } });

  test('likely where the message was not verified and Autodiscover does not say that they are', () => {
    const seen = weigh(NOT_VERIFIED, off);
    expect([seen.confidence(PASSES), seen.supporting(PASSES).includes(DOORS)]).toEqual(['likely', true]);
  });

  test('only possible where it says so, or says nothing; that it says so excludes nothing', () => {
    for (const one of [partnerDoors('ex16'), partnerDoors('ex16', { capabilities: { soap: null, wsSecurity: null, oauth: null, federationIssuer: null } })]) {
      expect([weigh(NOT_VERIFIED, one).confidence(PASSES), weigh(NOT_VERIFIED, one).opposing(PASSES)]).toEqual(['possible', []]);
    }
  });

  test('no sign in a call by OAuth', () => {
    expect(weigh(TEXT.status401, off).supporting(PASSES)).toEqual([]);
  });
});
