import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { crash, finding, hostileReports, report, shown, verdict } from './made-reports.ts';

const plugin = (...reports: readonly Report[]): string => reporters.nagios(reports, { columns: 80, colours: false });
const first = (...reports: readonly Report[]): string => plugin(...reports).split('|')[0] ?? '';

/**
 * Reads the output of a plugin as the Monitoring Plugins Development Guidelines describe it: text, `|`, performance data
 * `'label'=value[UOM];[warn];[crit];[min];[max]` with quotation marks doubled in labels; then lines of long text.
 */
function readPlugin(output: string): { readonly status: string; readonly text: string; readonly values: Readonly<Record<string, string>>; readonly long: readonly string[] } {
  const [line = '', ...long] = output.replace(/\n$/, '').split('\n');
  const [text = '', data = '', ...more] = line.split('|');
  if (more.length > 0 || long.some((one) => one.includes('|'))) throw new Error('performance data where none belongs');
  const values: Record<string, string> = {};
  let rest = data;
  while (rest !== '') {
    const [whole, label, value] = /^'((?:[^'=]|'')+)'=(-?[0-9.]+(?:s|us|ms|%|B|KB|MB|GB|TB|c)?)(?:;[-0-9.:~@]*){0,4}(?: |$)/.exec(rest) ?? [];
    if (whole === undefined || label === undefined || value === undefined) throw new Error(`not performance data: ${rest}`);
    values[label] = value;
    rest = rest.slice(whole.length);
  }
  return { status: text.split(' ')[0] ?? '', text, values, long };
}

const possible = verdict({ findings: [{ ...finding, confidence: 'possible' }] });
const blind = verdict({ availability: 'not-observed', notObserved: 'nobody answered', findings: [] });

describe('the line of a monitoring plugin', () => {
  it('says what is wrong, why, and how many are right', () => {
    expect(plugin(report())).toBe([
      'CRITICAL - anna@contoso.test sees CROSS LINES instead of the availability of boris@contoso.test (ex16 asks ex19): A host name does not resolve (confirmed)'
        + '|\'lookups\'=2;;;0 \'shown\'=1;;;0 \'hash_marks\'=1;;;0 \'not_observed\'=0;;;0 \'unmet\'=1;;;0 \'time\'=2.345s;;;0', '',
    ].join('\n'));
  });

  it('is one for several scenarios, and tells lookups that share a cause together', () => {
    const { status, text, values, long } = readPlugin(plugin(report(), report({ verdicts: [verdict(), verdict(), blind] })));
    expect({ status, text }).toEqual({
      status: 'CRITICAL', text: 'CRITICAL - 3 lookups from ex16 to ex19 bring CROSS LINES: A host name does not resolve (confirmed); 4 of 5 lookups not as expected',
    });
    expect(values).toEqual({ lookups: '5', shown: '1', hash_marks: '3', not_observed: '1', unmet: '4', time: '4.690s' });
    expect(long).toEqual([
      'CRITICAL - 3 lookups from ex16 to ex19 bring CROSS LINES: A host name does not resolve (confirmed)',
      'UNKNOWN - What anna@contoso.test sees of boris@contoso.test could not be observed (ex16 asks ex19): nobody answered',
    ]);
  });

  it.each([
    ['OK', [shown], 'OK - 1 lookup, all as expected'],
    ['OK', [verdict({ expected: 'hash-marks', met: true })], 'OK - 1 lookup, all as expected'],
    ['WARNING', [possible, shown], 'WARNING - anna@contoso.test sees CROSS LINES'],
    ['CRITICAL', [possible, verdict()], 'CRITICAL - anna@contoso.test sees CROSS LINES'],
    ['CRITICAL', [verdict({ findings: [] })], 'no known cause fits what was seen'],
    ['CRITICAL', [verdict({ findings: [{ ...finding, confidence: 'undetermined' }] })], 'no known cause fits what was seen'],
    ['CRITICAL', [{ ...shown, expected: 'hash-marks' as const, met: false }], 'expected: hash-marks'],
    ['UNKNOWN', [blind, shown], 'could not be observed'],
    ['WARNING', [blind, possible], 'WARNING - '],
  ] as const)('%s', (status, verdicts, text) => {
    expect(readPlugin(plugin(report({ verdicts }))).status).toBe(status);
    expect(first(report({ verdicts }))).toContain(text);
  });

  it('is UNKNOWN for a run that is not whole, unless something worse is known', () => {
    expect(first(report({ verdicts: [shown], interrupted: true }))).toBe('UNKNOWN - the run was ended early; 1 lookup, all as expected');
    expect(first(report({ verdicts: [shown], observations: [crash('bad')] }))).toContain('UNKNOWN - a mistake of crosslines itself: certificate x:443: bad');
    expect(first(report({ interrupted: true }))).toMatch(/^CRITICAL - anna/);
  });

  it('stays short with very many kinds of failure', () => {
    const many = Array.from({ length: 500 }, (_, index) => verdict({ findings: [{ ...finding, cause: `cause-${index}` }] }));
    const { text, long } = readPlugin(plugin(report({ verdicts: many })));
    expect(text.length).toBeLessThanOrEqual(500);
    expect(long.at(-1)).toBe('and 480 more kinds of failure');
  });

  it('is read alike whatever the world said', () => {
    fc.assert(fc.property(hostileReports, (reports) => {
      const output = plugin(...reports);
      const { status, values, long } = readPlugin(output);
      expect(Object.keys(values)).toEqual(['lookups', 'shown', 'hash_marks', 'not_observed', 'unmet', 'time']);
      expect(Number(values['lookups'])).toBe(reports.length);
      for (const line of long) expect(line).toMatch(/^(CRITICAL|WARNING|UNKNOWN) - |^(the run was ended|a mistake of)/);
      expect(['OK', 'WARNING', 'CRITICAL', 'UNKNOWN']).toContain(status);
      expect(output).not.toMatch(/[<>&`$~]|(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
    }));
  });
});
