/** EWS and Graph side by side: what is compared, which of them decides, and what is said of it. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { causes } from '../../src/causes/index.ts';
import { diagnose } from '../../src/diagnose.ts';
import { seenBy, whatIsSeen } from '../../src/exchange/availability.ts';
import { crossCheck, differingSlots } from '../../src/exchange/cross-check.ts';
import type { FactOf, LookupExchange, TokenRights } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import { noticesAboutApis } from '../../src/notices-about-apis.ts';
import { noticesOf } from '../../src/notices.ts';
import { built, doorAnswer, exchangeDefaults, good, lookupOf, lookups, observation, partnerDoors, refusal, scenarioOf, tls, type Try } from '../built-evidence.ts';

const scenario = scenarioOf({
  servers: { cloud: { version: 'exchange-online' }, ex16: { version: 'exchange-2016' } },
  mailboxes: { boris: { server: 'cloud', signIn: 'm365' }, anna: 'ex16' }, lookups: ['boris -> anna'], signIns: { m365: { method: 'token' } },
});
const GRAPH = 'https://graph.microsoft.com/v1.0/users/boris%40contoso.test/calendar/getSchedule';

function graph({ answer = null, ...more }: Try): Observation {
  const exchange: LookupExchange = { ...exchangeDefaults, url: GRAPH, targets: ['anna@contoso.test'], signIn: { id: 'm365', method: 'token', outcome: 'accepted' }, ...more };
  const fact: FactOf['graph-schedule'] = { requester: 'boris@contoso.test', url: GRAPH, exchanges: [exchange], targets: { 'anna@contoso.test': [{ exchange: 0, answer }] }, busy: {} };
  return observation('graph-schedule', 'boris@contoso.test', { status: 'observed', fact });
}
const ews = (one: Try): Observation => lookups('boris', { anna: { url: 'https://outlook.office365.com/EWS/Exchange.asmx', executedBy: '15.20.9000.1', ...one } });
const evidence = (...observations: readonly Observation[]) => built(scenario, ...observations);
const seen = (...observations: readonly Observation[]) => whatIsSeen(lookupOf(evidence(...observations), 'boris -> anna'), evidence(...observations));
const check = (...observations: readonly Observation[]) => crossCheck(lookupOf(evidence(...observations), 'boris -> anna'), evidence(...observations));
const said = (...observations: readonly Observation[]) => noticesAboutApis(evidence(...observations)).map(({ says }) => says);
const graphError = (status: number, responseCode: string, more: Try = {}): Observation =>
  graph({ status, body: 'fault', fault: { faultCode: responseCode, responseCode, message: '', values: {} }, ...more });

describe('slots', () => {
  it.each([
    ['0220', '0220', 0], ['0424', '0020', 0], ['0220', '0210', 1], ['0220', '022', 1], ['5522', '0022', 0], ['', '', 0], ['', '00', 2],
  ])('%s and %s differ in %d', (a, b, count) => {
    expect(differingSlots(a, b)).toBe(count);
  });

  it('working elsewhere is free, whichever of the two says so', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '2', '3', '4'), maxLength: 100 });
    fc.assert(fc.property(digits, (one) => {
      expect(differingSlots(one, one.replaceAll('4', '0'))).toBe(0);
      expect(differingSlots(one.replaceAll('4', '0'), one)).toBe(0);
    }));
    fc.assert(fc.property(digits, digits, (a, b) => { expect(differingSlots(a, b)).toBe(differingSlots(b, a)); }));
  });
});

describe('what Graph answers', () => {
  test.each<readonly [string, Observation, string, RegExp | null]>([
    ['digits', graph({ answer: good('0020') }), 'shown', null],
    ['an error for the target', graph({ answer: refusal('ErrorMailRecipientNotFound', 'Unable to resolve e-mail address') }), 'hash-marks', null],
    ['neither digits nor error', graph({ answer: good('', { freeBusyViewType: 'None', mergedFreeBusy: null }) }), 'hash-marks', null],
    ['digits for no data', graph({ answer: good('5555') }), 'hash-marks', null],
    ['nothing about the target', graph({ answer: null }), 'not-observed', /does not mention this target/],
    ['an error that is ours', graph({ answer: refusal('ErrorTimeIntervalTooBig') }), 'not-observed', /ErrorTimeIntervalTooBig/],
    ['401', graphError(401, 'InvalidAuthenticationToken', { signIn: { id: 'm365', method: 'token', outcome: 'rejected' } }), 'not-observed', /does not accept the token of sign-in m365 \(InvalidAuthenticationToken\)/],
    ['a token kept back', graphError(401, '', { signIn: { id: 'm365', method: 'token', outcome: 'withheld', reason: 'its token is made out for Exchange (EWS)' } }), 'not-observed', /not used for Microsoft Graph: its token is made out for Exchange/],
    ['403', graphError(403, 'ErrorAccessDenied'), 'not-observed', /forbids the call \(ErrorAccessDenied\); the application needs the permission Calendars\.Read/],
    ['404', graphError(404, 'MailboxNotEnabledForRESTAPI'), 'not-observed', /not in Exchange Online, or its address is not the user's principal name/],
    ['429', graph({ status: 429, body: 'fault', headers: { 'retry-after': '900' } }), 'not-observed', /Retry-After: 900/],
    ['504', graphError(504, 'UnknownError'), 'hash-marks', null],
    ['400', graphError(400, 'BadRequest'), 'not-observed', /refuses the request \(BadRequest\)/],
    ['a page of a device', graph({ body: 'not-json' }), 'not-observed', /is not its answer/],
    ['no connection', graph({ status: null, body: 'none', failure: { kind: 'refused', message: 'graph.microsoft.com:443 refused the connection' } }), 'not-observed', /refused the connection/],
  ])('%s', (_title, given, availability, why) => {
    const found = seenBy('graph', lookupOf(evidence(given), 'boris -> anna'), evidence(given));
    expect(found?.availability).toBe(availability);
    if (why === null) expect(found?.why).toBeNull();
    else expect(found?.why).toMatch(why);
  });

  const rights = (more: Partial<TokenRights>): TokenRights => ({ flow: 'application', audience: '', application: '', tenant: '', account: '', object: '', roles: [], scopes: [], expiresAt: '', ...more });
  it.each([
    [rights({ roles: ['Mail.Read'] }), /holds Mail\.Read, but not Calendars\.Read: grant that application permission of Microsoft Graph/],
    [rights({ roles: ['Calendars.Read'] }), /shows a permission that is enough, so a policy may keep the application from this mailbox/],
    [rights({ flow: 'delegated', scopes: ['Calendars.Read'], account: 'dora@contoso.test' }), /the token is that of dora@contoso\.test/],
    [rights({ flow: 'delegated' }), /holds no delegated permission, but not Calendars\.Read/],
  ])('403 with what the token says of itself', (held, words) => {
    expect(seen(graphError(403, 'ErrorAccessDenied', { signIn: { id: 'm365', method: 'token', outcome: 'accepted', rights: held } })).why).toMatch(words);
  });
});

const shows = good('0220');
const fails = refusal('ErrorProxyRequestProcessingFailed', 'Proxy web request failed.');
const policy = { status: 403, answer: null, body: 'empty' as const, executedBy: null, headers: { 'x-ews-policy-reason': 'EWS is blocked by policy for this user or tenant' } };

describe('the two together', () => {
  test.each<readonly [string, Try, Try, string, string, string | undefined]>([
    ['both show', { answer: shows }, { answer: shows }, 'agree', 'shown', undefined],
    ['both fail', { answer: fails }, { answer: fails }, 'agree', 'hash-marks', undefined],
    ['EWS shows', { answer: shows }, { answer: fails }, 'one-shows', 'shown', undefined],
    ['Graph shows', { answer: fails }, { answer: shows }, 'one-shows', 'hash-marks', undefined],
    ['other digits', { answer: shows }, { answer: good('0000') }, 'slots-differ', 'shown', undefined],
    ['EWS blocked, Graph shows', policy, { answer: shows }, 'one-blind', 'shown', 'graph'],
    ['EWS blocked, Graph fails', policy, { answer: fails }, 'one-blind', 'hash-marks', 'graph'],
    ['EWS blocked, Graph forbidden', policy, { status: 403, body: 'fault' }, 'both-blind', 'not-observed', undefined],
  ])('%s', (_title, byEws, byGraph, outcome, availability, api) => {
    const found = evidence(ews(byEws), graph(byGraph));
    expect(check(ews(byEws), graph(byGraph))?.outcome).toBe(outcome);
    const [verdict] = diagnose(found, [], 0);
    expect([verdict?.availability, verdict?.answer.api]).toEqual([availability, api]);
    expect(said(ews(byEws), graph(byGraph)).length).toBe(outcome === 'agree' || outcome === 'both-blind' ? 0 : 1);
  });

  it('nothing is compared where one was never asked', () => {
    expect(check(ews({ answer: shows }))).toBeUndefined();
    expect(check(graph({ answer: shows }))).toBeUndefined();
    expect(seen(graph({ answer: shows })).availability).toBe('shown');
    expect(seen().why).toBe('it was never asked');
  });

  it('says who shows, who does not, and what the verdict goes by', () => {
    expect(said(ews({ answer: shows }), graph({ answer: fails }))[0]).toMatch(/^boris -> anna: EWS shows the availability, Microsoft Graph does not \(ErrorProxyRequestProcessingFailed\)/);
    expect(said(ews({ answer: fails }), graph({ answer: shows }))[0]).toMatch(/Microsoft Graph shows the availability, EWS does not .*The verdict goes by EWS/);
    expect(said(ews({ answer: shows }), graph({ answer: good('0200') }))[0]).toMatch(/but 1 time slot differs/);
    expect(said(ews(policy), graph({ answer: shows }))[0]).toMatch(/keeps this application or user agent from EWS \(X-EWS-Policy-Reason\).*ews-blocked-in-exchange-online/);
    expect(said(ews({ answer: shows }), graphError(403, 'ErrorAccessDenied'))[0]).toMatch(/^Microsoft Graph could not be asked for boris@contoso\.test: .*goes by EWS alone\.$/);
  });

  it('a policy against EWS is a cause where Graph tells nothing, and none where Graph shows what EWS would', () => {
    const likely = (...observations: readonly Observation[]) => diagnose(evidence(...observations), causes, 0)[0]?.findings
      .filter(({ confidence }) => confidence === 'confirmed' || confidence === 'likely').map(({ cause }) => cause);
    expect(likely(ews(policy), graph({ status: 403, body: 'fault' }))).toEqual(['ews-blocked-in-exchange-online']);
    expect(likely(ews(policy), graph({ answer: shows }))).toEqual([]);
    expect(likely(ews(policy), graph({ answer: refusal('ErrorNoFreeBusyAccess', 'The caller does not have access to free/busy data.') }))).toEqual(['calendar-default-permission-none']);
  });

  it('a 403 of Graph says nothing about EWS', () => {
    const forbidden = graphError(403, 'ErrorAccessDenied');
    const finding = diagnose(evidence(forbidden), causes, 0)[0]?.findings.find(({ cause }) => cause === 'ews-blocked-in-exchange-online');
    expect([finding?.supporting, noticesOf(evidence(forbidden))]).toEqual([[], []]);
  });

  it('what lies between the servers is doubted where Graph shows the calendar', () => {
    const text = 'Proxy web request failed. , inner exception: System.Net.WebException: The remote name could not be resolved: \'mail.contoso.test\'';
    const finding = (...observations: readonly Observation[]) => diagnose(evidence(...observations), causes, 0)[0]?.findings.find(({ cause }) => cause === 'oauth-vdir-authentication-off');
    const told = ews({ answer: refusal('ErrorProxyRequestProcessingFailed', text) });
    expect(finding(told, graph({ answer: shows }))?.opposing.map(({ observation: id }) => id)).toContain('graph-schedule boris@contoso.test');
    expect(finding(told, graph({ answer: fails }))?.opposing.map(({ observation: id }) => id) ?? []).not.toContain('graph-schedule boris@contoso.test');
  });

  it('cites the way that decided', () => {
    const [verdict] = diagnose(evidence(ews(policy), graph({ answer: refusal('ErrorMailRecipientNotFound', 'Unable to resolve e-mail address anna@contoso.test to an Active Directory object.') })), causes, 0);
    const cited = verdict?.findings.flatMap(({ supporting }) => supporting.map(({ observation: id }) => id)) ?? [];
    expect(new Set(cited)).toEqual(new Set(['graph-schedule boris@contoso.test']));
  });
});

describe('pauses', () => {
  it('are told: how often, how long, and whether anything was lost', () => {
    expect(said(ews({ answer: shows, waited: { times: 2, ms: 40_500 } }), graph({ answer: shows }))[0])
      .toMatch(/^outlook\.office365\.com asked to be left alone 2 times while it was asked for boris@contoso\.test; Crosslines waited 41 seconds in all, as it was told, and then got every answer/);
    expect(said(ews({ answer: shows }), graph({ status: 429, body: 'fault', waited: { times: 1, ms: 1000 } }))[0])
      .toMatch(/^graph\.microsoft\.com asked to be left alone once .* waited 1 second in all, as it was told, and then it still would not answer/);
  });
});

describe('Graph alone, which says that a call failed and not how', () => {
  const NO_REASON = { answer: refusal('5016', 'Proxy web request failed.', { exceptionCode: '5016' }) };
  const REASON = { answer: refusal('5016', 'Proxy web request failed. The request failed with HTTP status 503: Service Unavailable.', { exceptionCode: '5016' }) };
  const place = scenarioOf({
    servers: { cloud: { version: 'exchange-online', api: 'graph' }, ex16: { version: 'exchange-2016', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' } },
    mailboxes: { boris: { server: 'cloud', signIn: 'm365' }, anna: 'ex16' }, lookups: ['boris -> anna'], signIns: { m365: { method: 'token' } },
  });
  const confidence = (cause: string, ...observations: readonly Observation[]) => {
    const [verdict] = diagnose(built(place, ...observations), causes, Date.parse('2026-11-20T09:00:00.000Z'));
    return verdict?.findings.find((one) => one.cause === cause)?.confidence;
  };
  const guarded = partnerDoors('ex16', { ewsPasses: doorAnswer({ status: 401, server: 'BigIP', exchangeHeaders: [], schemes: ['Basic realm="Remote Access"'] }) });
  const oldTls = tls('mail16.contoso.test:443', ['TLSv1.0']);

  it.each([
    ['tls12-inbound-endpoint-not-available', oldTls, 'likely'], ['reverse-proxy-preauthentication', guarded, 'possible'],
  ])('%s rests on what is seen at the target, and on no reason that Graph names', (cause, seenThere, expected) => {
    expect(confidence(cause, graph(NO_REASON), seenThere)).toBe(expected);
    expect(confidence(cause, graph(NO_REASON))).not.toBe(expected);
    expect(confidence(cause, graph(REASON), seenThere)).not.toBe(expected);
  });
});
