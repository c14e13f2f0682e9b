import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inAscii, printable } from '../../src/protocol/printable.ts';

describe('printable', () => {
  test.each([
    ['a\u001b[31mred\u0007', 'a\\x1b[31mred\\x07'], ['tab\tand\r\nline\u2028end', 'tab and line end'],
    ['evil\u202etxt.exe', 'evil\\u202etxt.exe'], ['\u009b2J\u007f', '\\x9b2J\\x7f'], ['half \ud83d end', 'half \\ud83d end'],
    ['whole \u{1f600}', 'whole \u{1f600}'], ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'], ['   ', ''],
    ['Schöne Grüße', 'Schöne Grüße'],
  ])('%j', (raw, shown) => {
    expect(printable(raw, 100)).toBe(shown);
  });

  test('cut with an ellipsis, never inside a character', () => {
    expect(printable('abcdef', 6)).toBe('abcdef');
    expect(printable('abcdefg', 6)).toBe('abcde\u2026');
    expect(printable('abcd\u{1f600}xyz', 6)).toBe('abcd\u2026');
    expect(printable(`${' '.repeat(100_000)}x`, 5)).toBe('x');
  });

  test('any text becomes short and harmless', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (raw, length) => {
      const shown = printable(raw, length);
      expect(shown.length).toBeLessThanOrEqual(length);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }), { numRuns: 300 });
  });

  test.each([
    ['✓ anna → boris – “likely”…', '+ anna -> boris - "likely"...'], ['Schöne Grüße', 'Sch\\xf6ne Gr\\xfc\\xdfe'], ['接続', '\\u63a5\\u7d9a'], ['\u{1f600}', '\\ud83d\\ude00'],
    ['plain\nlines', 'plain\nlines'],
  ])('in ASCII: %j', (raw, shown) => {
    expect(inAscii(raw)).toBe(shown);
  });

  test('nothing is left in ASCII that is not', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (raw) => {
      expect(inAscii(raw)).toMatch(/^[\x00-\x7f]*$/);
    }));
  });
});
