/** Where a known appointment stands in digits that were asked for by the user's own clock. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSeen, windowAround } from '../../src/exchange/known-event.ts';
import type { KnownEvent } from '../../src/model/scenario.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { built, good, lookupOf, lookups, scenarioOf } from '../built-evidence.ts';

const plain = scenarioOf({ servers: { exse: { version: 'exchange-se' }, cloud: { version: 'exchange-online' } },
  mailboxes: { anna: 'exse', boris: 'cloud', carla: 'cloud' }, lookups: ['anna -> boris', 'anna -> carla'] });
const event = (offsetMinutes: number, more: Partial<KnownEvent> = {}): KnownEvent =>
  ({ mailbox: 'boris', start: '2026-11-23T09:10:00.000Z', end: '2026-11-23T10:05:00.000Z', offsetMinutes, ...more });

/** Digits in which the appointment is moved by so many minutes; null: it is not there. */
function digitsOf(known: KnownEvent, minutes: number | null, digit = '2'): string {
  const { from, to, intervalMinutes } = windowAround(known);
  const step = intervalMinutes * 60_000;
  return Array.from({ length: (Date.parse(to) - Date.parse(from)) / step }, (_, at) => {
    const slot = Date.parse(from) + at * step - (minutes ?? 0) * 60_000;
    return minutes !== null && slot < Date.parse(known.end) && slot + step > Date.parse(known.start) ? digit : '0';
  }).join('');
}

function evidenceOf(known: KnownEvent, mergedFreeBusy: string | null): Evidence {
  const asked = lookups('anna', { boris: { answer: good() }, carla: { answer: good() } });
  if (asked.kind !== 'user-availability' || asked.outcome.status !== 'observed') throw new Error('built otherwise');
  const timed = { target: 'boris@contoso.test', from: windowAround(known).from, intervalMinutes: 15, offsetMinutes: known.offsetMinutes, mergedFreeBusy };
  return built({ ...plain, knownEvent: known }, { ...asked, outcome: { status: 'observed', fact: { ...asked.outcome.fact, timed } as never } });
}
const seen = (known: KnownEvent, digits: string | null, lookup = 'anna -> boris') => {
  const evidence = evidenceOf(known, digits);
  const found = eventSeen(lookupOf(evidence, lookup), evidence);
  return found === undefined ? undefined : { place: found.place, minutes: found.minutes };
};

describe('a known event', () => {
  it.each([
    ['at its own time', 60, 0, { place: 'own-time', minutes: 0 }],
    ['too late', 60, 60, { place: 'moved', minutes: 60 }],
    ['too early', 60, -60, { place: 'moved', minutes: -60 }],
    ['west of Greenwich', -480, 480, { place: 'moved', minutes: 480 }],
    ['in India', 330, 330, { place: 'moved', minutes: 330 }],
    ['moved by something else', 60, 120, { place: 'nowhere', minutes: 0 }],
    ['not there', 60, null, { place: 'nowhere', minutes: 0 }],
    ['on a clock that is UTC', 0, 0, { place: 'no-offset', minutes: 0 }],
  ] as const)('%s', (_title, offset, moved, expected) => {
    expect(seen(event(offset), digitsOf(event(offset), moved))).toEqual(expected);
  });

  it('working elsewhere and no data are not busy; tentative and out of office are', () => {
    expect(['1', '2', '3', '4', '5', '0'].map((digit) => seen(event(60), digitsOf(event(60), 60, digit))?.place)).toEqual(['moved', 'moved', 'moved', 'nowhere', 'nowhere', 'nowhere']);
  });

  it('says nothing without digits, for another mailbox, or without an event', () => {
    expect(seen(event(60), null)).toBeUndefined();
    expect(seen(event(60), digitsOf(event(60), 60), 'anna -> carla')).toBeUndefined();
    expect(eventSeen(lookupOf(built(plain), 'anna -> boris'), built(plain))).toBeUndefined();
  });

  it('any offset and length: what was moved is found moved, and what was not is not', () => {
    const known = fc.record({ quarters: fc.integer({ min: 1, max: 56 }), sign: fc.constantFrom(1, -1), minutes: fc.integer({ min: 1, max: 180 }), at: fc.integer({ min: 0, max: 1439 }) })
      .map(({ quarters, sign, minutes, at }): KnownEvent => {
        const start = Date.parse('2026-11-23T00:00:00Z') + at * 60_000;
        return event(quarters * 15 * sign, { start: new Date(start).toISOString(), end: new Date(start + minutes * 60_000).toISOString() });
      });
    fc.assert(fc.property(known, fc.constantFrom(0, 1, -1), (one, way) => {
      const found = seen(one, digitsOf(one, one.offsetMinutes * way));
      // A long appointment moved a little still covers its own time only where it does so wholly, which a move never leaves.
      expect(found).toEqual(way === 0 ? { place: 'own-time', minutes: 0 } : { place: 'moved', minutes: one.offsetMinutes * way });
    }));
  });

  it('any digits: nothing is thrown', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('0', '2', '5', 'x'), maxLength: 300 }), (digits) => {
      expect(seen(event(60), digits)?.place).toMatch(/own-time|moved|nowhere/);
    }));
  });
});
