/** `crosslines witness` in this process: callers of every kind on loopback, and the imitated servers that are made to call. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/commands/exit-codes.ts';
import { replay } from '../../src/commands/replay.ts';
import { run } from '../../src/commands/run.ts';
import { witness, type WitnessOptions } from '../../src/commands/witness.ts';
import { profileOf } from '../../src/exchange/client-hellos.ts';
import type { SeenCall } from '../../src/model/facts.ts';
import type { Report } from '../../src/model/report.ts';
import { encodeProfileHello } from '../../src/protocol/tls/profile-hello.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-witness-'));

interface Witnessed {
  readonly schema: string;
  readonly seen: { readonly server: string | null; readonly calls: readonly SeenCall[]; readonly requests: readonly { readonly accepted: boolean; readonly reason?: string }[] } | null;
  readonly reason?: string;
  readonly hellos: readonly {
    readonly ja3: string; readonly offers: readonly string[]; readonly like: string; readonly nearest: readonly { readonly profile: string; readonly distance: number }[];
    readonly fits: readonly { readonly server: string; readonly comesOf: string; readonly sent: boolean }[];
  }[];
  readonly assumed: Readonly<Record<string, readonly string[]>>;
  readonly silence: readonly { readonly says: string }[];
}

async function witnesses(options: WitnessOptions, onPort?: (port: number) => void) {
  const terminal = recordedTerminal();
  let told = '';
  const listening = { ...terminal, tell(text: string) {
    told += text;
    const port = /listening at \S+:(\d+);/.exec(text)?.[1];
    if (port !== undefined) onPort?.(Number(port));
  } };
  const code = await witness({ format: ['json'], ...options }, listening);
  return { code, told, found: JSON.parse(terminal.output()) as Witnessed, text: terminal.output() };
}

describe('whoever calls', () => {
  it('is heard until enough ClientHellos came: clients of several versions, and bytes of Windows', async () => {
    const said: string[] = [];
    const call = (start: (done: () => void) => void): Promise<void> => new Promise((resolve) => { start(resolve); });
    const { code, found } = await witnesses({ listen: '127.0.0.1:0', count: '3' }, (port) => {
      void (async () => {
        await call((done) => connect(port, '127.0.0.1').on('error', done).on('close', done).end('GET / HTTP/1.1\r\n\r\n').resume());
        await call((done) => connect(port, '127.0.0.1').on('error', done).on('close', done).end('EHLO there\r\n').resume());
        for (const version of ['TLSv1', 'TLSv1.3'] as const) {
          await call((done) => connectTls({ port, host: '127.0.0.1', servername: 'w.test', minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })
            .on('error', (error: Error) => { said.push(/alert number \d+/.exec(error.message)?.[0] ?? error.message); }).on('close', done));
        }
        connect(port, '127.0.0.1').on('error', () => undefined).end(encodeProfileHello(profileOf('2016-net-legacy')!, 'w.test', new Uint8Array(32))).resume();
      })();
    });
    expect(said).toEqual(['alert number 40', 'alert number 40']);
    expect(found.seen?.calls.map(({ content }) => content.kind)).toEqual(['http', 'not-tls', 'client-hello', 'client-hello', 'client-hello']);
    expect(found.hellos.map(({ offers, like, nearest }) => [offers, like, like === 'same' ? nearest[0]?.profile : ''])).toEqual([
      [['TLSv1.0'], 'unlike', ''], [['TLSv1.3'], 'unlike', ''], [['TLSv1.0'], 'same', '2016-net-legacy'],
    ]);
    expect(code).toBe(1);
  });

  it('says what silence means, and ends with 3', async () => {
    const { code, found } = await witnesses({ listen: '127.0.0.1:0', timeout: '1' });
    expect(code).toBe(3);
    expect(found.silence[0]?.says).toMatch(/^Nobody connected\. .*firewall/);
  });

  it('ends with Ctrl-C and shows what was seen', async () => {
    const terminal = recordedTerminal();
    const ended = witness({ listen: '127.0.0.1:0' }, { ...terminal, tell: (text) => {
      const port = /listening at \S+:(\d+);/.exec(text)?.[1];
      if (port !== undefined) connect(Number(port), '127.0.0.1').on('error', () => undefined).end(encodeProfileHello(profileOf('2019-net-tls12')!, 'w.test', new Uint8Array(32))).resume();
      if (text.startsWith('a connection')) setImmediate(() => { terminal.ending.abort(); });
    } });
    expect(await ended).toBe(0);
    expect(terminal.output()).toMatch(/✓ Nothing wrong was found[^]*Like +exactly Windows Server 2019, SystemDefaultTlsVersions = 1, suites of Windows\s+\(2019-net-tls12\)/);
  });

  it('says why it cannot listen', async () => {
    const { code, found } = await witnesses({ listen: '192.0.2.1:8443' });
    expect([code, found]).toEqual([3, { schema: 'crosslines-witness/1', reason: 'cannot listen at 192.0.2.1:8443: this machine does not have that address', seen: null }]);
  });
});

describe('an imitated server that is asked to call', () => {
  const yaml = (servers: string, lab: string): string => [
    'servers:', ...servers.split('\n').map((line) => `  ${line}`), 'signIn:', '  corp: { method: ntlm, user: \'CONTOSO\\svc\', password: "${env:P}", impersonate: true }',
    'mailboxes:', '  anna: { address: anna@contoso.test, server: from, signIn: corp }', '  boris: { address: boris@contoso.test, server: to, signIn: corp }',
    'lookups: [anna -> boris]', 'lab:', '  servers:', ...lab.split('\n').map((line) => `    ${line}`), '',
  ].join('\n');
  const between = (version: string, windows: string, more = ''): string => {
    const file = join(folder, `${version}-${windows}-${more.length}.yaml`);
    writeFileSync(file, yaml(`from: { version: ${version}, windows: "${windows}", ews: "https://from.contoso.test/EWS/Exchange.asmx" }\n`
      + 'to: { version: exchange-2019, windows: "2019", ews: "https://to.contoso.test/EWS/Exchange.asmx" }', `from: {${more}}\nto: {}`));
    return file;
  };
  const on = (registry: string): string => ` registry: { schannel: { "TLS 1.1": { client: on }, "TLS 1.2": { client: on } }, ${registry} } `;

  it.each([
    ['exchange-2010', '2008R2', '', '2008R2-net-legacy', 'as-installed', 'no-shared-version'],
    ['exchange-2013', '2012R2', '', '2012R2-net-legacy', 'as-installed', 'no-shared-version'],
    ['exchange-2016', '2016', '', '2016-net-legacy', 'as-installed', 'no-shared-version'],
    ['exchange-2013', '2012R2', on('dotnet: { SystemDefaultTlsVersions: 1 }'), '2012R2-net-tls12', 'tls12-on', 'agreed'],
    ['exchange-2016', '2012R2', on('dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 }'), '2012R2-net-tls12-strong', 'tls12-on', 'agreed'],
    ['exchange-2016', '2016', on('dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 }'), '2016-net-tls12-strong', 'tls12-on', 'agreed'],
    ['exchange-2019', '2019', '', 'exchange2019-setup', 'as-installed', 'agreed'],
  ])('%s on %s with%s sends the hello that is assumed of it, and its peer answers as that says', async (version, windows, lab, profile, values, comesOf) => {
    const { code, found } = await witnesses({ scenario: between(version, windows, lab), via: 'anna', quiet: true });
    expect(found.hellos.map(({ like, nearest }) => [like, nearest.map((one) => one.profile)])).toEqual([['same', [profile]]]);
    expect(found.assumed[values]).toContain(profile);
    expect(found.hellos[0]?.fits).toMatchObject([{ server: 'to', comesOf, sent: true }]);
    expect(found.seen?.calls.map(({ content }) => (content.kind === 'http' ? content.control : content.kind)).sort()).toEqual(['client-hello', true]);
    expect([code, found.silence]).toEqual([comesOf === 'agreed' ? 0 : 1, []]);
  });

  it('on Windows with TLS 1.3 sends one that nobody wrote down, which is said', async () => {
    const { code, found } = await witnesses({ scenario: between('exchange-se', '2022'), via: 'anna@contoso.test', quiet: true });
    expect(found.hellos.map(({ like, offers, fits }) => [like, offers.at(-1), fits[0]?.comesOf])).toEqual([['unlike', 'TLSv1.3', 'agreed']]);
    expect([code, found.assumed]).toEqual([0, { 'as-installed': [], 'tls12-on': [] }]);
  });

  it('whose TLS ends before the first packet reaches the control alone', async () => {
    const off = ' registry: { schannel: { "TLS 1.0": { client: off } } } ';
    const { code, found } = await witnesses({ scenario: between('exchange-2016', '2012R2', off), via: 'anna', quiet: true, timeout: '4' });
    expect([code, found.hellos]).toEqual([3, []]);
    expect(found.silence[0]?.says).toContain('its TLS fails before the first packet');
  });

  it('that does not know the name reaches nothing', async () => {
    const { code, found } = await witnesses({ scenario: between('exchange-2016', '2012R2'), via: 'anna', quiet: true, timeout: '1', advertise: 'https://nowhere.test:{port}/' });
    expect([code, found.seen?.calls]).toEqual([3, []]);
    expect(found.silence.map(({ says }) => says).join(' ')).toMatch(/listened for \d+ s only.*The name nowhere\.test does not exist.*firewall/);
  });

  it('that refuses the sign-in is not waited for', async () => {
    const file = join(folder, 'denied.yaml');
    writeFileSync(file, readFileSync(between('exchange-2016', '2012R2'), 'utf8').replace('impersonate: true', 'impersonate: true, channelBinding: off').replace('from: {}', 'from: { faults: [throttled] }'));
    const { code, found } = await witnesses({ scenario: file, via: 'anna', quiet: true });
    expect(code).toBe(3);
    expect(found.seen?.requests.map(({ accepted }) => accepted)).toEqual([false, false]);
    expect(found.silence[0]?.says).toMatch(/^The server was not asked to call, because it refused the subscription: ErrorServerBusy/);
  });

  it('is heard again from a tape, word for word', async () => {
    const tape = join(folder, 'witness.tape');
    const { code, text } = await witnesses({ scenario: between('exchange-2013', '2012R2'), via: 'anna', quiet: true, record: tape });
    const terminal = recordedTerminal();
    expect(await replay(tape, { format: ['json'] }, terminal)).toBe(code);
    expect(terminal.output()).toBe(text);
    // No token of a sign-in is on it.
    expect(readFileSync(tape, 'utf8').includes('TlRMTVNTUAAD')).toBe(false);
  });

  it('turns likely into confirmed, and a repaired one into ruled out', async () => {
    const judged = async (scenario: string, evidence: readonly string[]) => {
      const terminal = recordedTerminal();
      await run([scenario], { format: ['json'], quiet: true, evidence }, terminal);
      const [verdict] = (JSON.parse(terminal.output()) as Report).verdicts;
      return verdict?.findings.find(({ cause }) => cause === 'tls-version-mismatch-between-exchange-servers')?.confidence;
    };
    const before = between('exchange-2016', '2012R2');
    const file = join(folder, 'witness.json');
    const after = join(folder, 'after.json');
    await witnesses({ scenario: before, via: 'anna', quiet: true, format: ['json', `terminal=${join(folder, 'witness.txt')}`] }).then(({ text }) => { writeFileSync(file, text); });
    await witnesses({ scenario: between('exchange-2016', '2012R2', on('dotnet: { SystemDefaultTlsVersions: 1 }')), via: 'anna', quiet: true }).then(({ text }) => { writeFileSync(after, text); });
    expect([await judged(before, []), await judged(before, [file]), await judged(before, [after])]).toEqual(['likely', 'confirmed', 'ruled-out']);
  });
});

it.each([
  [{ via: 'anna@contoso.test', signIn: 'none' }, '--via needs --advertise URL: the https address under which the server reaches this machine, such as https://10.1.2.3:8443/.'],
  [{ via: 'anna' }, '--via anna is not an address such as anna@contoso.com; a mailbox of a scenario needs --scenario.'],
  [{ advertise: 'https://a.test/' }, '--advertise tells a server where to call; name its mailbox with --via.'],
  [{ via: 'anna@contoso.test', advertise: 'http://a.test/' }, '--advertise http://a.test/ is no https URL, such as https://10.1.2.3:8443/ ({port} stands for the port that listens).'],
  [{ listen: 'everywhere' }, '--listen everywhere is not of the form ADDR:PORT, such as 0.0.0.0:8443 or [::]:8443.'],
  [{ listen: '127.0.0.1:70000' }, '--listen 127.0.0.1:70000 is not of the form ADDR:PORT, such as 0.0.0.0:8443 or [::]:8443.'],
  [{ count: 'many' }, '--count many is not a whole number from 1 to 1000.'],
  [{ timeout: '0' }, '--timeout 0 is not a whole number from 1 to 86400.'],
  [{ format: ['junit'] }, '--format junit is not known; expected terminal or json.'],
  [{ scenario: 'lab/healthy', via: 'nobody' }, '--via names "nobody", which is neither an address nor a mailbox of the scenario (anna, boris).'],
] as const)('a mistake of the caller is one sentence: %j', async (options, says) => {
  await expect(witness(options as WitnessOptions, recordedTerminal())).rejects.toThrow(new UsageError(says));
});
