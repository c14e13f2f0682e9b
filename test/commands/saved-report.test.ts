import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSavedReports } from '../../src/commands/saved-report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { report, verdict } from '../reporters/made-reports.ts';
import { manyLookups } from '../reporters/many-lookups.ts';
import { runScenario } from '../run-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-saved-'));
const saved = (content: unknown): string => {
  const file = join(folder, 'saved.json');
  writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return file;
};
const complaint = (content: unknown): string => {
  try {
    readSavedReports(saved(content));
  } catch (error) {
    return (error as Error).message.replace(join(folder, 'saved.json'), 'FILE');
  }
  return 'none';
};

describe('a saved report', () => {
  it('is what was saved, one or several, also as Windows PowerShell writes it', () => {
    expect(readSavedReports(saved(report()))).toEqual([report()]);
    expect(readSavedReports(saved([report(), report()]))).toHaveLength(2);
    expect(readSavedReports(saved(Buffer.from(`\ufeff${JSON.stringify(report())}`, 'utf16le')))).toEqual([report()]);
    expect(readSavedReports(saved(`\ufeff${JSON.stringify(report())}`))).toEqual([report()]);
  });

  it.each(['lab/client-autodiscover-no-ews-url', 'hybrid/online-by-ews-and-graph'])('of %s is taken whole', async (name) => {
    const { report: made } = await runScenario({ file: `scenarios/${name}.yaml` });
    expect(readSavedReports(saved(made))).toEqual([JSON.parse(JSON.stringify(made))]);
  });

  it.each([
    ['not JSON', '{"schema"', 'FILE is not JSON; expected a report, as --format json writes it.'],
    ['another format', { schema: 'crosslines-explanation/1' }, 'FILE is no report: schema is "crosslines-explanation/1", expected "crosslines-report/1", as --format json writes it.'],
    ['no object', 7, 'FILE is no report: schema is something else, expected "crosslines-report/1", as --format json writes it.'],
    ['nothing', [], 'FILE holds no report: the list in it is empty.'],
    ['a second one that is none', [report(), {}], 'FILE is no report: [1].schema is missing, expected "crosslines-report/1", as --format json writes it.'],
    ['a word that there is not', report({ verdicts: [verdict(), verdict({ availability: 'visible' as 'shown' })] }),
      'FILE is no whole report: at verdicts[1].availability one of shown, hash-marks, not-observed was expected.'],
    ['something missing', { ...report(), observations: undefined }, 'FILE is no whole report: at observations a list was expected.'],
    ['no moment', report({ startedAt: 'yesterday' }), 'FILE is no whole report: at startedAt a moment such as 2026-11-21T08:00:00.000Z was expected.'],
    ['a place that would speak to the terminal', report({ observations: [{ ...report().observations[0]!, outcome: { status: 'observed', fact: { requester: 'x', url: 'x', exchanges: [], targets: { '\u001b[2J': 7 } } } as never }] }),
      'FILE is no whole report: at observations[0].outcome.fact.targets.\\x1b[2J a list was expected.'],
    ['more levels than there are', `${'['.repeat(3000)}${']'.repeat(3000)}`, 'FILE has more than 40 levels; a report has fewer.'],
  ])('with %s gets one clear sentence', (_, content, says) => {
    expect(complaint(content)).toBe(says);
  });

  it('with anything anywhere is refused or can be rendered in every format', () => {
    const whole = JSON.parse(JSON.stringify(manyLookups(3))) as Record<string, unknown>;
    const places: (readonly (string | number)[])[] = [];
    const walk = (value: unknown, at: readonly (string | number)[]): void => {
      places.push(at);
      if (typeof value === 'object' && value !== null) for (const [name, member] of Object.entries(value)) walk(member, [...at, Array.isArray(value) ? Number(name) : name]);
    };
    walk(whole, []);
    fc.assert(fc.property(fc.constantFrom(...places.slice(1)), fc.oneof(fc.jsonValue(), fc.constantFrom(null, -1, 1e300, '', 'x', {}, [], [[]])), (at, instead) => {
      const changed = structuredClone(whole);
      let holder: Record<string | number, unknown> = changed;
      for (const step of at.slice(0, -1)) holder = holder[step] as typeof holder;
      holder[at.at(-1)!] = instead;
      let reports;
      try {
        reports = readSavedReports(saved(changed));
      } catch (error) {
        expect((error as Error).name).toBe('UsageError');
        return;
      }
      for (const reporter of Object.values(reporters)) expect(typeof reporter(reports, { columns: 80, colours: false })).toBe('string');
    }), { numRuns: 400 });
  });
});
