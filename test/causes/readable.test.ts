/** What people read of a cause: lines of a bearable length in its file, sentences that can be read aloud, commands that somebody can run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Direction } from '../../src/causes/cause.ts';
import { causes } from '../../src/causes/index.ts';
import { weighAll } from '../../src/diagnose.ts';
import { built, lookupOf, scenarioOf } from '../built-evidence.ts';
import { SERVERS } from './worlds.ts';

const folder = join(import.meta.dirname, '../../src/causes');
const lookupIn: Readonly<Record<Direction, string>> = {
  'onprem-to-onprem': 'anna -> boris', 'onprem-to-cloud': 'anna -> cleo', 'cloud-to-onprem': 'cleo -> anna', 'within-cloud': 'cleo -> cora',
};
const evidence = built(scenarioOf({
  servers: { ...SERVERS, exo7: SERVERS['cloud']! }, mailboxes: { anna: 'ex16', boris: 'ex19', cleo: 'exo7', cora: 'exo7' }, lookups: Object.values(lookupIn),
}));

test('no line is longer than 150 characters, addresses aside', () => {
  const long = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8').split('\n').flatMap((line, index) => (line.length > 150 && !line.includes('https://') ? [`${name}:${index + 1}`] : [])));
  expect(long).toEqual([]);
});

test('there is a title, and an explanation of two to four sentences of at most 34 words each', () => {
  for (const { id, title, explanation } of causes) {
    expect(title, id).not.toBe('');
    const sentences = explanation.split(/(?<=[.!?]) /);
    expect(sentences.length, id).toBeGreaterThanOrEqual(2);
    expect(sentences.length, id).toBeLessThanOrEqual(4);
    for (const sentence of sentences) expect(sentence.split(' ').length, `${id}: ${sentence}`).toBeLessThanOrEqual(34);
  }
});

describe.each(Object.entries(lookupIn))('%s', (_, lookup) => {
  const findings = weighAll(lookupOf(evidence, lookup), evidence, causes);

  test('no step is to be done on a server of Exchange Online', () => {
    for (const { cause, confirm, remedy, missing } of findings) {
      for (const step of [...confirm, ...remedy, ...missing.map(({ observe }) => observe)]) expect(step, cause).not.toContain('exo7');
    }
  });

  test('every cause has something left to do and a way to confirm it', () => {
    for (const { cause, confirm, remedy } of findings) expect([confirm.length > 0, remedy.length > 0], cause).toEqual([true, true]);
  });

  test('every word in braces is filled in', () => {
    for (const { cause, title, explanation, confirm, remedy, missing } of findings) {
      // Braces of PowerShell hold more than one word or begin with $ or @.
      for (const text of [title, explanation, ...confirm, ...remedy, ...missing.flatMap(({ says, observe }) => [says, observe])]) expect(text, cause).not.toMatch(/\{(?:requester|target)\w*\}/);
    }
  });
});
