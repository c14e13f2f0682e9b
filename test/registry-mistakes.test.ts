/**
 * The mistakes that administrators make with the values of TLS, each as one file: the audit names it by its line from the file alone, and in a lab
 * whose server imported that very file users see what they see in life, for the right cause.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { RegistryMachine } from '../src/exchange/registry-tls.ts';
import { bare, file, judged, net, NET, NET32, NET_ON, OFF, ON, PROTOCOLS, tls12, type Keys } from './exchange/registry-files.ts';
import { found, possible, runScenario } from './run-scenario.ts';

const MISMATCH = 'tls-version-mismatch-between-exchange-servers';
const HALF = 'schannel-half-configured-or-tls13';
const SUITES = 'tls-cipher-suite-mismatch';
const v4 = 'v4.0.30319';
const v2 = 'v2.0.50727';
const on2016 = { exchange: 'exchange-2016', windows: '2012R2' } as const satisfies Partial<RegistryMachine>;
const on2013 = { exchange: 'exchange-2013', windows: '2008R2' } as const satisfies Partial<RegistryMachine>;
const on2010 = { exchange: 'exchange-2010', windows: '2008R2' } as const satisfies Partial<RegistryMachine>;
const suites = (list: string): Keys => [['HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002', `"Functions"="${list}"`]];
const renamed = (keys: Keys, from: string, to: string): Keys => keys.map(([key, ...values]) => [key.replace(from, to), ...values] as const);

/** Likely causes of what users of the old server see, and of what users of the 2019 see of them. */
type Causes = readonly [there: readonly string[], back: readonly string[]];
const THERE: Causes = [[MISMATCH], []];
const BOTH: Causes = [[MISMATCH], [MISMATCH]];
const NONE: Causes = [[], []];

interface Mistake {
  readonly machine: { readonly exchange: string; readonly windows: string } & Partial<RegistryMachine>;
  readonly keys: Keys;
  /** What the audit says, and of which lines. */
  readonly audit: readonly [id: string, ...lines: readonly number[]];
  /** From the network alone. */
  readonly causes: Causes;
  /** With the file as evidence, where that tells more than the network. */
  readonly withFile?: Causes;
  readonly confirmed?: readonly string[];
}

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'only the Server key': { machine: on2013, keys: [...bare, [`${PROTOCOLS}\\TLS 1.2\\Server`, ...ON], ...net(v4)],
    audit: ['roles-differ', 10, 11], causes: [[HALF, MISMATCH], []], confirmed: [HALF] },
  'only the Client key': { machine: on2013, keys: [...bare, [`${PROTOCOLS}\\TLS 1.2\\Client`, ...ON], ...net(v4)],
    audit: ['roles-differ', 10, 11], causes: [[], [HALF, MISMATCH]] },
  'only the hive of 32 bits': { machine: on2016, keys: [...bare, ...tls12(), [`${NET32}\\${v4}`, ...NET_ON]],
    audit: ['only-wow6432node', 18, 19], causes: THERE, confirmed: [MISMATCH] },
  'no Wow6432Node, which Exchange itself does without': { machine: on2016, keys: [...bare, ...tls12(), [`${NET}\\${v4}`, ...NET_ON]],
    audit: ['wow6432node-missing', 18, 19], causes: NONE },
  'values of .NET for Exchange 2010 on a 2016': { machine: on2016, keys: [...bare, ...tls12(), ...net(v2)],
    audit: ['wrong-dotnet-generation', 18, 19, 22, 23], causes: THERE, confirmed: [MISMATCH] },
  'values of .NET for later versions on a 2010: v2.0.50727 is missing': { machine: on2010, keys: [...bare, ...tls12(), ...net(v4)],
    audit: ['wrong-dotnet-generation', 18, 19, 22, 23], causes: [[HALF, MISMATCH], []], confirmed: [MISMATCH] },
  'Enabled = 0xffffffff, which Windows takes for on': { machine: on2013, keys: [...bare, ...tls12(['"Enabled"=dword:ffffffff', ON[1]!]), ...net(v4)],
    audit: ['enabled-not-one', 10], causes: NONE },
  'text instead of DWORD': { machine: on2016, keys: [...bare, ...tls12(), ...net(v4, ['"SystemDefaultTlsVersions"="1"'])],
    audit: ['wrong-type', 18], causes: THERE, confirmed: [MISMATCH] },
  'text instead of DWORD in Schannel': { machine: on2013, keys: [...bare, ...tls12(['"Enabled"="1"', '"DisabledByDefault"="0"']), ...net(v4)],
    audit: ['wrong-type', 10], causes: BOTH, confirmed: [MISMATCH] },
  'a key instead of a value': { machine: on2013, keys: [...bare, [`${PROTOCOLS}\\TLS 1.2\\Client\\DisabledByDefault`], [`${PROTOCOLS}\\TLS 1.2\\Server\\DisabledByDefault`], ...net(v4)],
    audit: ['key-instead-of-value', 9], causes: BOTH, confirmed: [MISMATCH] },
  'Enabled and DisabledByDefault both 1': { machine: on2016, keys: [...bare, ...tls12([ON[0]!, OFF[1]!]), ...net(v4)],
    audit: ['tls12-off-for-calls', 10, 11], causes: BOTH, confirmed: [MISMATCH] },
  'DisabledByDefault left out where Windows has TLS 1.2 off': { machine: on2010, keys: [...bare, ...tls12([ON[0]!]), ...net(v2)],
    audit: ['disabled-by-default-missing', 10], causes: BOTH, confirmed: [MISMATCH] },
  'TLS 1.2 on, and the values of .NET missing': { machine: on2016, keys: [...bare, ...tls12()],
    audit: ['calls-only-old-tls'], causes: THERE, confirmed: [MISMATCH] },
  'TLS 1.0 off for calls before .NET knows another': { machine: on2016, keys: [...bare, [`${PROTOCOLS}\\TLS 1.0\\Client`, ...OFF]],
    audit: ['no-version-left', 10, 11], causes: THERE, confirmed: [MISMATCH] },
  'a path without its dot': { machine: on2016, keys: [...bare, ...tls12(), ...renamed(net(v4), '.NETF', 'NETF')],
    audit: ['mistyped-key', 17], causes: THERE, confirmed: [MISMATCH] },
  'a path without its space': { machine: on2013, keys: [...bare, ...renamed(tls12(), 'TLS 1.2', 'TLS1.2'), ...net(v4)],
    audit: ['mistyped-key', 9], causes: BOTH, confirmed: [MISMATCH] },
  'a value by a name that is near': { machine: on2016, keys: [...bare, ...tls12(), ...net(v4, ['"SystemDefaultTlsVersion"=dword:00000001'])],
    audit: ['mistyped-value', 18], causes: THERE, confirmed: [MISMATCH] },
  'TLS 1.2 switched off': { machine: on2016, keys: [...bare, ...tls12(OFF), ...net(v4)],
    audit: ['tls12-off-for-calls', 10, 11], causes: BOTH, confirmed: [MISMATCH] },
  'an order of suites that leaves none in common': { machine: { exchange: 'exchange-2016', windows: '2016' }, keys: [...bare, ...tls12(), ...net(v4), ...suites('TLS_RSA_WITH_AES_128_CBC_SHA')],
    audit: ['no-shared-suite', 26], causes: [[MISMATCH], [SUITES]], withFile: [[SUITES], [SUITES]], confirmed: [SUITES] },
};

const folder = mkdtempSync(join(tmpdir(), 'crosslines-mistakes-'));

/** An Exchange 2019 as its setup leaves it beside the server that imported the file. */
function world({ exchange, windows }: Mistake['machine'], registry: string, evidence: boolean): string {
  return stringify({
    title: 'a mistake in a registry file',
    servers: { old: { version: exchange, windows, ews: 'https://mail-old.contoso.test/EWS/Exchange.asmx' }, ex19: { version: 'exchange-2019', windows: '2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx' } },
    signIn: { corp: { method: 'ntlm', user: 'CONTOSO\\svc-crosslines', password: '${env:CROSSLINES_PASSWORD}', impersonate: true } },
    mailboxes: { anna: { address: 'anna@contoso.test', server: 'old', signIn: 'corp' }, boris: { address: 'boris@contoso.test', server: 'ex19', signIn: 'corp' } },
    lookups: ['anna -> boris', 'boris -> anna'], ...(evidence ? { evidence: { old: [registry] } } : {}), lab: { servers: { old: { registry } } },
  });
}

describe.each(Object.entries(MISTAKES))('%s', (name, { machine, keys, audit: [id, ...lines], causes, withFile = causes, confirmed = [] }) => {
  test('the audit names it from the file alone, with its line', () => {
    const remark = judged(file(keys), machine).remarks.find((one) => one.id === id);
    expect(remark?.lines.map(({ line }) => line)).toEqual(lines);
  });

  test('the lab with that very file yields its causes, and no other', async () => {
    const path = join(folder, `${Object.keys(MISTAKES).indexOf(name)}.reg`);
    writeFileSync(path, Buffer.from(`\ufeff${file(keys)}`, 'utf16le'));
    for (const [evidence, expected] of [[false, causes], [true, withFile]] as const) {
      const { verdicts } = (await runScenario({ yaml: world(machine, path, evidence) })).report;
      expect(verdicts.map(found), `evidence: ${evidence}`).toEqual(expected);
      expect(verdicts.map(({ availability }) => availability)).toEqual(expected.map((of) => (of.length > 0 ? 'hash-marks' : 'shown')));
      for (const verdict of verdicts) expect(possible(verdict).length, verdict.lookup.id).toBeLessThanOrEqual(3);
      if (evidence) expect(verdicts[0]?.findings.filter(({ confidence }) => confidence === 'confirmed').map(({ cause }) => cause)).toEqual(confirmed);
    }
  });
});
