import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report, Verdict } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { crash, finding, hostileReports, report, shown, verdict } from './made-reports.ts';

const text = (...reports: readonly Report[]): string => reporters.prometheus(reports, { columns: 80, colours: false });

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format 0.0.4 strictly: HELP and TYPE before the samples of a metric, each set of labels once. Source: Prometheus, "Exposition formats". */
function readExposition(exposition: string): readonly Sample[] {
  if (!exposition.endsWith('\n')) throw new Error('the last line must end in a line feed');
  const seen = new Set<string>();
  const typed = new Set<string>();
  return exposition.slice(0, -1).split('\n').flatMap((line) => {
    const [, keyword, of] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:gauge$|.)/.exec(line) ?? [];
    if (keyword !== undefined && of !== undefined) {
      if (keyword === 'TYPE') typed.add(of);
      return [];
    }
    const [, name = '', labels = '', value = ''] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*"(?:,(?=[a-zA-Z_])|(?=\})))*)\} (-?[0-9.e+]+)$/.exec(line) ?? [];
    if (!typed.has(name) || seen.has(`${name} ${labels}`)) throw new Error(`not a sample, or not in its place, or there twice: ${line}`);
    seen.add(`${name} ${labels}`);
    const pairs = [...labels.matchAll(/([a-zA-Z0-9_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', escaped = '']) =>
      [key, escaped.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))]);
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }];
  });
}

const valuesOf = (samples: readonly Sample[], name: string) => samples.filter((one) => one.name === name).map(({ labels, value }) => [...Object.values(labels), value].join(' '));
const between = (requesterServer: string, targetServer: string, changes: Partial<Verdict> = {}): Verdict =>
  verdict({ lookup: { ...verdict().lookup, requesterServer, targetServer }, ...changes });

describe('counts for Prometheus', () => {
  it('are by scenario, servers and cause, and name nobody', () => {
    const exposition = text(report());
    expect(exposition).not.toMatch(/anna|boris|@/);
    const samples = readExposition(exposition);
    expect(valuesOf(samples, 'crosslines_lookups')).toEqual([
      'lab/s ex16 ex19 shown 0', 'lab/s ex16 ex19 hash_marks 1', 'lab/s ex16 ex19 not_observed 0',
      'lab/s ex19 ex16 shown 1', 'lab/s ex19 ex16 hash_marks 0', 'lab/s ex19 ex16 not_observed 0',
    ]);
    expect(valuesOf(samples, 'crosslines_lookups_unmet')).toEqual(['lab/s ex16 ex19 1', 'lab/s ex19 ex16 0']);
    expect(valuesOf(samples, 'crosslines_causes')).toEqual(['lab/s ex16 ex19 dns-name-not-resolved confirmed 1']);
    expect(valuesOf(samples, 'crosslines_run_timestamp_seconds')).toEqual(['lab/s 1767600002.468']);
    expect(valuesOf(samples, 'crosslines_run_duration_seconds')).toEqual(['lab/s 2.345']);
    expect(valuesOf(samples, 'crosslines_run_complete')).toEqual(['lab/s 1']);
    expect(valuesOf(samples, 'crosslines_info')).toEqual(['0 1']);
  });

  it('are added up where scenarios have one name, and the worse holds', () => {
    const samples = readExposition(text(report(), report({ startedAt: '2026-01-05T09:00:00.000Z', verdicts: [verdict()], interrupted: true })));
    expect(valuesOf(samples, 'crosslines_lookups')).toContain('lab/s ex16 ex19 hash_marks 2');
    expect(valuesOf(samples, 'crosslines_run_timestamp_seconds')).toEqual(['lab/s 1767603602.345']);
    expect(valuesOf(samples, 'crosslines_run_complete')).toEqual(['lab/s 0']);
    expect(valuesOf(readExposition(text(report({ observations: [crash('bad')] }))), 'crosslines_run_complete')).toEqual(['lab/s 0']);
  });

  it('are bounded: of very many servers and causes the last are counted together, and nothing is lost', () => {
    const pairs = Array.from({ length: 30 * 30 }, (_, index) => between(`a${index % 30}`, `b${Math.floor(index / 30)}`, {
      findings: [{ ...finding, cause: `cause-${index}` }, { ...finding, cause: `other-${index}` }],
    }));
    const worst = between('a29', 'b29');
    const samples = readExposition(text(report({ verdicts: [shown, ...pairs, worst, worst] })));
    expect(samples.length).toBeLessThan(4 * 101 + 201 + 10);
    const sum = (name: string): number => samples.filter((one) => one.name === name).reduce((total, { value }) => total + value, 0);
    expect([sum('crosslines_lookups'), sum('crosslines_lookups_unmet'), sum('crosslines_causes')]).toEqual([903, 902, 1802]);
    expect(valuesOf(samples, 'crosslines_lookups_unmet')).toContain('lab/s a29 b29 3');
    expect(valuesOf(samples, 'crosslines_lookups_unmet')).toContain('lab/s (others) (others) 800');
    expect(samples.some(({ labels }) => labels['requester_server'] === 'ex19')).toBe(false);
  });

  it('are read alike whatever the world said', () => {
    fc.assert(fc.property(hostileReports, (reports) => {
      const samples = readExposition(text(...reports));
      expect(samples.filter(({ name }) => name === 'crosslines_lookups').reduce((total, { value }) => total + value, 0)).toBe(reports.length);
      for (const { labels } of samples) for (const value of Object.values(labels)) expect(value).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }));
  });
});
