/** What every cause must have. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { causes } from '../../src/causes/index.ts';

const root = join(import.meta.dirname, '../..');

test('a page', () => {
  expect(causes.map(({ id }) => id).filter((id) => !existsSync(join(root, 'docs/causes', `${id}.md`)))).toEqual([]);
});

test('a reference, and each of them an address', () => {
  for (const { id, references } of causes) {
    expect(references.length, id).toBeGreaterThan(0);
    for (const { title, url } of references) expect([title !== '', URL.canParse(url)], `${id}: ${url}`).toEqual([true, true]);
  }
});

test('a sign for it', () => {
  expect(causes.filter(({ signs }) => !signs.some(({ weight }) => ['proves', 'suggests', 'hints'].includes(weight))).map(({ id }) => id)).toEqual([]);
});

test('a sign against it, or a cited sentence why there is none', () => {
  for (const { id, signs, unopposed } of causes) {
    expect(signs.some(({ weight }) => weight === 'doubts' || weight === 'excludes') !== (unopposed !== undefined), id).toBe(true);
    if (unopposed !== undefined) expect(unopposed, id).toMatch(/\(.+\)\.$/);
  }
});

test('a name in the tests of the causes', () => {
  const files = readdirSync(join(root, 'test/causes')).filter((name) => name !== 'complete.test.ts' && name !== 'readable.test.ts')
    .map((name) => readFileSync(join(root, 'test/causes', name), 'utf8')).join('\n');
  expect(causes.map(({ id }) => id).filter((id) => !files.includes(`'${id}'`))).toEqual([]);
});
