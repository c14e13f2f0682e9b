import nock from 'nock';
import { describe, expect, it } from 'vitest';
import { behindBasic, behindBearer, offering, redirecting, withoutCredentials } from '../../mocks/nock-interceptors.ts';
import { interceptAll } from './intercepting.ts';
import { failureOf, get, header, liveAt, textOf, valueOf } from './loopback.ts';

const origin = 'https://mail.contoso.test';
const url = `${origin}/EWS/Exchange.asmx`;
const accounts = {
  right: { method: 'basic', user: 'CONTOSO\\svc', secret: 'Pässw0rd' },
  wrong: { method: 'basic', user: 'CONTOSO\\svc', secret: 'another' },
  token: { method: 'token', secret: 'a.b-c' },
  expired: { method: 'token', user: 'app', secret: 'x.y-z' },
  missing: { method: 'basic', user: 'CONTOSO\\svc' },
} as const;
// Ports do not matter: nock answers before a connection is made.
const network = (named: readonly string[] = ['mail.contoso.test']) => liveAt({ accounts, rules: { namedHosts: new Set(named) } });
const post = (signIn: string) => get(url, { method: 'POST', body: '<soap/>', signIn });

describe('requests, intercepted', () => {
  interceptAll();

  it('with Basic are accepted, and a fault behind it is an answer like any other', async () => {
    behindBasic(origin, 'CONTOSO\\svc', 'Pässw0rd', { status: 500, body: '<soap:Fault/>' });
    const answer = valueOf(await network().send(post('right')));
    expect([answer.status, textOf(answer), answer.signIn])
      .toEqual([500, '<soap:Fault/>', { id: 'right', method: 'basic', outcome: 'accepted' }]);
    expect(header(answer, 'content-type')).toEqual(['text/xml; charset=utf-8']);
  });

  it('with a wrong password are refused once, and the right one waits for another place', async () => {
    behindBasic(origin, 'CONTOSO\\svc', 'Pässw0rd');
    const net = network();
    const refused = valueOf(await net.send(post('wrong')));
    expect([refused.status, refused.signIn])
      .toEqual([401, { id: 'wrong', method: 'basic', outcome: 'rejected', reason: 'the server refused the credentials' }]);
    expect(header(refused, 'www-authenticate')).toEqual(['Basic realm="mail.contoso.test"', 'Negotiate', 'NTLM']);
    expect(valueOf(await net.send(get(url, { signIn: 'wrong' }))).signIn)
      .toMatchObject({ outcome: 'withheld', reason: expect.stringContaining('already refused there') as string });
  });

  it('with a bearer token are accepted or refused', async () => {
    behindBearer(origin, 'a.b-c');
    const net = network();
    expect(valueOf(await net.send(post('token'))).signIn).toEqual({ id: 'token', method: 'token', outcome: 'accepted' });
    expect(valueOf(await net.send(post('expired'))).signIn.outcome).toBe('rejected');
  });

  it.each([
    [['Negotiate'], 'the server offers Negotiate only'],
    [['Bearer', 'NTLM'], 'the server offers Bearer, NTLM only'],
  ])('with Basic where there is only %j say so', async (schemes, reason) => {
    offering(origin, schemes);
    expect(valueOf(await network().send(post('right'))).signIn)
      .toEqual({ id: 'right', method: 'basic', outcome: 'not-offered', reason });
  });

  it('are not sent on elsewhere', async () => {
    redirecting(origin, 'https://sts.contoso.test/adfs/ls/');
    const elsewhere = nock('https://sts.contoso.test').get('/adfs/ls/').reply(200, 'sign in here');
    const answer = valueOf(await network(['mail.contoso.test', 'sts.contoso.test']).send(post('right')));
    expect([answer.status, header(answer, 'location'), elsewhere.isDone()])
      .toEqual([302, ['https://sts.contoso.test/adfs/ls/'], false]);
  });

  it.each([
    ['missing', ['mail.contoso.test'], 'no credentials were given'],
    ['right', [], 'mail.contoso.test was named only by an answer; Basic credentials go only to hosts that the scenario names (trustHosts, --trust-host)'],
    ['token', [], 'mail.contoso.test belongs to another domain and was named only by an answer; allow it with trustHosts or --trust-host mail.contoso.test'],
  ])('with credentials withheld go out without them: %s, named %j', async (signIn, named, reason) => {
    withoutCredentials(origin, { status: 401, body: 'anonymous' });
    const answer = valueOf(await network(named).send(get(url, { signIn })));
    expect([answer.status, textOf(answer), answer.signIn])
      .toEqual([401, 'anonymous', { id: signIn, method: accounts[signIn as 'right'].method, outcome: 'withheld', reason, ...(signIn === 'missing' ? { secretMissing: true } : {}) }]);
  });

  it.each([['ECONNRESET', 'closed'], ['EPIPE', 'closed'], ['EWHATEVER', 'closed']])('that end in %s fail as %s',
    async (code, kind) => {
    nock(origin).get('/EWS/Exchange.asmx').replyWithError(Object.assign(new Error('in the middle'), { code }));
    expect(failureOf(await network().send(get(url))).kind).toBe(kind);
  });

  it('that are answered too late fail', async () => {
    nock(origin).get('/EWS/Exchange.asmx').delay(60_000).reply(200);
    expect(failureOf(await network().send(get(url, { timeoutMs: 20 }))).kind).toBe('answer-timeout');
    nock.abortPendingRequests();
  });
});
