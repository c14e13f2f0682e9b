/** getSchedule: the request, and what comes back in the shapes of Microsoft Learn (calendar: getSchedule; scheduleInformation). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeScheduleAnswer, encodeScheduleRequest, schedulePath } from '../../src/protocol/graph-schedule.ts';

const window = { from: '2026-11-23T09:00:00+01:00', to: '2026-11-23T18:00:00+01:00', intervalMinutes: 60 };
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const moment = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });

describe('the request', () => {
  it('names schedules, window and interval, each moment with its zone', () => {
    expect(JSON.parse(encodeScheduleRequest({ targets: ['adelev@contoso.test', 'meganb@contoso.test'], ...window }))).toEqual({
      schedules: ['adelev@contoso.test', 'meganb@contoso.test'],
      startTime: { dateTime: '2026-11-23T08:00:00', timeZone: 'UTC' }, endTime: { dateTime: '2026-11-23T17:00:00', timeZone: 'UTC' },
      availabilityViewInterval: 60,
    });
    expect(schedulePath('anna+o\'b/../x@contoso.test')).toBe('/v1.0/users/anna%2Bo\'b%2F..%2Fx%40contoso.test/calendar/getSchedule');
  });

  it.each([
    ['no schedule', { targets: [] }],
    ['21 schedules', { targets: Array.from({ length: 21 }, (_, at) => `u${at}@contoso.test`) }],
    ['an empty address', { targets: [' '] }],
    ['4 minutes', { intervalMinutes: 4 }],
    ['1441 minutes', { intervalMinutes: 1441 }],
    ['half minutes', { intervalMinutes: 7.5 }],
    ['62 days', { from: '2026-01-01T00:00:00Z', to: '2026-03-04T00:00:00Z' }],
    ['a window shorter than its interval', { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:30:00Z' }],
    ['no dates', { from: 'today' }],
  ])('refuses %s', (_title, wrong) => {
    expect(() => encodeScheduleRequest({ targets: ['a@contoso.test'], ...window, ...wrong })).toThrow(RangeError);
  });

  it('takes 20 schedules and a window one second below 62 days', () => {
    const targets = Array.from({ length: 20 }, (_, at) => `u${at}@contoso.test`);
    const text = encodeScheduleRequest({ targets, from: '2026-01-01T00:00:00Z', to: '2026-03-03T23:59:59Z', intervalMinutes: 1440 });
    expect(JSON.parse(text)).toMatchObject({ schedules: targets, endTime: { dateTime: '2026-03-03T23:59:59' } });
  });
});

/** As the documentation shows it, with an error beside an answer. */
const documented = {
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)',
  'value': [
    {
      scheduleId: 'AdeleV@contoso.test', availabilityView: '000220000',
      scheduleItems: [{
        isPrivate: false, status: 'busy', subject: 'Let\'s go for lunch', location: 'Harry\'s Bar',
        start: moment('2026-11-23T11:00:00.0000000'), end: moment('2026-11-23T13:00:00.0000000'),
      }],
      workingHours: { daysOfWeek: ['monday'], startTime: '08:00:00.0000000', endTime: '17:00:00.0000000', timeZone: { name: 'Pacific Standard Time' } },
    },
    {
      scheduleId: 'nobody@contoso.test', availabilityView: '', scheduleItems: [],
      error: { responseCode: 'ErrorMailRecipientNotFound', message: 'Unable to resolve e-mail address nobody@contoso.test to an Active Directory object. LID: 57660' },
    },
  ],
};

describe('an answer', () => {
  it('gives digits, errors and times by address, whatever the order and the case', () => {
    const { body, answers, busy } = decodeScheduleAnswer(bytes(documented), ['nobody@contoso.test', 'adelev@contoso.test', 'absent@contoso.test']);
    expect(body).toBe('answer');
    expect(answers[0]).toMatchObject({ responseCode: 'ErrorMailRecipientNotFound', responseClass: 'Error', freeBusyViewType: 'None', mergedFreeBusy: null, lids: [57660] });
    expect(answers[1]).toMatchObject({ responseCode: 'NoError', responseClass: 'Success', freeBusyViewType: 'MergedOnly', mergedFreeBusy: '000220000' });
    expect(answers[2]).toBeNull();
    expect(busy).toEqual([[], [{ status: 'busy', from: '2026-11-23T11:00:00.000Z', to: '2026-11-23T13:00:00.000Z' }], []]);
  });

  it.each([
    // As observed: microsoftgraph/microsoft-graph-docs issue 11225.
    ['5009', 'Unable to resolve e-mail address <user_email> to an Active Directory object.', 'ErrorMailRecipientNotFound'],
    ['5037', 'The caller does not have access to free/busy data.', 'ErrorNoFreeBusyAccess'],
    ['5016', 'Proxy web request failed.', 'ErrorProxyRequestProcessingFailed'],
    ['4711', 'Something else.', '4711'],
    ['ErrorMailRecipientNotFound', '', 'ErrorMailRecipientNotFound'],
    ['', 'Something else.', 'Error'],
  ])('names the code of "%s" (%s)', (responseCode, message, named) => {
    const [answer] = decodeScheduleAnswer(bytes({ value: [{ scheduleId: 'a@b.c', error: { message, responseCode } }] }), ['a@b.c']).answers;
    expect(answer).toMatchObject({ responseCode: named, responseClass: 'Error', messageText: message, exceptionCode: /^\d+$/.test(responseCode) ? responseCode : null });
  });

  it('leaves subjects and places behind', () => {
    expect(JSON.stringify(decodeScheduleAnswer(bytes(documented), ['adelev@contoso.test']))).not.toMatch(/lunch|Harry/);
  });

  it('without digits or error shows nothing', () => {
    const [answer] = decodeScheduleAnswer(bytes({ value: [{ scheduleId: 'a@b.c', availabilityView: null }] }), ['a@b.c']).answers;
    expect(answer).toMatchObject({ responseCode: 'NoError', freeBusyViewType: 'None', mergedFreeBusy: null });
  });

  it('times of another zone than the one asked for are not guessed', () => {
    const item = { status: 'busy', start: moment('2026-11-23T11:00:00', 'Pacific Standard Time'), end: moment('2026-11-23T12:00:00', 'Pacific Standard Time') };
    expect(decodeScheduleAnswer(bytes({ value: [{ scheduleId: 'a@b.c', availabilityView: '2', scheduleItems: [item] }] }), ['a@b.c']).busy).toEqual([[]]);
  });

  it.each([
    ['a refusal as a whole', { error: { code: 'ErrorAccessDenied', message: 'Access is denied. Check credentials and try again.' } },
      { body: 'fault', fault: { faultCode: 'ErrorAccessDenied', responseCode: 'ErrorAccessDenied', message: 'Access is denied. Check credentials and try again.', values: {} } }],
    ['a refusal without a code', { error: {} }, { body: 'fault', fault: { faultCode: '', responseCode: null, message: '', values: {} } }],
    ['nothing', '', { body: 'empty' }],
    ['a page of a device', '<html>\u0007 sign in</html>', { body: 'not-json', bodyStart: '<html>\\x07 sign in</html>' }],
    ['JSON of somebody else', { hello: 1 }, { body: 'other-json', bodyStart: '{"hello":1}' }],
    ['a list', '[1]', { body: 'other-json' }],
  ])('%s', (_title, body, expected) => {
    expect(decodeScheduleAnswer(bytes(body), ['a@b.c'])).toMatchObject({ answers: [], ...expected });
  });
});

describe('whatever comes', () => {
  const address = fc.emailAddress();
  const digits = fc.string({ unit: fc.constantFrom('0', '1', '2', '3'), minLength: 1, maxLength: 50 });

  it('an answer of the documented shape is read as it was written', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.record({ address, digits }), { selector: (one) => one.address.toLowerCase(), minLength: 1, maxLength: 20 }), (all) => {
      const body = { value: [...all].reverse().map((one) => ({ scheduleId: one.address, availabilityView: one.digits, scheduleItems: [] })) };
      expect(decodeScheduleAnswer(bytes(body), all.map((one) => one.address)).answers.map((one) => one?.mergedFreeBusy)).toEqual(all.map((one) => one.digits));
    }));
  });

  it('a request says in UTC what was asked for', () => {
    fc.assert(fc.property(fc.date({ noInvalidDate: true, min: new Date('2020-01-01'), max: new Date('2030-01-01') }), fc.integer({ min: 5, max: 1440 }), (at, intervalMinutes) => {
      const from = new Date(Math.floor(at.getTime() / 1000) * 1000);
      const to = new Date(from.getTime() + 30 * 86_400_000);
      const read = JSON.parse(encodeScheduleRequest({ targets: ['a@b.c'], from: from.toISOString(), to: to.toISOString(), intervalMinutes })) as {
        readonly startTime: { readonly dateTime: string }; readonly endTime: { readonly dateTime: string };
      };
      expect([Date.parse(`${read.startTime.dateTime}Z`), Date.parse(`${read.endTime.dateTime}Z`)]).toEqual([from.getTime(), to.getTime()]);
    }));
  });

  it('any JSON, any bytes: bounded, and nothing is thrown', () => {
    const names = fc.constantFrom('value', 'error', 'scheduleId', 'availabilityView', 'scheduleItems', 'start', 'end', 'dateTime', 'timeZone', 'code', 'message', 'responseCode', '__proto__');
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof({ maxDepth: 5 }, fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('a@b.c', 'UTC', '2026-11-23T11:00:00'),
        fc.dictionary(names, tie('node'), { maxKeys: 6 }), fc.array(tie('node'), { maxLength: 4 })),
    }));
    fc.assert(fc.property(fc.oneof(node.map(bytes), fc.uint8Array({ maxLength: 300 })), (body) => {
      const { answers, busy, bodyStart } = decodeScheduleAnswer(body, ['a@b.c', 'd@e.f']);
      expect([0, 2]).toContain(answers.length);
      expect(bodyStart.length).toBeLessThanOrEqual(300);
      expect(busy.flat().every(({ from, to }) => from <= to)).toBe(true);
    }), { numRuns: 1000 });
  });

  it('an answer of megabytes is cut', () => {
    const items = Array.from({ length: 5000 }, () => ({ status: 's'.repeat(1000), start: moment('2026-11-23T11:00:00'), end: moment('2026-11-23T12:00:00') }));
    const huge = { value: [{ scheduleId: 'a@b.c', availabilityView: '2'.repeat(100_000), scheduleItems: items, error: null }] };
    const { answers, busy } = decodeScheduleAnswer(bytes(huge), ['a@b.c']);
    expect(answers[0]?.mergedFreeBusy?.length).toBe(20_000);
    expect(busy[0]?.length).toBe(1000);
    expect(busy[0]?.[0]?.status.length).toBeLessThanOrEqual(40);
  });
});
