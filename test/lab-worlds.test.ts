/** Every scenario that ships, against its lab: what must appear, everything else silent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namesIn } from '../src/commands/named-scenarios.ts';
import { anonymized } from '../src/network/anonymous/tape.ts';
import { replaying, readTape } from '../src/network/tape.ts';
import { examine } from '../src/examine.ts';
import { causes } from '../src/causes/index.ts';
import { probes } from '../src/probes/index.ts';
import type { Report, Verdict } from '../src/model/report.ts';
import type { Scenario } from '../src/model/scenario.ts';
import { reporters } from '../src/reporters/index.ts';
import { leaks, originalsOf } from './leaks.ts';
import { found, possible, runScenario } from './run-scenario.ts';
import { misfits } from './schemas.ts';

const folder = join(import.meta.dirname, '..', 'scenarios');

/** Machines that failures must be tied to, and how it is known, by scenario and lookup. Where nothing stands here, none may be named. */
const MACHINES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'balancer/one-node-stopped': { 'anna -> boris': ['ex16b.contoso.test by own-name, intermittent'] },
  'balancer/one-node-stopped-and-calendar-closed': { 'anna -> boris': ['ex16b.contoso.test by own-name, intermittent'] },
  'balancer/target-machine-stopped': { 'anna -> dora': ['ex19b.contoso.test by own-name'] },
  'balancer/node-left-out': { 'carla -> boris': ['ex16b.contoso.test by other-lookups'] },
  'balancer/back-end-left-out': { 'carla -> boris': ['ex16b.contoso.test by other-lookups'] },
};

function machinesIn({ patterns }: Verdict): readonly string[] {
  return patterns.filter(({ machines }) => machines.length > 0).map(({ machines, by, intermittent }) => `${machines.join(' ')} by ${by}${intermittent ? ', intermittent' : ''}`);
}

/** The scenario without what it says about itself. */
const silent = (scenario: Scenario): Scenario => ({
  ...scenario, name: 'x', title: 'x',
  lookups: scenario.lookups.map(({ id, requester, target }) => ({ id, requester, target, expected: 'shown' as const })),
});

/** What a terminal shows of lookups that go wrong, where it is no verdict in twelve lines: who, why and how to go on. */
function longTroubles(report: Report, columns: number): readonly string[] {
  const blocks = reporters.terminal([report], { columns, colours: false }).split('\n\n').filter((block) => /^[✗?]/.test(block));
  return blocks.filter((block) => block.split('\n').length > 12 || !/^ {2}(Why|Because) /m.test(block) || (/^ {2}Why/m.test(block) && !/ {2}(Repair|Settle) [^]*More {4}crosslines explain/.test(block)));
}

describe.each(namesIn(folder))('%s', (name) => {
  const file = join(folder, `${name}.yaml`);

  it('yields exactly what it expects, the same from its tape, and the same without what it says about itself and without the names of anybody', async () => {
    const { report, tape } = await runScenario({ file });
    expect(report.observations.filter(({ outcome }) => outcome.status === 'crashed')).toEqual([]);
    expect(misfits('report', report)).toEqual([]);
    for (const verdict of report.verdicts) {
      const context = `${verdict.lookup.id}: ${verdict.notObserved ?? ''} ${verdict.answer.messageText ?? ''}`;
      expect(verdict.availability, context).toBe(verdict.expected);
      expect(found(verdict), context).toEqual([...(verdict.expectedCauses ?? [])].sort());
      expect(machinesIn(verdict), context).toEqual(MACHINES[name]?.[verdict.lookup.id] ?? []);
      expect(possible(verdict).length, `${context} ${possible(verdict).join()}`).toBeLessThanOrEqual(3);
      for (const finding of verdict.findings.filter(({ confidence }) => confidence === 'likely' || confidence === 'possible')) {
        for (const { observation } of [...finding.supporting, ...finding.opposing]) expect(report.observations.some(({ id }) => id === observation)).toBe(true);
      }
    }

    for (const columns of [60, 80, 100, 200]) expect(longTroubles(report, columns)).toEqual([]);

    const read = readTape(`${tape.join('\n')}\n`);
    const { brought = [] } = read.header;
    const again = await examine(read.header.scenario, replaying(read), { probes, causes, toolVersion: 'test', brought });
    expect(JSON.stringify(again)).toBe(JSON.stringify(report));

    // The same without what the scenario says about itself, and without the names of anybody.
    const { lines } = anonymized(tape);
    const originals = originalsOf(read.header.scenario, report);
    expect(leaks(lines, originals)).toEqual([]);
    const strangers = readTape(`${lines.join('\n')}\n`);
    const told = await examine(silent(strangers.header.scenario), replaying(strangers), { probes, causes, toolVersion: 'test', brought: strangers.header.brought ?? [] });
    expect(conclusions(told)).toEqual(conclusions(report));
    expect(told.notices.length).toBe(report.notices.length);
  });
});

/** What a report concludes, in its order. */
const conclusions = (report: Report) => report.verdicts.map(({ availability, findings, patterns }) => ({
  availability, findings: findings.map(({ cause, confidence }) => `${cause} ${confidence}`), patterns: patterns.map(({ by, machines, intermittent }) => ({ by, machines: machines.length, intermittent })),
}));

const place = { columns: 100, colours: false };

describe('one of two machines behind a balancer is the bad one', () => {
  const yaml = readFileSync(join(folder, 'balancer', 'one-node-stopped.yaml'), 'utf8');
  const first = async (...args: Parameters<typeof runScenario>) => {
    const { report } = await runScenario(...args);
    return { report, verdict: report.verdicts.find(({ lookup }) => lookup.id === 'anna -> boris') };
  };

  it('is said within the first five lines, wherever a report is rendered', async () => {
    const { report } = await first({ yaml });
    const unmet = { ...report, verdicts: report.verdicts.map((verdict) => ({ ...verdict, met: verdict.availability === 'shown' })) };
    const sentence = /Intermittent: \d of 6 lookups failed \(HTTP 503\),(?: each time)? on ex16b\.contoso\.test/;
    for (const shown of [reporters.terminal([report], place), reporters.junit([unmet], place), reporters.github([unmet], place)]) {
      expect(shown.replaceAll('%0A', '\n').split('\n').slice(0, 5).join('\n').replace(/\s+/g, ' ')).toMatch(sentence);
    }
    expect(reporters.junit([report], place)).toMatch(sentence);
    expect(reporters.github([report], { ...place, toFile: true })).toContain('Intermittent');
  });

  it('the first machine instead of the second: the other name', async () => {
    const { verdict } = await first({ yaml: yaml.replace('ex16b: { faults', 'ex16a: { faults') });
    expect(verdict?.patterns).toMatchObject([{ machines: ['ex16a.contoso.test'], by: 'own-name' }]);
    expect(verdict?.findings[0]?.remedy[0]).toContain('ex16a.contoso.test');
  });

  it('without the names of the machines: open, and what would settle it', async () => {
    const { verdict } = await first({ yaml }, {
      hide: (scenario) => ({ ...scenario, servers: { ...scenario.servers, ex16: { ...scenario.servers['ex16'], nodes: [] } as never } }),
    });
    expect(verdict?.patterns).toMatchObject([{ intermittent: true, machines: [], by: 'undetermined', settle: expect.stringContaining('nodes') as string }]);
    expect(verdict && found(verdict)).toEqual(['ews-app-pool-or-component-down']);
  });

  it('asked once only: found by the machines\' own names, in the verdict or as a notice', async () => {
    const { report, verdict } = await first({ yaml: yaml.replace('repeat: 6', 'repeat: 1') });
    const said = [...(verdict?.patterns ?? []).map(({ says }) => says), ...report.notices.map(({ says }) => says)].filter((says) => says.includes('ex16b.contoso.test'));
    expect(said).toHaveLength(1);
  });
});
