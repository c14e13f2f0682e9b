/** `crosslines compare` in this process. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { audit } from '../../src/commands/audit.ts';
import { compare, type CompareOptions } from '../../src/commands/compare.ts';
import { fix } from '../../src/commands/fix.ts';
import type { Report, ServerSeen } from '../../src/model/report.ts';
import { bare, file, net, NET, NET_ON, OFF, ON, PROTOCOLS, tls12, type Keys } from '../exchange/registry-files.ts';
import { finding, report, shown, verdict } from '../reporters/made-reports.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-compare-'));
const written = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const exported = (name: string, keys: Keys): string => written(name, Buffer.from(`\ufeff${file(keys)}`, 'utf16le'));
const saved = (name: string, value: unknown): string => written(name, JSON.stringify(value));
const on2016: CompareOptions = { exchange: ['2016'], windows: ['2012R2'] };

async function compared(files: readonly string[], options: CompareOptions = {}) {
  const terminal = recordedTerminal();
  return { code: await compare(files, options, terminal), text: terminal.output() };
}

const unset = exported('unset.reg', bare);
const complete = exported('complete.reg', [...bare, ...tls12(), ...net('v4.0.30319')]);
const tls10 = (values: readonly string[]): Keys => ['Client', 'Server'].map((role) => [`${PROTOCOLS}\\TLS 1.0\\${role}`, ...values] as const);
const weaker = exported('weaker.reg', [...bare, ...tls12(), ...net('v4.0.30319'), ...tls10(ON)]);
const stricter = exported('stricter.reg', [...bare, ...tls12(), ...net('v4.0.30319'), ...tls10(OFF)]);

describe('two reports', () => {
  const [good, bad, blind] = [saved('good.json', report({ verdicts: [shown] })),
    saved('bad.json', report({ verdicts: [verdict({ lookup: shown.lookup })] })), saved('blind.json', report({ verdicts: [verdict({ lookup: shown.lookup, availability: 'not-observed', findings: [] })] }))];

  test.each([['broken', good, bad, 1], ['repaired', bad, good, 0], ['as it was', bad, bad, 0], ['not observed again', bad, blind, 3]] as const)('%s', async (_, before, after, code) => {
    expect((await compared([before, after])).code).toBe(code);
  });

  test('a lookup that was not asked again is no success', async () => {
    const { code, text } = await compared([saved('two.json', report({ verdicts: [verdict(), shown] })), good]);
    expect(code).toBe(3);
    expect(text).toContain('it was not asked again');
  });

  test('UTF-16, as Windows PowerShell writes it', async () => {
    const wide = written('wide.json', Buffer.from(`\ufeff${JSON.stringify(report({ verdicts: [shown] }))}`, 'utf16le'));
    expect((await compared([wide, good])).code).toBe(0);
  });
});

describe('two states of settings', () => {
  test('repaired, with the values and their lines, and that a restart is needed', async () => {
    const { code, text } = await compared([unset, complete], on2016);
    expect(code).toBe(0);
    expect(text.split('\n')[0]).toMatch(/^✓ Better than before, and nothing became worse\. Settings: 1 unchanged, 2 repaired\.$/);
    expect(text).toContain('✓ Repaired complete calls others with SSL 3.0, TLS 1.0, TLS 1.1, TLS 1.2; before: SSL 3.0, TLS 1.0');
    expect(text.replace(/\s+/g, ' ')).toContain('SystemDefaultTlsVersions below .NETFramework\\v4.0.30319 is 1 now, before not set [complete.reg line 18]');
    expect(text).toContain('only after a restart of the server');
  });

  test.each([['broken', complete, unset, 1], ['weaker', stricter, weaker, 1], ['stricter is no damage', weaker, stricter, 0], ['the same', complete, complete, 0]] as const)('%s', async (_, before, after, code) => {
    expect((await compared([before, after], on2016)).code).toBe(code);
  });

  test('what the later files do not show is not repaired, and not observed', async () => {
    const { code, text } = await compared([unset, exported('schannel-only.reg', [[PROTOCOLS], ...tls12()])], on2016);
    expect(code).toBe(3);
    expect(text).toContain('? Unseen   schannel-only calls others with what these files do not show');
    expect(text).not.toContain('Repaired');
  });

  test('several servers, of several files each', async () => {
    const net64 = exported('net64.reg', [[`${NET}\\v4.0.30319`, ...NET_ON]]);
    const { code, text } = await compared([], { ...on2016, before: [`${unset}=a`, `${complete}=b`], after: [`${unset}=a`, `${exported('t12.reg', tls12())}=a`, `${net64}=a`, `${unset}=b`] });
    expect(code).toBe(1);
    expect(text).toContain('✗ Broken   b calls others with SSL 3.0, TLS 1.0; before:');
    expect(text).toContain('✓ Repaired a calls others with');
  });

  test('audits saved by --format json tell the same as the files', async () => {
    const [before, after] = await Promise.all([unset, complete].map(async (path, at) => {
      const terminal = recordedTerminal();
      await audit([path], { ...on2016, format: ['json'] }, terminal);
      return written(`audit-${at}.json`, terminal.output());
    }));
    const lines = (text: string): string => text.slice(text.indexOf('\n\n'));
    expect(lines((await compared([before!, after!])).text)).toBe(lines((await compared([unset, complete], on2016)).text));
    expect((await compared([unset, after!], on2016)).code).toBe(0);
  });
});

describe('mistakes of the caller, and files that anybody can have written', () => {
  const good = saved('fine.json', report());

  test.each<readonly [string, readonly string[], RegExp]>([
    ['one side', [good], /two sides are needed: crosslines compare BEFORE AFTER/], ['two kinds', [good, unset], /cannot be compared: one side is a report of a run, the other settings of servers/],
    ['not JSON', [good, written('cut.json', '{"schema": "crosslines-rep')], /cut\.json is not JSON; expected a report/], ['another JSON', [good, saved('foreign.json', { a: 1 })], /foreign\.json is no report: schema is missing, expected "crosslines-report\/1"/],
    ['a later schema', [good, saved('late.json', { ...report(), schema: 'crosslines-report/2' })], /schema is "crosslines-report\/2"/],
    ['a part of it', [good, saved('part.json', { ...report(), verdicts: [{ ...verdict(), lookup: { ...verdict().lookup, requester: 7 } }] })], /part\.json is no whole report: at verdicts\[0\]\.lookup\.requester text was expected/],
    ['no audit', [saved('a.json', { schema: 'crosslines-audit/1', compared: [], servers: [{ server: 'x' }] }), unset], /a\.json is no whole audit: at servers\[0\]\.dials/],
    ['a text', [good, written('notes.txt', 'hello')], /notes\.txt is no registry export/], ['nothing', [good, written('empty.json', '')], /empty\.json is no registry export/],
  ])('%s', async (_, files, says) => {
    await expect(compared(files)).rejects.toThrow(says);
  });

  it('any change to a report is a report or a sentence', async () => {
    const whole = JSON.parse(JSON.stringify(report())) as unknown;
    const paths = (value: unknown, at: readonly string[] = []): readonly (readonly string[])[] => [at, ...(typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, member]) => paths(member, [...at, name])) : [])];
    const changed = (value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown => {
      if (name === undefined) return to;
      const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
      (copy as Record<string, unknown>)[name] = changed((copy as Record<string, unknown>)[name], rest, to);
      return copy;
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...paths(whole)), fc.oneof(fc.jsonValue(), fc.constantFrom('__proto__', '\u001b[2J', -1, [], {}, null)), async (path, to) => {
      const name = saved('any.json', changed(whole, path, to));
      const result = await compared([good, name]).catch((error: unknown) => error as Error);
      if (result instanceof Error) expect(result.name, String(result.stack)).toBe('UsageError');
      else expect(/[\u0000-\u0009\u000b-\u001f]/.test(result.text)).toBe(false);
    }), { numRuns: 150 });
  });
});

describe('fix --report', () => {
  const MISMATCH = 'tls-version-mismatch-between-exchange-servers';
  const seen = (id: string, more: Partial<ServerSeen> = {}): ServerSeen => ({ id, version: 'exchange-2016', windows: '2012R2', build: '15.1.2507.57', endpoints: [], dials: null, accepts: null, ...more });
  const between = (requesterServer: string, targetServer: string, servers: readonly ServerSeen[], cause = MISMATCH): Report =>
    report({ servers, verdicts: [verdict({ lookup: { ...verdict().lookup, requesterServer, targetServer }, findings: [{ ...finding, cause }] })] });
  const ex19 = seen('ex19', { version: 'exchange-2019', windows: '2019', build: null });

  async function fixed(reports: unknown, options: Parameters<typeof fix>[1] = {}) {
    const terminal = recordedTerminal();
    const out = mkdtempSync(join(tmpdir(), 'crosslines-fix-report-'));
    await fix(undefined, { report: saved('run.json', reports), out, ...options }, terminal);
    return terminal.output().replaceAll(`${out}/`, '');
  }

  test('the older of two servers, whichever asks', async () => {
    for (const [from, to] of [['ex16', 'ex19'], ['ex19', 'ex16']] as const) {
      const text = await fixed(between(from, to, [seen('ex16'), ex19]));
      expect(text.match(/^crosslines-\S+$/gm)).toEqual(['crosslines-ex16-exchange-2016-2012R2.reg', 'crosslines-ex16-exchange-2016-2012R2.ps1', 'crosslines-ex16-exchange-2016-2012R2-rollback.reg']);
    }
  });

  test.each(['../../etc', "anna's server", 'a"b', 'x\ny', '$(calc)', 'server-1', 'NUL.', '.'.repeat(3), 'é'])('the id %j reaches no name of a file', async (id) => {
    const text = await fixed(between(id, 'ex19', [seen(id), ex19]));
    expect(text.match(/^crosslines-\S+\.reg$/gm)).toEqual(['crosslines-server-1-exchange-2016-2012R2.reg', 'crosslines-server-1-exchange-2016-2012R2-rollback.reg']);
    expect(/[\u0000-\u0009\u000b-\u001f]/.test(text)).toBe(false);
  });

  test('two servers whose names a file system takes for one', async () => {
    const text = await fixed([between('ex16', 'ex19', [seen('ex16'), ex19]), between('EX16', 'ex19', [seen('EX16'), ex19])]);
    expect(text.match(/^crosslines-\S+2\.reg$/gm)).toEqual(['crosslines-ex16-exchange-2016-2012R2.reg', 'crosslines-server-2-exchange-2016-2012R2.reg']);
  });

  test('what is no matter of files is said with its first step and who does it', async () => {
    const text = await fixed(between('ex16', 'ex19', [seen('ex16'), ex19], 'dns-name-not-resolved'));
    expect(text).toContain('No file was written: registry values alone repair nothing of this report.');
    expect(text).toContain('- A host name does not resolve (dns-name-not-resolved), for anna -> boris: Create the record. For the network administrator.');
    expect(await fixed(between('ex07', 'ex19', [seen('ex16'), seen('ex07', { version: 'exchange-2010', windows: '2008R2', build: '14.3.123.4' }), ex19]))).toMatch(/- ex07 \(Exchange 2010 on Windows Server 2008 R2\): build 14\.3\.123\.4 .* install Exchange 2010 SP3 Update Rollup 19/);
  });

  test('nothing is written before every version is known, and they can be given', async () => {
    const unknown = between('ex16', 'ex19', [seen('ex16', { windows: null }), ex19]);
    await expect(fixed(unknown)).rejects.toThrow('the report does not say which Windows ex16 runs; add --windows "ex16=VERSION".');
    expect(await fixed(unknown, { windows: ['ex16=2016'] })).toContain('crosslines-ex16-exchange-2016-2016.reg');
    await expect(fixed(unknown, { windows: ['ex99=2016'] })).rejects.toThrow('no server "ex99" needs to be repaired');
    await expect(fixed({ ...unknown, servers: undefined })).rejects.toThrow('an earlier version of crosslines wrote it');
    await expect(fixed(unknown, { allowWeaker: true })).rejects.toThrow('--allow-weaker is for one server at a time');
    await expect(fix(MISMATCH, { report: 'x.json' }, recordedTerminal())).rejects.toThrow('leave out tls-version');
    await expect(fix(undefined, {}, recordedTerminal())).rejects.toThrow('a cause is needed, or --report');
  });

  test('suites only on request, and only where a list for that Windows is held', async () => {
    const suites = between('ex16', 'ex19', [seen('ex16', { windows: '2016' }), ex19], 'tls-cipher-suite-mismatch');
    expect(await fixed(suites)).toContain('(tls-cipher-suite-mismatch), for anna -> boris');
    expect(await fixed(suites, { suiteOrder: true })).toContain('crosslines-ex16-exchange-2016-2016.reg');
  });
});
