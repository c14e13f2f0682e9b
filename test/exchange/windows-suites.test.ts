import { describe, expect, test } from 'vitest';
import { clientHelloProfiles } from '../../src/exchange/client-hellos.ts';
import { suitesForeignTo } from '../../src/exchange/windows-suites.ts';

const GCM = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';

describe('cipher suites that Windows does not have', () => {
  test.each(clientHelloProfiles.map((profile) => [profile.id, profile] as const))('nothing that %s offers is foreign to its Windows', (_id, { windows, cipherSuites }) => {
    expect(suitesForeignTo(windows, cipherSuites)).toEqual([]);
  });

  test('ECDHE_RSA with GCM came with Windows Server 2016, TLS 1.3 with 2022', () => {
    expect(suitesForeignTo('2012R2', [GCM])).toEqual([GCM]);
    expect(suitesForeignTo('2016', [GCM])).toEqual([]);
    expect(suitesForeignTo('2019', ['TLS_AES_128_GCM_SHA256'])).toEqual(['TLS_AES_128_GCM_SHA256']);
    expect(suitesForeignTo('2022', ['TLS_AES_128_GCM_SHA256'])).toEqual([]);
  });

  test('some no Windows has at all', () => {
    const others = ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'TLS_RSA_WITH_CAMELLIA_128_CBC_SHA', 'TLS_RSA_WITH_AES_128_CCM', 'TLS_DH_anon_WITH_AES_128_CBC_SHA'];
    expect(suitesForeignTo(undefined, [GCM, ...others])).toEqual(others);
    expect(suitesForeignTo('2025', others)).toEqual(others);
  });
});
