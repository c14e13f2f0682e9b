/** Registry exports as evidence: a fact of one server, whatever the number of files. */
import { expect, test } from 'vitest';
import { isBrought } from '../../src/network/tape-shapes.ts';
import { readEvidence, unreadable } from '../../src/readers/index.ts';
import type { Brought } from '../../src/readers/reader.ts';
import { file, net, tls12 } from '../exchange/registry-files.ts';

const AT = '2026-11-20T09:00:00.000Z';
const brought = (text: string, server: string | null = 'ex16', name = 'a.reg'): Brought => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return { name, server, side: 'on-premises', size: bytes.length, part: (from, length) => bytes.subarray(from, from + length) };
};

test('files of one server are one fact, each value with its file and line', async () => {
  const found = await readEvidence([brought(file(tls12())), brought(file(net('v4.0.30319')), 'ex16', 'b.reg'), brought(file(tls12()), 'ex19', 'c.reg')], AT);
  expect(found.map(({ id }) => id)).toEqual(['registry ex16', 'registry ex19']);
  const outcome = found[0]?.outcome;
  if (outcome?.status !== 'observed' || !('registry' in outcome.fact)) throw new Error('no registry');
  expect(outcome.fact.registry.values.map((value) => `${value.file}:${value.line} ${value.name}`)).toEqual([
    'a.reg:4 Enabled', 'a.reg:5 DisabledByDefault', 'a.reg:8 Enabled', 'a.reg:9 DisabledByDefault',
    'b.reg:4 SystemDefaultTlsVersions', 'b.reg:5 SchUseStrongCrypto', 'b.reg:8 SystemDefaultTlsVersions', 'b.reg:9 SchUseStrongCrypto',
  ]);
  expect(isBrought(JSON.parse(JSON.stringify(found)))).toBe(true);
});

test('a tape that holds something else in its place is not believed', async () => {
  const [found] = JSON.parse(JSON.stringify(await readEvidence([brought(file(tls12()))], AT))) as [{ outcome: { fact: { registry: { values: { data: unknown }[] } } } }];
  found.outcome.fact.registry.values[0]!.data = { type: 'dword', value: 'one' };
  expect(isBrought([found])).toBe(false);
});

test('it has to be said of which server a file is', () => {
  expect(unreadable(brought(file(tls12()), null))).toBe('a.reg is of one server; say of which, as in a.reg=SERVER.');
  expect(unreadable(brought(file(tls12())))).toBeNull();
});

test('a text with a bracket is no export', () => {
  expect(unreadable(brought('[HKEY_LOCAL_MACHINE\\SOFTWARE] was mentioned'))).toMatch(/^a\.reg holds nothing that is understood here/);
});
