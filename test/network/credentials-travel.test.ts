import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { rootAuthority } from './certificates.ts';
import { endAll, failureOf, get, header, httpServer, httpsServer, liveAt, textOf, valueOf, type LiveWish } from './loopback.ts';
import { ntlmServer } from './ntlm-server.ts';

const url = 'https://mail.contoso.test/EWS/Exchange.asmx';
const accounts = {
  basic: { method: 'basic', user: 'CONTOSO\\svc', secret: 'Pässw0rd:x' },
  token: { method: 'token', secret: 'a.b-c' },
  ntlm: { method: 'ntlm', user: 'CONTOSO\\svc', secret: 'Pässw0rd:x' },
  unknown: { method: 'basic', user: 'CONTOSO\\svc' },
  none: { method: 'none' },
} as const;
const authority = await rootAuthority();
afterEach(endAll);

interface Wish extends LiveWish {
  readonly names?: readonly string[];
  readonly expired?: boolean;
  readonly maxVersion?: 'TLSv1.1';
}

/** A server that notes what it is asked with, and the network that knows it as mail.contoso.test. */
async function noting({ names = ['mail.contoso.test'], expired = false, maxVersion, ...wish }: Wish = {}) {
  const seen: (string | undefined)[] = [];
  const server = await httpsServer(await authority.issue(names, { expired }), (request, response) => {
    seen.push(request.headers.authorization);
    response.end('ok');
  }, maxVersion === undefined ? {} : { minVersion: 'TLSv1', maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' });
  const told: string[] = [];
  const network = liveAt({
    at: { 'mail.contoso.test': server.port, 'mail.fabrikam.test': server.port }, trust: [authority.pem], accounts,
    onCredentials: (host, signIn) => { told.push(`${signIn} to ${host}`); }, ...wish,
  });
  return { seen, told, network, server };
}

describe('credentials', () => {
  it.each([
    ['basic', `Basic ${Buffer.from('CONTOSO\\svc:Pässw0rd:x', 'utf8').toString('base64')}`],
    ['token', 'Bearer a.b-c'],
  ])('go out as the method says: %s', async (signIn, header) => {
    const { seen, told, network } = await noting();
    expect(valueOf(await network.send(get(url, { signIn }))).signIn).toEqual({ id: signIn, method: signIn, outcome: 'accepted' });
    expect(valueOf(await network.send(get(url, { signIn }))).signIn.outcome).toBe('accepted');
    expect(seen).toEqual([header, header]);
    expect(told).toEqual([`${signIn} to mail.contoso.test`]);
  });

  it.each([
    [undefined, { id: '', method: 'none', outcome: 'none' }],
    ['none', { id: 'none', method: 'none', outcome: 'none' }],
    ['no-such-sign-in', { id: '', method: 'none', outcome: 'none' }],
    ['unknown', { id: 'unknown', method: 'basic', outcome: 'withheld', reason: 'no credentials were given', secretMissing: true }],
  ])('stay where there are none: %s', async (signIn, result) => {
    const { seen, told, network } = await noting();
    const answer = valueOf(await network.send(get(url, signIn === undefined ? {} : { signIn })));
    expect([answer.signIn, seen, told]).toEqual([result, [undefined], []]);
  });

  it('stay where the environment did not bring them, and the reason is told', async () => {
    const { network } = await noting({ credentials: new Map([['basic',
      { known: false, why: 'the environment variable X is not set' }]]) });
    expect(valueOf(await network.send(get(url, { signIn: 'basic' }))).signIn.reason)
      .toBe('the environment variable X is not set');
  });

  const bad: readonly (readonly [string, Wish, string])[] = [
    ['expired', { expired: true }, 'CERT_HAS_EXPIRED'],
    ['of another name', { names: ['other.contoso.test'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['of an unknown root', { trust: [] }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ];
  it.each(bad.flatMap(([what, wish, problem]) =>
    (['basic', 'token', 'ntlm'] as const).map((signIn) => [what, signIn, wish, problem] as const)))(
    'do not go over a connection with a certificate %s: %s', async (_what, signIn, wish, problem) => {
      const { seen, network } = await noting(wish);
      expect(failureOf(await network.send(get(url, { signIn })))).toEqual({
        kind: 'certificate', message: `the certificate of mail.contoso.test:443 did not verify (${problem}), so nothing was sent`,
      });
      expect(seen).toEqual([]);
      // Without credentials everything is still seen.
      expect(valueOf(await network.send(get(url))).tls).toMatchObject({ verified: false, problem });
    },
  );

  it.each(bad)('go there where the user allows it, and to no other host: %s', async (_what, wish, problem) => {
    const { seen, network } = await noting({ ...wish, rules: { allowUntrusted: new Set(['mail.contoso.test']) } });
    const answer = valueOf(await network.send(get(url, { signIn: 'token' })));
    expect([answer.signIn.outcome, answer.tls?.problem]).toEqual(['accepted', problem]);
    expect(failureOf(await network.send(get('https://mail.fabrikam.test/', { signIn: 'token' }))).kind).toBe('certificate');
    expect(seen).toEqual(['Bearer a.b-c']);
  });

  it('do not use a connection that was made without them', async () => {
    const { seen, network } = await noting({ trust: [] });
    valueOf(await network.send(get(url)));
    expect(failureOf(await network.send(get(url, { signIn: 'basic' }))).kind).toBe('certificate');
    expect(seen).toEqual([undefined]);
  });

  it('stay away from hosts that only an answer named', async () => {
    const { seen, network } = await noting({ names: ['mail.contoso.test', 'mail.fabrikam.test'],
      rules: { namedHosts: new Set() } });
    const ask = async (host: string, signIn: string) =>
      valueOf(await network.send(get(`https://${host}/`, { signIn, credentialsDomain: 'contoso.test' }))).signIn;
    expect((await ask('mail.contoso.test', 'basic')).reason).toMatch(/named only by an answer/);
    expect((await ask('mail.fabrikam.test', 'token')).reason).toMatch(/belongs to another domain/);
    expect((await ask('mail.fabrikam.test', 'ntlm')).outcome).toBe('withheld');
    expect(seen).toEqual([undefined, undefined, undefined]);
    expect((await ask('mail.contoso.test', 'token')).outcome).toBe('accepted');
    expect(seen.at(-1)).toBe('Bearer a.b-c');
  });

  it('never go over plain HTTP', async () => {
    const seen: unknown[] = [];
    const server = await httpServer((request, response) => { seen.push(request.headers.authorization); response.end(); });
    const network = liveAt({ at: { 'mail.contoso.test:80': server.port }, accounts });
    for (const signIn of ['basic', 'token', 'ntlm']) {
      expect(valueOf(await network.send(get('http://mail.contoso.test/', { signIn }))).signIn)
        .toEqual({ id: signIn, method: signIn, outcome: 'withheld',
          reason: 'credentials never go over an unencrypted connection' });
    }
    expect(seen).toEqual([undefined, undefined, undefined]);
  });

  it.each(['basic', 'token'])('do not go below TLS 1.2 unless that is allowed: %s', async (signIn) => {
    const old = { maxVersion: 'TLSv1.1' } as const;
    const request = get(url, { signIn, minVersion: 'TLSv1' });
    const without = await noting(old);
    expect(valueOf(await without.network.send(request)).signIn).toEqual({
      id: signIn, method: signIn, outcome: 'withheld',
      reason: 'mail.contoso.test speaks TLS below 1.2 only; a password or token goes there only with --allow-weak-tls mail.contoso.test',
    });
    expect(without.seen).toEqual([undefined]);
    const allowed = await noting({ ...old, rules: { allowWeakTls: new Set(['mail.contoso.test']) } });
    const answer = valueOf(await allowed.network.send(request));
    expect([answer.signIn.outcome, answer.tls?.version, allowed.seen.length, allowed.seen[0] !== undefined])
      .toEqual(['accepted', 'TLSv1.1', 1, true]);
  });

  it('of NTLM do go below TLS 1.2: the password is not in them', async () => {
    const identity = await authority.issue(['mail.contoso.test']);
    const ntlm = ntlmServer({ accounts: { 'CONTOSO\\svc': 'Pässw0rd:x' }, certificate: identity.der });
    const server = await httpsServer(identity, ntlm.listener,
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    const network = liveAt({ at: { 'mail.contoso.test': server.port }, trust: [authority.pem], accounts });
    const answer = valueOf(await network.send(get(url, { signIn: 'ntlm', minVersion: 'TLSv1' })));
    expect([answer.signIn.outcome, answer.tls?.version]).toEqual(['accepted', 'TLSv1.1']);
  });

  it.each(['basic', 'token', 'ntlm'])('do not follow a redirect: %s', async (signIn) => {
    const seen: string[] = [];
    const identity = await authority.issue(['mail.contoso.test', 'elsewhere.contoso.test']);
    const server = await httpsServer(identity, (request, response) => {
      seen.push(request.headers.host ?? '');
      response.writeHead(302, { Location: 'https://elsewhere.contoso.test/EWS/' }).end();
    });
    const network = liveAt({ at: { 'mail.contoso.test': server.port, 'elsewhere.contoso.test': server.port },
      trust: [authority.pem], accounts });
    expect(valueOf(await network.send(get(url, { signIn }))).status).toBe(302);
    expect(seen).toEqual(['mail.contoso.test']);
  });

  it('that the server does not ask for in this way are not offered', async () => {
    const identity = await authority.issue(['mail.contoso.test']);
    const server = await httpsServer(identity, (_request, response) => {
      response.writeHead(401, ['WWW-Authenticate', 'Negotiate', 'WWW-Authenticate', 'NTLM']).end();
    });
    const network = liveAt({ at: { 'mail.contoso.test': server.port }, trust: [authority.pem], accounts });
    expect(valueOf(await network.send(get(url, { signIn: 'token' }))).signIn)
      .toEqual({ id: 'token', method: 'token', outcome: 'not-offered', reason: 'the server offers Negotiate, NTLM only' });
  });

  it.each(['basic', 'token', 'ntlm'])('do not come back, where a server repeats them: %s', async (signIn) => {
    const seen: string[] = [];
    const identity = await authority.issue(['mail.contoso.test']);
    const repeat: RequestListener = (request, response) => {
      seen.push(request.headers.authorization ?? '');
      response.writeHead(500, { 'X-Seen': request.headers.authorization ?? '' }).end(`\u00ff ${seen.at(-1) ?? ''}, ${seen.at(-1) ?? ''}.`);
    };
    const ntlm = ntlmServer({ accounts: { 'CONTOSO\\svc': 'Pässw0rd:x' }, certificate: identity.der, answer: repeat });
    const server = await httpsServer(identity, signIn === 'ntlm' ? ntlm.listener : repeat);
    const network = liveAt({ at: { 'mail.contoso.test': server.port }, trust: [authority.pem], accounts });
    const answer = valueOf(await network.send(get(url, { signIn })));
    const scheme = seen[0]?.split(' ')[0];
    expect([header(answer, 'x-seen'), textOf(answer)])
      .toEqual([[`${scheme} [secret]`], `\u00ff ${scheme} [secret], ${scheme} [secret].`]);
  });

  it('do not get mixed up between sign-ins', async () => {
    const { network } = await noting();
    const identity = await authority.issue(['mail.contoso.test']);
    const ntlm = ntlmServer({ accounts: { 'CONTOSO\\svc': 'Pässw0rd:x' }, certificate: identity.der });
    const server = await httpsServer(identity, ntlm.listener);
    const signed = liveAt({ at: { 'mail.contoso.test': server.port }, trust: [authority.pem], accounts });
    expect(textOf(valueOf(await signed.send(get(url, { signIn: 'ntlm' }))))).toBe('signed in');
    // The connection is signed in; a request without credentials must not travel on it.
    expect(valueOf(await signed.send(get(url))).status).toBe(401);
    expect(valueOf(await network.send(get(url))).signIn.outcome).toBe('none');
  });
});
