/** What is computed from the enumeration alone is what the server gives when the hello is really sent. */
import type { TlsOptions } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { clientHelloProfiles, predict, seenByEnumeration, type Prediction } from '../../../src/exchange/client-hellos.ts';
import type { ClientHelloResult, TlsEnumerationFact } from '../../../src/model/facts.ts';
import { inRecords, serverHello } from '../../protocol/tls/server-flight-maker.ts';
import { certified, endServers, enumerated, EVERY, plainServer, tlsServer } from './servers.ts';

afterAll(endServers);

/** A prediction in the words of what was sent. */
function asSent(profile: string, prediction: Prediction): ClientHelloResult | { readonly profile: string; readonly unknown: string } {
  switch (prediction.outcome) {
    case 'agreed': {
      const { version, cipherSuite, brokenOffBy } = prediction;
      return { profile, outcome: 'accepted', agreed: { version, cipherSuite: cipherSuite ?? '?' }, ...(brokenOffBy === undefined ? {} : { brokenOffBy }) };
    }
    case 'refused': return { profile, outcome: 'closed', agreed: null, ...prediction.how };
    case 'unknown': return { profile, unknown: prediction.why };
  }
}

const predicted = (fact: TlsEnumerationFact) => clientHelloProfiles.map((profile) => asSent(profile.id, predict(profile, seenByEnumeration(fact))));
const told = (fact: TlsEnumerationFact) => Object.fromEntries(fact.compatibility.map(({ profile, outcome, alert, agreed }) =>
  [profile, agreed === null ? `${outcome} ${alert ?? ''}`.trim() : `${agreed.version} ${agreed.cipherSuite}`]));

/** What setup of Exchange 2019 leaves, in the words of OpenSSL. */
const EXCHANGE_2019 = 'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:'
  + 'ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256:@SECLEVEL=0';
const both = (): TlsOptions => ({ cert: [certified().cert, certified('P-256').cert], key: [certified().key, certified('P-256').key] });

const worlds: readonly (readonly [string, TlsOptions])[] = [
  ['TLS 1.0 to 1.3, every suite, own order', { minVersion: 'TLSv1', maxVersion: 'TLSv1.3' }],
  ['TLS 1.0 to 1.2, every suite, the client\'s order', { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', honorCipherOrder: false }],
  ['TLS 1.0 only', { minVersion: 'TLSv1', maxVersion: 'TLSv1' }],
  ['TLS 1.1 only', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }],
  ['TLS 1.0 and 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', honorCipherOrder: false }],
  ['TLS 1.2 only', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }],
  ['TLS 1.3 only', { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }],
  ['the suites and curves of Exchange 2019', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: EXCHANGE_2019, ecdhCurve: 'P-384:P-256' }],
  ['ECDHE_RSA with GCM only', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0' }],
  ['GCM only, with TLS 1.0 and 1.1 switched on', { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0' }],
  ['x25519 alone', { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ecdhCurve: 'X25519' }],
  ['x25519 alone and no other key exchange', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ecdhCurve: 'X25519', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-SHA384:@SECLEVEL=0' }],
  ['P-521 alone', { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ecdhCurve: 'P-521' }],
  ['a P-256 key', { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ...certified('P-256') }],
  ['a P-384 key, own order', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ...certified('P-384') }],
  ['an Ed25519 key', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ...certified('Ed25519') }],
  ['two keys', { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ...both() }],
  ['two keys, the client\'s order', { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', honorCipherOrder: false, ...both() }],
  ['DHE too', { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', dhparam: 'auto', honorCipherOrder: false }],
  ['DHE alone', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', dhparam: 'auto', ciphers: 'DHE-RSA-AES128-SHA256:DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0' }],
  ['ChaCha20 first', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ciphers: `ECDHE-RSA-CHACHA20-POLY1305:AES128-SHA:${EVERY}` }],
];

describe('the answer to the hello of each kind of server', () => {
  it.each(worlds)('%s', async (_name, options) => {
    const fact = await enumerated(await tlsServer(options));
    expect(fact.compatibility.map(({ profile }) => profile)).toEqual(clientHelloProfiles.map(({ id }) => id));
    expect(predicted(fact)).toEqual(fact.compatibility);
  });

  it.each(worlds)('%s: without their hellos', async (_name, options) => {
    const server = await tlsServer(options);
    const sent = await enumerated(server);
    const fact = await enumerated(server, { predict: true });
    expect(fact.compatibility).toEqual(sent.compatibility.map((result) => ({ ...result, computed: true })));
    expect(fact.connections).toBe(sent.connections - clientHelloProfiles.length);
  });

  it('is sent for where the enumeration does not tell', async () => {
    // Chooses what was not offered, so that its suites are not known.
    const answer = inRecords(serverHello({ version: 0x0303, suite: 0x1234 }), [99]);
    const fact = await enumerated(await plainServer((socket) => socket.once('data', () => { socket.end(answer); })), { predict: true });
    expect(fact.compatibility).toHaveLength(clientHelloProfiles.length);
    expect(fact.compatibility.filter(({ computed }) => computed === undefined).length).toBeGreaterThan(0);
  });

  it('is a reset where the server resets what it does not like', async () => {
    const fact = await enumerated(await plainServer((socket) => socket.once('data', () => { socket.resetAndDestroy(); })));
    expect(new Set(fact.compatibility.map(({ outcome }) => outcome))).toEqual(new Set(['reset']));
    expect(predicted(fact)).toEqual(fact.compatibility);
  });

  it('is what was measured: old hellos against TLS 1.2 only', async () => {
    const fact = told(await enumerated(await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' })));
    for (const [profile, answer] of Object.entries(fact)) if (profile.endsWith('-legacy')) expect(answer, profile).toBe('alert 70');
    expect(fact['2016-net-tls12-strong']).toBe('TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384');
  });

  it('is what was measured: the suites of Exchange 2019', async () => {
    const options: TlsOptions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: EXCHANGE_2019, ecdhCurve: 'P-384:P-256' };
    const fact = told(await enumerated(await tlsServer(options)));
    for (const [profile, answer] of Object.entries(fact)) {
      const old = /^20(?:08|12)R2/.test(profile);
      expect(answer, profile).toBe(profile.endsWith('-legacy') ? 'alert 70'
        : `TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_${old ? 'CBC' : 'GCM'}_SHA384`);
    }
  });

  it('is what was measured: ECDHE_RSA with GCM only', async () => {
    const options: TlsOptions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0' };
    const fact = told(await enumerated(await tlsServer(options)));
    for (const [profile, answer] of Object.entries(fact)) {
      expect(answer, profile).toBe(profile.endsWith('-legacy') ? 'alert 70'
        : /^20(?:08|12)R2/.test(profile) ? 'alert 40' : 'TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384');
    }
  });
});
