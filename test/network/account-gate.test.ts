import { afterEach, describe, expect, it } from 'vitest';
import { accountGate } from '../../src/network/sign-in/account-gate.ts';
import { rootAuthority } from './certificates.ts';
import { endAll, get, httpsServer, liveAt, valueOf } from './loopback.ts';

const authority = await rootAuthority();

const already = 'CONTOSO\\svc was already refused there; it is not tried again, so that the account is not locked';
const enough = 'CONTOSO\\svc was refused 2 times in this run; it is not tried again, so that the account is not locked';

/** Lets everything that is due happen. */
const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe('the account gate', () => {
  it('admits two places at a time until one refuses, and none after two refusals', async () => {
    const gate = accountGate();
    const asked = ['a', 'b', 'c', 'd'].map((place) => gate.enter('CONTOSO\\svc', place));
    const answered: number[] = [];
    asked.forEach((admission, index) => { void admission.then(() => answered.push(index)); });
    await settled();
    expect(answered).toEqual([0, 1]);
    (await asked[0])?.settle('rejected');
    await settled();
    expect(answered).toEqual([0, 1]);
    (await asked[1])?.settle('rejected');
    expect((await Promise.all(asked)).map(({ admitted, why }) => [admitted, why]))
      .toEqual([[true, ''], [true, ''], [false, enough], [false, enough]]);
  });

  it('does not repeat a refusal at the same place', async () => {
    const gate = accountGate();
    (await gate.enter('CONTOSO\\svc', 'a')).settle('rejected');
    expect((await gate.enter('CONTOSO\\svc', 'a')).why).toBe(already);
    expect((await gate.enter('CONTOSO\\svc', 'b')).admitted).toBe(true);
  });

  it('tries one place once at a time until it accepts, then without limit', async () => {
    const gate = accountGate();
    const asked = Array.from({ length: 20 }, () => gate.enter('CONTOSO\\svc', 'a'));
    let admitted = 0;
    for (const admission of asked) void admission.then(() => { admitted++; });
    await settled();
    expect(admitted).toBe(1);
    (await asked[0])?.settle('accepted');
    await settled();
    expect(admitted).toBe(20);
  });

  it('goes on one at a time where nothing was learnt', async () => {
    const gate = accountGate();
    const asked = Array.from({ length: 3 }, () => gate.enter('CONTOSO\\svc', 'a'));
    for (const admission of asked) {
      const { admitted, settle } = await admission;
      expect(admitted).toBe(true);
      settle('unknown');
    }
  });

  it('knows an account by its name in any letters, and others apart', async () => {
    const gate = accountGate();
    (await gate.enter('contoso\\SVC', 'a')).settle('rejected');
    (await gate.enter('CONTOSO\\svc', 'b')).settle('rejected');
    expect((await gate.enter('Contoso\\Svc', 'c')).admitted).toBe(false);
    expect((await gate.enter('FABRIKAM\\svc', 'a')).admitted).toBe(true);
  });

  it('takes back an acceptance that a refusal contradicts', async () => {
    const gate = accountGate();
    (await gate.enter('CONTOSO\\svc', 'a')).settle('accepted');
    (await gate.enter('CONTOSO\\svc', 'a')).settle('rejected');
    expect((await gate.enter('CONTOSO\\svc', 'a')).why).toBe(already);
  });
});

describe('a wrong password', () => {
  afterEach(endAll);

  it.each(['basic', 'token'] as const)('arrives twice in all, whatever is asked at once: %s', async (method) => {
    const arrived: string[] = [];
    const names = ['a.contoso.test', 'b.contoso.test', 'c.contoso.test', 'd.contoso.test'];
    const server = await httpsServer(await authority.issue(names), (request, response) => {
      if (request.headers.authorization !== undefined) arrived.push(`${request.headers.host}${request.url?.split('/')[1]}`);
      response.writeHead(401, { 'WWW-Authenticate': method === 'basic' ? 'Basic realm="x"' : 'Bearer' }).end();
    });
    const network = liveAt({
      at: Object.fromEntries(names.map((name) => [name, server.port])), trust: [authority.pem],
      accounts: { one: { method, user: 'CONTOSO\\svc', secret: 'wrong' },
        other: { method, user: 'contoso\\Svc', secret: 'wrong' } },
    });
    const asked = Array.from({ length: 20 }, (_, index) => network.send(get(
      `https://${names[index % 4] ?? ''}/${['ews', 'autodiscover', 'EWS'][index % 3] ?? ''}/x`,
        { signIn: index % 2 === 0 ? 'one' : 'other' },
    )));
    const outcomes = (await Promise.all(asked)).map((answer) => valueOf(answer).signIn);
    expect(arrived).toHaveLength(2);
    expect(new Set(arrived).size).toBe(2);
    expect(outcomes.filter(({ outcome }) => outcome === 'rejected')).toHaveLength(2);
    const withheld = outcomes.filter(({ outcome }) => outcome === 'withheld');
    expect(withheld).toHaveLength(18);
    expect(withheld.map(({ reason }) => reason).join()).toMatch(/so that the account is not locked/);
    expect((await network.send(get('https://d.contoso.test/new/', { signIn: 'one' }))).ok).toBe(true);
    expect(arrived).toHaveLength(2);
  });

  it('counts where the server names no scheme, and where a page of somebody else came first', async () => {
    let arrived = 0;
    const server = await httpsServer(await authority.issue(['mail.contoso.test']), (request, response) => {
      if (request.headers.authorization === undefined) response.writeHead(403).end();
      else response.writeHead(arrived++ === 0 ? 503 : 401).end();
    });
    const network = liveAt({
      at: { 'mail.contoso.test': server.port }, trust: [authority.pem],
        accounts: { corp: { method: 'basic', user: 'svc', secret: 'wrong' } },
    });
    const ask = (path: string) => network.send(get(`https://mail.contoso.test/${path}`, { signIn: 'corp' }));
    expect(valueOf(await ask('ews')).signIn.outcome).toBe('accepted');
    // The busy server proved nothing: the next ones come one by one, and the first refusal ends it here.
    const next = await Promise.all(Array.from({ length: 10 }, () => ask('ews')));
    expect(next.map((answer) => valueOf(answer).signIn.outcome).sort())
      .toEqual(['rejected', ...Array<string>(9).fill('withheld')]);
    expect(arrived).toBe(2);
  });

  it('that is right goes out in parallel once it was accepted', async () => {
    let atOnce = 0;
    let most = 0;
    const held: (() => void)[] = [];
    let first = true;
    const server = await httpsServer(await authority.issue(['mail.contoso.test']), (_request, response) => {
      const answer = (): void => { atOnce--; response.end('ok'); };
      atOnce++;
      most = Math.max(most, atOnce);
      if (first) {
        first = false;
        answer();
      } else if (held.push(answer) === 5) {
        for (const one of held.splice(0)) one();
      }
    });
    const network = liveAt({
      at: { 'mail.contoso.test': server.port }, trust: [authority.pem],
        accounts: { corp: { method: 'basic', user: 'svc', secret: 'right' } },
    });
    const answers = await Promise.all(Array.from({ length: 6 }, () =>
      network.send(get('https://mail.contoso.test/ews', { signIn: 'corp' }))));
    expect(answers.map((answer) => valueOf(answer).signIn.outcome)).toEqual(Array(6).fill('accepted'));
    expect(most).toBe(5);
  });
});
