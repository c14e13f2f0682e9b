import { afterEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../src/network/port.ts';
import { rootAuthority } from './certificates.ts';
import { endAll, failureOf, get, httpsServer, liveAt, textOf, valueOf, type Account } from './loopback.ts';
import { ntlmServer, type NtlmWish } from './ntlm-server.ts';

const password = 'Pässw0rd-ÿ';
const authority = await rootAuthority();
const identity = await authority.issue(['mail.contoso.test']);
afterEach(endAll);

async function against(wish: Partial<NtlmWish>, account: Partial<Account> = {}) {
  const ntlm = ntlmServer({ accounts: { 'CONTOSO\\svc': password, 'svc@contoso.test': password }, certificate: identity.der,
    ...wish });
  const server = await httpsServer(identity, ntlm.listener);
  const network = liveAt({
    at: { 'mail.contoso.test': server.port }, trust: [authority.pem],
    accounts: { corp: { method: 'ntlm', user: 'CONTOSO\\svc', secret: password, ...account } },
  });
  const ask = (more: Partial<HttpRequest> = {}) =>
    network.send(get('https://mail.contoso.test/EWS/Exchange.asmx',
      { signIn: 'corp', method: 'POST', body: '<soap/>', ...more }));
  return { ntlm, server, ask };
}

describe('signing in with NTLM', () => {
  it.each<readonly [string, Partial<NtlmWish>, Partial<Account>, object]>([
    ['domain and user', {}, {}, { account: 'CONTOSO\\svc', proof: true, mic: true, binding: true,
      targetName: 'HTTP/mail.contoso.test' }],
    ['a principal name', {}, { user: 'svc@contoso.test' }, { account: 'svc@contoso.test', proof: true, mic: true }],
    ['channel binding required', { requireBinding: true }, {}, { proof: true, binding: true }],
    ['channel binding off', {}, { channelBinding: false }, { proof: true, mic: true, binding: 'none' }],
    ['a server without a clock', { clock: false }, {}, { proof: true, mic: 'none' }],
  ])('is accepted: %s', async (_what, wish, account, expected) => {
    const { ntlm, server, ask } = await against(wish, account);
    const answer = valueOf(await ask());
    expect(ntlm.judged).toEqual([expect.objectContaining(expected)]);
    expect([answer.signIn, textOf(answer), server.connections()])
      .toEqual([{ id: 'corp', method: 'ntlm', outcome: 'accepted', machine: 'mail16.contoso.test' }, 'signed in', 1]);
    expect(ntlm.requests).toEqual([['POST', 1, 0], ['POST', 3, 7]]);
  });

  it('names the machine that took the connection, also for what comes over it later, and none where none was named', async () => {
    let busy = false;
    const inner = ntlmServer({ accounts: { 'CONTOSO\\svc': password }, certificate: identity.der });
    const server = await httpsServer(identity, (request, response) => {
      if (busy) response.writeHead(503, { Connection: 'close' }).end();
      else inner.listener(request, response);
    });
    const network = liveAt({
      at: { 'mail.contoso.test': server.port }, trust: [authority.pem], accounts: { corp: { method: 'ntlm', user: 'CONTOSO\\svc', secret: password } },
    });
    const machine = async () => valueOf(await network.send(get('https://mail.contoso.test/EWS/Exchange.asmx', { signIn: 'corp', method: 'POST', body: '<soap/>' }))).signIn.machine;
    expect([await machine(), await machine(), server.connections()]).toEqual(['mail16.contoso.test', 'mail16.contoso.test', 1]);
    busy = true;
    // The first still comes over the connection on which the machine named itself, the second over a new one.
    expect([await machine(), await machine(), server.connections()]).toEqual(['mail16.contoso.test', undefined, 2]);
  });

  it('is refused without the channel binding that is required', async () => {
    const { ntlm, ask } = await against({ requireBinding: true }, { channelBinding: false });
    const answer = valueOf(await ask());
    expect([answer.status, answer.signIn.outcome]).toEqual([401, 'rejected']);
    expect(ntlm.judged).toHaveLength(1);
  });

  it('is tried once with a wrong password', async () => {
    const { ntlm, ask } = await against({}, { secret: 'another' });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map((answer) => valueOf(answer).signIn.outcome)).toEqual(['rejected', 'withheld', 'withheld']);
    expect(valueOf(answers[0] ?? await ask()).signIn.reason).toBe('the server refused the credentials');
    expect(ntlm.judged.map(({ proof }) => proof)).toEqual([false]);
    expect(ntlm.requests.filter(([, type]) => type === 3)).toHaveLength(1);
  });

  it('counts as refused where the last answer offers nothing more', async () => {
    const inner = ntlmServer({ accounts: {}, certificate: identity.der });
    let refusals = 0;
    const server = await httpsServer(identity, (request, response) => {
      if (/^NTLM .{100}/.test(request.headers.authorization ?? '')) {
        refusals++;
        response.writeHead(401).end();
      } else {
        inner.listener(request, response);
      }
    });
    const network = liveAt({
      at: { 'mail.contoso.test': server.port }, trust: [authority.pem],
        accounts: { corp: { method: 'ntlm', user: 'CONTOSO\\svc', secret: 'x' } },
    });
    const ask = async () => valueOf(await network.send(get('https://mail.contoso.test/EWS', { signIn: 'corp' }))).signIn.outcome;
    expect([await ask(), await ask(), refusals]).toEqual(['rejected', 'withheld', 1]);
  });

  it('keeps a connection signed in, and asks on it without a new sign-in', async () => {
    const { ntlm, server, ask } = await against({});
    for (let count = 0; count < 3; count++) expect(valueOf(await ask()).signIn.outcome).toBe('accepted');
    expect(ntlm.requests).toEqual([['POST', 1, 0], ['POST', 3, 7], ['POST', 0, 7], ['POST', 0, 7]]);
    expect([ntlm.judged.length, server.connections()]).toEqual([1, 1]);
  });

  it('signs in again where the server has closed the connection since', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { ntlm, server, ask } = await against({
      answer: (request, response) => {
        closed = new Promise((resolve) => request.socket.once('close', resolve));
        response.end('signed in', () => { request.socket.end(); });
      },
    });
    for (let count = 0; count < 3; count++) {
      expect(textOf(valueOf(await ask()))).toBe('signed in');
      await closed;
    }
    expect([ntlm.judged.length, server.connections()]).toEqual([3, 3]);
  });

  it('signs connections in each for itself', async () => {
    const { ntlm, server, ask } = await against({});
    await ask();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask()));
    expect(answers.map((answer) => textOf(valueOf(answer)))).toEqual(Array(6).fill('signed in'));
    expect(ntlm.judged.every(({ proof, mic }) => proof && mic === true)).toBe(true);
    expect(ntlm.judged).toHaveLength(server.connections());
  });

  it.each(['close', 'announce-close'] as const)('ends with the connection when it closes after the challenge: %s',
    async (afterChallenge) => {
    const { ntlm, ask } = await against({ afterChallenge });
    expect(failureOf(await ask())).toMatchObject({ kind: 'closed' });
    expect(ntlm.judged).toEqual([]);
  });

  it('gives up on a malformed challenge', async () => {
    const { ntlm, ask } = await against({ malformed: true });
    expect(valueOf(await ask()).signIn).toEqual({ id: 'corp', method: 'ntlm', outcome: 'not-offered',
      reason: 'the NTLM challenge of the server is malformed' });
    expect(ntlm.judged).toEqual([]);
  });

  it.each<readonly [readonly string[], string]>([
    [['Negotiate'], 'the server offers Negotiate only'],
    [['Negotiate', 'Basic realm="NTLM, of old"', 'Bearer'], 'the server offers Negotiate, Basic, Bearer only'],
    [['Negotiate, Kerberos'], 'the server offers Negotiate, Kerberos only'],
    [[], 'the server offers no way to sign in'],
    [['NTLM'], 'the server offers NTLM, but sent no challenge'],
  ])('says what is offered instead: %j', async (offered, reason) => {
    const server = await httpsServer(identity, (_request, response) => {
      response.writeHead(401, offered.flatMap((value) => ['WWW-Authenticate', value])).end();
    });
    const network = liveAt({
      at: { 'mail.contoso.test': server.port }, trust: [authority.pem],
        accounts: { corp: { method: 'ntlm', user: 'CONTOSO\\svc', secret: password } },
    });
    expect(valueOf(await network.send(get('https://mail.contoso.test/EWS', { signIn: 'corp' }))).signIn)
      .toEqual({ id: 'corp', method: 'ntlm', outcome: 'not-offered', reason });
  });
});
