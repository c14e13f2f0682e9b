/** The reader of registry files, and the writer beside it. The files here are written by hand, as regedit writes them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegistryChange, RegistryData, RegistryEntry } from '../../src/model/registry.ts';
import { registryExportReader } from '../../src/protocol/registry-export.ts';
import { writeRegistryFile } from '../../src/protocol/registry-file.ts';

function read(bytes: Uint8Array, piece = bytes.length || 1) {
  const entries: RegistryEntry[] = [];
  const reader = registryExportReader((entry) => entries.push(entry));
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  return { entries, ...reader.end() };
}

const HEADER = 'Windows Registry Editor Version 5.00';
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const readText = (...lines: readonly string[]) => read(Buffer.from([HEADER, '', ...lines, ''].join('\r\n')));
const valuesOf = ({ entries }: ReturnType<typeof read>) =>
  entries.flatMap((entry) => (entry.kind === 'value' ? [[entry.name, entry.line, entry.data] as const] : []));

const KEY = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso]';

describe('every type of value', () => {
  test.each<readonly [string, string, RegistryData | null]>([
    ['"A"=dword:00000001', 'A', { type: 'dword', value: 1 }],
    ['"A"=dword:FFFFFFFF', 'A', { type: 'dword', value: 0xffffffff }],
    ['"A"=hex(4):01,00,00,00', 'A', { type: 'dword', value: 1 }],
    ['"A"=hex(b):ff,ff,ff,ff,ff,ff,ff,ff', 'A', { type: 'qword', value: '18446744073709551615' }],
    ['"A"="C:\\\\Program Files\\\\\\"x\\""', 'A', { type: 'string', value: 'C:\\Program Files\\"x"' }],
    ['@="x"', '', { type: 'string', value: 'x' }],
    ['"A \\"b\\" \\\\"=""', 'A "b" \\', { type: 'string', value: '' }],
    ['"A"=hex(2):25,00,78,00,25,00,00,00', 'A', { type: 'expandable', value: '%x%' }],
    ['"A"=hex(7):61,00,00,00,62,00,63,00,00,00,00,00', 'A', { type: 'strings', value: ['a', 'bc'] }],
    ['"A"=hex(1):61,00,00,00', 'A', { type: 'string', value: 'a' }],
    ['"A"=hex:01,ff', 'A', { type: 'binary', code: 3, value: '01ff' }],
    ['"A"=hex:', 'A', { type: 'binary', code: 3, value: '' }],
    ['"A"=hex(0):', 'A', { type: 'binary', code: 0, value: '' }],
    ['"A"=hex(ffff0012):0a', 'A', { type: 'binary', code: 0xffff0012, value: '0a' }],
    ['"A"=-', 'A', null],
    ['"A"=dword:1 ; remark', 'A', { type: 'dword', value: 1 }],
    ['"a=b"=dword:00000002', 'a=b', { type: 'dword', value: 2 }],
  ])('%s', (line, name, data) => {
    expect(valuesOf(readText(KEY, line))).toEqual([[name, 4, data]]);
  });

  test('wrapped hex is one value, at the line where it begins, and the lines after it keep their numbers', () => {
    const found = readText(KEY, '"A"=hex:01,02,\\', '  03,04,\\', '  05', '"B"=dword:00000001');
    expect(valuesOf(found)).toEqual([['A', 4, { type: 'binary', code: 3, value: '0102030405' }], ['B', 7, { type: 'dword', value: 1 }]]);
  });

  test('a text of several lines is one value', () => {
    expect(valuesOf(readText(KEY, '"A"="first', '[no key]', 'last"', '"B"="x"')))
      .toEqual([['A', 4, { type: 'string', value: 'first\n[no key]\nlast' }], ['B', 7, { type: 'string', value: 'x' }]]);
  });

  test('a name that several letters of Unicode make', () => {
    expect(valuesOf(read(utf16(`${HEADER}\r\n\r\n${KEY}\r\n"Größe 日本"=dword:0000000a\r\n`)))).toEqual([['Größe 日本', 4, { type: 'dword', value: 10 }]]);
  });
});

test('text of REGEDIT4 is in one byte per character', () => {
  const found = read(Buffer.from(`REGEDIT4\r\n\r\n${KEY}\r\n"A"=hex(2):25,78,25,00\r\n`));
  expect(found).toMatchObject({ header: 'REGEDIT4', encoding: 'UTF-8', damagedLines: 0 });
  expect(valuesOf(found)).toEqual([['A', 4, { type: 'expandable', value: '%x%' }]]);
});

test('keys, deletions of keys, and other hives', () => {
  expect(readText('[HKEY_LOCAL_MACHINE\\A\\b c]', '[-HKEY_LOCAL_MACHINE\\A]', '[HKEY_CURRENT_USER\\X]', '[hkey_local_machine]').entries).toEqual([
    { kind: 'key', path: 'HKLM\\A\\b c', line: 3, deleted: false }, { kind: 'key', path: 'HKLM\\A', line: 4, deleted: true },
    { kind: 'key', path: 'HKCU\\X', line: 5, deleted: false }, { kind: 'key', path: 'HKLM', line: 6, deleted: false },
  ]);
});

test.each([['UTF-16LE', '\ufeff', 'utf16le'], ['UTF-16LE', '', 'utf16le'], ['UTF-8', '\ufeff', 'utf8'], ['UTF-8', '', 'utf8']] as const)(
  '%s, byte order mark "%s"', (encoding, bom, as) => {
    for (const end of ['\r\n', '\n']) {
      const bytes = Buffer.from(`${bom}${[HEADER, '', KEY, '"A"=dword:00000001', ''].join(end)}`, as);
      const found = read(bytes);
      expect(found).toMatchObject({ encoding, header: HEADER, lines: 5, damagedLines: 0 });
      expect(valuesOf(found)).toEqual([['A', 4, { type: 'dword', value: 1 }]]);
      for (const piece of [1, 2, 3, 7]) expect(read(bytes, piece), `${piece} bytes at a time`).toEqual(found);
    }
  });

test('UTF-16BE', () => {
  expect(valuesOf(read(utf16(`${HEADER}\r\n${KEY}\r\n"A"=-\r\n`).swap16()))).toEqual([['A', 3, null]]);
});

describe('damage is counted and said, with its line', () => {
  test.each([
    ['“Enabled”=dword:00000001', 'typographic-quotes'], ['"Enabled"=“1”', 'typographic-quotes'], ['"Enabled"=dword:zz', 'not-understood'],
    ['"Enabled"', 'not-understood'], ['"A"=hex:0g', 'not-understood'], ['something', 'not-understood'], ['[HKEY_NOWHERE\\A]', 'unknown-hive'],
    ['[HKEY_LOCAL_MACHINE\\\\A]', 'unknown-hive'], ['[HKEY_LOCAL_MACHINE\\A', 'not-understood'], ['"A"=dword:123456789', 'not-understood'],
  ])('%s', (line, why) => {
    const found = readText(KEY, line, '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Fabrikam]', '"After"=dword:00000001');
    expect(found).toMatchObject({ damagedLines: 1, damaged: [{ line: 4, why }] });
    expect(valuesOf(found)).toEqual([['After', 6, { type: 'dword', value: 1 }]]);
  });

  test('a text that nobody closed ends at the next value', () => {
    const found = readText(KEY, '"A"="never closed', '"B"=dword:00000001');
    expect(found).toMatchObject({ damagedLines: 1, damaged: [{ line: 4, why: 'open-string' }] });
    expect(valuesOf(found)).toEqual([['B', 5, { type: 'dword', value: 1 }]]);
  });

  test('a value before any key, and no header', () => {
    expect(read(Buffer.from('"A"=dword:1\n'))).toMatchObject({ header: null, damaged: [{ line: 1, why: 'no-header' }, { line: 1, why: 'no-key-before' }] });
  });

  test('only the first are kept', () => {
    const found = readText(KEY, ...Array.from({ length: 500 }, () => 'noise'));
    expect(found.damagedLines).toBe(500);
    expect(found.damaged.length).toBeLessThan(50);
  });

  test('values of megabytes are passed over, and what follows is read', () => {
    const wrapped = `"Long"=hex:${'00,01,02,03,04,05,06,07,\\\r\n  '.repeat(60_000)}00`;
    const found = readText(KEY, wrapped, `"Text"="${'x'.repeat(2_000_000)}"`, '"B"=dword:00000001');
    expect(found).toMatchObject({ longValues: 2, damagedLines: 0 });
    expect(valuesOf(found)).toEqual([['B', 60_006, { type: 'dword', value: 1 }]]);
  });
});

test('it never throws, whatever the bytes and their pieces', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 9 }), (bytes, piece) => {
    expect(read(bytes, piece)).toEqual(read(bytes));
  }), { numRuns: 300 });
  const pieces = fc.constantFrom(HEADER, KEY, '"A"=', '"', '\\', '\r', '\n', 'hex:01,', '\\\r\n', '[', ']', '-', '@=', '"B"="x', ' ', ';', '[-HKLM\\a]', '“', '\ufeff', '日');
  fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (parts, piece) => {
    const bytes = utf16(parts.join(''));
    expect(read(bytes, piece)).toEqual(read(bytes));
  }), { numRuns: 300 });
});

describe('what is written is read back', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((one) => !/[\0\ud800-\udfff]/.test(one));
  const name = text.filter((one) => !/[\r\n]/.test(one));
  const data: fc.Arbitrary<RegistryData> = fc.oneof(
    fc.nat(0xffffffff).map((value) => ({ type: 'dword' as const, value })),
    fc.bigInt(0n, 0xffffffffffffffffn).map((value) => ({ type: 'qword' as const, value: String(value) })),
    text.map((value) => ({ type: 'string' as const, value })), text.map((value) => ({ type: 'expandable' as const, value })),
    fc.array(text.filter((one) => one !== ''), { maxLength: 3 }).map((value) => ({ type: 'strings' as const, value })),
    fc.uint8Array({ maxLength: 9 }).map((value) => ({ type: 'binary' as const, code: 3, value: Buffer.from(value).toString('hex') })),
  );

  test('any value under any name', () => {
    fc.assert(fc.property(name, data, (named, written) => {
      const changes: readonly RegistryChange[] = [{ does: 'set', path: 'HKLM\\SOFTWARE\\A', name: named, data: written }];
      const found = read(writeRegistryFile(changes, ['a remark']));
      expect(found.damagedLines).toBe(0);
      expect(valuesOf(found)).toEqual([[named, 6, written]]);
    }), { numRuns: 500 });
  });

  test('the bytes: a byte order mark, UTF-16LE, every line ending in CRLF', () => {
    const bytes = Buffer.from(writeRegistryFile([
      { does: 'set', path: 'HKLM\\A', name: 'x', data: { type: 'dword', value: 10 } }, { does: 'remove-value', path: 'HKLM\\A', name: 'y' },
      { does: 'remove-key', path: 'HKLM\\B' },
    ], ['first\r\nsecond']));
    expect([...bytes.subarray(0, 4)]).toEqual([0xff, 0xfe, 0x57, 0x00]);
    expect(bytes.toString('utf16le')).toBe(`\ufeff${[
      HEADER, '', '; first second', '', '[HKEY_LOCAL_MACHINE\\A]', '"x"=dword:0000000a', '"y"=-', '', '[-HKEY_LOCAL_MACHINE\\B]', '', '',
    ].join('\r\n')}`);
  });
});
