/** Comma-separated values, there and back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvFields, csvRecords } from '../../src/protocol/csv.ts';

const written = (fields: readonly string[], separator: string): string => fields.map((field) =>
  (/["\n]/.test(field) || field.includes(separator) ? `"${field.replaceAll('"', '""')}"` : field)).join(separator);

test('what was written is read', () => {
  const field = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ' '));
  fc.assert(fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), fc.constantFrom(',', ';', '\t'), (fields, separator) => {
    expect(csvFields(written(fields, separator), separator)).toEqual(fields);
  }));
});

test('records that go over several lines are read', () => {
  const field = fc.array(fc.constantFrom('a', '"', ',', '\n', ' '), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (records) => {
    const read: (readonly string[] | null)[] = [];
    const reader = csvRecords((fields) => { read.push(fields); }, () => ',');
    for (const line of records.map((fields) => written(fields, ',')).join('\n').split('\n')) reader.line(line);
    reader.end();
    expect(read).toEqual(records);
  }));
});

test.each(['"a', 'a,"b', '"a"b,c', '"a""'])('%s cannot be read', (line) => {
  expect(csvFields(line)).toBeNull();
});
