/** `explain` as its user meets it: files, standard input, causes, mistakes. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { causes } from '../../src/causes/index.ts';
import { explain, type ExplainOptions } from '../../src/commands/explain.ts';
import { UsageError } from '../../src/commands/exit-codes.ts';
import type { Explanation } from '../../src/model/report.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-explain-'));
const written = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
const run = async (names: readonly string[], options: ExplainOptions = {}, input = '') => {
  const terminal = recordedTerminal({}, undefined, undefined, new TextEncoder().encode(input));
  const code = await explain(names, options, terminal);
  return { code, output: terminal.output() };
};
// Source: Microsoft Learn, "Resolve free/busy errors".
const NO_ACCESS = 'The caller does not have access to free/busy data. LID: 47652';
// Source: Microsoft Learn, Exchange 2010 help, MSExchange Availability 4012.
const CREDENTIALS = 'Cross-forest proxy request to fabrikam.test could not be initiated due to invalid credentials.';

test('the first lines say what it means, how sure it is, and what would settle it', async () => {
  const { code, output } = await run([], {}, CREDENTIALS);
  expect(code).toBe(1);
  expect(output.split('\n').slice(0, 2)).toEqual(['Means     The other forest does not accept the account that asks for its calendars',
    expect.stringMatching(/^How sure {2}likely/)]);
  expect(output).toContain('crosslines explain cross-forest-service-account-rejected');
});

test('a log of connections is for another command', async () => {
  const { code, output } = await run(['docs/examples/receive.log']);
  expect(code).toBe(0);
  expect(output).toContain('"crosslines audit" shows who speaks with whom in');
  expect((await run(['docs/examples/events.xml'])).output).not.toContain('crosslines audit');
});

test('causes that leave the same words are listed, and none is told to be repaired', async () => {
  const { code, output } = await run([], {}, 'Proxy web request failed. , inner exception: Unable to connect to the remote server');
  expect(code).toBe(1);
  expect(output).toMatch(/^Means {5}one of \d causes/);
  expect(output).not.toContain('Repair');
});

test.each([['Could not be updated', 3, 'insufficient-evidence'], ['hello', 0, 'not-a-failure'], [NO_ACCESS, 1, 'explained']] as const)('%s: exit code %i', async (text, code, status) => {
  const result = await run([], { format: ['json'] }, text);
  expect(result.code).toBe(code);
  expect(JSON.parse(result.output) as Explanation).toMatchObject({ schema: 'crosslines-explanation/1', status });
});

test('a code of Microsoft Entra ID takes the place of a file, unless there is one of that name', async () => {
  const { code, output } = await run(['aadsts50126']);
  expect([code, output.split('\n')[0]]).toEqual([0, 'Means     AADSTS50126 of Microsoft Entra ID means: the user name or the password is wrong. That is']);
  expect((await run(['AADSTS700027'])).output).toContain('oauth-certificate-not-in-entra');
  await expect(run(['AADSTS12'])).rejects.toThrow(UsageError);
});

test('several files are one explanation; json goes into a file', async () => {
  const out = join(folder, 'out.json');
  const { code, output } = await run([written('a.txt', NO_ACCESS), written('b.txt', '\ufeffThe request failed with HTTP status 503: Service Unavailable')], { format: ['terminal', `json=${out}`] });
  expect(code).toBe(1);
  const { observations } = JSON.parse(readFileSync(out, 'utf8')) as Explanation;
  expect(observations.map(({ subject }) => subject)).toEqual([join(folder, 'a.txt'), join(folder, 'b.txt')]);
  expect(output).toContain('ErrorNoFreeBusyAccess');
});

test('every cause has a page, and nothing in it is left to fill in', async () => {
  for (const { id, title } of causes.slice(0, 5)) {
    const { code, output } = await run([id]);
    expect(code).toBe(0);
    expect(output.startsWith(title)).toBe(true);
    for (const heading of ['What the user sees', 'Why', 'How to confirm', 'How to repair', 'What it is confused with', 'References']) expect(output).toContain(`\n${heading}\n`);
    expect(output).not.toMatch(/\{\w+\}/);
  }
});

test('control characters of a paste do not reach the terminal', async () => {
  const { output } = await run([], {}, `Proxy web request failed \u001b[31m at https://mail.contoso.test/EWS/\u001b]0;x\u0007 LID: 43532 `.repeat(40));
  expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test('a log of megabytes is searched whole, in parts, and the answer says so', async () => {
  const noise = '2026-03-04 09:12:01 10.0.0.5 GET /owa 443 - 200 0 0 15\n'.repeat(60_000);
  const { code, output } = await run([written('l.log', `${noise}${NO_ACCESS}\n`), written('short.txt', NO_ACCESS)]);
  expect(code).toBe(1);
  expect(output).toContain('1. The colleague\'s calendar lets nobody see free/busy');
  expect(output.replace(/\s+/g, ' ')).toMatch(/l\.log is a log of 3\.3 MB: all of it was searched/);
  expect(output).not.toContain('short.txt is a log');
});

describe('mistakes get one clear sentence', () => {
  test.each([
    ['a word that is neither', ['request-timed-ou'], {}, /"request-timed-ou" is neither a file nor a cause; did you mean request-timed-out\?/],
    ['a picture', [written('p.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 4, 5, 6]))], {}, /p\.png is not text/],
    ['an empty file', [written('e.txt', ' \n')], {}, /e\.txt is empty/],
    ['a direction', [], { direction: 'sideways' }, /--direction sideways is not known; expected onprem-to-onprem, onprem-to-cloud or cloud-to-onprem/],
    ['a version', [], { targetVersion: 'exchange-2017' }, /--target-version exchange-2017 is not known; expected/],
    ['a contradiction', [], { direction: 'cloud-to-onprem', requesterVersion: 'exchange-2016' }, /contradicts/],
    ['a format', [], { format: ['junit'] }, /expected terminal or json/],
  ] as const)('%s', async (_, names, options, says) => {
    const failed = run(names, options);
    await expect(failed).rejects.toThrow(UsageError);
    await expect(failed).rejects.toThrow(says);
  });
});
