/** Through a real CONNECT proxy on loopback. No name in here exists but for the proxy, so what arrives came through it. */
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { proxiesOf, ProxyWishError, type Proxies } from '../../src/network/proxy.ts';
import { recording } from '../../src/network/tape.ts';
import { rootAuthority } from './certificates.ts';
import { endAll, failureOf, get, httpServer, httpsServer, liveAt, rawServer, textOf, valueOf, type LiveWish } from './loopback.ts';

const url = 'https://mail.contoso.test/EWS/Exchange.asmx';
const authority = await rootAuthority();
const identity = await authority.issue(['mail.contoso.test']);

const ends: (() => void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await endAll();
});

interface ProxyServer {
  readonly port: number;
  /** What was asked of it: method and target, and the credentials. */
  readonly asked: readonly { readonly what: string; readonly authorization: string | undefined }[];
}

/** A proxy that knows these endpoints (`host:port` → port on loopback) and no others. */
async function proxyServer(knows: Readonly<Record<string, number>>, refuse?: (request: IncomingMessage) => string | undefined): Promise<ProxyServer> {
  const asked: { what: string; authorization: string | undefined }[] = [];
  const open = new Set<Socket>();
  const note = (request: IncomingMessage): void => {
    asked.push({ what: `${request.method} ${request.url}`, authorization: request.headers['proxy-authorization'] });
  };
  const server = createServer((request, response) => {
    note(request);
    const refusal = refuse?.(request);
    const target = new URL(request.url ?? '');
    const port = knows[`${target.hostname}:${target.port || 80}`];
    if (refusal !== undefined || port === undefined) {
      response.socket?.end(refusal ?? 'HTTP/1.1 503 Service Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    httpRequest({ host: '127.0.0.1', port, path: target.pathname + target.search, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    note(request);
    const refusal = refuse?.(request);
    const port = knows[request.url ?? ''];
    if (refusal !== undefined || port === undefined) {
      socket.end(refusal ?? 'HTTP/1.1 502 Bad Gateway\r\nProxy-Status: squid; error=dns_error\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => { socket.destroy(); onward.destroy(); });
    open.add(onward);
  });
  server.on('connection', (socket: Socket) => { open.add(socket); });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

const nothing = (): undefined => undefined;
const through = (port: number, user = ''): Proxies | undefined => proxiesOf(`http://${user}127.0.0.1:${port}`, nothing);
const liveThrough = (proxies: Proxies | undefined, more: LiveWish = {}) =>
  liveAt({ ...(proxies === undefined ? {} : { proxies }), trust: [authority.pem], ...more });
const hello = { label: 'x', host: 'mail.contoso.test', port: 443, send: Uint8Array.of(1, 2, 3), timeoutMs: 2000, limitBytes: 100 };

describe('through a proxy', () => {
  it('goes HTTPS by CONNECT, one connection kept', async () => {
    const server = await httpsServer(identity, (_request, response) => { response.end('here'); });
    const proxy = await proxyServer({ 'mail.contoso.test:443': server.port });
    const network = liveThrough(through(proxy.port));
    const answer = valueOf(await network.send(get(url)));
    expect({ body: textOf(answer), verified: answer.tls?.verified }).toEqual({ body: 'here', verified: true });
    await network.send(get(url));
    expect(proxy.asked).toEqual([{ what: 'CONNECT mail.contoso.test:443', authorization: undefined }]);
  });

  it('goes plain HTTP in absolute form', async () => {
    const server = await httpServer((request, response) => { response.end(`${request.headers.host} ${request.url}`); });
    const proxy = await proxyServer({ 'autodiscover.contoso.test:80': server.port });
    const answer = await liveThrough(through(proxy.port)).send(get('http://autodiscover.contoso.test/a?b=c'));
    expect(textOf(valueOf(answer))).toBe('autodiscover.contoso.test /a?b=c');
    expect(proxy.asked.map(({ what }) => what)).toEqual(['GET http://autodiscover.contoso.test/a?b=c']);
  });

  it('takes raw handshakes and whole ones through CONNECT', async () => {
    const raw = await rawServer((socket) => { socket.on('data', (bytes) => { socket.write(Buffer.from(bytes).reverse()); }); });
    const secured = await httpsServer(identity, nothing);
    const proxy = await proxyServer({ 'mail.contoso.test:443': raw.port, 'mail.contoso.test:444': secured.port });
    const network = liveThrough(through(proxy.port));
    expect(valueOf(await network.handshake({ ...hello, enough: (received) => received.length >= 3 })))
      .toEqual({ received: Buffer.from([3, 2, 1]), end: 'enough' });
    expect(valueOf(await network.negotiate({ label: 'y', host: 'mail.contoso.test', port: 444, minVersion: 'TLSv1.2', timeoutMs: 2000 })).verified).toBe(true);
    expect(proxy.asked.map(({ what }) => what)).toEqual(['CONNECT mail.contoso.test:443', 'CONNECT mail.contoso.test:444']);
  });

  it('loses nothing that comes together with the answer to CONNECT', async () => {
    const proxy = await rawServer((socket) => { socket.once('data', () => { socket.write('HTTP/1.1 200 OK\r\n\r\n220 mail'); }); });
    const answer = valueOf(await liveThrough(through(proxy.port)).handshake({ ...hello, enough: (received) => received.length >= 8 }));
    expect(Buffer.from(answer.received).toString()).toBe('220 mail');
  });

  it('leaves loopback and routed endpoints to themselves', async () => {
    const server = await httpsServer(identity, (_request, response) => { response.end('here'); });
    const plain = await httpServer((_request, response) => { response.end('plain'); });
    const proxy = await proxyServer({});
    const network = liveThrough(through(proxy.port), { at: { 'mail.contoso.test': server.port } });
    expect(textOf(valueOf(await network.send(get(url))))).toBe('here');
    expect(textOf(valueOf(await network.send(get(`http://127.0.0.1:${plain.port}/`))))).toBe('plain');
    expect(proxy.asked).toEqual([]);
  });
});

describe('credentials of a proxy', () => {
  it('go to the proxy only, and are in no answer, failure or tape', async () => {
    const seen: (string | undefined)[] = [];
    const server = await httpsServer(identity, (request, response) => {
      seen.push(request.headers['proxy-authorization']);
      response.end('here');
    });
    const echo = await httpServer((request, response) => { response.end(`you sent ${request.headers['proxy-authorization']}`); });
    const proxy = await proxyServer({ 'mail.contoso.test:443': server.port, 'mail.contoso.test:80': echo.port });
    const lines: string[] = [];
    const scenario = { name: 's', title: 's', servers: {}, signIns: {}, mailboxes: {}, lookups: [], window: { from: 'now', hours: 24, intervalMinutes: 30 }, trustHosts: [] };
    const network = recording(liveThrough(through(proxy.port, 'anna:pass%25word@')), { tool: 't', scenario }, (line) => { lines.push(line); });
    const token = Buffer.from('anna:pass%word').toString('base64');
    valueOf(await network.send(get(url)));
    expect(textOf(valueOf(await network.send(get('http://mail.contoso.test/'))))).toBe('you sent Basic [secret]');
    failureOf(await network.send(get('https://gone.contoso.test/')));
    expect(proxy.asked.map(({ authorization }) => authorization)).toEqual([1, 2, 3].map(() => `Basic ${token}`));
    expect(seen).toEqual([undefined]);
    expect(lines.join('\n')).not.toMatch(new RegExp(`${token}|pass%word|pass%25word`));
  });
});

describe('a proxy that refuses', () => {
  const answering = (answer: string) => (): string => `HTTP/1.1 ${answer}\r\nContent-Length: 0\r\n\r\n`;
  it.each([
    ['407 Needed\r\nProxy-Authenticate: Basic realm="x"', '', 'asks for a user and password (407): http://user:password@host:port'],
    ['407 Needed\r\nProxy-Authenticate: Basic realm="x"', 'u:p@', 'refused the user and password (407)'],
    ['407 Needed\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM', 'u:p@', 'offers Negotiate, NTLM to sign in (407); crosslines signs in to proxies with Basic only'],
    ['403 Forbidden', '', 'made no connection to mail.contoso.test:443: it answered 403'],
    ['503 Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0', '', 'made no connection to mail.contoso.test:443: it answered 503 (ERR_DNS_FAIL 0)'],
  ])('%j, signed in as %j', async (answer, user, says) => {
    const proxy = await proxyServer({}, answering(answer));
    const network = liveThrough(through(proxy.port, user));
    const expected = { kind: 'proxy', message: `the proxy 127.0.0.1:${proxy.port} ${says}` };
    expect(failureOf(await network.send(get(url)))).toEqual(expected);
    expect(failureOf(await network.handshake({ ...hello, enough: () => true }))).toEqual(expected);
    if (answer.startsWith('407')) expect(failureOf(await network.send(get('http://mail.contoso.test/')))).toEqual(expected);
  });

  it('also where it takes plain HTTP and says that the failure is its own', async () => {
    const proxy = await proxyServer({});
    expect(failureOf(await liveThrough(through(proxy.port)).send(get('http://gone.contoso.test/'))))
      .toEqual({ kind: 'proxy', message: `the proxy 127.0.0.1:${proxy.port} made no connection to gone.contoso.test:80: it answered 503 (ERR_DNS_FAIL 0)` });
  });

  it('leaves an answer of the server itself alone', async () => {
    const server = await httpServer((_request, response) => { response.writeHead(503).end(); });
    const proxy = await proxyServer({ 'mail.contoso.test:80': server.port });
    expect(valueOf(await liveThrough(through(proxy.port)).send(get('http://mail.contoso.test/'))).status).toBe(503);
  });

  it('is told from a proxy that is not there, silent, or no proxy', async () => {
    const gone = await rawServer(nothing);
    await endAll();
    const kinds = async (port: number) => failureOf(await liveThrough(through(port)).send(get(url, { timeoutMs: 100 })));
    expect(await kinds(gone.port)).toEqual({ kind: 'proxy', message: `the proxy 127.0.0.1:${gone.port} refused the connection` });
    const silent = await rawServer(nothing);
    expect(await kinds(silent.port)).toEqual({ kind: 'proxy', message: `the proxy 127.0.0.1:${silent.port} did not answer the request to connect to mail.contoso.test:443 within 0.1 seconds` });
    const other = await rawServer((socket) => { socket.end('220 smtp\r\n'); });
    expect(await kinds(other.port)).toEqual({ kind: 'proxy', message: `the proxy 127.0.0.1:${other.port} broke off before there was a connection to mail.contoso.test:443` });
  });

  it('does not outlive the end of the run', async () => {
    const ending = new AbortController();
    const silent = await rawServer((socket) => { socket.once('data', () => { ending.abort(); }); });
    const network = liveThrough(through(silent.port), { signal: ending.signal });
    expect(failureOf(await network.send(get(url))).kind).toBe('interrupted');
  });
});

describe('names behind a proxy', () => {
  it('are looked up here, and not known here means little', async () => {
    const network = liveThrough(proxiesOf('proxy.contoso.test:3128', nothing), { hosts: new Map([['mail.contoso.test', ['192.0.2.7']]]) });
    expect(valueOf(await network.resolve('mail.contoso.test'))).toEqual(['192.0.2.7']);
    expect(failureOf(await network.resolve('ex19.contoso.test'))).toEqual({
      kind: 'proxy',
      message: 'from this machine the name ex19.contoso.test does not exist in DNS; connections to it go through the proxy proxy.contoso.test:3128, which looks names up for itself',
    });
  });
});

describe('which proxy', () => {
  const chosen = (environment: Readonly<Record<string, string>>, given?: string) => {
    const proxies = proxiesOf(given, (name) => environment[name]);
    return (target: string): string | undefined => {
      const { protocol, hostname, port } = new URL(target);
      return proxies?.before(protocol === 'https:' ? 'https' : 'http', hostname, Number(port || (protocol === 'https:' ? 443 : 80)))?.name;
    };
  };

  it('is that of --proxy, then of the variable for the scheme, then of ALL_PROXY; lower case first', () => {
    expect(chosen({})('https://a.test')).toBeUndefined();
    expect(chosen({ HTTPS_PROXY: 'http://p:1' })('https://a.test')).toBe('p:1');
    expect(chosen({ HTTPS_PROXY: 'http://p:1' })('http://a.test')).toBeUndefined();
    expect(chosen({ HTTPS_PROXY: 'p:1', https_proxy: 'q:2' })('https://a.test')).toBe('q:2');
    expect(chosen({ HTTP_PROXY: 'p', ALL_PROXY: 'q:2' })('http://a.test')).toBe('p:80');
    expect(chosen({ HTTP_PROXY: 'p', all_proxy: 'q:2' })('https://a.test')).toBe('q:2');
    expect(chosen({ HTTPS_PROXY: 'http://p:1' }, 'http://[2001:db8::1]:3128/')('https://a.test')).toBe('[2001:db8::1]:3128');
    expect(chosen({ HTTPS_PROXY: ' ' })('https://a.test')).toBeUndefined();
  });

  it.each([
    ['contoso.test', ['https://contoso.test', 'https://mail.contoso.test', 'https://MAIL.contoso.test.'], ['https://notcontoso.test']],
    ['.contoso.test *.fabrikam.test', ['https://contoso.test', 'https://a.fabrikam.test'], ['https://contoso.test.example.test']],
    ['mail.contoso.test:444', ['https://mail.contoso.test:444'], ['https://mail.contoso.test']],
    ['10.0.0.0/8,192.0.2.7,2001:db8::/32', ['https://10.1.2.3', 'https://192.0.2.7', 'https://[2001:db8::9]'], ['https://11.1.2.3', 'https://192.0.2.70', 'https://[2001:db9::9]']],
    ['*', ['https://anything.test'], []],
  ])('is none for what NO_PROXY %j names, and for loopback', (list, straight, proxied) => {
    const proxyFor = chosen({ NO_PROXY: list }, 'http://p:1');
    for (const target of [...straight, 'https://localhost', 'https://127.0.0.1:8443', 'https://[::1]']) expect(proxyFor(target), target).toBeUndefined();
    for (const target of proxied) expect(proxyFor(target), target).toBe('p:1');
  });

  it.each([
    ['socks5://user:hunter2@p:1', '--proxy names a proxy that speaks socks5; crosslines speaks with http proxies only. Expected http://[user:password@]host:port, such as http://proxy.contoso.com:3128.'],
    ['http://user:hunter2@p:1/path', '--proxy names no proxy; expected http://[user:password@]host:port, such as http://proxy.contoso.com:3128.'],
    ['', '--proxy names no proxy; expected http://[user:password@]host:port, such as http://proxy.contoso.com:3128.'],
    ['http://user:%hunter2@p:1', '--proxy has a user or password with a "%" that stands for nothing; write a percent sign as %25.'],
  ])('%j is refused without being repeated', (text, says) => {
    expect(() => proxiesOf(text, nothing)).toThrow(new ProxyWishError(says));
  });

  it('names the variable that cannot be met', () => {
    expect(() => chosen({ ALL_PROXY: 'socks5h://p:1' })).toThrow('ALL_PROXY names a proxy that speaks socks5h');
  });

  it('is read from anything without another error, and without repeating it', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.tuple(fc.string(), fc.string()).map(([user, host]) => `http://${user}:hunter2@${host}`));
    fc.assert(fc.property(text, text, (given, list) => {
      try {
        proxiesOf(given, (name) => (name === 'NO_PROXY' ? list : undefined))?.before('https', 'mail.contoso.test', 443);
      } catch (error) {
        expect(error).toBeInstanceOf(ProxyWishError);
        expect((error as Error).message).not.toContain('hunter2');
      }
    }));
  });
});
