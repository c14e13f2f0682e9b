import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/commands/exit-codes.ts';
import { readFormats, writeReports } from '../../src/commands/formats.ts';
import { openDoor, type NetworkedOptions } from '../../src/commands/live-door.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { endAll, failureOf, get, rawServer } from '../network/loopback.ts';
import { report } from '../reporters/made-reports.ts';
import { recordedTerminal } from './recorded-terminal.ts';

afterEach(endAll);

const scenario: Scenario = {
  name: 's', title: 's', servers: {}, signIns: {}, mailboxes: {}, lookups: [], window: { from: 'now', hours: 24, intervalMinutes: 30 }, trustHosts: [],
};
const errand = { scenario, credentials: new Map(), connectTo: new Map(), trust: [] };

describe('the door to the network', () => {
  const asked = async (options: NetworkedOptions, environment: Readonly<Record<string, string>>, imitated = false) => {
    const terminal = recordedTerminal(environment);
    const door = openDoor(errand, options, terminal, imitated ? { routes: new Map(), hosts: new Map(), caPem: '' } : undefined);
    const { kind } = failureOf(await door.network.send(get('https://mail.contoso.test/')));
    door.close();
    return { kind, told: terminal.told() };
  };

  it('leads through the proxy of the options or the environment, and says so without its password', async () => {
    const gone = await rawServer(() => undefined);
    await endAll();
    const told = `connections go through the proxy 127.0.0.1:${gone.port}, which looks names up for itself\n`;
    expect(await asked({ proxy: `http://u:secret@127.0.0.1:${gone.port}` }, {})).toEqual({ kind: 'proxy', told });
    expect(await asked({}, { https_proxy: `127.0.0.1:${gone.port}` })).toEqual({ kind: 'proxy', told });
    expect(await asked({ quiet: true }, { ALL_PROXY: `127.0.0.1:${gone.port}` })).toEqual({ kind: 'proxy', told: '' });
  });

  it('leads straight to imitated servers, whatever the environment says', async () => {
    expect(await asked({ proxy: 'http://127.0.0.1:1' }, { HTTPS_PROXY: 'socks5://p:1' }, true)).toEqual({ kind: 'name-not-resolved', told: '' });
  });

  it('waits as long as it is told, also where servers are imitated', async () => {
    const terminal = recordedTerminal();
    const { network } = openDoor(errand, {}, terminal, { routes: new Map(), hosts: new Map(), caPem: '' });
    const waiting = network.wait({ label: 'pause', ms: 600_000 });
    await new Promise(setImmediate);
    terminal.ending.abort();
    expect(failureOf(await waiting).kind).toBe('interrupted');
  });

  it('does not open for a proxy that cannot be met', () => {
    expect(() => openDoor(errand, {}, recordedTerminal({ HTTPS_PROXY: 'https://u:secret@p:1' }))).toThrow(UsageError);
    expect(() => openDoor(errand, {}, recordedTerminal({ HTTPS_PROXY: 'https://u:secret@p:1' }))).not.toThrow(/secret/);
  });
});

describe('reports in files', () => {
  it('replace what was there; the summary of a step is added to it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crosslines-test-'));
    const [junit, summary] = ['report.xml', 'summary.md'].map((name) => join(folder, name)) as [string, string];
    for (const file of [junit, summary]) writeFileSync(file, 'before\n');
    writeReports([report()], readFormats([`junit=${junit}`, `github=${summary}`]), recordedTerminal(), {});
    expect(readFileSync(junit, 'utf8')).toMatch(/^<\?xml /);
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n### A &#38; B\n/);
  });
});
