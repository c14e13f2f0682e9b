import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBrought } from '../../src/network/tape-shapes.ts';
import { readServerState } from '../../src/protocol/server-state.ts';
import { readEvidence, unreadable } from '../../src/readers/index.ts';
import type { Brought } from '../../src/readers/reader.ts';

const TEXT = [
  '\ufeff# crosslines collect 1', 'ComputerName  : EX16', 'CollectedAt   : 2026-11-21T10:00:00.1234567Z', 'LastBoot      : 2026-11-01T03:00:00.5000000Z',
  'WindowsBuild  : 6.3.9600', 'ExchangeBuild : 15.1.2507.39', 'DotNetRelease : 528049',
  'KeyWritten    : 2026-11-20T10:00:00.0000000Z HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client', '',
].join('\r\n');
const brought = (text: string, server: string | null = 'ex16'): Brought => {
  const bytes = new TextEncoder().encode(text);
  return { name: 'server.txt', server, side: null, size: bytes.length, part: (from, length) => bytes.subarray(from, from + length) };
};

test('everything is read', () => {
  expect(readServerState(TEXT)).toEqual({
    computer: 'EX16', collectedAt: '2026-11-21T10:00:00.123Z', lastBoot: '2026-11-01T03:00:00.500Z', windowsBuild: '6.3.9600', exchangeBuild: '15.1.2507.39', dotnetRelease: 528_049,
    keysWritten: [{ path: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client', at: '2026-11-20T10:00:00.000Z' }],
  });
});

test.each([
  ['LastBoot : yesterday', { lastBoot: null }], ['ExchangeBuild : 15.1', { exchangeBuild: null }], ['DotNetRelease : many', { dotnetRelease: null }],
  ['KeyWritten : 2026-11-20T10:00:00Z', { keysWritten: [] }], ['KeyWritten : never HKLM\\SYSTEM', { keysWritten: [] }],
])('%s is left out', (line, expected) => {
  expect(readServerState(`# crosslines collect 1\n${line}`)).toMatchObject(expected);
});

test.each(['', 'ComputerName : EX16', '# crosslines collect 2\nComputerName : EX16'])('%j is no such file', (text) => { expect(readServerState(text)).toBeNull(); });

test('any text is read without a throw, and gives what a tape may hold', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.constantFrom(...TEXT.split('\r\n'))), { maxLength: 30 }), async (lines) => {
    const file = brought(`# crosslines collect 1\n${lines.join('\n')}`);
    expect(isBrought(JSON.parse(JSON.stringify(await readEvidence([file], '2026-11-21T10:00:00.000Z'))))).toBe(true);
  }));
});

test('the later of two is how the server is; of nobody it is of no use', async () => {
  const later = brought(TEXT.replace('CollectedAt   : 2026-11-21', 'CollectedAt   : 2026-11-22').replace('2026-11-01T03', '2026-11-21T23'));
  const [observation, ...others] = await readEvidence([brought(TEXT), later], '2026-11-21T10:00:00.000Z');
  expect(others).toEqual([]);
  expect(observation?.summary).toBe('EX16: Exchange 15.1.2507.39 on Windows 6.3.9600, last started 2026-11-21T23:00:00.500Z, 1 keys of TLS');
  expect(unreadable(brought(TEXT, null))).toMatch(/is of one server; say of which/);
});
