/**
 * Before and after in the lab: break, run, let `fix --report` write the files, import them into the imitated server, run again without a restart
 * and with one. What the second run says comes from the values that the very files set.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { fix } from '../src/commands/fix.ts';
import { run, type RunOptions } from '../src/commands/run.ts';
import { recordedTerminal } from './commands/recorded-terminal.ts';
import { bare, file, net, tls12 } from './exchange/registry-files.ts';

interface Told {
  readonly verdicts: readonly { readonly availability: string; readonly findings: readonly { readonly cause: string; readonly confidence: string }[] }[];
  readonly comparison: { readonly lookups: readonly { readonly id: string; readonly change: string; readonly because: readonly { readonly says: string }[] }[] };
}

const NOT_IN_FORCE = 'tls-settings-not-in-force';
const MISMATCH = 'tls-version-mismatch-between-exchange-servers';
const folder = mkdtempSync(join(tmpdir(), 'crosslines-before-after-'));
const written = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** What the server holds, what was imported since its last restart, and its export at this moment. */
function world(version: string, windows: string, registry: readonly string[], sinceRestart: readonly string[]): string {
  return stringify({
    title: 'before and after',
    servers: { old: { version, windows, ews: 'https://mail-old.contoso.test/EWS/Exchange.asmx' }, ex19: { version: 'exchange-2019', windows: '2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx' } },
    signIn: { corp: { method: 'ntlm', user: 'CONTOSO\\svc-crosslines', password: '${env:CROSSLINES_PASSWORD}', impersonate: true } },
    mailboxes: { anna: { address: 'anna@contoso.test', server: 'old', signIn: 'corp' }, boris: { address: 'boris@contoso.test', server: 'ex19', signIn: 'corp' } },
    lookups: ['anna -> boris', 'boris -> anna'], evidence: { old: [...registry, ...sinceRestart] }, lab: { servers: { old: { registry, sinceRestart } } },
  });
}

async function ran(yaml: string, options: RunOptions = {}) {
  const terminal = recordedTerminal();
  const code = await run([written('world.yaml', yaml)], { format: ['json'], quiet: true, ...options }, terminal);
  const text = terminal.output();
  const told = JSON.parse(text) as Told;
  return { code, text, told, likely: told.verdicts.map(({ findings }) => findings.filter(({ confidence }) => /likely|confirmed/.test(confidence)).map(({ cause }) => cause)) };
}

describe.each([
  // Where Windows has TLS 1.2 off, both directions are broken; where it has it on, only calls that .NET makes.
  { version: 'exchange-2010', windows: '2008R2', broken: [true, true] },
  { version: 'exchange-2013', windows: '2012R2', broken: [true, false] },
  { version: 'exchange-2013', windows: '2008R2', broken: [true, true] },
  { version: 'exchange-2016', windows: '2012R2', broken: [true, false] },
  { version: 'exchange-2016', windows: '2016', broken: [true, false] },
])('$version on Windows Server $windows', ({ version, windows, broken }) => {
  test('fix, import, restart: repaired for the right reason; without the restart it is not, and the report says why', async () => {
    const before = written('before.reg', Buffer.from(`\ufeff${file([...bare, ['HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft']])}`, 'utf16le'));
    const first = await ran(world(version, windows, [before], []));
    expect(first.likely).toEqual(broken.map((is) => (is ? [MISMATCH] : [])));
    const baseline = written('before.json', first.text);

    const out = mkdtempSync(join(tmpdir(), 'crosslines-fix-report-'));
    const terminal = recordedTerminal();
    expect(await fix(undefined, { report: baseline, out, rollbackFrom: [`${before}=old`] }, terminal)).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['-rollback.reg', '.ps1', '.reg'].map((ending) => `crosslines-old-${version}-${windows}${ending}`));
    const remedy = join(out, `crosslines-old-${version}-${windows}.reg`);
    const wayBack = join(out, `crosslines-old-${version}-${windows}-rollback.reg`);

    const waiting = await ran(world(version, windows, [before], [remedy]), { baseline });
    expect(waiting.likely).toEqual(broken.map((is) => (is ? [NOT_IN_FORCE] : [])));
    expect(waiting.told.comparison.lookups.map(({ change }) => change)).toEqual(['unchanged', 'unchanged']);
    expect(waiting.told.comparison.lookups.find(({ id }) => id === 'anna -> boris')?.because[0]?.says).toMatch(/^not in force, because a restart is missing: the registry of old lets it dial/);
    expect(waiting.code).toBe(1);

    const restarted = await ran(world(version, windows, [before, remedy], []), { baseline });
    expect(restarted.likely).toEqual([[], []]);
    expect(restarted.told.comparison.lookups.map(({ change }) => change)).toEqual([...broken.filter((is) => !is).map(() => 'unchanged'), ...broken.filter((is) => is).map(() => 'repaired')]);
    const because = restarted.told.comparison.lookups.find(({ id }) => id === 'anna -> boris')?.because.map(({ says }) => says).join('\n');
    expect(because).toContain('in the registry of old');
    expect(because).toContain('SystemDefaultTlsVersions below .NETFramework');
    if (broken[1] === true) expect(because).toContain('now accepts TLS 1.2, which it refused before');
    expect(restarted.code).toBe(0);

    const undone = await ran(world(version, windows, [before, remedy, wayBack], []), { baseline: written('after.json', restarted.text) });
    expect(undone.told.comparison.lookups.map(({ change }) => change)).toEqual([...broken.filter((is) => is).map(() => 'broken'), ...broken.filter((is) => !is).map(() => 'unchanged')]);
    expect(undone.likely).toEqual(first.likely);
    expect(undone.code).toBe(1);
    expect(readFileSync(remedy).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
  });
});

test('nothing is written where every lookup is well', async () => {
  const set = written('set.reg', file([...bare, ...tls12(), ...net('v4.0.30319')]));
  const { text } = await ran(world('exchange-2016', '2012R2', [set], []));
  const terminal = recordedTerminal();
  expect(await fix(undefined, { report: written('well.json', text), out: mkdtempSync(join(tmpdir(), 'crosslines-none-')) }, terminal)).toBe(0);
  expect(terminal.output()).toBe('Every lookup of the report is well: there is nothing to repair.\n');
});
