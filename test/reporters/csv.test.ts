import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { finding, hostileReports, report, shown, verdict } from './made-reports.ts';

const table = (...reports: readonly Report[]): string => reporters.csv(reports, { columns: 80, colours: false });

/** Reads by the grammar of RFC 4180, 2, with another separator where a spreadsheet expects one. Throws where the text is not of it. */
function readCsv(text: string, separator = ','): readonly (readonly string[])[] {
  if (!text.endsWith('\r\n')) throw new Error('the last record must end in CRLF');
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const [whole, quoted, plain] = new RegExp(`^(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(?=${separator}|\\r\\n)`).exec(rest) ?? [];
    if (whole === undefined) throw new Error(`not a field: ${rest.slice(0, 40)}`);
    record.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    at += whole.length;
    if (text.startsWith(separator, at)) at += separator.length;
    else {
      records.push(record);
      record = [];
      at += 2;
    }
  }
  return records;
}

const rowsOf = (text: string): readonly Readonly<Record<string, string>>[] => {
  const [names = [], ...rows] = readCsv(text);
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? ''])));
};

describe('the lookups as CSV', () => {
  it('are a row each, under a line of names', () => {
    const other = { ...finding, cause: 'other-cause', confidence: 'possible' as const };
    expect(rowsOf(table(report({ verdicts: [verdict({ findings: [finding, other] }), shown] })))).toMatchObject([
      {
        scenario: 'lab/s', startedAt: '2026-01-05T08:00:00.123Z', lookup: 'anna -> boris', requester: 'anna@contoso.test', requesterServer: 'ex16', target: 'boris@contoso.test',
        targetServer: 'ex19', availability: 'hash-marks', expected: 'shown', met: 'false', cause: 'dns-name-not-resolved', confidence: 'confirmed', title: 'A host name does not resolve',
        concerns: 'network', otherCauses: 'other-cause', notObserved: '', messageText: 'The remote name could not be resolved: \'ex19\'',
      },
      { lookup: 'boris -> anna', availability: 'shown', met: 'true', cause: '' },
    ]);
  });

  it('of several scenarios are one table', () => {
    expect(rowsOf(table(report(), report({ scenario: { name: 'second', title: '' } }))).map(({ scenario }) => scenario)).toEqual(['lab/s', 'lab/s', 'second', 'second']);
  });

  it('begin in a file with the mark by which Excel knows UTF-8, and on standard output without', () => {
    expect(reporters.csv([report()], { columns: 100, colours: false, toFile: true })).toBe(`\ufeff${table(report())}`);
  });

  it.each([
    ['=1+1', '\'=1+1'], ['@SUM(1)', '\'@SUM(1)'], ['+1', '\'+1'], ['-1', '\'-1'], ['\t=1', '\'=1'], ['\n=1', '\'=1'], ['\uff1d1', '\'\uff1d1'], ['" =1', '" \'=1'],
    ['a;=1', 'a;\'=1'], ['a, -1', 'a, \'-1'], ['anna -> boris', 'anna -> boris'], ['a = b', 'a = b'],
  ])('%j is no formula: %j', (given, expected) => {
    expect(rowsOf(table(report({ verdicts: [verdict({ notObserved: given })] })))[0]?.['notObserved']).toBe(expected);
  });

  it('hold the same cells and no formula whatever the world said', () => {
    fc.assert(fc.property(hostileReports, (reports) => {
      const records = readCsv(table(...reports));
      expect(records.map((record) => record.length)).toEqual([...Array<number>(reports.length + 1).fill(20)]);
      for (const cell of records.flat()) {
        expect(cell).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        // Also where a spreadsheet begins a cell at another separator, or takes a quotation mark for the beginning of one.
        for (const part of cell.split(/[,;|"]/)) expect(part.trimStart()).not.toMatch(/^[=+\-@\uff1d\uff0b\uff0d\uff20]/);
      }
    }));
  });
});
