/** What became of lookups, and why, by reports made for it. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compareRuns } from '../src/compare-runs.ts';
import { comparisonForPeople, comparisonForPrograms } from '../src/reporters/comparison.ts';
import type { Change } from '../src/model/comparison.ts';
import type { Observation } from '../src/model/observation.ts';
import type { Finding, Report, ServerSeen, Verdict } from '../src/model/report.ts';
import { certificate, fingerprint, tls } from './built-evidence.ts';
import { finding, hostileReports, report, shown, verdict } from './reporters/made-reports.ts';

const sides = (before: readonly Report[], after: readonly Report[]) => compareRuns({ file: 'before.json', reports: before }, { file: 'after.json', reports: after });
const one = (before: Partial<Verdict>, after: Partial<Verdict>, seen: { readonly was?: readonly Observation[]; readonly is?: readonly Observation[]; readonly servers?: readonly ServerSeen[] } = {}) => {
  const [lookup] = sides([report({ verdicts: [verdict(before)], observations: seen.was ?? [], servers: seen.servers ?? [] })], [report({ verdicts: [verdict(after)], observations: seen.is ?? [], servers: seen.servers ?? [] })]).lookups;
  return lookup!;
};
const because = (cause: string, confidence: Finding['confidence'] = 'likely'): readonly Finding[] => [{ ...finding, cause, confidence }];
const well: Partial<Verdict> = { availability: 'shown', findings: [] };
const lines: Partial<Verdict> = { availability: 'hash-marks', findings: because('a') };
const attempts = (...of: readonly Verdict['availability'][]): Verdict['attempts'] => of.map((availability) => ({ availability, node: null, by: null }));
const sometimes: Partial<Verdict> = {
  ...lines, attempts: attempts('shown', 'hash-marks'),
  patterns: [{ failure: 'HTTP 503', failed: 1, of: 2, intermittent: true, machines: [], end: null, by: 'undetermined', says: '1 of 2 lookups failed.', settle: null }],
};
const wrongTimes: Partial<Verdict> = { availability: 'shown', findings: because('clock') };
const unseen: Partial<Verdict> = { availability: 'not-observed', findings: [], notObserved: 'no credentials' };

describe('what became of a lookup', () => {
  test.each<readonly [string, Partial<Verdict>, Partial<Verdict>, Change]>([
    ['shown, then cross lines', well, lines, 'broken'], ['shown, then now and then', well, sometimes, 'broken'], ['shown, then at wrong times', well, wrongTimes, 'broken'],
    ['now and then, then always', sometimes, lines, 'worse'], ['wrong times, then cross lines', wrongTimes, lines, 'worse'],
    ['always, then now and then', lines, sometimes, 'better'], ['cross lines, then shown', lines, well, 'repaired'], ['wrong times, then shown', wrongTimes, well, 'repaired'],
    ['the same cause', lines, lines, 'unchanged'], ['surer of the same cause', lines, { ...lines, findings: because('a', 'confirmed') }, 'unchanged'],
    ['another cause', lines, { ...lines, findings: because('b') }, 'changed'], ['one of two causes left', { ...lines, findings: [...because('a'), ...because('b')] }, lines, 'changed'],
    ['a cause that is only possible does not count', { ...lines, findings: [...because('a'), ...because('c', 'possible')] }, lines, 'unchanged'],
    ['set and not in force', lines, { ...lines, findings: because('tls-settings-not-in-force') }, 'unchanged'],
    ['not seen again', well, unseen, 'not-observed'], ['never seen', unseen, unseen, 'not-observed'], ['seen now', unseen, lines, 'first-observed'], ['shown and shown', well, well, 'unchanged'],
  ])('%s', (_, before, after, change) => {
    expect(one(before, after).change).toBe(change);
  });

  test('people are the same, whatever the lookup is called; others are new or gone', () => {
    const renamed = verdict({ ...well, lookup: { ...verdict().lookup, id: 'Anna@contoso.test -> boris', requester: 'ANNA@contoso.test' } });
    const moved = verdict({ ...well, lookup: { ...verdict().lookup, target: 'boris@fabrikam.test' } });
    expect(sides([report({ verdicts: [verdict()] })], [report({ verdicts: [renamed] })]).lookups.map(({ change }) => change)).toEqual(['repaired']);
    expect(sides([report({ verdicts: [verdict()] })], [report({ verdicts: [moved] })]).lookups.map(({ change }) => change)).toEqual(['removed', 'added']);
  });

  test('several scenarios are paired by name, and the worst stands on top', () => {
    const named = (name: string, of: Partial<Verdict>): Report => report({ scenario: { name, title: name }, verdicts: [verdict(of)] });
    const found = sides([named('x', lines), named('y', well), named('gone', well)], [named('y', lines), named('x', well), named('new', well)]);
    expect(found.lookups.map(({ scenario, change }) => [scenario, change])).toEqual([['y', 'broken'], ['gone', 'removed'], ['x', 'repaired'], ['new', 'added']]);
  });

  test('says when the order, the tool or the end of a run may mislead', () => {
    const { notices } = sides([report({ startedAt: '2026-02-01T00:00:00.000Z' })], [report({ interrupted: true, tool: { name: 'crosslines', version: '9' } })]);
    expect(notices).toEqual([expect.stringContaining('other way round'), expect.stringContaining('ended early'), expect.stringContaining('different versions')]);
    expect(sides([report()], [report()]).notices).toEqual([]);
  });
});

describe('why', () => {
  const server: ServerSeen = { id: 'ex19', version: 'exchange-2019', windows: '2019', build: null, endpoints: ['mail19.contoso.test:443', 'ex19.contoso.test:443'], dials: null, accepts: null };
  const differs = (was: readonly Observation[], is: readonly Observation[], before = lines, after = well) => one(before, after, { was, is, servers: [server] }).because.map(({ says }) => says);

  test('ports of one machine that change alike are told once', () => {
    const ports = (versions: Parameters<typeof tls>[1]): readonly Observation[] => server.endpoints.map((name) => tls(name, versions));
    expect(differs(ports(['TLSv1.2']), ports(['TLSv1.1', 'TLSv1.2']))).toEqual(['mail19.contoso.test:443 (also ex19.contoso.test:443) now accepts TLS 1.1, which it refused before']);
    expect(differs(ports(['TLSv1.0', 'TLSv1.2']), ports(['TLSv1.2']), well, lines)).toEqual(['mail19.contoso.test:443 (also ex19.contoso.test:443) no longer accepts TLS 1.0, only TLS 1.2']);
  });

  test('builds, certificates, failures; nothing of servers that have no part in it', () => {
    const at = 'mail19.contoso.test:443';
    expect(differs([fingerprint(at, { exchangeBuild: '15.2.1118.7' })], [fingerprint(at, { exchangeBuild: '15.2.1748.10' })])).toEqual([`${at} runs build 15.2.1748.10 now, before 15.2.1118.7`]);
    expect(differs([certificate(at)], [certificate(at, { withinDates: false })], well, lines)[0]).toContain('has expired since');
    const failed: Observation = { ...tls(at, ['TLSv1.2']), outcome: { status: 'failed', reason: 'refused', failure: { kind: 'refused', message: 'x' } } };
    expect(differs([tls(at, ['TLSv1.2'])], [failed], well, lines)).toEqual([`${at} no longer answers: refused`]);
    expect(differs([tls('other:443', ['TLSv1.2'])], [tls('other:443', ['TLSv1.0'])])[0]).toMatch(/^nothing else that is visible from here has changed; what ex16 offers/);
  });

  test('a mailbox that moved', () => {
    expect(one(lines, { ...well, lookup: { ...verdict().lookup, targetServer: 'ex19b' } }).because[0]?.says).toBe('boris@contoso.test is on ex19b now, before on ex19');
  });
});

describe('for people and programs', () => {
  test('the first line tells it, worst first; what stayed well is one line', () => {
    const after = report({ verdicts: [verdict(), shown] });
    const before = report({ verdicts: [verdict(well), shown] });
    const text = comparisonForPeople(sides([before], [after]), { columns: 100, colours: false });
    expect(text.split('\n')[0]).toBe('✗ Something became worse. Lookups: 1 broken, 1 unchanged.');
    expect(text).toContain('✗ Broken   anna@contoso.test sees CROSS LINES instead of the availability of boris@contoso.test');
    expect(text).toContain('· As was   shown, as before: boris -> anna');
    expect(JSON.parse(JSON.stringify(comparisonForPrograms(sides([before], [after]))))).toMatchObject({
      schema: 'crosslines-comparison/1', of: 'runs', counts: { broken: 1, unchanged: 1, repaired: 0 },
      lookups: [{ id: 'anna -> boris', change: 'broken', before: { availability: 'shown', causes: [] }, after: { availability: 'hash-marks', causes: [{ cause: finding.cause }] } }, { change: 'unchanged' }],
    });
  });

  it('shows hostile reports as what they are', () => {
    fc.assert(fc.property(hostileReports, hostileReports, (before, after) => {
      const text = comparisonForPeople(sides(before, after), { columns: 80, colours: false });
      expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(text)).toBe(false);
    }), { numRuns: 60 });
  });
});
