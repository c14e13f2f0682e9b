/** `crosslines init`, against a lab of which it knows nothing but the DNS: what it writes runs. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { UsageError } from '../../src/commands/exit-codes.ts';
import { init, type InitOptions } from '../../src/commands/init.ts';
import { labSecrets, startLabOf } from '../../src/commands/lab-world.ts';
import { examineLive } from '../../src/commands/run.ts';
import { scenarioText } from '../../src/commands/scenario-text.ts';
import { loadScenario, readScenario } from '../../src/load.ts';
import { recordedTerminal } from './recorded-terminal.ts';
import { misfits } from '../schemas.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios');
const folder = mkdtempSync(join(tmpdir(), 'crosslines-init-'));
const world = readScenario(readFileSync(join(scenarios, 'lab', 'healthy-by-autodiscover.yaml'), 'utf8'), 'inline.yaml', { environment: () => undefined, labSecret: labSecrets() });
const password = (): string => {
  const credential = world.credentials.get('corp');
  if (credential?.known !== true) throw new Error('the lab has no password');
  return credential.secret.reveal();
};

test('what it writes for two addresses runs, and shows what the lab shows', async () => {
  const lab = await startLabOf(world, 'inline.yaml');
  const environment = { CROSSLINES_PASSWORD: password() };
  const out = join(folder, 'written.yaml');
  try {
    const terminal = recordedTerminal(environment);
    expect(await init('anna@contoso.test', 'boris@contoso.test', { out, user: 'CONTOSO\\svc-crosslines', passwordEnv: 'CROSSLINES_PASSWORD', impersonate: true }, terminal, lab)).toBe(0);
    expect(terminal.output()).toContain(`crosslines run ${out}\n`);
    expect(terminal.told()).toContain('anna@contoso.test: Exchange 2016, availability at https://');
    const text = readFileSync(out, 'utf8');
    expect(misfits('scenario', parse(text))).toEqual([]);
    expect(text).not.toContain(password());
    const loaded = loadScenario(out, { environment: (name) => (environment as Record<string, string>)[name] });
    expect(Object.values(loaded.scenario.servers).map(({ id, version }) => [id, version])).toEqual([['ex16', 'exchange-2016'], ['ex19', 'exchange-2019']]);
    const report = await examineLive(loaded, { quiet: true }, recordedTerminal(environment), lab);
    expect(report.verdicts.map(({ lookup, availability }) => [lookup.id, availability])).toEqual([['anna -> boris', 'shown'], ['boris -> anna', 'shown']]);
    await expect(init('anna@contoso.test', 'boris@contoso.test', { out }, terminal, lab)).rejects.toThrow(`${out} exists; name another file with --out.`);
  } finally {
    await lab?.stop();
  }
});

describe('where nobody answers and nothing shows', () => {
  const nowhere = { routes: new Map(), hosts: new Map(), caPem: readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8').slice(0, 0) };
  const tried = (pair: readonly [string | undefined, string | undefined], options: InitOptions, typed?: string) => init(pair[0], pair[1], { signIn: 'none', quiet: true, ...options }, recordedTerminal({}, undefined, typed), nowhere);
  const pair = ['anna@nowhere.test', 'boris@nowhere.test'] as const;

  test('the versions are taken from the options', async () => {
    const out = join(folder, 'said.yaml');
    expect(await tried(pair, { out, requesterVersion: '2016', targetVersion: 'exchange-online' })).toBe(0);
    const { scenario } = loadScenario(out, { environment: () => undefined });
    expect(Object.values(scenario.servers).map(({ id, version, ews }) => [id, version, ews])).toEqual([['ex16', 'exchange-2016', undefined], ['cloud', 'exchange-online', undefined]]);
  });

  test.each<[string, readonly [string | undefined, string | undefined], InitOptions, RegExp]>([
    ['no address', [undefined, undefined], {}, /the address of who sees the cross lines is missing/],
    ['one address', ['anna@nowhere.test', undefined], {}, /the address of the colleague is missing/],
    ['no address at all', ['anna', 'boris@nowhere.test'], {}, /"anna" is not an address/],
    ['one mailbox twice', ['anna@nowhere.test', 'Anna@nowhere.test'], {}, /the same mailbox/],
    ['no scenario file', pair, { out: join(folder, 'x.txt') }, /must end in \.yaml/],
    ['no version', pair, { out: join(folder, 'x.yaml') }, /nothing shows the version of the server of anna@nowhere\.test; name it with --requester-version: exchange-2007, /],
    ['a version that there is not', pair, { out: join(folder, 'x.yaml'), requesterVersion: '2017' }, /--requester-version 2017 is not known/],
  ])('%s: one sentence, and nothing is written', async (_, who, options, says) => {
    const error: unknown = await tried(who, options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(says);
    expect(existsSync(join(folder, 'x.yaml'))).toBe(false);
  });
});

describe('the text', () => {
  const server = { address: 'a@b.test', version: 'exchange-2016', ews: 'https://mail.b.test/EWS/Exchange.asmx' } as const;
  const read = (parts: Parameters<typeof scenarioText>[0]) => {
    const file = join(folder, 'app.pem');
    if (!existsSync(file)) writeFileSync(file, 'none');
    return readScenario(scenarioText(parts), join(folder, 'inline.yaml'), { environment: () => 'x' }).scenario;
  };

  test.each([
    ['one server for two at the same place', [server, server], ['ex16']],
    ['two of one version at other places', [server, { ...server, ews: 'https://other.b.test/EWS/Exchange.asmx' }], ['ex16a', 'ex16b']],
    ['two of one version of which nothing is known', [{ ...server, ews: null }, { ...server, ews: null }], ['ex16a', 'ex16b']],
    ['one tenant', [{ ...server, version: 'exchange-online' as const }, { ...server, version: 'exchange-online' as const, ews: null }], ['cloud']],
  ])('%s', (_, servers, ids) => {
    expect(Object.keys(read({ requester: 'anna@b.test', target: 'boris@c.test', servers }).servers)).toEqual(ids);
  });

  test('the same name in two domains, names that no id can be, hostile URLs', () => {
    const scenario = read({ requester: 'anna@b.test', target: 'anna@c.test', servers: [server, { ...server, version: 'exchange-2019', ews: 'https://x.test/"}\\u0000#: [' }] });
    expect(Object.values(scenario.mailboxes).map(({ id }) => id)).toEqual(['anna', 'anna-2']);
    expect(scenario.servers['ex19']?.ews).toBe('https://x.test/"}\\u0000#: [');
    expect(Object.keys(read({ requester: '+!x@b.test', target: "o'neil+b@c.test", servers: [server, server] }).mailboxes)).toEqual(['x', 'o-neil-b']);
  });

  test.each([
    ['ntlm', { method: 'ntlm', user: 'CONTOSO\\x', impersonate: true } as const, { method: 'ntlm', user: 'CONTOSO\\x', impersonate: true }],
    ['token', { method: 'token', impersonate: false } as const, { method: 'token' }],
    ['code', { method: 'oauth', impersonate: false, oauth: { tenant: 'b.test', clientId: '11112222-aaaa-3333-bbbb-4444cccc5555', flow: 'device-code', nationalCloud: 'worldwide' } } as const, { method: 'oauth' }],
    ['secret', { method: 'oauth', impersonate: true, oauth: { tenant: 'b.test', clientId: '11112222-aaaa-3333-bbbb-4444cccc5555', flow: 'secret', nationalCloud: 'worldwide' } } as const, { method: 'oauth', impersonate: true }],
  ])('a sign-in by %s is read back', (_, signIn, expected) => {
    const scenario = read({ requester: 'anna@b.test', target: 'boris@c.test', servers: [server, server], signIn: { id: 'x', channelBinding: true, ...signIn } });
    expect(scenario.signIns['own']).toMatchObject(expected);
    expect(scenario.mailboxes['anna']?.signIn).toBe('own');
  });
});
