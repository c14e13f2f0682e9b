/** Autodiscover step by step, over a network that answers from a table. */
import { describe, expect, it } from 'vitest';
import type { AutodiscoverFact } from '../../src/model/facts.ts';
import type { Attempt } from '../../src/model/failure.ts';
import type { HttpAnswer, HttpRequest, Network } from '../../src/network/port.ts';
import probe from '../../src/probes/autodiscover.ts';
import { evidence } from './loopback.ts';

const ADDRESS = 'boris@contoso.test';
const ROOT = 'https://contoso.test/autodiscover/autodiscover.xml';
const HOST = 'https://autodiscover.contoso.test/autodiscover/autodiscover.xml';
const PLAIN = 'http://autodiscover.contoso.test/autodiscover/autodiscover.xml';

type Reply = { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>>; readonly signedIn?: Reply; readonly withheld?: string } | 'nothing';

const pox = (inner: string): string => `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account><AccountType>email</AccountType>${inner}</Account></Response></Autodiscover>`;
const settings = (urls: string): string => pox(`<Action>settings</Action>${urls}`);
const protocol = (type: string, url: string): string => `<Protocol><Type>${type}</Type><ASUrl>${url}</ASUrl></Protocol>`;
const EXCHANGE: Reply = { status: 401, signedIn: { status: 200, body: settings(protocol('EXCH', 'https://in.contoso.test/EWS/Exchange.asmx') + protocol('EXPR', 'https://out.contoso.test/EWS/Exchange.asmx')) } };

function networkOf(replies: Readonly<Record<string, Reply>>): { readonly network: Network; readonly asked: string[] } {
  const asked: string[] = [];
  const send = async (request: HttpRequest): Promise<Attempt<HttpAnswer>> => {
    asked.push(`${request.method} ${request.url}${request.signIn === undefined ? '' : ' signed in'}`);
    const reply = replies[request.url] ?? 'nothing';
    if (reply === 'nothing') return { ok: false, failure: { kind: 'name-not-resolved', message: 'the name does not exist in DNS' } };
    const given = request.signIn !== undefined && reply.signedIn !== undefined && reply.signedIn !== 'nothing' ? reply.signedIn : reply;
    return { ok: true, value: {
      status: given.status, headers: Object.entries(given.headers ?? {}), body: new TextEncoder().encode(given.body ?? ''), tls: null,
      signIn: request.signIn === undefined ? { id: '', method: 'none', outcome: 'none' }
        : reply.withheld !== undefined ? { id: 'corp', method: 'basic', outcome: 'withheld', reason: reply.withheld }
          : { id: 'corp', method: 'basic', outcome: given.status === 401 ? 'rejected' : 'accepted' },
      timings: { connectMs: 0, tlsMs: 0, firstByteMs: 0, totalMs: 0 },
    } };
  };
  const unused = (): never => { throw new Error('not asked here'); };
  return { asked, network: { within: () => unused(), now: () => 0, random: unused, resolve: unused, handshake: unused, negotiate: unused, send } };
}

async function discovered(replies: Readonly<Record<string, Reply>>): Promise<AutodiscoverFact & { readonly asked: readonly string[] }> {
  const { network, asked } = networkOf(replies);
  const attempt = await probe.gather(ADDRESS, network, evidence());
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return { ...attempt.value, asked };
}

const outcomes = ({ steps }: AutodiscoverFact): readonly string[] => steps.map(({ method, outcome }) => `${method} ${outcome}`);

describe('autodiscover', () => {
  it('asks the root domain, then the autodiscover host, and prefers the outside URL', async () => {
    const fact = await discovered({ [ROOT]: { status: 404 }, [HOST]: EXCHANGE });
    expect(outcomes(fact)).toEqual(['https-root-domain http-status', 'https-autodiscover-host settings']);
    expect([fact.availabilityUrl, fact.from]).toEqual(['https://out.contoso.test/EWS/Exchange.asmx', 'EXPR']);
  });

  it('sends credentials only to who asks for them', async () => {
    const { asked } = await discovered({ [ROOT]: { status: 200, body: '<html>Welcome</html>', headers: { 'Content-Type': 'text/html' } }, [HOST]: EXCHANGE });
    expect(asked).toEqual([`POST ${ROOT}`, `POST ${HOST}`, `POST ${HOST} signed in`]);
  });

  it('takes the inside URL where there is no other, and none that is not https', async () => {
    const only = (urls: string): Reply => ({ status: 401, signedIn: { status: 200, body: settings(urls) } });
    expect((await discovered({ [HOST]: only(protocol('EXCH', 'https://in.contoso.test/EWS/Exchange.asmx')) })).from).toBe('EXCH');
    expect((await discovered({ [HOST]: only(protocol('EXPR', 'http://out.contoso.test/EWS/Exchange.asmx')) })).availabilityUrl).toBe(null);
  });

  it.each([
    ['the plain HTTP redirect', { [PLAIN]: { status: 302, headers: { Location: 'https://mail.contoso.test/autodiscover/autodiscover.xml' } }, 'https://mail.contoso.test/autodiscover/autodiscover.xml': EXCHANGE },
      ['https-root-domain unreachable', 'https-autodiscover-host unreachable', 'http-redirect redirect-url', 'redirect settings']],
    ['redirectUrl', { [HOST]: { status: 401, signedIn: { status: 200, body: pox('<Action>redirectUrl</Action><RedirectUrl>https://other.contoso.test/autodiscover/autodiscover.xml</RedirectUrl>') } }, 'https://other.contoso.test/autodiscover/autodiscover.xml': EXCHANGE },
      ['https-root-domain unreachable', 'https-autodiscover-host redirect-url', 'redirect settings']],
    ['redirectAddr', { [HOST]: { status: 401, signedIn: { status: 200, body: pox('<Action>redirectAddr</Action><RedirectAddr>boris@fabrikam.test</RedirectAddr>') } }, 'https://autodiscover.fabrikam.test/autodiscover/autodiscover.xml': EXCHANGE },
      ['https-root-domain unreachable', 'https-autodiscover-host redirect-address', 'https-root-domain unreachable', 'https-autodiscover-host settings']],
    ['a redirect to itself', { [HOST]: { status: 302, headers: { Location: HOST } } },
      ['https-root-domain unreachable', 'https-autodiscover-host redirect-url', 'redirect loop', 'http-redirect unreachable']],
    ['an address that points to itself', { [HOST]: { status: 401, signedIn: { status: 200, body: pox(`<Action>redirectAddr</Action><RedirectAddr>${ADDRESS}</RedirectAddr>`) } } },
      ['https-root-domain unreachable', 'https-autodiscover-host redirect-address', 'redirect loop', 'http-redirect unreachable']],
    ['a redirect to plain HTTP', { [HOST]: { status: 302, headers: { Location: 'http://mail.contoso.test/' } } },
      ['https-root-domain unreachable', 'https-autodiscover-host http-status', 'http-redirect unreachable']],
    ['a web site that answers everything', { [ROOT]: { status: 200, body: '<!DOCTYPE html><html></html>' }, [HOST]: { status: 200, body: '<html></html>' }, [PLAIN]: { status: 200 } },
      ['https-root-domain not-autodiscover', 'https-autodiscover-host not-autodiscover', 'http-redirect not-autodiscover']],
    ['refused credentials', { [HOST]: { status: 401 } }, ['https-root-domain unreachable', 'https-autodiscover-host rejected', 'http-redirect unreachable']],
    ['withheld credentials', { [HOST]: { status: 401, withheld: 'the host is foreign' } }, ['https-root-domain unreachable', 'https-autodiscover-host withheld', 'http-redirect unreachable']],
    ['an error of Autodiscover', { [HOST]: { status: 401, signedIn: { status: 200, body: '<Autodiscover><Response><Error><ErrorCode>500</ErrorCode><Message>The e-mail address cannot be found.</Message></Error></Response></Autodiscover>' } } },
      ['https-root-domain unreachable', 'https-autodiscover-host error', 'http-redirect unreachable']],
  ] as const)('%s', async (_name, replies, expected) => {
    expect(outcomes(await discovered(replies as Readonly<Record<string, Reply>>))).toEqual(expected);
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
