/** What stands between us and the token service: each kind of trouble says what it is, although the OAuth library keeps none of it. */
import { createServer, type IncomingMessage } from 'node:http';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SignInResult } from '../../src/model/facts.ts';
import { proxiesOf } from '../../src/network/proxy.ts';
import { rootAuthority, type Authority } from './certificates.ts';
import { endAll, get, httpsServer, liveAt, rawServer, valueOf, type LiveWish } from './loopback.ts';

const authority = 'login.microsoftonline.com';
const ews = 'outlook.office365.com';
const m365 = {
  method: 'oauth' as const, secret: 'S3cret~canary',
  oauth: { tenant: 'contoso.onmicrosoft.com', clientId: '11112222-aaaa-3333-bbbb-4444cccc5555', flow: 'secret' as const,
    nationalCloud: 'worldwide' as const },
};

let ca: Authority;
beforeAll(async () => { ca = await rootAuthority(); });
afterEach(endAll);

/** What the sign-in comes to while Exchange Online is well. */
async function signIn(at: Readonly<Record<string, number>>, more: LiveWish = {}): Promise<SignInResult> {
  const exchange = await httpsServer(await ca.issue([ews]), (_request, response) => { response.writeHead(401).end(); });
  const answer = valueOf(await liveAt({ accounts: { m365 }, at: { [ews]: exchange.port, ...at }, trust: [ca.pem], ...more })
    .send(get(`https://${ews}/EWS/Exchange.asmx`, { signIn: 'm365' })));
  expect(JSON.stringify(answer)).not.toContain(m365.secret);
  return answer.signIn;
}

/** A port at which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => { resolve((server.address() as { port: number }).port); }));
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('no token, because', () => {
  it('the network is down', async () => {
    expect(await signIn({ [authority]: await closedPort() })).toEqual({
      id: 'm365', method: 'oauth', outcome: 'withheld',
      reason: `no token, because ${authority} was not reached: ${authority}:443 refused the connection`,
    });
  });

  it('its name is not in DNS', async () => {
    expect((await signIn({})).reason).toMatch(/the name login\.microsoftonline\.com does not exist in DNS; either this machine has no way to the internet/);
  });

  it('a device on the way opens TLS', async () => {
    const foreign = await httpsServer(await (await rootAuthority()).issue([authority]), (_request, response) => { response.end('{}'); });
    expect((await signIn({ [authority]: foreign.port })).reason)
      .toMatch(/the certificate of login\.microsoftonline\.com:443 did not verify \(\w+\), so nothing was sent; most likely a device on the way opens TLS.*--ca$/);
  });

  it('a device on the way answers with a page', async () => {
    const portal = await httpsServer(await ca.issue([authority]), (_request, response) => { response.writeHead(200,
      { 'Content-Type': 'text/html' }).end('<html>Sign in</html>'); });
    expect((await signIn({ [authority]: portal.port })).reason).toMatch(/answered 200 without JSON.*a device on the way answered in its place$/);
  });

  it('the connection breaks', async () => {
    const raw = await rawServer((socket) => { socket.destroy(); });
    expect((await signIn({ [authority]: raw.port })).reason).toMatch(/(closed|reset) the connection during the TLS handshake$/);
  });

  it('the proxy wants a password (407), and never sees the secret', async () => {
    const seen: string[] = [];
    const refusing = await rawServer((socket) => {
      socket.on('data', (bytes) => { seen.push(bytes.toString('latin1')); });
      socket.write('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="p"\r\nContent-Length: 0\r\n\r\n');
    });
    const proxies = proxiesOf(`http://127.0.0.1:${refusing.port}`, () => undefined);
    const result = await signIn({}, { ...(proxies === undefined ? {} : { proxies }) });
    expect(result.reason).toMatch(/the proxy 127\.0\.0\.1:\d+ asks for a user and password \(407\)/);
    expect(seen.join('')).toContain(`CONNECT ${authority}:443`);
    expect(seen.join('')).not.toContain('canary');
  });

  it('a redirect is not followed, and the secret goes nowhere else', async () => {
    const got: string[] = [];
    const note = (request: IncomingMessage): void => { request.on('data', (bytes: Buffer) => { got.push(bytes.toString()); }); };
    const evil = await httpsServer(await ca.issue(['evil.test']), (request, response) => {
      note(request);
      response.end('{"access_token":"x","token_type":"Bearer","expires_in":3600}');
    });
    const service = await httpsServer(await ca.issue([authority]), (_request, response) => {
      response.writeHead(307, { 'Location': 'https://evil.test/token', 'Content-Type': 'application/json' }).end('{}');
    });
    expect((await signIn({ [authority]: service.port, 'evil.test': evil.port })).outcome).toBe('withheld');
    expect([got, evil.connections()]).toEqual([[], 0]);
  });
});
