/** Causes that show at a place: the door before Exchange, stopped services, Autodiscover. */
import { describe, expect, test } from 'vitest';
import type { AutodiscoverStep } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import { autodiscover, door, lookups, refusal, skipped, type Try } from '../built-evidence.ts';
import { FIELD, field, said, SERVERS, TEXT, weighed, works } from './worlds.ts';

const PREAUTH = 'reverse-proxy-preauthentication';
const STOPPED = 'ews-app-pool-or-component-down';
const LOST = 'autodiscover-endpoint-404';
const NO_URL = 'client-autodiscover-no-ews-url';
const ASKED = 'user-availability anna@contoso.test';
const own = (one: Try): Observation => lookups('anna', { boris: one });
const refused401: Partial<Try> = { status: 401, body: 'html', signIn: { id: 'corp', method: 'ntlm', outcome: 'rejected' } };

describe(PREAUTH, () => {
  const form = { status: 200, schemes: [], server: 'BigIP', contentType: 'text/html', exchangeHeaders: [], bodyStart: '<html><form action="/my.policy">' };
  const redirect = { status: 302, schemes: [], server: 'Microsoft-HTTPAPI/2.0', location: 'https://adfs.contoso.test/adfs/ls', exchangeHeaders: [] };
  const basic = { schemes: ['Basic realm="Remote Access"'], server: null, exchangeHeaders: [] };

  test.each([
    ['a form', form, { status: 200, body: 'html' }],
    ['a redirect', redirect, { status: 302, body: 'empty' }],
    ['a challenge of its own', basic, { ...refused401, body: 'html' }],
  ] as const)('likely when our own request meets %s', (_, what, one) => {
    const seen = weighed('anna -> boris', [...field(door('mail16.contoso.test:443', what)), own(one)]);
    expect(seen.found).toEqual([PREAUTH]);
    expect(seen.supporting(PREAUTH)).toEqual(['sign-in-schemes mail16.contoso.test:443', ASKED]);
  });

  test.each([TEXT.status401, TEXT.status401French])('likely when the call between the servers meets it: %s', (text) => {
    const seen = weighed('anna -> boris', [...field(door('mail19.contoso.test:443', basic)), said(text)]);
    expect(seen.found).toEqual([PREAUTH]);
    expect(seen.supporting(PREAUTH)).toEqual(['sign-in-schemes mail19.contoso.test:443', ASKED]);
  });

  test('a bare 401 between servers is the most ambiguous text of all: only possible, and doubtful where Exchange answers', () => {
    const bare = weighed('anna -> boris', [said(TEXT.status401)]);
    expect([bare.found, bare.confidence(PREAUTH)]).toEqual([[], 'possible']);
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.status401)]);
    expect(seen.found).toEqual([]);
    expect(seen.opposing(PREAUTH)).toEqual(['sign-in-schemes mail16.contoso.test:443', 'sign-in-schemes mail19.contoso.test:443']);
  });

  test.each([
    ['Kerberos alone', { schemes: ['Negotiate'], exchangeHeaders: [], server: null }],
    ['NTLM alone', { schemes: ['NTLM'], exchangeHeaders: [], server: null }],
    ['tokens alone', { schemes: ['Bearer'], exchangeHeaders: [], server: null }],
    ['Basic alone, at IIS, as Exchange 2010 may be set', { schemes: ['Basic realm="mail16.contoso.test"'], exchangeHeaders: [], server: 'Microsoft-IIS/7.5' }],
    ['Basic alone, from an Exchange front end', { schemes: ['Basic realm="mail16.contoso.test"'], exchangeHeaders: ['x-feserver'] }],
  ])('a refused sign-in at an Exchange that offers %s is not this', (_, what) => {
    expect(weighed('anna -> boris', [...field(door('mail16.contoso.test:443', what)), own(refused401)]).found).toEqual([]);
  });

  test('a foreign door without a request that met it is nothing', () => {
    expect(weighed('anna -> boris', [...field(door('mail19.contoso.test:443', form)), said(TEXT.send)]).found).not.toContain(PREAUTH);
    expect(weighed('anna -> boris', [...field(door('mail16.contoso.test:443', form)), said(TEXT.generic)]).found).toEqual([]);
  });

  test('ruled out when the same two servers show another mailbox', () => {
    const seen = weighed(['anna -> boris', 'anna -> carla'], [...field(door('mail19.contoso.test:443', basic)), lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401) }, carla: works })]);
    expect(seen.confidence(PREAUTH)).toBe('ruled-out');
  });
});

describe(STOPPED, () => {
  test('likely when the requester\'s IIS answers 503', () => {
    const seen = weighed('anna -> boris', [...FIELD, own({ status: 503, body: 'html', headers: { server: 'Microsoft-IIS/8.5' } })]);
    expect(seen.found).toEqual([STOPPED]);
    expect(seen.supporting(STOPPED)).toEqual([ASKED]);
  });

  test('likely when the servers\' call was answered so, and a request from here is too', () => {
    const seen = weighed('anna -> boris', [...field(door('mail19.contoso.test:443', { status: 503, schemes: [], server: 'Microsoft-IIS/10.0', exchangeHeaders: [] })), said(TEXT.status503)]);
    expect(seen.found).toEqual([STOPPED]);
    expect(seen.supporting(STOPPED)).toEqual(['sign-in-schemes mail19.contoso.test:443', ASKED]);
  });

  test('only possible by the text, or when something before IIS answers 503', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.status503)]).confidence(STOPPED)).toBe('possible');
    expect(weighed('anna -> boris', [...FIELD, own({ status: 503, body: 'html', headers: { server: 'Microsoft-HTTPAPI/2.0' } })]).confidence(STOPPED)).toBe('possible');
    expect(weighed('anna -> boris', [...field(door('mail19.contoso.test:443', { status: 503, schemes: [], server: null })), said(TEXT.status503)]).found).toEqual([]);
  });

  test('a 503 that nobody met is nothing; ruled out when the same two servers show another mailbox', () => {
    expect(weighed('anna -> boris', [...field(door('mail19.contoso.test:443', { status: 503, schemes: [] })), said(TEXT.generic)]).confidence(STOPPED)).toBe('ruled-out');
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status503) }, carla: works })]).confidence(STOPPED)).toBe('ruled-out');
  });
});

describe('Autodiscover', () => {
  const byAutodiscover = { ...SERVERS, ex16: { version: 'exchange-2016' as const } };
  type Step = Partial<AutodiscoverStep> & Pick<AutodiscoverStep, 'method' | 'outcome'>;
  const search = (...steps: readonly Step[]) => weighed('anna -> boris', [autodiscover('anna@contoso.test', steps), skipped('user-availability', 'anna@contoso.test', 'no URL')], byAutodiscover);
  const root404: Step = { method: 'https-root-domain', outcome: 'http-status', status: 404 };
  const host = (more: Partial<AutodiscoverStep>): Step => ({ method: 'https-autodiscover-host', outcome: 'http-status', ...more });
  const plain404: Step = { method: 'http-redirect', outcome: 'http-status', status: 404 };
  const unreachable = host({ outcome: 'unreachable', failure: { kind: 'name-not-resolved', message: '' } });

  test('404 where it should be: likely', () => {
    const seen = search(root404, host({ status: 404 }), plain404);
    expect(seen.found).toEqual([LOST]);
    expect(seen.supporting(LOST)).toEqual(['autodiscover anna@contoso.test']);
    expect(search(root404, host({ outcome: 'redirect-url', status: 302 }), { method: 'redirect', outcome: 'http-status', status: 404 }).found).toEqual([LOST]);
    expect(search(unreachable, { method: 'http-redirect', outcome: 'redirect-url', status: 302 }, { method: 'redirect', outcome: 'http-status', status: 404 }).found).toEqual([LOST]);
  });

  test('404 of the root domain\'s web site, redirected to www or not, and of plain HTTP are nothing', () => {
    expect(search(root404, unreachable).found).toEqual([]);
    expect(search({ method: 'https-root-domain', outcome: 'redirect-url', status: 301 }, { method: 'redirect', outcome: 'http-status', status: 404 }, unreachable).found).toEqual([]);
    expect(search(root404, unreachable, plain404).found).toEqual([]);
  });

  test('where credentials were refused or withheld, Autodiscover is there', () => {
    for (const outcome of ['rejected', 'withheld'] as const) {
      expect(search(root404, host({ outcome, status: 401 }), { method: 'http-redirect', outcome: 'redirect-url', status: 302 }, { method: 'redirect', outcome: 'http-status', status: 404 }).found, outcome).toEqual([]);
    }
  });

  test('404 on the way to a place that gives the address is nothing', () => {
    const seen = weighed('anna -> boris', [
      autodiscover('anna@contoso.test', [host({ status: 404 }), { method: 'redirect', outcome: 'settings', availabilityUrl: 'https://mail16.contoso.test/EWS/Exchange.asmx' }],
        { availabilityUrl: 'https://mail16.contoso.test/EWS/Exchange.asmx', from: 'EXPR' }), said(TEXT.generic),
    ], byAutodiscover);
    expect([seen.confidence(LOST), seen.confidence(NO_URL)]).toEqual(['ruled-out', 'ruled-out']);
  });

  test('404 for the target, said by the server: likely; with another code or without 404 nothing', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.autodiscover404, 'ErrorAutoDiscoverFailed')]);
    expect(seen.found).toEqual([LOST]);
    expect(seen.supporting(LOST)).toEqual([ASKED]);
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.rest404)]).found).toEqual([]);
    expect(weighed('anna -> boris', [...FIELD, said('Autodiscover failed for email address boris@contoso.test.', 'ErrorAutoDiscoverFailed')]).found).toEqual([]);
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: { answer: refusal('ErrorAutoDiscoverFailed', TEXT.autodiscover404) }, carla: works })]).confidence(LOST)).toBe('ruled-out');
  });

  test('settings without an availability URL: confirmed', () => {
    const seen = search(root404, host({ outcome: 'settings', status: 200 }));
    expect(seen.found).toEqual([NO_URL]);
    expect(seen.of(NO_URL).confidence).toBe('confirmed');
    expect(seen.supporting(NO_URL)).toEqual(['autodiscover anna@contoso.test']);
  });

  test('no settings at all is not that', () => {
    expect(search(root404, unreachable).found).toEqual([]);
    expect(search(host({ outcome: 'error', status: 200 })).found).toEqual([]);
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.generic)]).found).toEqual([]);
  });

  test('Outlook\'s own words: likely', () => {
    expect(weighed('anna -> boris', [...FIELD, said('Failed to get ASURL. Error 8004010F.')]).found).toEqual([NO_URL]);
  });
});
