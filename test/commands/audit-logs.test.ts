/** `crosslines audit` of logs, headers and events: what it says, how it ends, and that a log of any size fits into little memory. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { make } from '../../bench/logs-made.ts';
import { audit, type AuditOptions } from '../../src/commands/audit.ts';
import { bare, file } from '../exchange/registry-files.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'crosslines-audit-logs-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
const example = (name: string): string => join(root, 'docs', 'examples', name);
const written = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

async function audited(files: readonly string[], options: AuditOptions = {}, interactive = false) {
  const terminal = { ...recordedTerminal(), interactive };
  return { code: await audit(files, options, terminal), text: terminal.output(), told: terminal.told() };
}

test('tells first what is wrong, then who calls whom, and ends with 1', async () => {
  const { code, text } = await audited([example('receive.log')]);
  expect(code).toBe(1);
  expect(text).toBe(`Who speaks with ex19a.contoso.local (SMTP protocol log receive.log, 3 sessions, 2026-11-18 08:00 to
2026-11-18 08:06 UTC)
✗ Failed  once the two sides could not agree on TLS: ex16b.contoso.local (10.0.0.17).
  calls it             through            TLS      answer       times  last (UTC)   cipher
  ex16b.contoso.local  Default Frontend…  failed   SocketError      1  11-18 08:05
  ex16a.contoso.local  Default Frontend…  TLS 1.2                   1  11-18 08:00  AES_256 SHA_384…
  scanner              Anonymous Relay    no TLS                    1  11-18 08:06
`);
});

test('of a log without old TLS and failures nothing is wrong', async () => {
  const head = '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-uri-stem c-ip cs(User-Agent) sc-status crypt-protocol\n';
  const well = written('well.log', `${head}2026-11-18 08:00:01 /EWS/Exchange.asmx 10.0.0.16 ASProxy/CrossSite/Directory/EXCH/15.01.2507.006 200 400\n`);
  const { code, text } = await audited([well]);
  expect(code).toBe(0);
  expect(text).toContain('✓ No failure and no old TLS is written down.');
  expect(text).toContain('1 was passed on by Exchange 2016 CU23 (15.1.2507.6) at 10.0.0.16');
  const refused = written('refused.log', `${head}2026-11-18 08:00:01 /EWS/Exchange.asmx 10.0.0.16 ASProxy/CrossForest 403 400\n`);
  expect((await audited([`${refused}=ex19`])).text).toContain('✗ Refused once a lookup that another server passed on ended in HTTP 403: 10.0.0.16.');
});

test('registry exports and logs of several servers on one page, and in one JSON', async () => {
  const registry = written('ex16.reg', file(bare));
  const { text } = await audited([registry, example('events.xml'), example('headers.txt')], { exchange: ['2016'], windows: ['2012R2'] });
  expect(text.split('\n').filter((line) => /^(?:TLS settings of|Events of|The way of)/.test(line))).toEqual([
    'TLS settings of ex16 (Exchange 2016, Windows Server 2012 R2)', 'The way of a message (headers.txt, 4 hops, the oldest first)', 'Events of ex16b.contoso.local (events.xml)',
  ]);
  const json = JSON.parse((await audited([registry, example('receive.log'), example('events.xml'), example('headers.txt')], { format: ['json'] })).text) as Record<string, readonly unknown[]>;
  expect(json).toMatchObject({
    schema: 'crosslines-audit/1', servers: [{ server: 'ex16' }], mailHops: [{ source: 'headers.txt' }], windowsEvents: [{ machine: 'ex16b.contoso.local' }],
    connections: [{ machine: 'ex19a.contoso.local', log: 'smtp', byTls: [{ tls: 'TLSv1.2', count: 1 }, { tls: 'failed', count: 1 }, { tls: 'none', count: 1 }] }],
  });
});

test('what a log holds cannot steer the terminal', async () => {
  const head = '#Log-type: SMTP Receive Protocol Log\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n';
  const line = (event: string): string => `2026-11-18T08:00:00.101Z,EX\u001b[31m16\\A\u202eB,08DE26A1B2C3D401,0,10.0.0.19:25,10.0.0.16:41200,${event}\n`;
  const { text } = await audited([written('evil.log', `${head}${line('+,,')}${line('*,,TLS negotiation failed with error Socket\u001b]0;x\u0007')}${line('-,,')}`)]);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(text).toContain('✗ Failed');
});

describe('a log of 80 MB', () => {
  test('fits into little memory, and is read to its end', () => {
    const log = join(folder, 'large.log');
    make('SMTP protocol log', log, 80_000_000);
    const { status, stdout } = spawnSync(process.execPath, ['--max-old-space-size=48', join(root, 'out', 'cli.js'), 'audit', log, '--format', 'json'], { encoding: 'utf8', maxBuffer: 1e8 });
    expect(status).toBe(1);
    const { connections: [fact] } = JSON.parse(stdout) as { readonly connections: readonly { readonly byTls: readonly { readonly count: number }[]; readonly files: readonly { readonly lines: number }[] }[] };
    const sessions = fact?.byTls.reduce((sum, { count }) => sum + count, 0) ?? 0;
    expect(fact?.files[0]?.lines).toBe(4 + 16 * sessions);
  });

  test('shows on a terminal how far reading is', async () => {
    const { told } = await audited([join(folder, 'large.log')], {}, true);
    expect(told).toMatch(/^\r\u001b\[KReading large\.log: 0 of 7\d MB\r\u001b\[KReading large\.log: 1 of 7\d MB/);
    expect(told.endsWith('\r\u001b[K')).toBe(true);
    expect((await audited([join(folder, 'large.log')], { quiet: true }, true)).told).toBe('');
  });
});
