/** `run --mock`: every server of a scenario is imitated by its version, whether or not the file has a `lab:` section. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { loadScenario } from '../../src/load.ts';
import type { Report } from '../../src/model/report.ts';
import { recordedTerminal } from '../commands/recorded-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-mock-'));
const written = (name: string, lines: readonly string[]): string => {
  const file = join(folder, name);
  writeFileSync(file, lines.join('\n'));
  return file;
};

const real = [
  'servers:',
  '  ex10: { version: exchange-2010, ews: "https://mail.contoso.test/EWS/Exchange.asmx" }',
  '  ex16: { version: exchange-2016, windows: "2012R2", nodes: [ex16a, ex16b] }',
  '  ex19: { version: exchange-2019 }',
  'signIn:',
  "  corp: { method: ntlm, user: 'CONTOSO\\svc', password: \"${env:CROSSLINES_PASSWORD}\", impersonate: true }",
  'mailboxes:',
  '  anna: { address: anna@contoso.test, server: ex10, signIn: corp }',
  '  boris: { address: boris@contoso.test, server: ex16, signIn: corp }',
  '  carla: { address: carla@contoso.test, server: ex19, signIn: corp }',
  'lookups: [anna -> boris, boris -> anna, boris -> carla, carla -> boris]',
  'connectTo: { "mail.contoso.test:443": "192.0.2.1:443" }',
  '',
];

describe('run --mock', () => {
  it('imitates the servers of a scenario without a lab: section, and needs no password', async () => {
    const terminal = recordedTerminal();
    await run([written('real.yaml', real)], { mock: true, quiet: true, format: ['json'] }, terminal);
    const report = JSON.parse(terminal.output()) as Report;
    expect(report.verdicts.map(({ lookup, availability }) => [lookup.id, availability])).toEqual([
      ['anna -> boris', 'shown'],
      ['boris -> anna', 'shown'],
      // As installed, a 2016 offers TLS 1.0 only.
      ['boris -> carla', 'hash-marks'],
      ['carla -> boris', 'shown'],
    ]);
  });

  it('never gives a real password to an imitated server', () => {
    const file = written('secret.yaml', real);
    const options = { environment: () => 'the real one', labSecret: () => 'made up' };
    const secretOf = (imitate: boolean): unknown => {
      const found = loadScenario(file, { ...options, imitate }).credentials.get('corp');
      return found?.known === true ? found.secret.reveal() : undefined;
    };
    expect([secretOf(true), secretOf(false)]).toEqual(['made up', 'the real one']);
  });

  it('reaches nothing real: routes of the scenario do not count', () => {
    const options = { environment: () => undefined, labSecret: () => 'made up' };
    const file = written('routed.yaml', real);
    expect(loadScenario(file, { ...options, imitate: true }).connectTo.size).toBe(0);
    expect(loadScenario(file, options).connectTo.size).toBe(1);
    expect(loadScenario(file, options).lab).toBeUndefined();
  });

  it('says what it cannot imitate', async () => {
    const file = written('old.yaml', real.map((line) => line.replace('ex10: { version: exchange-2010', 'ex10: { version: exchange-2007'))
      .map((line) => line.replace('[anna -> boris, ', '[')));
    await expect(run([file], { mock: true, quiet: true }, recordedTerminal())).rejects.toThrow(/imitates exchange-2010.*not exchange-2007/);
  });
});
