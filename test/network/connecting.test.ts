import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { rootAuthority } from './certificates.ts';
import { endAll, failureOf, get, httpServer, httpsServer, liveAt, rawServer, textOf, valueOf,
  type Loopback } from './loopback.ts';

const url = 'https://mail.contoso.test/EWS/Exchange.asmx';
const authority = await rootAuthority();
const identity = await authority.issue(['mail.contoso.test']);
afterEach(endAll);

const to = (server: Loopback, trust = [authority.pem]) => liveAt({ at: { 'mail.contoso.test': server.port }, trust });
const firstBytes = (then: (socket: Socket) => void) =>
  (socket: Socket): void => { socket.once('data', () => { then(socket); }); };
/** A fatal TLS alert in a record of TLS 1.2. Source: RFC 5246 6.2.1, 7.2. */
const alert = (number: number): Uint8Array => Uint8Array.of(0x15, 3, 3, 0, 2, 2, number);

describe('connecting', () => {
  it('says that a name does not exist', async () => {
    const network = liveAt({});
    expect(failureOf(await network.send(get(url))))
      .toEqual({ kind: 'name-not-resolved', message: 'the name mail.contoso.test does not exist in DNS' });
    expect(failureOf(await network.resolve('mail.contoso.test')).kind).toBe('name-not-resolved');
    expect(failureOf(await network.handshake({ label: 'x', host: 'x.test', port: 1, send: new Uint8Array(), enough: () => true,
      timeoutMs: 1000, limitBytes: 1 })).kind)
      .toBe('name-not-resolved');
    expect(failureOf(await network.negotiate({ label: 'x', host: 'x.test', port: 1, minVersion: 'TLSv1.2',
      timeoutMs: 1000 })).kind).toBe('name-not-resolved');
  });

  it('finds names in the DNS of its own, whatever their letters', async () => {
    const server = await httpServer((_request, response) => { response.end('here'); });
    const network = liveAt({ hosts: new Map([['mail.contoso.test', ['127.0.0.1', '::1']], ['empty.test', []]]) });
    expect(valueOf(await network.resolve('MAIL.contoso.test'))).toEqual(['127.0.0.1', '::1']);
    expect(valueOf(await network.resolve('192.0.2.7'))).toEqual(['192.0.2.7']);
    expect(valueOf(await network.resolve('[::1]'))).toEqual(['::1']);
    expect(failureOf(await network.resolve('empty.test')).kind).toBe('name-not-resolved');
    expect(textOf(valueOf(await network.send(get(`http://mail.contoso.test:${server.port}/`))))).toBe('here');
  });

  it('follows a route for its own port only', async () => {
    const server = await httpServer((request, response) => { response.end(request.headers.host); });
    const network = liveAt({ at: { 'mail.contoso.test:80': server.port } });
    expect(textOf(valueOf(await network.send(get('http://Mail.contoso.test/'))))).toBe('mail.contoso.test');
    expect(failureOf(await network.send(get('http://mail.contoso.test:81/'))).kind).toBe('name-not-resolved');
  });

  it('without a DNS of its own gives the address of a route', async () => {
    const { routes } = await import('../../src/network/routes.ts');
    const table = routes(new Map([['mail.contoso.test:443', '[::1]:8443']]));
    expect(await table.addresses('Mail.contoso.test')).toEqual(['::1']);
    expect(await table.target('mail.contoso.test', 443)).toEqual({ address: '::1', port: 8443 });
  });

  it('says that the port refuses', async () => {
    const server = await rawServer(() => { /* never reached */ });
    await endAll();
    expect(failureOf(await to(server).send(get(url))))
      .toEqual({ kind: 'refused', message: 'mail.contoso.test:443 refused the connection' });
  });

  it.skipIf(process.platform !== 'linux')('says that a port does not answer the connection request', async () => {
    // A process that listens and then stands still: after two connections its queue is full, and further requests are dropped.
    const child = spawn(process.execPath, ['-e', `
      const server = require('node:net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
        require('node:fs').writeSync(1, String(server.address().port));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`], { stdio: ['ignore', 'pipe', 'inherit'] });
    const fillers: Socket[] = [];
    try {
      const [port] = (await once(child.stdout, 'data')).map((chunk) => Number(String(chunk)));
      for (let count = 0; count < 2; count++) {
        const socket = connect(port ?? 0, '127.0.0.1').on('error', () => { /* when the child ends */ });
        fillers.push(socket);
        await once(socket, 'connect');
      }
      const network = liveAt({ at: { 'mail.contoso.test': port ?? 0 } });
      expect(failureOf(await network.send(get(url, { timeoutMs: 100 })))).toEqual({
        kind: 'connect-timeout', message: 'mail.contoso.test:443 did not answer the connection request',
      });
      expect(failureOf(await network.negotiate({ label: 'x', host: 'mail.contoso.test', port: 443, minVersion: 'TLSv1.2',
        timeoutMs: 50 })).kind).toBe('connect-timeout');
    } finally {
      for (const socket of fillers) socket.destroy();
      child.kill('SIGKILL');
    }
  });

  it.each<readonly [string, (socket: Socket) => void, object]>([
    ['an alert', firstBytes((socket) => socket.end(alert(40))),
      { kind: 'tls-alert', alert: 40, message: 'mail.contoso.test:443 refused the TLS handshake with alert 40' }],
    ['a reset', firstBytes((socket) => socket.resetAndDestroy()), { kind: 'tls-reset' }],
    ['a close', firstBytes((socket) => socket.end()), { kind: 'tls-closed' }],
    ['an HTTP answer', firstBytes((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      { kind: 'not-tls', message: 'mail.contoso.test:443 does not speak TLS' }],
    ['a banner', (socket) => socket.write('220 mail.contoso.test ESMTP\r\n'), { kind: 'not-tls' }],
    ['silence', () => { /* says nothing */ },
      { kind: 'tls-timeout', message: 'mail.contoso.test:443 fell silent during the TLS handshake' }],
    ['half a hello', firstBytes((socket) => socket.write(Uint8Array.of(0x16, 3, 3, 0, 80, 2))), { kind: 'tls-timeout' }],
  ])('tells %s during the TLS handshake apart', async (_what, onConnection, failure) => {
    const network = to(await rawServer(onConnection));
    expect(failureOf(await network.send(get(url, { timeoutMs: 150 })))).toMatchObject(failure);
    expect(failureOf(await network.negotiate({ label: 'x', host: 'mail.contoso.test', port: 443, minVersion: 'TLSv1.2',
      timeoutMs: 150 }))).toMatchObject(failure);
  });

  it('takes a plain HTTP port for what it is', async () => {
    const server = await httpServer((_request, response) => { response.end(); });
    expect(failureOf(await to(server).send(get(url))).kind).toBe('not-tls');
  });

  it('does not step below TLS 1.2 by itself, and does when asked', async () => {
    const server = await httpsServer(identity, (_request, response) => { response.end('old'); },
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    const network = to(server);
    expect(failureOf(await network.send(get(url)))).toMatchObject({ kind: 'tls-alert', alert: 70 });
    const answer = valueOf(await network.send(get(url, { minVersion: 'TLSv1' })));
    expect([textOf(answer), answer.tls]).toEqual(['old', {
      version: 'TLSv1.1', cipherSuite: 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', verified: true, problem: null, trusted: true,
    }]);
    expect(valueOf(await network.negotiate({ label: 'x', host: 'mail.contoso.test', port: 443, minVersion: 'TLSv1.1',
      timeoutMs: 1000 })).version).toBe('TLSv1.1');
  });

  it('names TLS 1.0 as the standards do', async () => {
    const server = await httpsServer(identity, (_request, response) => { response.end(); },
      { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(valueOf(await to(server).send(get(url, { minVersion: 'TLSv1' }))).tls?.version).toBe('TLSv1.0');
  });
});

describe('ending a run', () => {
  it('interrupts handshakes under way, and lets nothing new begin', async () => {
    const ending = new AbortController();
    const server = await rawServer((socket) => { socket.once('data', () => { ending.abort(); }); });
    const network = liveAt({ at: { 'mail.contoso.test': server.port }, signal: ending.signal });
    const ended = { kind: 'interrupted', message: 'the run was ended' };
    const answers = await Promise.all([
      network.send(get(url)),
      network.negotiate({ label: 'x', host: 'mail.contoso.test', port: 443, minVersion: 'TLSv1.2', timeoutMs: 5000 }),
      network.handshake({ label: 'y', host: 'mail.contoso.test', port: 443, send: Uint8Array.of(1), enough: () => false,
        timeoutMs: 5000, limitBytes: 10 }),
    ]);
    expect(answers.map(failureOf)).toEqual([ended, ended, ended]);
    expect([failureOf(await network.send(get(url))), failureOf(await network.resolve('x.test'))]).toEqual([ended, ended]);
  });

  it('interrupts an answer that does not end', async () => {
    const ending = new AbortController();
    const server = await httpsServer(identity, (_request, response) => {
      response.write('begins');
      setImmediate(() => { ending.abort(); });
    });
    const network = liveAt({ at: { 'mail.contoso.test': server.port }, trust: [authority.pem], signal: ending.signal });
    expect(failureOf(await network.send(get(url))).kind).toBe('interrupted');
  });
});
