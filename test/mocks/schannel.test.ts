import { describe, expect, it } from 'vitest';
import type { ServerFault } from '../../mocks/faults.ts';
import { tlsSettings, withoutGaps } from '../../mocks/schannel.ts';
import type { Machine, Registry } from '../../mocks/schannel.ts';

const nothingSet: Registry = { schannel: {}, dotnet: {} };
const machine = (
  version: Machine['version'],
  windows: Machine['windows'],
  registry: Partial<Registry> = {},
  faults: ServerFault[] = [],
): Machine => ({ version, windows, build: '15.2.1544.9', registry: { ...nothingSet, ...registry }, faults: new Set(faults) });
const upTo12 = ['TLSv1', 'TLSv1.1', 'TLSv1.2'];

describe('what a server accepts and offers', () => {
  it.each([
    ['2016 on 2012 R2 as installed', machine('exchange-2016', '2012R2'), upTo12, ['TLSv1']],
    ['2013 on 2008 R2 as installed', machine('exchange-2013', '2008R2'), ['TLSv1'], ['TLSv1']],
    ['2016 on 2016 as installed', machine('exchange-2016', '2016'), upTo12, ['TLSv1']],
    ['2019 as installed', machine('exchange-2019', '2019'), ['TLSv1.2'], ['TLSv1.2']],
    [
      '2016 with SystemDefaultTlsVersions',
      machine('exchange-2016', '2012R2', { dotnet: { SystemDefaultTlsVersions: 1 } }),
      upTo12,
      upTo12,
    ],
    ['2016 with SchUseStrongCrypto', machine('exchange-2016', '2012R2', { dotnet: { SchUseStrongCrypto: 1 } }), upTo12, upTo12],
    [
      '2013 on 2008 R2 with SystemDefaultTlsVersions only',
      machine('exchange-2013', '2008R2', { dotnet: { SystemDefaultTlsVersions: 1 } }),
      ['TLSv1'],
      ['TLSv1'],
    ],
    [
      '2016 with the TLS 1.0 client off',
      machine('exchange-2016', '2012R2', { schannel: { 'TLS 1.0': { client: 'off' } } }),
      upTo12,
      [],
    ],
    [
      '2016 with TLS 1.0 off and strong crypto',
      machine('exchange-2016', '2012R2', {
        schannel: { 'TLS 1.0': { client: 'off', server: 'off' } },
        dotnet: { SchUseStrongCrypto: 1 },
      }),
      ['TLSv1.1', 'TLSv1.2'],
      ['TLSv1.1', 'TLSv1.2'],
    ],
    [
      '2019 opened for TLS 1.0',
      machine('exchange-2019', '2019', { schannel: { 'TLS 1.0': { server: 'on' } } }),
      ['TLSv1', 'TLSv1.2'],
      ['TLSv1.2'],
    ],
    ['2010 on 2008 R2 as installed', machine('exchange-2010', '2008R2'), ['TLSv1'], ['TLSv1']],
    [
      '2010 with TLS 1.2 on and its .NET value set',
      machine('exchange-2010', '2008R2', {
        schannel: { 'TLS 1.1': { client: 'on', server: 'on' }, 'TLS 1.2': { client: 'on', server: 'on' } },
        dotnet: { 'v2.0.50727': { SystemDefaultTlsVersions: 1 } },
      }),
      upTo12,
      upTo12,
    ],
    [
      '2010 with the values of later versions',
      machine('exchange-2010', '2012R2', { dotnet: { 'v4.0.30319': { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 } } }),
      upTo12,
      ['TLSv1'],
    ],
    ['2010 with SchUseStrongCrypto', machine('exchange-2010', '2012R2', { dotnet: { SchUseStrongCrypto: 1 } }), upTo12, ['TLSv1']],
    [
      '2016 with the values of 2010',
      machine('exchange-2016', '2012R2', { dotnet: { 'v2.0.50727': { SystemDefaultTlsVersions: 1 } } }),
      upTo12,
      ['TLSv1'],
    ],
    ['Exchange Online', machine('exchange-online', '2019'), ['TLSv1.2'], ['TLSv1.2']],
    ['a server with tls-1.0-only', machine('exchange-2019', '2019', {}, ['tls-1.0-only']), ['TLSv1'], ['TLSv1']],
  ])('%s', (_title, asked, accepts, offers) => {
    const settings = tlsSettings(asked);
    expect([settings.accepts, settings.offers]).toEqual([accepts, offers]);
  });

  it('speaks TLS 1.3 only from the build that supports it', () => {
    expect(tlsSettings(machine('exchange-2019', '2022')).accepts).toEqual(['TLSv1.2']);
    expect(tlsSettings({ ...machine('exchange-2019', '2022'), build: '15.2.1748.10' }).accepts).toEqual(['TLSv1.2', 'TLSv1.3']);
  });

  it('has no ECDHE_RSA suite with GCM before Windows Server 2016', () => {
    expect(
      tlsSettings(machine('exchange-2016', '2012R2')).acceptedSuites.filter((suite) => /^ECDHE-RSA.*GCM/.test(suite)),
    ).toEqual([]);
    expect(tlsSettings(machine('exchange-2016', '2016')).acceptedSuites).toContain('ECDHE-RSA-AES256-GCM-SHA384');
  });

  it('names everything up to the newest version in a hello', () => {
    expect(withoutGaps(['TLSv1', 'TLSv1.1'])).toEqual(['TLSv1', 'TLSv1.1']);
    expect(withoutGaps(['TLSv1', 'TLSv1.2'])).toEqual(['TLSv1', 'TLSv1.1', 'TLSv1.2']);
    expect(withoutGaps([])).toEqual([]);
  });
});
