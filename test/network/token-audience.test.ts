/** A bearer token goes only where it is made out for, and pauses end with the run. */
import { afterEach, describe, expect, it } from 'vitest';
import { audienceOf, audienceRefusal } from '../../src/exchange/token-audience.ts';
import { rootAuthority } from './certificates.ts';
import { endAll, failureOf, get, httpsServer, liveAt, valueOf } from './loopback.ts';

const authority = await rootAuthority();
afterEach(endAll);

const jwt = (claims: object): string => ['{"alg":"RS256"}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const GRAPH = 'https://graph.microsoft.com/v1.0/me/calendar/getSchedule';
const EWS = 'https://outlook.office365.com/EWS/Exchange.asmx';
const OWN = 'https://mail.contoso.test/EWS/Exchange.asmx';

describe('an audience', () => {
  it.each([
    ['https://graph.microsoft.com', 'graph'], ['https://graph.microsoft.com/', 'graph'], ['00000003-0000-0000-c000-000000000000', 'graph'],
    ['https://dod-graph.microsoft.us', 'graph'], ['https://microsoftgraph.chinacloudapi.cn', 'graph'],
    ['https://outlook.office365.com', 'ews'], ['https://outlook.office.com/', 'ews'], ['00000002-0000-0ff1-ce00-000000000000', 'ews'],
    ['00000002-0000-0ff1-ce00-000000000000/mail.contoso.test@contoso.test', 'ews'], ['https://outlook.office365.us', 'ews'], ['partner.outlook.cn', 'ews'],
    ['https://mail.contoso.test/', null], ['https://graph.microsoft.com.evil.test', null], ['api://something', null], ['', null],
  ] as const)('%s is %s', (aud, service) => {
    expect(audienceOf(aud)).toBe(service);
  });

  it.each([
    ['https://graph.microsoft.com', GRAPH, true], ['https://graph.microsoft.com', EWS, false], ['https://graph.microsoft.com', OWN, false],
    ['https://outlook.office365.com', GRAPH, false], ['https://outlook.office365.com', EWS, true], ['00000002-0000-0ff1-ce00-000000000000', OWN, true],
    ['https://mail.contoso.test/', OWN, true], ['api://unknown', GRAPH, true],
  ])('%s at %s: %s', (aud, url, fits) => {
    expect(audienceRefusal(aud, new URL(url)) === null).toBe(fits);
  });
});

describe('a token', () => {
  async function sentTo(secret: string): Promise<readonly (readonly [string, string | undefined, string])[]> {
    const seen: (readonly [string, string | undefined])[] = [];
    const hosts = [GRAPH, EWS, OWN].map((url) => new URL(url).hostname);
    const server = await httpsServer(await authority.issue(hosts), (request, response) => {
      seen.push([request.headers.host ?? '', request.headers.authorization]);
      response.end('ok');
    });
    const network = liveAt({ at: Object.fromEntries(hosts.map((host) => [host, server.port])), trust: [authority.pem], accounts: { m365: { method: 'token', secret } } });
    const outcomes: string[] = [];
    for (const url of [GRAPH, EWS, OWN]) {
      const { signIn } = valueOf(await network.send(get(url, { signIn: 'm365' })));
      outcomes.push(`${signIn.outcome}${signIn.reason === undefined ? '' : `: ${signIn.reason}`}`);
    }
    return seen.map(([host, authorization], at) => [host, authorization, outcomes[at] ?? ''] as const);
  }

  it('for Graph goes to Graph alone, and is told of what it says', async () => {
    const token = jwt({ aud: 'https://graph.microsoft.com', roles: ['Calendars.Read'] });
    expect(await sentTo(token)).toEqual([
      ['graph.microsoft.com', `Bearer ${token}`, 'accepted'],
      ['outlook.office365.com', undefined, 'withheld: its token is made out for Microsoft Graph, so outlook.office365.com cannot be asked with it; another sign-in would be needed'],
      ['mail.contoso.test', undefined, 'withheld: its token is made out for Microsoft Graph, so mail.contoso.test cannot be asked with it; another sign-in would be needed'],
    ]);
  });

  it('for Exchange does not go to Graph', async () => {
    const token = jwt({ aud: '00000002-0000-0ff1-ce00-000000000000' });
    expect((await sentTo(token)).map(([, authorization]) => authorization)).toEqual([undefined, `Bearer ${token}`, `Bearer ${token}`]);
  });

  it('that cannot be read goes where the scenario sends it', async () => {
    expect((await sentTo('opaque')).map(([, authorization]) => authorization)).toEqual(['Bearer opaque', 'Bearer opaque', 'Bearer opaque']);
  });
});

describe('a pause', () => {
  it('takes as long as it is told, by the clock that is given', async () => {
    const slept: number[] = [];
    const network = liveAt({ pause: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    } });
    expect(valueOf(await network.wait({ label: 'x', ms: 40_000 }))).toBeNull();
    expect(slept).toEqual([40_000]);
    expect(valueOf(await liveAt({}).wait({ label: 'x', ms: 1 }))).toBeNull();
  });

  it('ends with the run', async () => {
    const ending = new AbortController();
    const waiting = liveAt({ signal: ending.signal }).wait({ label: 'x', ms: 3_600_000 });
    ending.abort();
    expect(failureOf(await waiting).kind).toBe('interrupted');
  });
});
