/** Every scenario that ships, against its lab: what must appear, everything else silent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namesIn } from '../src/commands/named-scenarios.ts';
import { replaying, readTape } from '../src/network/tape.ts';
import { examine } from '../src/examine.ts';
import { causes } from '../src/causes/index.ts';
import { probes } from '../src/probes/index.ts';
import { found, possible, runScenario } from './run-scenario.ts';

const folder = join(import.meta.dirname, '..', 'scenarios');
const names = namesIn(folder);

describe.each(names)('%s', (name) => {
  const file = join(folder, `${name}.yaml`);

  it('yields exactly what it expects, and the same from its tape and without what it says about itself', async () => {
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
  });
});

describe('the answer does not leak from the scenario', () => {
  it.each(names)('%s', async (name) => {
    const file = join(folder, `${name}.yaml`);
    const verdicts = async (hide: boolean) => (await runScenario({ file }, hide ? {
      hide: (scenario) => ({
        ...scenario, name: 'x', title: 'x',
        lookups: scenario.lookups.map(({ id, requester, target }) => ({ id, requester, target, expected: 'shown' as const })),
      }),
    } : {})).report.verdicts.map((verdict) => ({ id: verdict.lookup.id, availability: verdict.availability, found: found(verdict), possible: possible(verdict) }));
    expect(await verdicts(true)).toEqual(await verdicts(false));
  });
});

describe('one scenario over other faults gives those faults\' causes', () => {
  const yaml = readFileSync(join(folder, 'exchange-2016-tls-1.2-enabled-beside-2019.yaml'), 'utf8');
  it.each([
    ['expired-certificate', 'cert-expired-on-ews-endpoint'],
    ['untrusted-certificate', 'cert-untrusted-issuer-on-ews-endpoint'],
    ['unreachable-from-peers', 'no-responding-cas-in-site'],
    ['lookups-time-out', 'request-timed-out'],
    ['ews-application-pool-stopped', 'ews-app-pool-or-component-down'],
  ])('%s on the 2019', async (fault, cause) => {
    const { report } = await runScenario({ yaml: yaml.replace(/^lab:\n {2}servers:\n/m, `lab:\n  servers:\n    ex19: { faults: [${fault}] }\n`) });
    const verdict = report.verdicts.find(({ lookup }) => lookup.id === 'anna -> boris');
    expect(verdict && found(verdict)).toEqual([cause]);
  });
});
