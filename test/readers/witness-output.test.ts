/** What a witness wrote, as evidence. */
import { expect, test } from 'vitest';
import { isBrought } from '../../src/network/tape-shapes.ts';
import { readEvidence, unreadable } from '../../src/readers/index.ts';
import type { Brought } from '../../src/readers/reader.ts';
import { witnessForPrograms } from '../../src/reporters/witness-result.ts';
import { seenHello, witnessed } from '../seen-hello.ts';

const AT = '2026-11-20T09:00:00.000Z';
const written = (server: string | null, profile = '2012R2-net-legacy'): string =>
  `${JSON.stringify(witnessForPrograms({ fact: witnessed(server, seenHello(profile)), fits: [], assumed: null, stranger: null }), null, 2)}\n`;
const brought = (text: string, server: string | null = null, name = 'w.json'): Brought => {
  const bytes = Buffer.from(text);
  return { name, server, side: null, size: bytes.length, part: (from, length) => bytes.subarray(from, from + length) };
};

test('the file names its server, unless somebody else does; several files of one are one fact', async () => {
  const found = await readEvidence([brought(written('ex16')), brought(written(null, '2012R2-net-tls12'), 'ex16', 'w2.json'), brought(written('ex16'), 'ex19', 'w3.json')], AT);
  expect(found.map(({ id, summary }) => `${id} | ${summary}`)).toEqual([
    'witnessed-calls ex16 | w.json, w2.json: 2 ClientHellos of ex16, last seen 2026-11-20T09:00:00.000Z',
    'witnessed-calls ex19 | w3.json: 1 ClientHello of ex19, last seen 2026-11-20T09:00:00.000Z',
  ]);
  expect(isBrought(JSON.parse(JSON.stringify(found)))).toBe(true);
});

test('without a server of the scenario it is of no use, and says so', () => {
  expect(unreadable(brought(written('ex16')), ['ex16', 'ex19'])).toBeNull();
  expect(unreadable(brought(written('its server')), ['ex16', 'ex19'])).toBe('w.json is of the server its server, which is not one of ex16, ex19; say of which it is, as in w.json=SERVER.');
  expect(unreadable(brought(written(null)), ['ex16'])).toBe('w.json is of one server; say of which, as in w.json=SERVER.');
  expect(unreadable(brought(written(null), 'ex16'), ['ex16'])).toBeNull();
});

test.each([
  ['a cut file', written('ex16').slice(0, -20)],
  ['another format', written('ex16').replace('crosslines-witness/1', 'crosslines-witness/9')],
  ['nothing seen', JSON.stringify(witnessForPrograms({ reason: 'no', fits: [], assumed: null, stranger: null }))],
  ['a suite that is no text', written('ex16').replace('"TLS_RSA_WITH_RC4_128_MD5"', '7')],
  ['another kind of call', written('ex16').replace('"kind": "client-hello"', '"kind": "constructor"')],
  ['a server that is none', written('ex16').replace('"server": "ex16"', '"server": {}')],
])('%s is not believed', async (_, text) => {
  expect(unreadable(brought(text, 'ex16'), ['ex16'])).toMatch(/^w\.json holds nothing that is understood here/);
  expect(await readEvidence([brought(text, 'ex16')], AT)).toEqual([]);
});
