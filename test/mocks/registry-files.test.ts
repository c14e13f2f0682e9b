/** The lab imports registry files by its own reader: what it makes of them is what the tool foretells, and the other way round. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchangeProfiles, labWindows } from '../../mocks/profiles.ts';
import { NoRegistryFile } from '../../mocks/registry-file.ts';
import { registryOf } from '../../mocks/registry-settings.ts';
import { tlsSettings } from '../../mocks/schannel.ts';
import { bare, file, judged, net, NET, NET_ON, OFF, ON, PROTOCOLS, tls12, type Keys } from '../exchange/registry-files.ts';

const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');
const settings = (...keys: readonly Keys[]) => registryOf(keys.map((one) => utf16(file(one))));
const v4 = 'v4.0.30319';

describe('registry files in the lab', () => {
  it('imports what regedit would: every encoding, types, deletions, wrapped bytes', () => {
    const on = { 'TLS 1.2': { client: 'on', server: 'on' } };
    expect(settings(tls12()).schannel).toMatchObject(on);
    expect(registryOf([Buffer.from(file(tls12()))]).schannel).toMatchObject(on);
    expect(registryOf([Buffer.from(file(tls12()).replace('Windows Registry Editor Version 5.00', 'REGEDIT4'))]).schannel).toMatchObject(on);
    expect(settings(tls12(['"Enabled"=hex(4):01,00,\\\r\n  00,00', '"DisabledByDefault"=dword:0 ; off'])).schannel).toMatchObject(on);
    expect(settings(tls12(), [[`-${PROTOCOLS}\\TLS 1.2`]]).schannel).toMatchObject({ 'TLS 1.2': {} });
    expect(settings(tls12(), tls12(['"Enabled"=-', '"DisabledByDefault"=-'])).schannel['TLS 1.2']).toEqual({});
    expect(settings(tls12(['"Enabled"=dword:ffffffff', ON[1]!])).schannel).toMatchObject(on);
    expect(settings(tls12(['"Enabled"="1"', '"DisabledByDefault"="0"'])).schannel['TLS 1.2']).toEqual({});
    expect(settings(tls12([ON[0]!, OFF[1]!])).schannel['TLS 1.2']).toEqual({ client: 'off-by-default', server: 'off-by-default' });
    expect(settings(tls12([OFF[0]!, ON[1]!])).schannel['TLS 1.2']).toEqual({ client: 'off', server: 'off' });
  });

  it('heeds the hive of 64 bits, and a list of suites', () => {
    expect(settings(net(v4)).dotnet[v4]).toEqual({ SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 });
    expect(settings([net(v4)[1]!]).dotnet[v4]).toEqual({});
    const suites = settings([['HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002',
      '"Functions"="TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384,TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_RC4_128_SHA"']]);
    expect(suites.suites).toEqual(['ECDHE-RSA-AES256-SHA384', 'AES128-GCM-SHA256', 'RC4-128-SHA']);
    expect(tlsSettings({ version: 'exchange-2016', build: '15.1.2507.57', windows: '2012R2', faults: new Set(), registry: suites }).offeredSuites)
      .toEqual(['ECDHE-RSA-AES256-SHA384', 'AES128-GCM-SHA256']);
  });

  it.each([['nothing', ''], ['a text', 'hello'], ['no header', '[HKEY_LOCAL_MACHINE\\SOFTWARE]']])('refuses %s', (_, text) => {
    expect(() => registryOf([utf16(text)])).toThrow(NoRegistryFile);
  });

  it('comes to what the tool foretells, for any values', () => {
    const dword = fc.constantFrom('dword:00000000', 'dword:00000001', 'dword:ffffffff', '"1"', '-');
    const values = (...names: readonly string[]) => fc.tuple(...names.map((name) => fc.option(dword).map((data) => (data === null ? [] : [`"${name}"=${data}`])))).map((lines) => lines.flat());
    const keys = fc.tuple(
      fc.uniqueArray(fc.tuple(fc.constantFrom('TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'), fc.constantFrom('Client', 'Server'), values('Enabled', 'DisabledByDefault')), { selector: ([version, role]) => version + role }),
      fc.uniqueArray(fc.tuple(fc.constantFrom('v2.0.50727', v4), values('SystemDefaultTlsVersions', 'SchUseStrongCrypto')), { selector: ([generation]) => generation }),
    ).map(([protocols, generations]): Keys => [...bare, ...protocols.map(([version, role, lines]) => [`${PROTOCOLS}\\${version}\\${role}`, ...lines] as const),
      ...generations.map(([generation, lines]) => [`${NET}\\${generation}`, ...lines] as const)]);
    let told = 0;
    fc.assert(fc.property(fc.constantFrom('exchange-2010', 'exchange-2013', 'exchange-2016'), fc.constantFrom(...labWindows), keys, (version, windows, written) => {
      const text = file(written);
      const lab = tlsSettings({ version, build: exchangeProfiles[version].build, windows, faults: new Set(), registry: registryOf([utf16(text)]) });
      const { tls } = judged(text, { exchange: version, windows });
      // The lab cannot speak SSL 3.0; of what the tool does not know it says nothing.
      const spoken = (versions: readonly string[]) => versions.filter((one) => one !== 'SSLv3').map((one) => one.replace('TLSv1.0', 'TLSv1'));
      if (tls.dials !== null) expect(lab.offers).toEqual(spoken(tls.dials));
      if (tls.accepts !== null) expect(lab.accepts).toEqual(spoken(tls.accepts));
      if (tls.dials !== null && tls.accepts !== null) told++;
    }), { numRuns: 400 });
    expect(told).toBeGreaterThan(200);
  });

  it('the recommended values come to TLS 1.2 on every Windows', () => {
    for (const windows of labWindows) {
      const registry = settings(tls12(), [[`${NET}\\${v4}`, ...NET_ON]]);
      expect(tlsSettings({ version: 'exchange-2016', build: '15.1.2507.57', windows, faults: new Set(), registry }).offers).toContain('TLSv1.2');
    }
  });
});
