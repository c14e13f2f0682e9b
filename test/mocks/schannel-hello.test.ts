/** The hellos of the imitated servers, beside those that the tool assumes: two tables that know nothing of each other. */
import { describe, expect, test } from 'vitest';
import type { ServerPlan } from '../../mocks/plan.ts';
import { schannelHello } from '../../mocks/schannel-hello.ts';
import { tlsSettings } from '../../mocks/schannel.ts';
import type { Registry } from '../../mocks/schannel.ts';
import { profileOf } from '../../src/exchange/client-hellos.ts';
import { nearestProfiles } from '../../src/exchange/seen-hellos.ts';
import type { SeenHello } from '../../src/model/facts.ts';
import { callerReader } from '../../src/protocol/caller.ts';

const on = { schannel: { 'TLS 1.1': { client: 'on' }, 'TLS 1.2': { client: 'on' } } } as const;
const system = { ...on, dotnet: { SystemDefaultTlsVersions: 1 } } as const;
const both = { ...on, dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 } } as const;

function helloOf(version: ServerPlan['version'], windows: ServerPlan['windows'], registry: Partial<Registry> = {}, host = 'witness.contoso.test'): SeenHello | null {
  const machine = { version, windows, build: '15.2.1544.9', registry: { schannel: {}, dotnet: {}, ...registry }, faults: new Set<never>() };
  const bytes = schannelHello({ ...machine, tls: tlsSettings(machine) } as unknown as ServerPlan, host);
  if (bytes === null) return null;
  const reader = callerReader(null);
  expect(reader.push(bytes)).toBe(true);
  const content = reader.result();
  if (content.kind !== 'client-hello') throw new Error(content.kind);
  return content.hello;
}

describe('the hello of an imitated server', () => {
  test.each([
    ['exchange-2010', '2008R2', {}, '2008R2-net-legacy'],
    ['exchange-2013', '2012R2', {}, '2012R2-net-legacy'],
    ['exchange-2013', '2012R2', system, '2012R2-net-tls12'],
    ['exchange-2016', '2012R2', both, '2012R2-net-tls12-strong'],
    ['exchange-2016', '2016', {}, '2016-net-legacy'],
    ['exchange-2016', '2016', both, '2016-net-tls12-strong'],
    ['exchange-2016', '2019', {}, '2019-net-legacy'],
    ['exchange-2016', '2019', system, '2019-net-tls12'],
    ['exchange-2013', '2008R2', both, '2008R2-net-tls12-strong'],
    ['exchange-2019', '2019', {}, 'exchange2019-setup'],
    ['exchange-se', '2019', {}, 'exchange2019-setup'],
  ] as const)('%s on %s with %o is that of %s', (version, windows, registry, id) => {
    const hello = helloOf(version, windows, registry);
    expect(hello?.ja3.hash).toBe(profileOf(id)?.ja3);
    expect(hello?.signatureAlgorithms).toEqual(hello?.newest === 'TLSv1.2' ? profileOf(id)?.signatureAlgorithms : []);
    expect(hello === null ? [] : nearestProfiles(hello).map(({ profile, distance }) => [profile.id, distance])).toEqual([[id, 0]]);
  });

  test('names no host where it calls an address', () => {
    expect(helloOf('exchange-2016', '2012R2', {}, '10.1.2.3')).toMatchObject({ serverName: null, extensions: [10, 11, 35, 23, 65281] });
  });

  test('is not known of Windows with TLS 1.3, of Microsoft 365, and where nothing can be offered', () => {
    expect(helloOf('exchange-se', '2022')).toBeNull();
    expect(helloOf('exchange-online', '2019')).toBeNull();
    expect(helloOf('exchange-2016', '2012R2', { schannel: { 'TLS 1.0': { client: 'off' } } })).toBeNull();
  });
});
