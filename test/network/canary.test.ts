import { afterEach, describe, expect, it } from 'vitest';
import { inspect } from 'node:util';
import type { HttpRequest, Network } from '../../src/network/port.ts';
import { recording } from '../../src/network/tape.ts';
import { read, written } from '../load/written.ts';
import { rootAuthority } from './certificates.ts';
import { endAll, get, httpServer, httpsServer, liveAt, rawServer, tlsServer, type LiveWish, type Loopback } from './loopback.ts';
import { ntHash, ntlmServer } from './ntlm-server.ts';

const password = 'Canary-Passw0rd-ÿ';
const token = 'Canary.Passw0rd-token~1';
const user = 'CONTOSO\\svc';
const accounts = {
  basic: { method: 'basic', user, secret: password }, ntlm: { method: 'ntlm', user, secret: password },
    token: { method: 'token', user: 'app', secret: token },
} as const;
const { scenario } = read(written());

const base64 = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  Buffer.from(text, encoding).toString('base64').replace(/=+$/, '');
const hex = (text: string, encoding: BufferEncoding): string => Buffer.from(text, encoding).toString('hex');
/** The secrets in every form in which they might come out. */
const forms: readonly string[] = [
  password, token, 'Canary', base64(password), base64(password, 'latin1'), base64(password, 'utf16le'),
    base64(`${user}:${password}`), base64(`${user}:${password}`, 'latin1'),
  base64(token), hex(password, 'utf8'), hex(password, 'utf16le'), hex(token, 'utf8'), ntHash(password).toString('hex'),
    ntHash(password).toString('base64').replace(/=+$/, ''),
  encodeURIComponent(password), JSON.stringify(password).slice(1, -1),
].map((form) => form.toLowerCase());

/** The text, and what its base64 parts hold, as text and as hex. */
function searchable(text: string): string {
  const decoded = [...text.matchAll(/[A-Za-z0-9+/]{12,}/g)].map(([part]) => Buffer.from(part, 'base64'));
  return [text, ...decoded.flatMap((bytes) =>
    [bytes.toString('latin1'), bytes.toString('utf8'), bytes.toString('utf16le'),
      bytes.toString('hex')])].join('\n').toLowerCase();
}

const authority = await rootAuthority();
afterEach(endAll);

const url = 'https://mail.contoso.test/EWS/Exchange.asmx';

/** Asks with every sign-in; returns all that came out: the tape, the answers as anybody may print them, what was thrown. */
async function everything(server: Loopback, wish: LiveWish, more: Partial<HttpRequest> = {}): Promise<string> {
  const lines: string[] = [];
  const out: string[] = [];
  for (const signIn of Object.keys(accounts)) {
    const network: Network = recording(
      liveAt({ at: { 'mail.contoso.test': server.port, 'mail.contoso.test:80': server.port }, trust: [authority.pem], accounts,
        ...wish }), { tool: '0', scenario },
      (line) => { lines.push(line); },
    ).within('work');
    for (let count = 0; count < 2; count++) {
      const answer = await network.send(get(url,
        { method: 'POST', body: '<soap/>', signIn, timeoutMs: 1000, ...more })).catch((error: unknown) => error);
      out.push(inspect(answer, { depth: 20, showHidden: true, maxArrayLength: null, maxStringLength: null }),
        JSON.stringify(answer));
    }
  }
  expect(lines.length).toBeGreaterThanOrEqual(3);
  return [...lines, ...out].join('\n');
}

describe('no secret comes out', () => {
  it('finds canaries in every form, when there are some', () => {
    for (const form of [password, base64(`xx${user}:${password}`), base64(password, 'utf16le'),
      `x ${hex(password, 'utf16le')} y`, ntHash(password).toString('base64')]) {
      expect(forms.some((secret) => searchable(form).includes(secret))).toBe(true);
    }
  });

  const identity = () => authority.issue(['mail.contoso.test']);
  const servers: readonly { readonly what: string; start(): Promise<Loopback>; readonly wish?: LiveWish; readonly more?: Partial<HttpRequest> }[] = [
    { what: 'accepts everything', start: async () =>
      httpsServer(await identity(), (_request, response) => { response.end('ok'); }) },
    { what: 'refuses everything', start: async () => httpsServer(await identity(), (_request, response) => {
      response.writeHead(401, ['WWW-Authenticate', 'NTLM', 'WWW-Authenticate', 'Basic realm="x"', 'WWW-Authenticate',
        'Bearer']).end('401 - Unauthorized');
    }) },
    { what: 'repeats what it is sent', start: async () => httpsServer(await identity(), (request, response) => {
      response.writeHead(500, { 'X-Seen': String(request.headers.authorization) }).end(`<p>${request.rawHeaders.join('</p><p>')}</p>`);
    }) },
    { what: 'repeats what it is sent, with NTLM', start: async () => {
      const one = await identity();
      return httpsServer(one, ntlmServer({ accounts: { [user]: password }, certificate: one.der, answer: (request, response) => {
        response.end(`<p>${request.rawHeaders.join('</p><p>')}</p>`);
      } }).listener);
    } },
    { what: 'redirects', start: async () =>
      httpsServer(await identity(), (_request,
        response) => { response.writeHead(302, { Location: '/owa/auth/logon.aspx' }).end(); }) },
    { what: 'speaks NTLM', start: async () => {
      const one = await identity();
      return httpsServer(one, ntlmServer({ accounts: { [user]: password }, certificate: one.der }).listener);
    } },
    { what: 'refuses NTLM', start: async () => {
      const one = await identity();
      return httpsServer(one, ntlmServer({ accounts: { [user]: 'another' }, certificate: one.der }).listener);
    } },
    { what: 'closes after the NTLM challenge', start: async () => {
      const one = await identity();
      return httpsServer(one, ntlmServer({ accounts: {}, certificate: one.der, afterChallenge: 'close' }).listener);
    } },
    { what: 'sends a malformed NTLM challenge', start: async () => {
      const one = await identity();
      return httpsServer(one, ntlmServer({ accounts: {}, certificate: one.der, malformed: true }).listener);
    } },
    { what: 'is nobody that we know', start: async () =>
      httpsServer(await (await rootAuthority('Fabrikam')).issue(['mail.contoso.test']),
        (_request, response) => { response.end(); }) },
    { what: 'is nobody that we know, and allowed', start: async () =>
      httpsServer(await (await rootAuthority('Fabrikam')).issue(['mail.contoso.test']),
        (_request, response) => { response.end(); }),
      wish: { rules: { allowUntrusted: new Set(['mail.contoso.test']) } } },
    { what: 'has no encryption', start: () => httpServer((_request, response) => { response.end(); }),
      more: { url: 'http://mail.contoso.test/EWS/' } },
    { what: 'resets', start: () => rawServer((socket) => { socket.once('data', () => { socket.resetAndDestroy(); }); }) },
    { what: 'closes after the request', start: async () =>
      tlsServer(await identity(), (socket) => { socket.once('data', () => { socket.end(); }); }) },
    { what: 'answers garbage', start: async () =>
      tlsServer(await identity(), (socket) => { socket.once('data', () => { socket.end('what?\r\n'); }); }) },
    { what: 'does not answer', start: async () => tlsServer(await identity(), () => { /* nothing */ }), more: { timeoutMs: 50 } },
    { what: 'gets a request that cannot be sent', start: async () =>
      httpsServer(await identity(), (_request, response) => { response.end(); }), more: { headers: { X: '\u2028' } } },
  ];
  it.each(servers)('of a server that $what', async ({ start, wish = {}, more = {} }) => {
    const text = searchable(await everything(await start(), wish, more));
    for (const form of forms) expect(text.includes(form), `found ${form}`).toBe(false);
  });

  it('nor the nonce of a server', async () => {
    const one = await identity();
    const ntlm = ntlmServer({ accounts: {}, certificate: one.der, malformed: true });
    const text = searchable(await everything(await httpsServer(one, ntlm.listener), {}));
    expect(ntlm.nonces.length).toBeGreaterThan(0);
    for (const nonce of ntlm.nonces) expect(text).not.toContain(nonce);
  });
});
