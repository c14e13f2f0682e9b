/** `npm run cause:new` in a copy of the places that it changes. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let copy = '';

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'crosslines-new-cause-'));
  for (const place of ['src/causes', 'test/floors.test.ts', 'test/causes/client.test.ts', 'tools/new-cause.mjs']) cpSync(join(root, place), join(copy, place), { recursive: true });
});

afterEach(() => { rmSync(copy, { recursive: true, force: true }); });

/** Begins a cause in the copy, by the copy's own tool. */
async function begin(...words: readonly string[]): Promise<readonly string[]> {
  const { newCause } = await import(join(copy, 'tools/new-cause.mjs')) as { readonly newCause: (words: readonly string[]) => readonly string[] };
  return newCause(words);
}
const read = (file: string): string => readFileSync(join(copy, file), 'utf8');
const syntaxErrors = (file: string): readonly string[] =>
  (ts.transpileModule(read(file), { reportDiagnostics: true }).diagnostics ?? []).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));

describe('a new cause', () => {
  test('gets its file, two lines in the index beside its area, a row and tests to write', async () => {
    const files = ['src/causes/client/outlook-clock-wrong.ts', 'src/causes/index.ts', 'test/causes/client.test.ts', 'test/floors.test.ts'];
    const before = read('src/causes/index.ts');
    expect(await begin('outlook-clock-wrong', 'client')).toEqual(files);
    expect(files.flatMap(syntaxErrors)).toEqual([]);
    expect(read(files[0]!)).toContain('id: \'outlook-clock-wrong\',\n  layer: \'autodiscover\',');
    const index = read('src/causes/index.ts').split('\n');
    expect(index.filter((line) => !before.split('\n').includes(line))).toEqual(['import outlookClockWrong from \'./client/outlook-clock-wrong.ts\';', '  outlookClockWrong,']);
    expect(index[index.indexOf('import outlookClockWrong from \'./client/outlook-clock-wrong.ts\';') - 1]).toMatch(/'\.\/client\//);
    expect(before).toContain(`${index[index.indexOf('  outlookClockWrong,') - 1] ?? ''}\n`);
    expect(index.indexOf('  outlookClockWrong,')).toBeLessThan(index.lastIndexOf('];'));
    expect(read('test/floors.test.ts')).toContain('    \'outlook-clock-wrong\': \'test/causes\',\n');
    expect(read('test/causes/client.test.ts')).toMatch(/describe\('outlook-clock-wrong', \(\) => \{\n {2}test\.todo\(/);
  });

  test('may be the first of its area, and then begins the tests of the area', async () => {
    const full = read('src/causes/index.ts');
    const names = [...full.matchAll(/^import (\w+) from '\.\/tenant-policy\//gm)].map(([, name]) => `  ${name ?? ''},`);
    const emptied = full.split('\n').filter((line) => !line.includes('./tenant-policy/') && !names.includes(line));
    writeFileSync(join(copy, 'src/causes/index.ts'), emptied.join('\n'));
    await begin('mailbox-on-the-moon', 'tenant-policy');
    expect(syntaxErrors('test/causes/tenant-policy.test.ts')).toEqual([]);
    expect(read('test/causes/tenant-policy.test.ts')).toMatch(/^\/\*\* .*\nimport \{ describe, test \} from 'vitest';\n\ndescribe\('mailbox-on-the-moon'/);
    expect(read('src/causes/index.ts')).toMatch(/ {2}mailboxOnTheMoon,\n\];/);
    await begin('mailbox-on-mars', 'tenant-policy');
    expect(read('src/causes/index.ts')).toMatch(/ {2}mailboxOnTheMoon,\n {2}mailboxOnMars,\n\];/);
  });

  test.each([
    [['Outlook-Clock', 'client'], /^'Outlook-Clock' is no id of a cause: expected .*calendar-acl-broken\.$/],
    [['clock', 'client'], /is no id of a cause/],
    [['clock--wrong', 'client'], /is no id of a cause/],
    [['../../clock-wrong', 'client'], /is no id of a cause/],
    [[`${'very-'.repeat(20)}long`, 'client'], /has 104 characters; an id of a cause has at most 60\.$/],
    [['calendar-acl-broken', 'client'], /^The cause calendar-acl-broken exists already: src\/causes\/permissions\/calendar-acl-broken\.ts\.$/],
    [['outlook-clock-wrong'], /^The area of outlook-clock-wrong is missing: expected one of .*client/],
    [['outlook-clock-wrong', 'Client'], /^'Client' is no area: expected one of .*client/],
    [['outlook-clock-wrong', 'client', 'more'], /^'more' is too much: expected an id and an area\.$/],
  ])('%j is refused with one sentence, and nothing is written', async (words, sentence) => {
    const before = read('src/causes/index.ts');
    const said = await begin(...words).then(() => 'accepted', (error: unknown) => (error as Error).message);
    expect(said).toMatch(sentence);
    expect(said).not.toContain('\n');
    expect(read('src/causes/index.ts')).toBe(before);
    expect(existsSync(join(copy, 'test/causes/tenant-policy.test.ts'))).toBe(false);
  });

  test('on the command line the sentence goes to standard error, with exit code 2', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'tools/new-cause.mjs')], { encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([2, '', 'usage: npm run cause:new <id> <area>\n']);
  });
});
