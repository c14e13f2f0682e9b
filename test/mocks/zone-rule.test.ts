import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleOfZone } from '../../mocks/client-operations/time-zones.ts';
import { child, parsedXml } from '../../mocks/soap.ts';
import { momentOf, readZoneRule, utcRule, zoneClock, zoneElement } from '../../mocks/zone-rule.ts';
import type { ZoneRule } from '../../mocks/zone-rule.ts';

/** The clock of a zone as the time zone database has it. */
function clockBy(format: Intl.DateTimeFormat, moment: number): number {
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

const seconds = (from: string, to: string): fc.Arbitrary<number> =>
  fc.integer({ min: Date.parse(from) / 1000, max: Date.parse(to) / 1000 }).map((second) => second * 1000);

describe('the rule of a zone', () => {
  test.each([
    ['UTC', 'UTC'],
    ['GMT Standard Time', 'Europe/London'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['FLE Standard Time', 'Europe/Helsinki'],
    ['India Standard Time', 'Asia/Kolkata'],
    ['Tokyo Standard Time', 'Asia/Tokyo'],
    ['Eastern Standard Time', 'America/New_York'],
    ['Central Standard Time', 'America/Chicago'],
    ['Pacific Standard Time', 'America/Los_Angeles'],
  ])('%s shows the clock of %s', (id, timeZone) => {
    const rule = ruleOfZone(id)!;
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    fc.assert(
      fc.property(seconds('2008-01-01T00:00:00Z', '2035-12-31T00:00:00Z'), (moment) => {
        const clock = zoneClock(rule, moment);
        expect(clock).toBe(clockBy(format, moment));
        // An hour that comes twice leads to the later of its two moments.
        expect([moment, moment + 3_600_000]).toContain(momentOf(rule, clock));
      }),
    );
  });

  test('knows a summer that goes on over the new year', () => {
    // New South Wales: daylight from the first Sunday of October to the first Sunday of April.
    const sydney: ZoneRule = {
      bias: -600,
      standard: { bias: 0, month: 4, occurrence: 1, weekday: 'Sunday', at: 180 },
      daylight: { bias: -60, month: 10, occurrence: 1, weekday: 'Sunday', at: 120 },
    };
    const hours = (moment: string): number => (zoneClock(sydney, Date.parse(moment)) - Date.parse(moment)) / 3_600_000;
    expect(['2026-01-15T00:00:00Z', '2026-04-04T15:59:59Z', '2026-04-04T16:00:00Z', '2026-10-03T15:59:59Z', '2026-10-03T16:00:00Z'].map(hours))
      .toEqual([11, 11, 10, 10, 11]);
  });

  test('takes an hour that comes twice as standard time, and one that never comes as such too', () => {
    const berlin = ruleOfZone('W. Europe Standard Time')!;
    expect(new Date(momentOf(berlin, Date.UTC(2026, 9, 25, 2, 30))).toISOString()).toBe('2026-10-25T01:30:00.000Z');
    expect(new Date(momentOf(berlin, Date.UTC(2026, 2, 29, 2, 30))).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  test('survives being written and read', () => {
    for (const id of ['UTC', 'GMT Standard Time', 'Eastern Standard Time', 'India Standard Time']) {
      const rule = ruleOfZone(id)!;
      const again = readZoneRule(child(parsedXml(`<x xmlns:t="t">${zoneElement(rule)}</x>`) ?? {}, 'x', 'TimeZone'));
      const moments = Array.from({ length: 400 }, (_, day) => Date.UTC(2026, 0, day));
      expect(moments.map((moment) => zoneClock(again, moment))).toEqual(moments.map((moment) => zoneClock(rule, moment)));
    }
  });

  test('is read from anything without an error, and always gives a clock within two days', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('-60', '1e9', '5', '12', 'Sunday', '02:00:00', '99:99:99', 'NaN'));
    const part = fc.dictionary(fc.constantFrom('Bias', 'Time', 'DayOrder', 'Month', 'DayOfWeek'), text);
    const zone = fc.record({ Bias: text, StandardTime: fc.oneof(part, text), DaylightTime: fc.oneof(part, text) }, { requiredKeys: [] });
    fc.assert(
      fc.property(zone, seconds('2000-01-01T00:00:00Z', '2040-01-01T00:00:00Z'), (tree, moment) => {
        const rule = readZoneRule(tree);
        expect(Math.abs(zoneClock(rule, moment) - moment)).toBeLessThanOrEqual(2 * 86_400_000);
        expect(Math.abs(momentOf(rule, moment) - moment)).toBeLessThanOrEqual(2 * 86_400_000);
      }),
    );
    expect(readZoneRule({})).toEqual(utcRule);
  });
});
