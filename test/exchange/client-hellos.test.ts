/** The prediction where little is known, and what the client itself breaks off. */
import { describe, expect, it } from 'vitest';
import { clientHelloProfiles, predict, profileOf, seenByVersions, type SeenTls } from '../../src/exchange/client-hellos.ts';
import type { TlsVersion, TlsVersionResult, TlsVersionsFact } from '../../src/model/facts.ts';

const versions = (...known: readonly TlsVersionResult[]): TlsVersionsFact => ({
  endpoint: 'mail.contoso.test:443', connections: 5,
  versions: (['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).map((version): TlsVersionResult =>
    known.find((one) => one.version === version) ?? { version, outcome: 'reset' }),
});
const old = profileOf('2012R2-net-legacy')!, modern = profileOf('2012R2-net-tls12')!, setup = profileOf('exchange2019-setup')!;

describe('from the versions alone', () => {
  it('a version that is refused is refused in the same way', () => {
    const seen = seenByVersions(versions({ version: 'TLSv1.2', outcome: 'accepted', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' }));
    expect(predict(old, seen)).toEqual({ outcome: 'refused', why: 'no-shared-version', how: { outcome: 'reset' } });
  });

  it('the suite that was taken from a long list says nothing where the client lacks it', () => {
    const seen = seenByVersions(versions({ version: 'TLSv1.2', outcome: 'accepted', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' }));
    expect(predict(modern, seen)).toEqual({ outcome: 'unknown', why: 'not every cipher suite of the server is known' });
  });

  it('they agree where the client has it, on whichever suite', () => {
    const seen = seenByVersions(versions({ version: 'TLSv1.2', outcome: 'accepted', cipherSuite: 'TLS_RSA_WITH_AES_256_CBC_SHA256' }));
    expect(predict(modern, seen)).toEqual({ outcome: 'agreed', version: 'TLSv1.2', cipherSuite: null });
    expect(predict(setup, seen).outcome).toBe('unknown');
  });

  it('an ephemeral suite counts although the curves are not known', () => {
    const seen = seenByVersions(versions({ version: 'TLSv1.2', outcome: 'accepted', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' }));
    expect(predict(setup, seen)).toEqual({ outcome: 'agreed', version: 'TLSv1.2', cipherSuite: null });
  });

  it('a version without usable suites is refused for that', () => {
    const seen = seenByVersions(versions({ version: 'TLSv1.0', outcome: 'no-usable-suite', alert: 40 }));
    expect(predict(old, seen)).toEqual({ outcome: 'refused', why: 'no-shared-suite', how: { outcome: 'alert', alert: 40 } });
  });

  it('an older version than the hello names counts where the client takes it', () => {
    const fallen: TlsVersionResult = { version: 'TLSv1.2', outcome: 'closed', answered: 'TLSv1.0' };
    const seen = seenByVersions(versions(fallen, { version: 'TLSv1.0', outcome: 'accepted', cipherSuite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }));
    expect(predict(modern, seen)).toEqual({ outcome: 'agreed', version: 'TLSv1.0', cipherSuite: null });
    expect(predict(setup, seen)).toMatchObject({ outcome: 'unknown' });
  });
});

describe('from an enumeration', () => {
  const enumeration = (more: Partial<SeenTls>, suites: readonly string[], version: TlsVersion = 'TLSv1.2'): SeenTls => ({
    versions: [{ version, outcome: 'accepted', cipherSuites: suites, serverOrder: true, complete: true, refusal: { outcome: 'reset' } }],
    curves: ['secp256r1'], keys: [{ keyType: 'rsa', keyBits: 2048 }], secureRenegotiation: true, ...more,
  });
  const cbc = 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384';

  it('strict clients break off without secure renegotiation', () => {
    expect(predict(setup, enumeration({ secureRenegotiation: false }, [cbc]))).toMatchObject({ outcome: 'agreed', brokenOffBy: 'renegotiation' });
    expect(predict(modern, enumeration({ secureRenegotiation: false }, [cbc]))).toEqual({ outcome: 'agreed', version: 'TLSv1.2', cipherSuite: cbc });
  });

  it('a curve that the client lacks takes the suite away', () => {
    expect(predict(modern, enumeration({ curves: ['x25519'] }, [cbc]))).toEqual({ outcome: 'refused', why: 'no-shared-suite', how: { outcome: 'reset' } });
    expect(predict(modern, enumeration({ curves: null }, [cbc])).outcome).toBe('unknown');
  });

  it('a key on a curve that the client lacks does too', () => {
    const keys = [{ keyType: 'ec', keyBits: 521 }];
    expect(predict(modern, enumeration({ keys }, ['TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384']))).toMatchObject({ outcome: 'refused' });
  });

  it('what was never asked for is not known', () => {
    for (const profile of clientHelloProfiles) expect(predict(profile, { versions: [], curves: null, keys: null, secureRenegotiation: null }).outcome).toBe('unknown');
  });
});
