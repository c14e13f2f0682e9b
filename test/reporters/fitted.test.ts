import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, type Piece } from '../../src/reporters/fitted.ts';

const form = (rank: number, ...lines: readonly string[]) => ({ rank, lines });

describe('lines that may be few', () => {
  it('give room by rank, and keep the order of the pieces', () => {
    const pieces: readonly Piece[] = [
      { forms: [form(0, 'who')] }, { forms: [form(2, 'seen'), form(4, 'seen', 'and more')] }, { forms: [form(1, 'when')] }, { forms: [form(3, 'a', 'b', 'c')] }, { forms: [form(0, 'do')] },
    ];
    expect(fitted(pieces, 2, 80)).toEqual(['who', 'do']);
    expect(fitted(pieces, 3, 80)).toEqual(['who', 'when', 'do']);
    expect(fitted(pieces, 4, 80)).toEqual(['who', 'seen', 'when', 'do']);
    expect(fitted(pieces, 5, 80)).toEqual(['who', 'seen', 'and more', 'when', 'do']);
    expect(fitted(pieces, 9, 80)).toEqual(['who', 'seen', 'and more', 'when', 'a', 'b', 'c', 'do']);
  });

  it('count what a screen breaks, and cut only what must be said', () => {
    const wide = 'x'.repeat(95);
    expect(fitted([{ forms: [form(1, wide)] }, { forms: [form(0, 'do')] }], 10, 10)).toEqual(['do']);
    expect(fitted([{ forms: [form(0, wide)] }, { forms: [form(0, 'do')] }], 3, 10)).toEqual([`${'x'.repeat(17)}...`, 'do']);
  });

  it('are coloured without that being counted', () => {
    expect(fitted([{ forms: [form(0, '0123456789')], style: (line) => `<${line}>` }], 1, 10)).toEqual(['<0123456789>']);
  });

  it('are never more than there may be, and hold each piece once in one of its forms', () => {
    const pieces = fc.array(fc.record({ forms: fc.array(fc.record({ rank: fc.nat(5), lines: fc.array(fc.string({ maxLength: 60 }), { minLength: 1, maxLength: 4 }) }), { minLength: 1, maxLength: 3 }) }), { maxLength: 8 });
    fc.assert(fc.property(pieces, fc.integer({ min: 8, max: 20 }), fc.integer({ min: 10, max: 80 }), (given, most, columns) => {
      // One form of each piece at most is always said.
      const valid = given.map(({ forms }) => ({ forms: forms.map((one, index) => ({ ...one, rank: index === 0 ? one.rank : one.rank + 1 })) }));
      const said = fitted(valid, most, columns);
      expect(said.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0)).toBeLessThanOrEqual(most);
      const lines = new Set(valid.flatMap(({ forms }) => forms.flatMap((one) => one.lines)));
      for (const line of said) expect(lines.has(line) || line.endsWith('...')).toBe(true);
    }));
  });
});
