import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAnonymously } from '../../src/commands/anonymous-tape.ts';

test('a tape that cannot be anonymized is not written, and says so instead of ending the run', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'crosslines-anonymous-')), 'run.tape');
  writeFileSync(file, '');
  const [told, warned]: [string[], string[]] = [[], []];
  writeAnonymously(file, ['{"scenario": anna@contoso.test'], (text) => { told.push(text); }, (text) => { warned.push(text); });
  expect(readFileSync(file, 'utf8')).toBe('');
  expect(told).toEqual([]);
  expect(warned).toEqual([expect.stringMatching(/^crosslines: .*run\.tape stays empty, because the tape could not be anonymized; .*SyntaxError/)]);
});
