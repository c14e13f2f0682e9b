/** What is in force, by registry files alone; the mistakes of the field, each from its file, with its line. */
import { describe, expect, it, test } from 'vitest';
import { comparisonRemarks } from '../../src/exchange/registry-comparison.ts';
import type { RegistryMachine } from '../../src/exchange/registry-tls.ts';
import { dialledByDefault, acceptedByDefault } from '../../src/exchange/outgoing-tls.ts';
import { versions } from '../../src/exchange/versions.ts';
import { bare, file, judged, net, NET, NET32, NET_ON, OFF, ON, PROTOCOLS, tls12, type Keys } from './registry-files.ts';

const on2016: Partial<RegistryMachine> = { exchange: 'exchange-2016', windows: '2012R2' };
const on2010: Partial<RegistryMachine> = { exchange: 'exchange-2010', windows: '2008R2' };
const on2019: Partial<RegistryMachine> = { exchange: 'exchange-2019', build: '15.2.1118.7', windows: '2019' };
const v4 = 'v4.0.30319';
const v2 = 'v2.0.50727';
const complete: Keys = [...tls12(), ...net(v4)];

describe('the mistakes of the field', () => {
  const suites = (list: string): Keys => [['HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002', `"Functions"="${list}"`]];
  const winHttp = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp';
  const tls13 = (values: readonly string[]): Keys => [[`${PROTOCOLS}\\TLS 1.3\\Client`, ...values], [`${PROTOCOLS}\\TLS 1.3\\Server`, ...values]];

  test.each<readonly [string, Keys, Partial<RegistryMachine>, string, 'fault' | 'gap' | 'note', readonly number[]]>([
    ['only the Server key, Windows Server 2008 R2', [[PROTOCOLS], [`${PROTOCOLS}\\TLS 1.2\\Server`, ...ON]], on2010, 'roles-differ', 'fault', [6, 7]],
    ['only the Server key, where Windows has the other on', [[PROTOCOLS], [`${PROTOCOLS}\\TLS 1.2\\Server`, ...ON]], on2016, 'role-missing', 'gap', [6, 7]],
    ['only the Client key', [[`${PROTOCOLS}\\TLS 1.2\\Client`, ...ON]], on2010, 'roles-differ', 'fault', [4, 5]],
    ['no Wow6432Node', [...tls12(), [`${NET}\\${v4}`, ...NET_ON]], on2016, 'wow6432node-missing', 'gap', [12, 13]],
    ['only Wow6432Node', [...tls12(), [`${NET32}\\${v4}`, ...NET_ON]], on2016, 'only-wow6432node', 'fault', [12, 13]],
    ['values of .NET for Exchange 2010', [...tls12(), ...net(v2)], on2016, 'wrong-dotnet-generation', 'fault', [12, 13, 16, 17]],
    ['values of .NET for Exchange 2013 and later', complete, on2010, 'wrong-dotnet-generation', 'fault', [12, 13, 16, 17]],
    ['Enabled = 0xffffffff', tls12(['"Enabled"=dword:ffffffff', ON[1]!]), on2016, 'enabled-not-one', 'note', [4]],
    ['text instead of DWORD', tls12(['"Enabled"="1"', ON[1]!]), on2016, 'wrong-type', 'fault', [4]],
    ['text instead of DWORD for .NET', net(v4, ['"SystemDefaultTlsVersions"="1"']), on2016, 'wrong-type', 'fault', [4]],
    ['key instead of value', [...complete, [`${PROTOCOLS}\\TLS 1.2\\Client\\Enabled`]], on2016, 'key-instead-of-value', 'fault', [19]],
    ['DisabledByDefault left out', tls12([ON[0]!]), on2010, 'disabled-by-default-missing', 'fault', [4]],
    ['TLS 1.0 off for calls before .NET is set', [...bare, [`${PROTOCOLS}\\TLS 1.0\\Client`, ...OFF]], on2016, 'no-version-left', 'fault', [10, 11]],
    ['the same, and .NET is not in the file', [[`${PROTOCOLS}\\TLS 1.0\\Client`, ...OFF]], on2016, 'old-tls-off-before-dotnet', 'gap', [4, 5]],
    ['TLS 1.3 on Windows Server 2019', [...complete, ...tls13(ON)], on2019, 'tls13-forced', 'fault', [20]],
    ['TLS 1.3 with an update that does not support it', tls13(ON), { ...on2019, windows: '2022' }, 'tls13-without-exchange', 'fault', [4]],
    ['TLS 1.3 on without its suites', [...complete, ...suites('TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384')], { exchange: 'exchange-se', windows: '2022' }, 'tls13-without-suites', 'fault', [20]],
    ['a list that shares nothing', suites('TLS_RSA_WITH_RC4_128_SHA,TLS_RSA_WITH_3DES_EDE_CBC_SHA'), on2016, 'no-shared-suite', 'fault', [4]],
    ['a list of suites that this Windows does not have', suites('TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'), on2016, 'no-shared-suite', 'fault', [4]],
    ['no space in the name', [[`${PROTOCOLS}\\TLS1.2\\Client`, ...ON]], on2016, 'mistyped-key', 'fault', [3]],
    ['a v in the name', [[`${PROTOCOLS}\\TLSv1.2\\Client`, ...ON]], on2016, 'mistyped-key', 'fault', [3]],
    ['a space at its end', [[`${PROTOCOLS}\\TLS 1.2 \\Client`, ...ON]], on2016, 'mistyped-key', 'fault', [3]],
    ['a plural', [[`${PROTOCOLS}\\TLS 1.2\\Clients`, ...ON]], on2016, 'mistyped-key', 'fault', [3]],
    ['no dot', net(v4).map(([key, ...values]) => [key.replace('.NETF', 'NETF'), ...values] as const), on2016, 'mistyped-key', 'fault', [3]],
    ['a space after .NETFramework', [[`${NET} \\${v4}`, ...NET_ON]], on2016, 'mistyped-key', 'fault', [3]],
    ['a version without its dots', [[`${NET}\\v4.030319`, ...NET_ON]], on2016, 'mistyped-key', 'fault', [3]],
    ['a value by a name that is near', tls12(['"Enabled"=dword:1', '"DisableByDefault"=dword:0']), on2016, 'mistyped-value', 'fault', [5]],
    ['another name of .NET', net(v4, ['"SystemDefaultTlsVersion"=dword:1']), on2016, 'mistyped-value', 'fault', [4]],
    ['values above Client and Server', [[`${PROTOCOLS}\\TLS 1.2`, ...ON]], on2016, 'misplaced-value', 'fault', [4]],
    ['values of one user', [[`${PROTOCOLS.replace('LOCAL_MACHINE', 'CURRENT_USER')}\\TLS 1.2\\Client`, ...ON]], on2016, 'misplaced-value', 'fault', [4]],
    ['decimal 800', [[winHttp, '"DefaultSecureProtocols"=dword:00000320']], on2010, 'winhttp-mask', 'gap', [4]],
    ['0xAA0', [[winHttp, '"DefaultSecureProtocols"=dword:00000aa0']], on2010, 'winhttp-old-tls', 'note', [4]],
    ['nothing set', bare, on2016, 'calls-only-old-tls', 'fault', []],
    ['TLS 1.2 off', [...tls12(OFF), ...net(v4)], on2016, 'tls12-not-accepted', 'fault', [8, 9]],
    ['Enabled and DisabledByDefault both 1', [...tls12([ON[0]!, OFF[1]!]), ...net(v4)], on2016, 'tls12-off-for-calls', 'fault', [4, 5]],
    ['both 0', tls12([OFF[0]!, ON[1]!]), on2016, 'contradicting-values', 'gap', [4, 5]],
    ['an update below the floor', complete, { ...on2016, build: '15.1.845.34' }, 'update-below-tls12', 'fault', []],
    ['TLS 1.0 off with an update that needs it', [...complete, [`${PROTOCOLS}\\TLS 1.0\\Server`, ...OFF]], { ...on2016, build: '15.1.1415.2' }, 'old-tls-off-too-early', 'fault', [20, 21]],
    ['strict renegotiation on 2013', [[PROTOCOLS.replace('\\Protocols', ''), '"AllowInsecureRenegoClients"=dword:0']], { exchange: 'exchange-2013', windows: '2012R2' }, 'renegotiation-unsupported', 'gap', [4]],
    ['set twice', tls12([...ON, '"Enabled"=dword:00000000']), on2016, 'set-twice', 'note', [4, 6]],
  ])('%s', (_, keys, machine, id, weight, lines) => {
    const found = judged(file(keys), machine);
    expect(found.reading.damagedLines).toBe(0);
    const remark = found.remarks.find((one) => one.id === id);
    expect(remark, JSON.stringify(found.remarks.map((one) => one.id))).toMatchObject({ weight });
    expect(remark?.lines.map(({ line }) => line)).toEqual(lines);
  });

  it('finds nothing wrong in complete files', () => {
    expect(judged(file(complete), on2016).remarks).toEqual([]);
    expect(judged(file(complete), { exchange: 'exchange-2013', windows: '2012' }).remarks).toEqual([]);
    expect(judged(file([...tls12(), ...net(v2, [NET_ON[0]!])]), on2010).remarks).toEqual([]);
  });
});

describe('files of the field', () => {
  /** As a guide for Exchange 2013 and 2016 gives them: without Wow6432Node and without SchUseStrongCrypto. */
  it('the guide for 2013 and 2016 works for the services and leaves two values out', () => {
    const { tls, remarks } = judged(file([...[...tls12()].reverse(), [`${NET}\\${v4}`, NET_ON[0]!]]), on2016);
    expect(tls.dials).toEqual(['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2']);
    expect(remarks.map(({ id, weight }) => `${weight} ${id}`)).toEqual(['gap dotnet-half-set', 'gap wow6432node-missing']);
  });

  it('the guide for 2010 is complete, for 2010 alone', () => {
    const written = file([[`${PROTOCOLS}\\TLS 1.2`], ...tls12([...ON].reverse()), ...net(v2, [NET_ON[0]!])]);
    expect(judged(written, on2010)).toMatchObject({ remarks: [], tls: { dials: ['SSLv3', 'TLSv1.0', 'TLSv1.2'], accepts: ['SSLv3', 'TLSv1.0', 'TLSv1.2'] } });
    expect(judged(written, on2016).remarks.map(({ id }) => id)).toContain('wrong-dotnet-generation');
  });

  it('text copied from a page has typographic quotes, which set nothing', () => {
    const { tls, reading } = judged(file([...bare, ...complete]).replace(/"/g, '“'), on2016);
    expect(reading.damaged.map(({ why }) => why)).toContain('typographic-quotes');
    expect(tls.dials).toEqual(['SSLv3', 'TLSv1.0']);
  });
});

describe('what is in force', () => {
  it('as installed agrees with what is known of each version, where the export shows that nothing is set', () => {
    for (const exchange of ['exchange-2010', 'exchange-2013', 'exchange-2016'] as const) {
      for (const windows of versions[exchange].windows) {
        const { tls } = judged(file(bare), { exchange, windows });
        expect(tls.dials, `${exchange} ${windows}`).toEqual(dialledByDefault(exchange, windows)?.versions);
        expect(tls.accepts, `${exchange} ${windows}`).toEqual(acceptedByDefault(exchange, windows)?.versions);
      }
    }
  });

  it.each([
    ['SchUseStrongCrypto alone', [NET_ON[1]!], ['TLSv1.0', 'TLSv1.1', 'TLSv1.2']],
    ['SystemDefaultTlsVersions = 0 is as if unset', ['"SystemDefaultTlsVersions"=dword:00000000'], ['SSLv3', 'TLSv1.0']],
    ['both', NET_ON, ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2']],
    ['removed by a later line', ['"SystemDefaultTlsVersions"=dword:00000001', '"SystemDefaultTlsVersions"=-'], ['SSLv3', 'TLSv1.0']],
  ])('%s', (_, values, dials) => {
    expect(judged(file([...bare, ...net(v4, values)]), on2016).tls.dials).toEqual(dials);
  });

  it('a version that is off by default still goes to a program that names it, one that is off goes to none', () => {
    const strong = net(v4, [NET_ON[1]!]);
    expect(judged(file([...tls12([ON[0]!, OFF[1]!]), ...strong]), on2016).tls.dials).toContain('TLSv1.2');
    expect(judged(file([...tls12([ON[0]!, OFF[1]!]), ...net(v4)]), on2016).tls.dials).not.toContain('TLSv1.2');
    expect(judged(file([...tls12(OFF), ...strong]), on2016).tls.dials).not.toContain('TLSv1.2');
  });

  it('.NET 3.5 does not heed SchUseStrongCrypto', () => {
    expect(judged(file([...tls12(), ...net(v2, [NET_ON[1]!])]), on2010).tls.dials).toEqual(['SSLv3', 'TLSv1.0']);
  });

  it('keys that a file deletes count no more', () => {
    const { tls, registry } = judged(`${file([...bare, ...tls12(OFF)])}\r\n[-${PROTOCOLS}\\TLS 1.2]\r\n`, on2016);
    expect(registry.values).toEqual([]);
    expect(tls.accepts).toContain('TLSv1.2');
  });

  it('says what it does not know', () => {
    expect(judged(file(bare), { exchange: 'exchange-2010' }).tls.accepts).toBeNull();
    expect(judged(file(bare), { exchange: 'exchange-2019', windows: '2019' }).tls.dials).toBeNull();
    expect(judged(file(complete), {}).tls).toMatchObject({ dials: null, machine: { exchange: 'unknown' } });
  });

  it('an export that holds the keys of Windows and Exchange says which they are', () => {
    const { tls, remarks } = judged(file([
      ['HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', '"CurrentBuildNumber"="9600"'],
      ['HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup', '"MsiProductMajor"=dword:0000000f', '"MsiProductMinor"=dword:00000001',
        '"MsiBuildMajor"=dword:0000034d', '"MsiBuildMinor"=dword:00000022'],
    ]), {});
    expect(tls.machine).toEqual({ exchange: 'exchange-2016', build: '15.1.845.34', windows: '2012R2' });
    expect(remarks.find(({ id }) => id === 'update-below-tls12')?.repair).toBe('Install Exchange 2016 CU8 or later first.');
  });
});

describe('several servers', () => {
  const server = (name: string, keys: Keys, machine: Partial<RegistryMachine>) => ({ server: name, ...judged(file(keys), machine) });
  const setup: Keys = [...tls12(), ...(['TLS 1.0', 'TLS 1.1'].flatMap((version): Keys => [[`${PROTOCOLS}\\${version}\\Client`, ...OFF], [`${PROTOCOLS}\\${version}\\Server`, ...OFF]])), ...net(v4)];

  it('names the one that was left out, and what it cannot call', () => {
    const remarks = comparisonRemarks([
      server('ex1', [...bare, ...complete], on2016), server('ex2', bare, on2016), server('ex3', [...bare, ...complete], on2016), server('ex19', setup, on2019),
    ]);
    expect(remarks.map(({ id, says }) => `${id} ${/^\S+/.exec(says)?.[0] ?? ''}`)).toEqual(['no-shared-version ex2', 'server-differs ex2']);
    expect(remarks[1]?.says).toContain('differs from ex1 and ex3');
    expect(remarks[1]?.says).toContain('SystemDefaultTlsVersions');
  });

  it('has nothing to say where they are alike', () => {
    expect(comparisonRemarks([server('a', complete, on2016), server('b', complete, on2016)])).toEqual([]);
  });
});
