import { describe, expect, test } from 'vitest';
import { timeWindow } from '../../src/exchange/time-window.ts';

describe('the window that is asked for', () => {
  const now = Date.parse('2026-11-20T09:44:59.999Z');

  test.each([
    ['now', 24, 30, '2026-11-20T09:30:00.000Z', '2026-11-21T09:30:00.000Z'],
    ['now', 1, 5, '2026-11-20T09:40:00.000Z', '2026-11-20T10:40:00.000Z'],
    ['now', 24, 1440, '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
    ['2026-03-29T00:00:00Z', 24, 30, '2026-03-29T00:00:00.000Z', '2026-03-30T00:00:00.000Z'],
    ['2026-03-29T02:30:00+02:00', 2, 60, '2026-03-29T00:30:00.000Z', '2026-03-29T02:30:00.000Z'],
  ])('from %s for %d hours in steps of %d minutes', (from, hours, intervalMinutes, start, end) => {
    expect(timeWindow({ from, hours, intervalMinutes }, now)).toEqual({ from: start, to: end, intervalMinutes });
  });

  test('the same within one interval, another in the next', () => {
    const at = (clock: string): string => timeWindow({ from: 'now', hours: 8, intervalMinutes: 30 }, Date.parse(`2026-11-20T${clock}Z`)).from;
    expect(at('09:30:00.000')).toBe(at('09:59:59.999'));
    expect(at('10:00:00.000')).not.toBe(at('09:59:59.999'));
  });
});
