import { createConnection } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { SecureVersion, Server, TlsOptions } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import type { TlsVersion } from '../../../src/model/facts.ts';
import { summarizeCertificate } from '../../../src/protocol/certificate.ts';
import { alternativeSuites, encodeClientHello, probeSuites } from '../../../src/protocol/tls/client-hello.ts';
import { enoughForServerHello, readServerFlight } from '../../../src/protocol/tls/server-flight.ts';
import type { ServerFlight } from '../../../src/protocol/tls/server-flight.ts';
import { madeCertificate } from '../certificate-maker.ts';

const random = Uint8Array.from({ length: 32 }, (_, index) => 200 - index);
const versions: readonly [TlsVersion, SecureVersion][] = [
  ['TLSv1.0', 'TLSv1'], ['TLSv1.1', 'TLSv1.1'], ['TLSv1.2', 'TLSv1.2'], ['TLSv1.3', 'TLSv1.3'],
];
const servers: Server[] = [];
const certificate = madeCertificate({ key: 'RSA-SHA256', names: [['dns', 'mail.contoso.test']] });
afterAll(() => { for (const server of servers) server.close(); });

describe('a hello to a real TLS server', () => {
  it.each(versions)('%s: is accepted by a server that speaks only that', async (version, only) => {
    const port = await listening({ minVersion: only, maxVersion: only });
    for (const cipherSuites of [probeSuites(version), alternativeSuites(version)]) {
      const serverName = 'mail.contoso.test';
      const flight = await asked(port, encodeClientHello({ version, serverName, cipherSuites, random, keyShare: random }));
      expect(flight).toMatchObject({ kind: 'server-hello', version, helloRetryRequest: false });
      expect(flight.kind === 'server-hello' && cipherSuites.includes(flight.cipherSuiteId)).toBe(true);
      expect(flight.kind === 'server-hello' && flight.cipherSuite).toMatch(/^TLS_/);
    }
  });

  it.each(versions)('%s: gets that version from a server that speaks all', async (version) => {
    const port = await listening({ minVersion: 'TLSv1', maxVersion: 'TLSv1.3' });
    expect(await asked(port, encodeClientHello({ version, cipherSuites: probeSuites(version), random, keyShare: random })))
      .toMatchObject({ kind: 'server-hello', version });
  });

  it.each<[TlsVersion, TlsOptions, number, string]>([
    ['TLSv1.0', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, 70, 'protocol_version'],
    ['TLSv1.1', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' }, 70, 'protocol_version'],
    ['TLSv1.3', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, 70, 'protocol_version'],
    // SSLv3 has no protocol_version alert, so OpenSSL says handshake_failure.
    ['SSLv3', { minVersion: 'TLSv1', maxVersion: 'TLSv1.2' }, 40, 'handshake_failure'],
  ])('%s: is refused with an alert by a server that does not speak it', async (version, options, description, name) => {
    const port = await listening(options);
    expect(await asked(port, encodeClientHello({ version, cipherSuites: probeSuites(version), random, keyShare: random })))
      .toEqual({ kind: 'alert', level: 2, description, name });
  });

  it('gets a handshake_failure alert without a shared suite', async () => {
    const port = await listening({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    expect(await asked(port, encodeClientHello({ version: 'TLSv1.2', cipherSuites: [0x0005, 0x000a], random })))
      .toMatchObject({ kind: 'alert', description: 40 });
  });

  it('gets the chosen suite, secure renegotiation and the certificate', async () => {
    const port = await listening({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    const hello = encodeClientHello({ version: 'TLSv1.2', cipherSuites: [0xc028], random, extras: { alpn: ['http/1.1'] } });
    const flight = await asked(port, hello, hasAll);
    expect(flight).toMatchObject({
      kind: 'server-hello', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', secureRenegotiation: true,
      extendedMasterSecret: true, sessionTicket: true, alpn: 'http/1.1', complete: true,
    });
    const [leaf] = (flight.kind === 'server-hello' && flight.certificates) || [];
    expect(summarizeCertificate(leaf ?? new Uint8Array()).names).toEqual(['mail.contoso.test']);
  });

  it('gets a HelloRetryRequest where it brings no key', async () => {
    const port = await listening({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' });
    expect(await asked(port, encodeClientHello({ version: 'TLSv1.3', cipherSuites: probeSuites('TLSv1.3'), random })))
      .toMatchObject({ kind: 'server-hello', version: 'TLSv1.3', helloRetryRequest: true, complete: true });
  });

  it('gets a CertificateRequest where the server wants a certificate', async () => {
    const ca = certificate.certificatePem;
    const port = await listening({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', requestCert: true, ca });
    const hello = encodeClientHello({ version: 'TLSv1.2', cipherSuites: probeSuites('TLSv1.2'), random });
    const flight = await asked(port, hello, hasAll);
    expect(flight).toMatchObject({ certificateRequest: { authorities: 1 } });
  });
});

function hasAll(received: Uint8Array): boolean {
  const flight = readServerFlight(received);
  return flight.kind === 'server-hello' && flight.complete;
}

async function listening(options: TlsOptions): Promise<number> {
  const server = createServer({
    key: certificate.keyPem, cert: certificate.certificatePem, ciphers: 'DEFAULT@SECLEVEL=0', ALPNProtocols: ['http/1.1'],
    ...options,
  });
  // Every probe breaks off its handshake; that is no concern of the test.
  server.on('tlsClientError', () => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return (server.address() as AddressInfo).port;
}

function asked(port: number, hello: Uint8Array, enough = enoughForServerHello): Promise<ServerFlight> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = createConnection(port, '127.0.0.1', () => { socket.write(hello); });
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (enough(received)) socket.destroy();
    });
    socket.on('close', () => { resolve(readServerFlight(received)); });
    socket.on('error', reject);
  });
}
