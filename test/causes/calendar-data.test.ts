/** Causes in the data of one calendar: too much of it, damaged, senseless working hours, and times that are wrong without an error. */
import { describe, expect, test } from 'vitest';
import { causes } from '../../src/causes/index.ts';
import { diagnose } from '../../src/diagnose.ts';
import type { Observation } from '../../src/model/observation.ts';
import { noticesOf } from '../../src/notices.ts';
import { built, fingerprint, good, lookups, refusal, scenarioOf, type Try } from '../built-evidence.ts';
import { FIELD, modern, said, SERVERS, TEXT, weighed, works } from './worlds.ts';

const MANY = 'too-many-calendar-entries';
const DAMAGED = 'corrupted-calendar';
const HOURS = 'invalid-working-hours';
const SHIFT = 'graph-path-timezone-shift';
const PERMISSION = 'calendar-default-permission-none';

const asked = (text: string, code = '') => weighed('anna -> boris', [...FIELD, said(text, code)]);
const inCloud = (text: string, code = '') => weighed('cleo -> cora', [lookups('cleo', { cora: { answer: refusal(code, text) } })]);

describe(MANY, () => {
  test.each([
    // Microsoft Learn, Resolve free/busy errors (LID 54796); OfficeDocs-Support 2962513, with its stray blank.
    'Exception: The result set contains too many calendar entries. The allowed size = 1000; the actual size = 5009.',
    'could not be updated\n<MessageResponseClass="Error"><MessageText>Microsoft.Exchange.InfoWorker.Common.Availability. ResultSetTooBigException: The result set contains\n too many calendar '
      + 'entries. The allowed size = 1000; the actual size = <xxxx>',
    'Microsoft.Exchange.InfoWorker.Common.Availability.ResultSetTooBigException: Das Ergebnis enthält zu viele Einträge.',
  ])('confirmed: %s', (text) => {
    expect([asked(text).found, asked(text).of(MANY).confidence]).toEqual([[MANY], 'confirmed']);
    expect(inCloud(text).found).toEqual([MANY]);
  });

  test('confirmed by the code, only possible by a number', () => {
    expect(asked('', 'ErrorResultSetTooBig').of(MANY).confidence).toBe('confirmed');
    expect(asked('Name of the server where exception originated: EX19. LID: 54796').confidence(MANY)).toBe('possible');
    const numbered = (more: Parameters<typeof refusal>[2]): Try => ({ answer: refusal('ErrorOfTomorrow', '', more) });
    for (const more of [{ lids: [54796] }, { exceptionCode: '5006' }]) {
      expect(weighed('anna -> boris', [...FIELD, lookups('anna', { boris: numbered(more) })]).confidence(MANY)).toBe('possible');
    }
  });

  test('what Outlook says of any of them is nothing; too many attendees are another cause', () => {
    expect(asked('Could not be updated').confidence(MANY)).toBe('ruled-out');
    expect(asked('', 'ErrorMailboxDataArrayTooBig').confidence(MANY)).toBe('ruled-out');
  });

  test('a number is doubtful when the calendar is shown to others', () => {
    const seen = weighed(['anna -> boris', 'dora -> boris'], [...FIELD, said('LID: 54796'), lookups('dora', { boris: works })]);
    expect([seen.confidence(MANY), seen.opposing(MANY)]).toEqual(['possible', ['user-availability dora@contoso.test']]);
  });
});

describe(DAMAGED, () => {
  /** OfficeDocs-Support 3152066, trace of Outlook on the web. */
  const trace = 'This calendar isn\'t available. Please try again later.\nS:ErrInfo=Microsoft.Exchange.Services.Core.Types.CalendarExceptionInvalidPropertyValue: The property has an invalid '
    + 'value. --->\nMicrosoft.Exchange.Data.Storage.CorruptDataException: Invalid global object ID:\n"ResponseCode":"ErrorCalendarInvalidPropertyValue"\n'
    + 'X-OWA-Error: Microsoft.Exchange.Services.Core.Types.CalendarExceptionInvalidPropertyValue';

  test('confirmed by the damaged identification, likely by the code or the exception', () => {
    expect([inCloud(trace).found, inCloud(trace).of(DAMAGED).confidence]).toEqual([[DAMAGED], 'confirmed']);
    expect(asked('', 'ErrorCalendarInvalidPropertyValue').of(DAMAGED).confidence).toBe('likely');
    expect(asked('X-OWA-Error: Microsoft.Exchange.Services.Core.Types.CalendarExceptionInvalidPropertyValue').found).toEqual([DAMAGED]);
  });

  test('only possible by what a missing right gives too', () => {
    expect(asked('This calendar isn’t available. Please try again later.').confidence(DAMAGED)).toBe('possible');
    expect(asked('', 'ErrorFreeBusyGenerationFailed').confidence(DAMAGED)).toBe('possible');
    const noSettings = 'GetCalendarFolderConfigurationAction returns a 200 with errorcode 31\n{"ErrorCode":31,"WasSuccessful":false,"CalendarFolder":null,"MasterList":null}\n'
      + 'ResponseCode":"ErrorNoFreeBusyAccess';
    const seen = inCloud(noSettings, 'ErrorNoFreeBusyAccess');
    expect([seen.found, seen.confidence(DAMAGED)]).toEqual([[PERMISSION], 'possible']);
  });

  test('a missing right alone is not this, nor are other numbers', () => {
    expect(asked(TEXT.noAccess, 'ErrorNoFreeBusyAccess').confidence(DAMAGED)).toBe('ruled-out');
    expect(asked('{"ErrorCode":310}').confidence(DAMAGED)).toBe('ruled-out');
  });

  test('doubtful when the calendar is shown to others', () => {
    const seen = weighed(['anna -> boris', 'dora -> boris'], [...FIELD, said('', 'ErrorCalendarInvalidPropertyValue'), lookups('dora', { boris: works })]);
    expect(seen.confidence(DAMAGED)).toBe('possible');
  });
});

describe(HOURS, () => {
  test('confirmed by the sentence, likely by the method in a trace of another language', () => {
    const text = 'Microsoft.Exchange.InfoWorker.Common.InvalidParameterException: Work hours start time must be less than or equal to end time.';
    expect([inCloud(text).found, inCloud(text).of(HOURS).confidence]).toEqual([[HOURS], 'confirmed']);
    expect(asked(modern('Microsoft.Exchange.InfoWorker.Common.InvalidParameterException: 勤務時間\r\n   at '
      + 'Microsoft.Exchange.InfoWorker.Common.MeetingSuggestions.AttendeeWorkHours.Validate(TimeSpan startTime, TimeSpan endTime)')).found).toEqual([HOURS]);
  });

  test('a calendar that could not be read for another reason is not this', () => {
    expect(asked('', 'ErrorFreeBusyGenerationFailed').confidence(HOURS)).toBe('ruled-out');
    expect(asked(TEXT.timeout, 'ErrorTimeoutExpired').confidence(HOURS)).toBe('ruled-out');
  });
});

describe(SHIFT, () => {
  const servers = { ...SERVERS, se: { version: 'exchange-se' as const, windows: '2025' as const, ews: 'https://mailse.contoso.test/EWS/Exchange.asmx' } };
  const mailboxes = { anna: 'se', boris: 'ex19', cleo: 'cloud' };
  const at = (executedBy: string | null, more: Try = { answer: good('0220') }, ...others: readonly Observation[]) =>
    weighed('anna -> cleo', [...others, lookups('anna', { cleo: { executedBy, ...more } })], servers, mailboxes);

  test.each(['15.2.2562.41', '15.2.2562.43', '15.2.2562.46'])('possible by build %s while availability is shown', (build) => {
    expect(at(build).confidence(SHIFT)).toBe('possible');
    expect(at(build).of(SHIFT).missing[0]?.observe).toContain('knownEvent');
  });

  test('the build may come from a port', () => {
    const port = fingerprint('mailse.contoso.test:443', { exchangeBuild: '15.2.2562.45' });
    expect(at(null, { answer: good('0220') }, port).supporting(SHIFT)).toEqual(['fingerprint mailse.contoso.test:443', 'user-availability anna@contoso.test']);
  });

  test.each(['15.2.2562.37', '15.2.2562.49', '15.2.2562.53', '15.2.1748.39', '15.1.2507.61'])('ruled out by build %s', (build) => {
    expect(at(build).confidence(SHIFT)).toBe('ruled-out');
  });

  describe('with an appointment that the user knows', () => {
    const known = { mailbox: 'cleo', start: '2026-11-23T09:00:00.000Z', end: '2026-11-23T10:00:00.000Z', offsetMinutes: 60 };
    const diagnosed = (build: string, busyAt: string) => {
      const scenario = { ...scenarioOf({ servers, mailboxes, lookups: ['anna -> cleo'] }), knownEvent: known };
      const asked = lookups('anna', { cleo: { answer: good('0220'), executedBy: build } });
      const from = '2026-11-22T18:00:00.000Z';
      const digits = Array.from({ length: 124 }, (_, at) => {
        const hours = (Date.parse(from) + at * 900_000 - Date.parse(busyAt)) / 3_600_000;
        return hours >= 0 && hours < 1 ? '2' : '0';
      }).join('');
      if (asked.kind !== 'user-availability' || asked.outcome.status !== 'observed') throw new Error('built otherwise');
      const timed = { target: 'cleo@contoso.test', from, intervalMinutes: 15, offsetMinutes: 60, mergedFreeBusy: digits };
      const evidence = built(scenario, { ...asked, outcome: { status: 'observed', fact: { ...asked.outcome.fact, timed } as never } });
      const [verdict] = diagnose(evidence, causes, 0);
      return { found: verdict?.findings.map(({ cause, confidence }) => `${cause} ${confidence}`), met: verdict?.met, says: noticesOf(evidence).map(({ says }) => says) };
    };

    test('confirmed where it is moved by exactly the offset, and the lookup is not as it should be', () => {
      for (const [busyAt, words] of [['2026-11-23T10:00:00Z', 'too late'], ['2026-11-23T08:00:00Z', 'too early']] as const) {
        const { found, met, says } = diagnosed('15.2.2562.43', busyAt);
        expect([found, met]).toEqual([[`${SHIFT} confirmed`], false]);
        expect(says.join()).toContain(`is shown 1 hour ${words}: exactly the distance of the user's clock from UTC`);
      }
    });

    test('nothing where it stands at its own time, or is moved otherwise', () => {
      expect(diagnosed('15.2.2562.43', known.start)).toMatchObject({ found: [], met: true });
      expect(diagnosed('15.2.2562.43', '2026-11-23T12:00:00Z')).toMatchObject({ found: [], met: true });
    });

    test('another build has another reason: ruled out, but the times are wrong all the same', () => {
      expect(diagnosed('15.2.2562.53', '2026-11-23T10:00:00Z')).toMatchObject({ found: [`${SHIFT} ruled-out`], met: false });
    });
  });

  test('ruled out by cross lines, and not weighed in another direction', () => {
    expect(at('15.2.2562.43', { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401) }).confidence(SHIFT)).toBe('ruled-out');
    expect(weighed('anna -> boris', [lookups('anna', { boris: { ...works, executedBy: '15.2.2562.43' } })], servers, mailboxes).confidence(SHIFT)).toBe('not weighed');
  });
});
