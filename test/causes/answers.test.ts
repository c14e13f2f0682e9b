/** Causes that the answer itself names: permission, directory, throttling, time. */
import { describe, expect, test } from 'vitest';
import { fault, lookups, refusal } from '../built-evidence.ts';
import { FIELD, plain, said, TEXT, weighed, works } from './worlds.ts';

const PERMISSION = 'calendar-default-permission-none';
const DIRECTORY = 'recipient-not-found-in-directory';
const THROTTLED = 'ews-throttled';
const TIME = 'request-timed-out';
const ASKED = 'user-availability anna@contoso.test';

describe(PERMISSION, () => {
  const denied = { answer: refusal('ErrorNoFreeBusyAccess', TEXT.noAccess) };

  test('likely by the response code, in every dialect of the text', () => {
    for (const text of [TEXT.noAccess, 'The caller does not have access to free/busy data.', 'Der Aufrufer darf das nicht.', '']) {
      const seen = weighed('anna -> boris', [...FIELD, said(text, 'ErrorNoFreeBusyAccess')]);
      expect(seen.found).toEqual([PERMISSION]);
      expect(seen.supporting(PERMISSION)).toEqual([ASKED]);
    }
  });

  test('doubtful when all others there are refused too, or when the calendar is shown to somebody on another server', () => {
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: denied, carla: denied })]).confidence(PERMISSION)).toBe('possible');
    // That somebody may have a right of their own.
    expect(weighed(['anna -> boris', 'dora -> boris'], [...FIELD, lookups('anna', { boris: denied }), lookups('dora', { boris: works })]).confidence(PERMISSION)).toBe('possible');
  });

  test('stays likely when others there are shown', () => {
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: denied, carla: works })]).found).toEqual([PERMISSION]);
  });

  test('ruled out by any other code, also with the words in the text', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.noAccess, 'ErrorProxyRequestProcessingFailed')]).confidence(PERMISSION)).toBe('ruled-out');
  });
});

describe(DIRECTORY, () => {
  test('likely by the response code', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.notFound, 'ErrorMailRecipientNotFound')]);
    expect(seen.found).toEqual([DIRECTORY]);
    expect(seen.supporting(DIRECTORY)).toEqual([ASKED]);
  });

  test('doubtful when the text blames a relationship, or when the address is known on another server', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.relationship, 'ErrorMailRecipientNotFound')]).confidence(DIRECTORY)).toBe('possible');
    expect(weighed(['anna -> boris', 'dora -> boris'], [...FIELD, said(TEXT.notFound, 'ErrorMailRecipientNotFound'), lookups('dora', { boris: works })]).confidence(DIRECTORY)).toBe('possible');
  });

  test('a 404 of another tenant is not this', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.rest404)]).found).toEqual([]);
  });
});

describe(THROTTLED, () => {
  test.each([
    ['busy', { status: 500, body: 'fault' as const, fault: fault('ErrorServerBusy', 'The server cannot service this request right now. Try again later.', { BackOffMilliseconds: '297749' }) }],
    ['too many connections', { status: 500, body: 'fault' as const, fault: fault('ErrorExceededConnectionCount', 'You have exceeded the available concurrent connections for your account.') }],
    ['hidden in a general error', { status: 200, body: 'fault' as const, fault: fault('ErrorInternalServerError', 'An internal server error occurred. The operation failed.', { BackOffMilliseconds: '1000' }) }],
  ])('confirmed: %s', (_, one) => {
    const seen = weighed('anna -> boris', [...FIELD, lookups('anna', { boris: one })]);
    expect(seen.found).toEqual([THROTTLED]);
    expect(seen.of(THROTTLED).confidence).toBe('confirmed');
    expect(seen.supporting(THROTTLED)).toEqual([ASKED]);
  });

  test('likely when the calling server hands on the words of the target\'s server', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(plain('System.Web.Services.Protocols.SoapException: The server cannot service this request right now. Try again later.'))]);
    expect(seen.found).toEqual([THROTTLED]);
    expect(seen.of(THROTTLED).confidence).toBe('likely');
  });

  test('ruled out by a general error without a back-off time', () => {
    expect(weighed('anna -> boris', [...FIELD, lookups('anna', { boris: { status: 500, body: 'fault', fault: fault('ErrorInternalServerError') } })]).confidence(THROTTLED)).toBe('ruled-out');
  });
});

describe(TIME, () => {
  test.each([
    [TEXT.timeout, 'ErrorTimeoutExpired'],
    [TEXT.timeout, 'ErrorProxyRequestProcessingFailed'],
    ['', 'ErrorTimeoutExpired'],
  ])('likely by %s (%s)', (text, code) => {
    const seen = weighed('anna -> boris', [...FIELD, said(text, code)]);
    expect(seen.found).toEqual([TIME]);
    expect(seen.supporting(TIME)).toEqual([ASKED]);
  });

  test.each([
    'Proxy web request failed. , inner exception: System.Net.WebException: The operation has timed out',
    'Proxy web request failed. ---> System.Net.WebException: 请求被中止: 操作超时。',
  ])('only possible by %s: a firewall that drops packets can leave it', (text) => {
    expect(weighed('anna -> boris', [...FIELD, said(text, 'ErrorProxyRequestProcessingFailed')]).confidence(TIME)).toBe('possible');
  });

  test('likely when our own question got no answer in time', () => {
    const seen = weighed('anna -> boris', [...FIELD, lookups('anna', { boris: { status: null, signIn: null, body: 'none', failure: { kind: 'answer-timeout', message: 'no answer in 65 s' } } })]);
    expect(seen.found).toEqual([TIME]);
  });

  test('doubtful when another mailbox there answers in time', () => {
    const seen = weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: { answer: refusal('ErrorTimeoutExpired', TEXT.timeout) }, carla: works })]);
    expect(seen.confidence(TIME)).toBe('possible');
  });

  test('a connection that never came about is not this', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.unable)]).confidence(TIME)).toBe('ruled-out');
  });
});
