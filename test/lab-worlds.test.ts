/** Every scenario that ships, against its lab: what must appear, everything else silent. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namesIn } from '../src/commands/named-scenarios.ts';
import { replaying, readTape } from '../src/network/tape.ts';
import { examine } from '../src/examine.ts';
import { causes } from '../src/causes/index.ts';
import { probes } from '../src/probes/index.ts';
import type { Report } from '../src/model/report.ts';
import type { Scenario } from '../src/model/scenario.ts';
import { found, possible, runScenario } from './run-scenario.ts';

const folder = join(import.meta.dirname, '..', 'scenarios');

/** The scenario without what it says about itself. */
const silent = (scenario: Scenario): Scenario => ({
  ...scenario, name: 'x', title: 'x',
  lookups: scenario.lookups.map(({ id, requester, target }) => ({ id, requester, target, expected: 'shown' as const })),
});

const verdictsOf = (report: Report) =>
  report.verdicts.map((verdict) => ({ id: verdict.lookup.id, availability: verdict.availability, found: found(verdict), possible: possible(verdict) }));

describe.each(namesIn(folder))('%s', (name) => {
  const file = join(folder, `${name}.yaml`);

  it('yields exactly what it expects, the same from its tape, and the same without what it says about itself', async () => {
    const { report, tape } = await runScenario({ file });
    expect(report.observations.filter(({ outcome }) => outcome.status === 'crashed')).toEqual([]);
    for (const verdict of report.verdicts) {
      const context = `${verdict.lookup.id}: ${verdict.notObserved ?? ''} ${verdict.answer.messageText ?? ''}`;
      expect(verdict.availability, context).toBe(verdict.expected);
      expect(found(verdict), context).toEqual([...(verdict.expectedCauses ?? [])].sort());
      expect(possible(verdict).length, `${context} ${possible(verdict).join()}`).toBeLessThanOrEqual(3);
      for (const finding of verdict.findings.filter(({ confidence }) => confidence === 'likely' || confidence === 'possible')) {
        for (const { observation } of [...finding.supporting, ...finding.opposing]) expect(report.observations.some(({ id }) => id === observation)).toBe(true);
      }
    }

    const read = readTape(`${tape.join('\n')}\n`);
    const again = await examine(read.header.scenario, replaying(read), { probes, causes, toolVersion: 'test' });
    expect(JSON.stringify(again)).toBe(JSON.stringify(report));

    expect(verdictsOf((await runScenario({ file }, { hide: silent })).report)).toEqual(verdictsOf(report));
  });
});
