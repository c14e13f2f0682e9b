/** Autodiscover step by step, over a network that answers from a table. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ADDRESS, behindSignIn, discovered, EXCHANGE, HOST, outcomes, PLAIN, protocol, redirectAddr, redirectUrl, ROOT, settings, type Answer, type Replies,
} from './autodiscover-network.ts';

const OTHER = 'https://other.contoso.test/autodiscover/autodiscover.xml';
const SCP = 'https://ex16.contoso.test/Autodiscover/Autodiscover.xml';

describe('autodiscover', () => {
  it('asks the root domain, then the autodiscover host, and prefers the outside URL', async () => {
    const fact = await discovered({ [ROOT]: { status: 404 }, [HOST]: EXCHANGE });
    expect(outcomes(fact)).toEqual(['https-root-domain http-status', 'https-autodiscover-host settings']);
    expect([fact.availabilityUrl, fact.from]).toEqual(['https://out.contoso.test/EWS/Exchange.asmx', 'EXPR']);
  });

  it('sends credentials only to who asks for them', async () => {
    const { asked } = await discovered({ [ROOT]: { status: 200, body: '<html>Welcome</html>', headers: { 'Content-Type': 'text/html' } }, [HOST]: EXCHANGE });
    expect(asked).toEqual([`POST ${ROOT}`, `POST ${HOST}`, `GET ${PLAIN}`, 'SRV _autodiscover._tcp.contoso.test', `POST ${HOST} signed in`]);
  });

  it('takes the inside URL where there is no other, and none that is not https', async () => {
    const only = (urls: string): Answer => behindSignIn(settings(urls));
    expect((await discovered({ [HOST]: only(protocol('EXCH', 'https://in.contoso.test/EWS/Exchange.asmx')) })).from).toBe('EXCH');
    expect((await discovered({ [HOST]: only(protocol('EXPR', 'http://out.contoso.test/EWS/Exchange.asmx')) })).availabilityUrl).toBe(null);
  });

  it.each([
    ['the plain HTTP redirect', { [PLAIN]: { status: 302, headers: { Location: 'https://mail.contoso.test/autodiscover/autodiscover.xml' } }, 'https://mail.contoso.test/autodiscover/autodiscover.xml': EXCHANGE },
      ['https-root-domain unreachable', 'https-autodiscover-host unreachable', 'http-redirect redirect-url', 'redirect settings']],
    ['redirectUrl', { [HOST]: { status: 401, signedIn: { status: 200, body: redirectUrl('https://other.contoso.test/autodiscover/autodiscover.xml') } }, 'https://other.contoso.test/autodiscover/autodiscover.xml': EXCHANGE },
      ['https-root-domain unreachable', 'https-autodiscover-host redirect-url', 'redirect settings']],
    ['redirectAddr', { [HOST]: { status: 401, signedIn: { status: 200, body: redirectAddr('boris@fabrikam.test') } }, 'https://autodiscover.fabrikam.test/autodiscover/autodiscover.xml': EXCHANGE },
      ['https-root-domain unreachable', 'https-autodiscover-host redirect-address', 'https-root-domain unreachable', 'https-autodiscover-host settings']],
    ['a redirect to itself', { [HOST]: { status: 302, headers: { Location: HOST } } },
      ['https-root-domain unreachable', 'https-autodiscover-host redirect-url', 'redirect loop', 'http-redirect unreachable', 'srv unreachable']],
    ['an address that points to itself', { [HOST]: { status: 401, signedIn: { status: 200, body: redirectAddr(ADDRESS) } } },
      ['https-root-domain unreachable', 'https-autodiscover-host redirect-address', 'redirect loop', 'http-redirect unreachable', 'srv unreachable']],
    ['a redirect to plain HTTP', { [HOST]: { status: 302, headers: { Location: 'http://mail.contoso.test/' } } },
      ['https-root-domain unreachable', 'https-autodiscover-host http-status', 'http-redirect unreachable', 'srv unreachable']],
    ['a web site that answers everything', { [ROOT]: { status: 200, body: '<!DOCTYPE html><html></html>' }, [HOST]: { status: 200, body: '<html></html>' }, [PLAIN]: { status: 200 } },
      ['https-root-domain not-autodiscover', 'https-autodiscover-host not-autodiscover', 'http-redirect not-autodiscover', 'srv unreachable']],
    ['refused credentials', { [HOST]: { status: 401 } }, ['https-root-domain unreachable', 'https-autodiscover-host rejected', 'http-redirect unreachable', 'srv unreachable', 'json unreachable']],
    ['withheld credentials', { [HOST]: { status: 401, withheld: 'the host is foreign' } }, ['https-root-domain unreachable', 'https-autodiscover-host withheld', 'http-redirect unreachable', 'srv unreachable', 'json unreachable']],
    ['an error of Autodiscover', { [HOST]: { status: 401, signedIn: { status: 200, body: '<Autodiscover><Response><Error><ErrorCode>500</ErrorCode><Message>The e-mail address cannot be found.</Message></Error></Response></Autodiscover>' } } },
      ['https-root-domain unreachable', 'https-autodiscover-host error', 'http-redirect unreachable', 'srv unreachable']],
  ] as const)('%s', async (_name, replies, expected) => {
    expect(outcomes(await discovered(replies as Replies))).toEqual(expected);
  });

  it('ends after ten redirects', async () => {
    const chain = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [
      index === 0 ? HOST : `https://r${index}.contoso.test/autodiscover/autodiscover.xml`,
      { status: 302, headers: { Location: `https://r${index + 1}.contoso.test/autodiscover/autodiscover.xml` } },
    ]));
    const { steps } = await discovered(chain);
    expect(steps.filter(({ outcome }) => outcome === 'redirect-url')).toHaveLength(11); // the last one is not followed
  });
});

describe('the order of places', () => {
  it('is the one of the documents, whatever comes first: everything without credentials at once, then one after another', async () => {
    const page: Answer = { status: 200, body: '<html><title> Welcome </title></html>' };
    const refused: Answer = { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } };
    const replies: Replies = { [SCP]: refused, [ROOT]: page, [HOST]: refused, [PLAIN]: { status: 503 }, [OTHER]: EXCHANGE };
    const services = [{ target: 'other.contoso.test', port: 443, priority: 0, weight: 0 }];
    const seen: string[] = [];
    for (const turns of [() => 0, (url: string) => url.length % 7, (url: string) => (url === SCP || url === ROOT ? 60 : 0)]) {
      const fact = await discovered(replies, { scp: [SCP], services, turns });
      expect(outcomes(fact)).toEqual(['scp rejected', 'https-root-domain not-autodiscover', 'https-autodiscover-host rejected', 'http-redirect http-status', 'srv redirect-url', 'redirect settings']);
      expect(fact.asked).toEqual([
        `POST ${SCP}`, `POST ${ROOT}`, `POST ${HOST}`, `GET ${PLAIN}`, 'SRV _autodiscover._tcp.contoso.test',
        `POST ${SCP} signed in`, `POST ${HOST} signed in`, `POST ${OTHER}`, `POST ${OTHER} signed in`,
      ]);
      seen.push(JSON.stringify(fact.steps));
    }
    expect(new Set(seen).size).toBe(1);
  });

  it('waits for an earlier place that is slower, and not for later ones', async () => {
    const slow = await discovered({ [ROOT]: EXCHANGE, [HOST]: EXCHANGE }, { turns: (url) => (url === ROOT ? 100 : 0) });
    expect(outcomes(slow)).toEqual(['https-root-domain settings']);
    expect((await discovered({ [ROOT]: EXCHANGE }, { turns: (url) => (url === HOST ? Infinity : 0) })).from).toBe('EXPR');
  });

  it('asks a place of the directory that is one of DNS too only once', async () => {
    const fact = await discovered({ [HOST]: { status: 404 } }, { scp: [HOST.replace('/autodiscover/autodiscover', '/Autodiscover/Autodiscover')] });
    expect(outcomes(fact)).toEqual(['scp unreachable', 'https-root-domain unreachable', 'http-redirect unreachable', 'srv unreachable']);
  });

  it.each([
    ['the lowest priority', [{ target: 'z.contoso.test', port: 443, priority: 9, weight: 9 }, { target: 'a.contoso.test', port: 443, priority: 1, weight: 0 }], 'a'],
    ['then the highest weight', [{ target: 'a.contoso.test', port: 443, priority: 1, weight: 1 }, { target: 'b.contoso.test.', port: 443, priority: 1, weight: 5 }], 'b'],
    ['port 443 alone', [{ target: 'a.contoso.test', port: 8443, priority: 0, weight: 1 }, { target: 'b.contoso.test', port: 443, priority: 5, weight: 0 }], 'b'],
    ['nothing on another port', [{ target: 'a.contoso.test', port: 8443, priority: 0, weight: 1 }], null],
    ['nothing that is no name', [{ target: '.', port: 443, priority: 0, weight: 1 }, { target: 'a/b@c', port: 443, priority: 0, weight: 1 }, { target: 'test', port: 443, priority: 0, weight: 1 }], null],
  ])('takes of SRV records %s', async (_name, services, host) => {
    const fact = await discovered({}, { services });
    const step = fact.steps.find(({ method }) => method === 'srv');
    expect(step?.url).toBe('dns:_autodiscover._tcp.contoso.test?type=SRV');
    expect(step?.outcome).toBe(host === null ? 'not-followed' : 'redirect-url');
    expect(fact.asked.filter((asked) => asked.includes('.contoso.test/') && !asked.includes('autodiscover.contoso.test/'))).toEqual(
      host === null ? [] : [`POST https://${host}.contoso.test/autodiscover/autodiscover.xml`]);
  });

  it.each(['x@test', 'x@com', 'x@co.uk', 'x@github.io', 'x@127.0.0.1', 'x@[::1]', 'x@evil.test/.contoso.test', 'x@evil.test#.contoso.test', 'x@a..b'])(
    'asks nobody for %s: no organization has that domain', async (address) => {
      const fact = await discovered({}, { address });
      expect([fact.asked, outcomes(fact)]).toEqual([[], ['https-root-domain not-followed']]);
    });

  it('asks for a domain in the letters of its country', async () => {
    const { asked } = await discovered({}, { address: 'x@m\u00fcller.test' });
    expect(asked).toContain('POST https://autodiscover.xn--mller-kva.test/autodiscover/autodiscover.xml');
  });
});

describe('redirections', () => {
  it('between two servers end where they began', async () => {
    const fact = await discovered({ [HOST]: behindSignIn(redirectUrl(OTHER)), [OTHER]: behindSignIn(redirectUrl(HOST)) });
    expect(outcomes(fact)).toEqual(['https-root-domain unreachable', 'https-autodiscover-host redirect-url', 'redirect redirect-url', 'redirect loop', 'http-redirect unreachable', 'srv unreachable']);
  });

  it('between two addresses too', async () => {
    const there = 'https://autodiscover.fabrikam.test/autodiscover/autodiscover.xml';
    const fact = await discovered({ [HOST]: behindSignIn(redirectAddr('boris@fabrikam.test')), [there]: behindSignIn(redirectAddr('Boris@Contoso.test')) });
    expect(outcomes(fact).filter((text) => !text.endsWith('unreachable'))).toEqual(['https-autodiscover-host redirect-address', 'https-autodiscover-host redirect-address', 'redirect loop']);
  });

  it('to another address in the same domain are no loop', async () => {
    const fact = await discovered({ [HOST]: behindSignIn(redirectAddr('b@contoso.test')) });
    expect(outcomes(fact)).toEqual(['https-root-domain unreachable', 'https-autodiscover-host redirect-address', 'https-root-domain unreachable', 'https-autodiscover-host redirect-address', 'redirect loop', 'http-redirect unreachable', 'srv unreachable']);
  });

  it.each(['x@com', 'nobody', 'a b@fabrikam.test', 'x@evil.test/.contoso.test', `${'x'.repeat(330)}@fabrikam.test`])('to %.40s go nowhere', async (address) => {
    const fact = await discovered({ [HOST]: behindSignIn(redirectAddr(address)) });
    expect(outcomes(fact)).toContain('redirect not-followed');
    expect(fact.asked.filter((asked) => !asked.includes('contoso.test'))).toEqual([]);
  });

  it('never make a host of another domain worth our credentials', async () => {
    const { requests } = await discovered({
      [HOST]: behindSignIn(redirectAddr('boris@fabrikam.test')), 'https://autodiscover.fabrikam.test/autodiscover/autodiscover.xml': EXCHANGE,
    });
    const signedIn = requests.filter(({ signIn }) => signIn !== undefined);
    expect(signedIn.map(({ credentialsDomain }) => credentialsDomain)).toEqual(['contoso.test', 'contoso.test']);
  });

  it('to a URL with a user name are not followed', async () => {
    const fact = await discovered({ [HOST]: { status: 302, headers: { Location: 'https://u:p@other.contoso.test/' } } });
    expect(fact.asked.some((asked) => asked.includes('other'))).toBe(false);
  });

  it('end the search when there are too many', async () => {
    const chain = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [
      index === 0 ? ROOT : `https://r${index}.contoso.test/`, { status: 301, headers: { Location: `https://r${index + 1}.contoso.test/` } },
    ]));
    expect(outcomes(await discovered(chain)).slice(-2)).toEqual(['redirect redirect-url', 'redirect loop']);
  });

  it('of any kind come to an end', async () => {
    const hosts = ['contoso.test', 'autodiscover.contoso.test', 'other.contoso.test', 'autodiscover.fabrikam.test', 'fabrikam.test'];
    const url = fc.constantFrom(...hosts.flatMap((host) => ['xml', 'svc'].map((end) => `https://${host}/autodiscover/autodiscover.${end}`)));
    const answer: fc.Arbitrary<Answer> = fc.oneof(
      url.map((to) => ({ status: 302, headers: { Location: to } })), url.map((to) => behindSignIn(redirectUrl(to))), fc.constant(behindSignIn(settings(''))),
      fc.constantFrom(ADDRESS, 'boris@fabrikam.test', 'b@contoso.test').map((to) => behindSignIn(redirectAddr(to))),
      fc.constantFrom(404, 405, 401, 503, 200).map((status) => ({ status })),
    );
    await fc.assert(fc.asyncProperty(fc.dictionary(url, answer, { maxKeys: 10 }), async (replies) => {
      const { steps, requests } = await discovered(replies);
      expect(steps.length).toBeLessThan(60);
      expect(new Set(requests.map(({ method, url, body, signIn }) => JSON.stringify([method, url, body, signIn]))).size).toBe(requests.length);
    }), { numRuns: 200 });
  });
});

describe('what is seen on the way', () => {
  it('names the page that a web site answers with', async () => {
    const fact = await discovered({ [ROOT]: { status: 200, body: '<!DOCTYPE html><html><head><title>Sign in</title></head></html>', headers: { Server: 'nginx' } } });
    expect(fact.steps[0]).toMatchObject({ detail: 'answers 200 with something that is no Autodiscover answer (html, titled "Sign in")', server: 'nginx', status: 200 });
  });

  it('says which sign-ins are offered where there are no credentials', async () => {
    const fact = await discovered({ [ROOT]: { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="intranet"' }, withheld: 'the host is foreign' } });
    expect(fact.steps[0]).toMatchObject({ outcome: 'withheld', detail: 'credentials were not sent: the host is foreign' });
  });

  it('keeps credentials from a host whose certificate does not verify, and says so', async () => {
    const fact = await discovered({ [HOST]: { ...EXCHANGE, problem: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
    expect(fact.steps[1]).toMatchObject({
      outcome: 'withheld', status: 401, failure: { kind: 'certificate' },
      detail: 'credentials were not sent: the certificate does not verify (ERR_TLS_CERT_ALTNAME_INVALID)',
    });
  });

  it('says when an answer came from a host whose certificate does not verify', async () => {
    const fact = await discovered({ [ROOT]: { status: 404, problem: 'SELF_SIGNED_CERT' } });
    expect(fact.steps[0]?.detail).toBe('answers 404 (its certificate does not verify: SELF_SIGNED_CERT)');
  });

  it('asks a host that speaks nothing newer than TLS 1.0, and says so', async () => {
    const fact = await discovered({ [HOST]: { ...EXCHANGE, tls: 'TLSv1.0' } });
    expect(fact.from).toBe('EXPR');
    expect(fact.steps[1]?.detail).toBe('answers with settings (over TLSv1.0)');
    expect(fact.requests.filter(({ url }) => url === HOST).map(({ label, minVersion }) => [label, minVersion])).toEqual([
      ['first', undefined], ['stepped down', 'TLSv1'], ['first', undefined], ['stepped down', 'TLSv1']]);
  });

  it('holds nothing that could move a cursor', async () => {
    const evil = '\u001b[2J\u202e';
    const fact = await discovered({ [HOST]: { status: 302, headers: { Location: `http://x/${evil}`, Server: evil } }, [ROOT]: behindSignIn(redirectAddr(`a@${evil}`)) });
    expect(JSON.stringify(fact.steps)).not.toMatch(/\u001b|\\u001b|\u202e/);
  });
});
