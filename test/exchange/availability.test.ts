import { describe, expect, test } from 'vitest';
import { whatIsSeen } from '../../src/exchange/availability.ts';
import { responseCodes } from '../../src/exchange/response-codes.ts';
import type { FailureKind } from '../../src/model/failure.ts';
import type { SignIn, VersionId } from '../../src/model/scenario.ts';
import type { Observation } from '../../src/model/observation.ts';
import { built, failed, fault, fingerprint, good, lookupOf, lookups, refusal, scenarioOf, skipped, type Try } from '../built-evidence.ts';

const BUILDS = { 'exchange-2007': '8.3.83.6', 'exchange-2010': '14.3.513.0', 'exchange-2013': '15.0.1497.48', 'exchange-2016': '15.1.2507.57', 'exchange-2019': '15.2.1748.10', 'exchange-se': '15.2.2562.37', 'exchange-online': '15.20.8769.35' } as const;

function scenario(signIn: Partial<SignIn> = { impersonate: true, user: 'CONTOSO\\svc' }, version: VersionId = 'exchange-2016') {
  return scenarioOf({
    servers: {
      ex16: { version, ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' },
      ex16b: { version: 'exchange-2016', ews: 'https://mail16b.contoso.test/EWS/Exchange.asmx', nodes: ['ex16b.contoso.test'] },
      ex19: { version: 'exchange-2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx' },
    },
    mailboxes: { anna: { server: 'ex16', signIn: 'corp' }, boris: { server: 'ex19', signIn: 'corp' } },
    lookups: ['anna -> boris'],
    signIns: { corp: signIn },
  });
}

function seen(tries: Try | readonly Try[], options: { readonly signIn?: Partial<SignIn>; readonly version?: VersionId; readonly more?: readonly Observation[] } = {}) {
  const evidence = built(scenario(options.signIn, options.version), lookups('anna', { boris: tries }), ...options.more ?? []);
  return whatIsSeen(lookupOf(evidence, 'anna -> boris'), evidence);
}

describe('an answer for the target', () => {
  test.each([
    ['free and busy', { answer: good('0220') }, 'shown'],
    ['all free', { answer: good('0000') }, 'shown'],
    ['some intervals without data', { answer: good('0550') }, 'shown'],
    ['a view, but no digits (details only)', { answer: good('', { mergedFreeBusy: null, freeBusyViewType: 'FreeBusy' }) }, 'shown'],
    ['several views', { answer: good('0220', { freeBusyViewType: 'FreeBusyMerged DetailedMerged' }) }, 'shown'],
    ['view None without an error', { answer: good('', { freeBusyViewType: 'None' }) }, 'hash-marks'],
    ['no view at all', { answer: good('', { freeBusyViewType: null, mergedFreeBusy: null }) }, 'hash-marks'],
    ['an error for the mailbox', { answer: refusal('ErrorMailRecipientNotFound') }, 'hash-marks'],
    ['an error code whose class was lost on the way', { answer: refusal('ErrorProxyRequestProcessingFailed', '', { responseClass: '' }) }, 'hash-marks'],
    ['an error class without a code', { answer: refusal('', '', { responseClass: 'Error' }) }, 'hash-marks'],
    ['an error code that nobody has heard of', { answer: refusal('ErrorOfTomorrow') }, 'hash-marks'],
  ] satisfies readonly (readonly [string, Try, string])[])('%s', (_, one, availability) => {
    expect(seen({ executedBy: BUILDS['exchange-2016'], ...one })).toMatchObject({ availability, why: null });
  });

  test('every code that speaks of the mailbox means cross lines', () => {
    for (const { code } of [...responseCodes.values()].filter(({ speaksOf, code: name }) => speaksOf === 'mailbox' && name !== 'NoError')) {
      expect(seen({ answer: refusal(code) }).availability, code).toBe('hash-marks');
    }
  });

  test.each([
    'ErrorServerBusy', 'ErrorExceededConnectionCount', 'ErrorSchemaValidation', 'ErrorInvalidRequest', 'ErrorInvalidServerVersion',
    'ErrorIncorrectSchemaVersion', 'ErrorTimeIntervalTooBig', 'ErrorInvalidTimeInterval', 'ErrorInvalidMergedFreeBusyInterval',
    'ErrorInvalidFreeBusyViewType', 'ErrorMailboxDataArrayEmpty', 'ErrorMailboxDataArrayTooBig', 'ErrorTimeZone', 'ErrorRequestStreamTooBig',
    'ErrorNonExistentMailbox', 'ErrorPasswordExpired', 'ErrorPasswordChangeRequired',
  ])('%s speaks of how we asked: not observed, in a fault or for the target', (code) => {
    const inFault = seen({ status: 500, body: 'fault', fault: fault(code) });
    expect(inFault.availability).toBe('not-observed');
    expect(inFault.why).toContain(code);
    const inAnswer = seen({ answer: refusal(code) });
    expect(inAnswer.availability).toBe('not-observed');
    expect(inAnswer.why).toContain(code);
  });
});

describe('no data for the whole window: the digit is that of the version that executed the call', () => {
  test.each([
    ['exchange-2007', '4444', 'hash-marks'], ['exchange-2007', '5555', 'shown'],
    ['exchange-2010', '4444', 'hash-marks'], ['exchange-2010', '5555', 'shown'],
    ['exchange-2013', '4444', 'shown'], ['exchange-2013', '5555', 'hash-marks'],
    ['exchange-2016', '4444', 'shown'], ['exchange-2016', '5555', 'hash-marks'],
    ['exchange-2019', '4444', 'shown'], ['exchange-2019', '5555', 'hash-marks'],
    ['exchange-se', '4444', 'shown'], ['exchange-se', '5555', 'hash-marks'],
    ['exchange-online', '4444', 'shown'], ['exchange-online', '5555', 'hash-marks'],
  ] as const)('%s and %s: %s', (version, digits, availability) => {
    expect(seen({ answer: good(digits), executedBy: BUILDS[version] }, { version }).availability).toBe(availability);
    // Who executed is not told: the version that the scenario gives counts.
    expect(seen({ answer: good(digits) }, { version }).availability).toBe(availability);
    // The scenario is wrong about the version: the executing one counts.
    expect(seen({ answer: good(digits), executedBy: BUILDS[version] }, { version: 'exchange-2016' }).availability).toBe(availability);
  });
});

describe('no answer for the target', () => {
  test.each([
    ['fault without a code, as 2007 and 2010 send it', { status: 500, body: 'fault', fault: fault(null, 'System.Web.Services.Protocols.SoapException: Server was unable to process request.') }],
    ['fault inside the server', { status: 500, body: 'fault', fault: fault('ErrorInternalServerError') }],
    ['fault with HTTP 200', { status: 200, body: 'fault', fault: fault('ErrorInternalServerTransientError') }],
    ['no server of the other site', { status: 500, body: 'fault', fault: fault('ErrorNoRespondingCASInDestinationSite') }],
    ['503', { status: 503, body: 'html', bodyStart: 'Service Unavailable' }],
    ['an empty 500', { status: 500, body: 'empty' }],
    ['456', { status: 456, body: 'empty' }],
    ['a login form with 200', { status: 200, body: 'html', bodyStart: '<form>' }],
    ['a redirect to a login form', { status: 302, body: 'empty', headers: { location: 'https://login.contoso.test/' } }],
    ['404', { status: 404, body: 'html' }],
    ['an answer cut off', { status: 200, body: 'truncated' }],
    ['another number of answers than targets', { status: 200, body: 'answer' }],
  ] satisfies readonly (readonly [string, Try])[])('%s: the user sees cross lines', (_, one) => {
    expect(seen(one)).toMatchObject({ availability: 'hash-marks', why: null, answer: null });
  });

  test('the answer forgets the target', () => {
    const evidence = built(scenario(), lookups('anna', {}));
    expect(whatIsSeen(lookupOf(evidence, 'anna -> boris'), evidence)).toMatchObject({ availability: 'not-observed', why: 'the answer does not mention this target' });
  });
});

describe('what we did not get to see', () => {
  test.each([
    ['refused', { status: 401, signIn: { id: 'corp', method: 'ntlm', outcome: 'rejected', reason: 'the password is wrong' } }, 'sign-in corp was not accepted: the password is wrong'],
    ['not offered', { status: 401, signIn: { id: 'corp', method: 'ntlm', outcome: 'not-offered', reason: 'the server offers only Negotiate' } }, 'sign-in corp was not accepted: the server offers only Negotiate'],
    ['withheld', { status: 401, signIn: { id: 'corp', method: 'basic', outcome: 'withheld', reason: 'the host was not named' } }, 'sign-in corp was not accepted: the host was not named'],
    ['withheld without a word', { status: 401, signIn: { id: 'corp', method: 'basic', outcome: 'withheld' } }, 'sign-in corp was not accepted: withheld'],
    ['no secret', { status: 401, signIn: { id: 'corp', method: 'ntlm', outcome: 'withheld', reason: 'no password was given', secretMissing: true } }, 'sign-in corp was not tried: no password was given'],
    ['none', { status: 401, signIn: { id: '', method: 'none', outcome: 'none' } }, 'the server asks for credentials, and none were given for anna@contoso.test'],
    ['nothing said about it', { status: 401, signIn: null }, 'the server asks for credentials, and none were given for anna@contoso.test'],
  ] satisfies readonly (readonly [string, Try, string])[])('401, sign-in %s', (_, one, why) => {
    expect(seen({ body: 'html', ...one })).toMatchObject({ availability: 'not-observed', why });
  });

  test.each([
    'name-not-resolved', 'refused', 'unreachable', 'connect-timeout', 'tls-alert', 'tls-reset', 'certificate', 'reset', 'closed', 'answer-timeout', 'answer-too-large', 'protocol',
  ] satisfies readonly FailureKind[])('our own call failed: %s', (kind) => {
    expect(seen({ status: null, signIn: null, body: 'none', failure: { kind, message: `it was ${kind}` } }))
      .toMatchObject({ availability: 'not-observed', why: `it was ${kind}` });
  });

  test('the whole question failed, was skipped, or never asked', () => {
    const judged = (...observations: readonly Observation[]) => {
      const evidence = built(scenario(), ...observations);
      return whatIsSeen(lookupOf(evidence, 'anna -> boris'), evidence);
    };
    const nothing = { availability: 'not-observed', answer: null, exchange: null, tries: [] };
    expect(judged()).toMatchObject({ ...nothing, why: 'it was never asked' });
    expect(judged(failed('user-availability', 'anna@contoso.test', 'refused', 'nobody listens'))).toMatchObject({ ...nothing, why: 'nobody listens' });
    expect(judged(skipped('user-availability', 'anna@contoso.test', 'no URL'))).toMatchObject({ ...nothing, why: 'no URL' });
  });

  test('impersonation denied: the right is named', () => {
    const denied = seen({ status: 500, body: 'fault', fault: fault('ErrorImpersonateUserDenied', 'The account does not have permission to impersonate the requested user.') });
    expect(denied.availability).toBe('not-observed');
    expect(denied.why).toMatch(/sign-in corp may not ask on behalf of anna@contoso\.test.*ApplicationImpersonation/);
    expect(denied.toObserve).toMatch(/^Give .*ApplicationImpersonation.*anna@contoso\.test\.$/);
  });
});

describe('a service account without impersonation asks from its own server', () => {
  const signIn = { user: 'CONTOSO\\svc-crosslines', impersonate: false };
  const answer = good('0220');

  test('on another version: not observed, and the missing right is named', () => {
    const { availability, why, toObserve, anotherPath } = seen({ answer, executedBy: BUILDS['exchange-2019'] }, { signIn });
    expect(availability).toBe('not-observed');
    expect(anotherPath).toBe(true);
    expect(why).toMatch(/ran as CONTOSO\\svc-crosslines on Exchange 2019, not on the requester's Exchange 2016, so it tested another path$/);
    expect(toObserve).toMatch(/^Give CONTOSO\\svc-crosslines the role ApplicationImpersonation.*--impersonate.*impersonate: true.*anna@contoso\.test\.$/);
  });

  test('on another version, and what came back is an error or a fault: still not observed', () => {
    expect(seen({ answer: refusal('ErrorProxyRequestProcessingFailed'), executedBy: BUILDS['exchange-2019'] }, { signIn }).availability).toBe('not-observed');
    expect(seen({ status: 500, body: 'fault', fault: fault('ErrorInternalServerError'), executedBy: BUILDS['exchange-2019'] }, { signIn }).availability).toBe('not-observed');
  });

  test.each([
    ['x-calculatedbetarget', 'EX16B.contoso.test'],
    ['x-beserver', 'EX16B'],
  ])('on a node of another server of the same version (%s)', (header, node) => {
    const { availability, why, toObserve } = seen({ answer, executedBy: BUILDS['exchange-2016'], headers: { [header]: node } }, { signIn });
    expect(availability).toBe('not-observed');
    expect(why).toMatch(/on ex16b(\.contoso\.test)? \(ex16b\), not on the requester's server ex16, so it tested another path$/);
    expect(toObserve).toContain('ApplicationImpersonation');
  });

  test('on the requester\'s own server: judged', () => {
    const own = fingerprint('mail16.contoso.test:443', { exchangeBuild: BUILDS['exchange-2016'], ntlm: { dnsComputer: 'ex16.contoso.test' } });
    expect(seen({ answer, executedBy: BUILDS['exchange-2016'], headers: { 'x-calculatedbetarget': 'ex16.contoso.test' } }, { signIn, more: [own] }).availability).toBe('shown');
    expect(seen({ answer, executedBy: BUILDS['exchange-2016'], headers: { 'x-calculatedbetarget': 'unknown.contoso.test' } }, { signIn }).availability).toBe('shown');
    expect(seen({ answer, executedBy: BUILDS['exchange-2016'] }, { signIn }).availability).toBe('shown');
  });

  test.each([
    ['with impersonation', { user: 'CONTOSO\\svc', impersonate: true }],
    ['signed in as the mailbox, by account', { user: 'CONTOSO\\Anna' }],
    ['signed in as the mailbox, by address', { user: 'anna@contoso.test' }],
    ['with a token, whose owner is not known here', { method: 'token' as const }],
    ['without a sign-in', { method: 'none' as const }],
  ])('%s the executing server is the requester\'s own, whatever the scenario calls it', (_, own) => {
    expect(seen({ answer, executedBy: BUILDS['exchange-2019'] }, { signIn: own }).availability).toBe('shown');
  });
});

describe('several attempts', () => {
  const failing: Try = { answer: refusal('ErrorProxyRequestProcessingFailed', 'broken'), headers: { 'x-beserver': 'EX16A' } };
  const working: Try = { answer: good(), headers: { 'x-beserver': 'EX16B' } };
  const blind: Try = { status: null, body: 'none', failure: { kind: 'reset', message: 'reset' } };

  test.each([
    ['first fails, second works', [failing, working], 'hash-marks'],
    ['first works, second fails', [working, failing], 'hash-marks'],
    ['both work', [working, working], 'shown'],
    ['one works, one is not observed', [working, blind], 'shown'],
    ['one fails, one is not observed', [failing, blind], 'hash-marks'],
    ['none is observed', [blind, blind], 'not-observed'],
  ] as const)('%s', (_, tries, availability) => {
    const result = seen(tries);
    expect(result.availability).toBe(availability);
    expect(result.tries).toHaveLength(2);
  });

  test('the answer shown is that of the failing one', () => {
    const result = seen([failing, working]);
    expect(result.answer?.messageText).toBe('broken');
    expect(result.tries.map((one) => one.availability)).toEqual(['hash-marks', 'shown']);
  });
});
