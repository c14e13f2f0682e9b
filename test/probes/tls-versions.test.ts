/** The TLS probe against real sockets: servers that accept, refuse by alert, reset, close, fall silent, or speak something else. */
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import probe from '../../src/probes/tls-versions.ts';
import type { TlsVersionsFact } from '../../src/model/facts.ts';
import { madeCertificate } from '../protocol/certificate-maker.ts';
import { evidence, network, rawServer } from './loopback.ts';

const servers: Server[] = [];
afterAll(() => { for (const server of servers) server.close(); });
const { certificatePem, keyPem } = madeCertificate({ key: 'RSA-SHA256', subject: [['CN', 'mail.contoso.test']], names: [['dns', 'mail.contoso.test']] });

async function probed(at: string): Promise<TlsVersionsFact> {
  const attempt = await probe.gather('mail.contoso.test:443', network({ 'mail.contoso.test:443': at }), evidence());
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return attempt.value;
}

async function tlsServer(options: TlsOptions): Promise<string> {
  const server = createTlsServer({ cert: certificatePem, key: keyPem, ciphers: 'DEFAULT@SECLEVEL=0', ...options });
  server.on('tlsClientError', () => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const outcomes = ({ versions }: TlsVersionsFact): Readonly<Record<string, string>> =>
  Object.fromEntries(versions.map(({ version, outcome, alert }) => [version, alert === undefined ? outcome : `${outcome} ${alert}`]));

describe('TLS versions that a port accepts', () => {
  it.each([
    ['TLS 1.0 to 1.3', { minVersion: 'TLSv1', maxVersion: 'TLSv1.3' }, ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
    ['TLS 1.2 only', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, ['TLSv1.2']],
    ['TLS 1.0 only', { minVersion: 'TLSv1', maxVersion: 'TLSv1' }, ['TLSv1.0']],
    ['TLS 1.3 only', { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }, ['TLSv1.3']],
    ['TLS 1.2, one suite', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-SHA384:@SECLEVEL=0' }, ['TLSv1.2']],
  ] as const)('%s', async (_name, options, accepted) => {
    const fact = await probed(await tlsServer(options));
    expect(fact.versions.filter(({ outcome }) => outcome === 'accepted').map(({ version }) => version)).toEqual(accepted);
  });

  it('takes one connection where a version is accepted, and a second hello before it is called off', async () => {
    let hellos = 0;
    const { at, server } = await rawServer((socket) => socket.once('data', () => {
      hellos++;
      socket.resetAndDestroy();
    }));
    servers.push(server);
    const fact = await probed(at);
    expect(outcomes(fact)).toEqual({ 'SSLv3': 'reset', 'TLSv1.0': 'reset', 'TLSv1.1': 'reset', 'TLSv1.2': 'reset', 'TLSv1.3': 'reset' });
    expect({ connections: fact.connections, hellos }).toEqual({ connections: 10, hellos: 10 });
  });

  it('needs no second hello when the alert names the version', async () => {
    const { at, server, count } = await rawServer((socket) => socket.once('data', () => { socket.end(Buffer.from('1503010002' + '0246', 'hex')); }));
    servers.push(server);
    expect(outcomes(await probed(at))['TLSv1.2']).toBe('alert 70');
    expect(count()).toBe(5);
  });

  it('believes the second hello when only that one is accepted', async () => {
    const behind = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    const { connect } = await import('node:net');
    // A device that drops large hellos.
    const { at, server } = await rawServer((socket: Socket) => socket.once('data', (hello: Buffer) => {
      if (hello.length > 260) { socket.resetAndDestroy(); return; }
      const onward = connect(Number(behind.split(':')[1]), '127.0.0.1', () => { onward.write(hello); });
      onward.on('error', () => socket.destroy());
      onward.pipe(socket);
      socket.pipe(onward);
    }));
    servers.push(server);
    expect(outcomes(await probed(at))['TLSv1.2']).toBe('accepted');
  });

  it.each([
    ['closes', (socket: Socket) => socket.once('data', () => { socket.end(); }), 'closed'],
    ['greets as a mail server', (socket: Socket) => { socket.write('220 mail.contoso.test ESMTP\r\n'); }, 'not-tls'],
    ['answers in HTTP', (socket: Socket) => socket.once('data', () => { socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'); }), 'not-tls'],
  ] as const)('a port that %s', async (_name, behave, outcome) => {
    const { at, server } = await rawServer(behave);
    servers.push(server);
    expect(new Set(Object.values(outcomes(await probed(at))))).toEqual(new Set([outcome]));
  });

  it('is a failure, not a fact, when nothing answers at all', async () => {
    const { at, server } = await rawServer(() => undefined);
    await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    expect(await probe.gather('mail.contoso.test:443', network({ 'mail.contoso.test:443': at }), evidence()))
      .toEqual({ ok: false, failure: { kind: 'refused', message: 'mail.contoso.test:443 refused the connection' } });
  });
});
