/** What a seen ClientHello is like, and what it says. */
import { describe, expect, it } from 'vitest';
import { clientHelloProfiles, profileOf, type ClientHelloProfile } from '../../src/exchange/client-hellos.ts';
import { helloRemarks, likeness, offersModernTls } from '../../src/exchange/hello-meaning.ts';
import { nearestProfiles, offered } from '../../src/exchange/seen-hellos.ts';
import { explainSilence } from '../../src/exchange/silence.ts';
import type { CallContent, WitnessedCallsFact } from '../../src/model/facts.ts';
import { seenHello } from '../seen-hello.ts';

const profiles: readonly ClientHelloProfile[] = clientHelloProfiles;
const faults = (...given: Parameters<typeof seenHello>): readonly string[] => helloRemarks(seenHello(...given)).filter(({ weight }) => weight === 'fault').map(({ says }) => says);
const notes = (...given: Parameters<typeof seenHello>): string => helloRemarks(seenHello(...given)).filter(({ weight }) => weight === 'note').map(({ says }) => says).join(' ');

describe('the nearest known hello', () => {
  it.each(profiles.map((profile) => [profile.id] as const))('of %s is itself, also without a host name', (id) => {
    for (const change of [{}, { extensions: (profileOf(id)?.extensions ?? []).filter((extension) => extension !== 0), serverName: null }]) {
      expect(nearestProfiles(seenHello(id, change)).map(({ profile, distance }) => `${profile.id} ${distance}`)).toEqual([`${id} 0`]);
    }
  });

  it('is named with what differs', () => {
    const suites = profileOf('2012R2-net-tls12')?.cipherSuites ?? [];
    const [nearest] = nearestProfiles(seenHello('2012R2-net-tls12', { cipherSuites: suites.slice(1), extensions: [0, 5, 10, 11, 13, 35, 23, 65281] }));
    expect(nearest).toMatchObject({ distance: 2, differs: ['cipher suites missing: TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'extensions more: 5 status_request'] });
    expect(nearest?.profile.id).toBe('2012R2-net-tls12');
    expect(nearestProfiles(seenHello('2012R2-net-tls12', { cipherSuites: [...suites].reverse() }))[0]?.differs).toEqual(['cipher suites in another order']);
  });

  it('is far from a client of another kind', () => {
    const other = seenHello('2019-net-tls12', {
      cipherSuites: ['TLS_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256', '0x00ff'],
      extensions: [0, 11, 10, 35, 22, 23, 13, 43, 45, 51], groups: ['x25519', 'secp256r1', 'x448'], supportedVersions: ['TLSv1.3', 'TLSv1.2'], newest: 'TLSv1.3',
    });
    expect(likeness(other).how).toBe('unlike');
    expect(helloRemarks(other).map(({ says }) => says).join(' ')).toContain('offers what the TLS of Windows does not have, such as TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256');
  });
});

describe('what it says about the server', () => {
  it.each(profiles.map((profile) => [profile.id, profile.dotnet] as const))('%s: with .NET values %s', (id, dotnet) => {
    const modern = dotnet !== 'unset';
    expect(offersModernTls(seenHello(id))).toBe(modern);
    expect(faults(id).length === 0).toBe(modern);
    if (!modern) expect(faults(id)[0]).toMatch(/^It dials with nothing newer than TLS 1\.0, as \.NET does when neither SystemDefaultTlsVersions nor SchUseStrongCrypto is set/);
    // Every one of these is Windows, and the note about strangers would be wrong.
    expect(notes(id)).not.toContain('does not have');
  });

  it('strong cryptography takes RC4 away', () => {
    expect(notes('2012R2-net-tls12')).toContain('SchUseStrongCrypto is not set');
    expect(notes('2012R2-net-tls12-strong')).not.toContain('SchUseStrongCrypto');
  });

  it('TLS 1.1 or SSL alone is a matter of Schannel', () => {
    expect(faults('2016-net-legacy', { newest: 'TLSv1.1', clientVersion: 0x0302 })[0]).toContain('TLS 1.2\\Client decides');
    expect(faults('2016-net-legacy', { newest: null, format: 'ssl2' })[0]).toBe('It offers SSL 2.0 only, which no server of today accepts.');
  });

  it('services outside: by version, then by suites', () => {
    expect(faults('2012R2-net-legacy')[1]).toContain('Services that require TLS 1.2');
    expect(faults('2012R2-net-tls12', { cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] })).toEqual(['It offers TLS 1.2, but none of the cipher suites of Microsoft 365.']);
  });
});

describe('the hello as one to send', () => {
  it('says how low its client goes only where that is known', () => {
    expect(offered(seenHello('2012R2-net-tls12'))).toMatchObject({ lowestKnown: true, versions: ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2'] });
    expect(offered(seenHello('exchange2019-setup'))).toMatchObject({ lowestKnown: true, versions: ['TLSv1.2'], strictRenegotiation: true });
    expect(offered(seenHello('2012R2-net-tls12', { cipherSuites: ['TLS_RSA_WITH_AES_128_CBC_SHA'] }))).toMatchObject({ lowestKnown: false, versions: ['TLSv1.2'] });
    expect(offered(seenHello('2019-net-tls12', { supportedVersions: ['TLSv1.3', 'TLSv1.2'], newest: 'TLSv1.3' }))).toMatchObject({ lowestKnown: true, versions: ['TLSv1.2', 'TLSv1.3'] });
  });
});

describe('silence', () => {
  const call = (content: CallContent) => ({ from: '10.0.0.1', at: '2026-11-20T09:00:00.000Z', end: 'enough' as const, content });
  const hello = call({ kind: 'client-hello', hello: seenHello('2019-net-tls12') });
  const control = call({ kind: 'http', method: 'POST', path: '/x', userAgent: null, via: null, control: true });
  const empty = call({ kind: 'nothing' });
  const asked = (over: 'https' | 'http', reason?: string) => ({ over, url: `${over}://w.contoso.test:8443/x`, accepted: reason === undefined, ...(reason === undefined ? {} : { reason }) });
  const fact = (more: Partial<WitnessedCallsFact>): WitnessedCallsFact => ({
    server: 'ex16', mailbox: 'anna@contoso.test', listening: '0.0.0.0:8443', listenedMs: 75_000, requests: [asked('https'), asked('http')], nameResolves: true, calls: [], ...more,
  });
  const says = (more: Partial<WitnessedCallsFact>): string => explainSilence(fact(more)).map(({ says: one, look }) => `${one} ${look ?? ''}`).join(' | ');

  it('is none where hello and control came', () => {
    expect(explainSilence(fact({ calls: [hello, control] }))).toEqual([]);
    expect(explainSilence(fact({ server: null, requests: [], calls: [hello] }))).toEqual([]);
  });

  it('with the control alone is about TLS, before its first packet', () => {
    expect(says({ calls: [control] })).toMatch(/^The server reaches this machine without TLS, but with TLS no connection came: its TLS fails before the first packet/);
    expect(says({ calls: [control, empty] })).toContain('it connected and sent no ClientHello');
    expect(says({ calls: [control] })).toContain('InternetWebProxy');
    expect(says({ calls: [control] })).not.toContain('firewall');
  });

  it('of both is about the way', () => {
    expect(says({})).toMatch(/^The server does not reach this machine at all.*firewall.*Test-NetConnection w\.contoso\.test -Port 8443.*InternetWebProxy/);
    expect(says({ nameResolves: false })).toMatch(/^The name w\.contoso\.test does not exist for this machine/);
    expect(says({ listenedMs: 9_000 })).toMatch(/^It was listened for 9 s only; a server takes up to 30 s/);
    expect(says({ calls: [empty] })).toContain('perhaps a monitor');
  });

  it('of the control alone takes nothing from the hello', () => {
    expect(says({ calls: [hello] })).toMatch(/^The control without TLS did not come: a firewall or proxy/);
  });

  it('after a refusal says what the server said, and what helps', () => {
    const reason = 'ErrorImpersonateUserDenied: The account does not have permission';
    expect(says({ requests: [asked('https', reason), asked('http', reason)] })).toMatch(/^The server was not asked to call.*ErrorImpersonateUserDenied.*role ApplicationImpersonation/);
    expect(says({ requests: [asked('https', 'something else'), asked('http', 'something else')] })).toBe('The server was not asked to call, because it refused the subscription: something else. ');
    expect(says({ requests: [asked('https', 'ErrorInvalidPushSubscriptionUrl: no'), asked('http')], calls: [control] })).toContain('--advertise must be');
  });

  it('where nobody was asked', () => {
    expect(says({ server: null, requests: [] })).toMatch(/^Nobody connected/);
    expect(says({ server: null, requests: [], calls: [empty] })).toBe('Somebody connected, but nobody sent a ClientHello. ');
  });
});
