/** The other dialects of Autodiscover: where they are asked, and what they add. */
import { describe, expect, it } from 'vitest';
import {
  behindSignIn, discovered, HOST, JSON_URL, outcomes, poxError, protocol, redirectAddr, ROOT, settings, SVC, type Answer,
} from './autodiscover-network.ts';

const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';
const soap = (user: string): string => '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
  + `<GetUserSettingsResponseMessage xmlns="${namespace}"><Response><ErrorCode>NoError</ErrorCode><UserResponses><UserResponse>${user}</UserResponse></UserResponses></Response>`
  + '</GetUserSettingsResponseMessage></s:Body></s:Envelope>';
const soapSettings = (values: Readonly<Record<string, string>>): string => soap(`<ErrorCode>NoError</ErrorCode><UserSettings>${
  Object.entries(values).map(([name, value]) => `<UserSetting><Name>${name}</Name><Value>${value}</Value></UserSetting>`).join('')}</UserSettings>`);
const v2 = (url: string): Answer => ({ status: 200, body: JSON.stringify({ Protocol: 'Ews', Url: url }) });

const INSIDE = 'https://in.contoso.test/EWS/Exchange.asmx';
const OUTSIDE = 'https://out.contoso.test/EWS/Exchange.asmx';
/** Autodiscover is there and knows the mailbox, but no availability URL. */
const WITHOUT_URL = behindSignIn(settings('<Protocol><Type>EXCH</Type><ServerVersion>73C18779</ServerVersion></Protocol>'));
const start = ['https-root-domain unreachable', 'https-autodiscover-host settings'];
const tail = ['http-redirect unreachable', 'srv unreachable'];

describe('where plain XML gives settings without an availability URL', () => {
  it('SOAP is asked for the outside URL, then for the inside one', async () => {
    const fact = await discovered({ [HOST]: WITHOUT_URL, [SVC]: behindSignIn(soapSettings({ InternalEwsUrl: INSIDE, ExternalEwsUrl: OUTSIDE })) });
    expect(outcomes(fact)).toEqual([...start, 'soap settings']);
    expect([fact.availabilityUrl, fact.from, fact.serverBuild]).toEqual([OUTSIDE, 'ExternalEwsUrl', '15.1.1913']);
    expect(fact.steps.map(({ availabilityUrl }) => availabilityUrl)).toEqual([undefined, undefined, OUTSIDE]);
    expect(fact.asked.slice(-2)).toEqual([`POST ${SVC}`, `POST ${SVC} signed in`]);
    const inside = await discovered({ [HOST]: WITHOUT_URL, [SVC]: behindSignIn(soapSettings({ InternalEwsUrl: INSIDE, ExternalEwsUrl: 'http://out.contoso.test/' })) });
    expect([inside.availabilityUrl, inside.from]).toEqual([INSIDE, 'InternalEwsUrl']);
  });

  it('then V2, without credentials', async () => {
    const fact = await discovered({ [HOST]: WITHOUT_URL, [SVC]: { status: 405 }, [JSON_URL]: v2(OUTSIDE) });
    expect(outcomes(fact)).toEqual([...start, 'soap http-status', 'json settings']);
    expect([fact.availabilityUrl, fact.from]).toEqual([OUTSIDE, 'Url']);
    expect(fact.asked.at(-1)).toBe(`GET ${JSON_URL}`);
  });

  it('and when none of them has one, that is the end: settings were given', async () => {
    const fact = await discovered({ [HOST]: WITHOUT_URL, [SVC]: behindSignIn(soapSettings({})), [JSON_URL]: { status: 401 } });
    expect(outcomes(fact)).toEqual([...start, 'soap settings', 'json http-status']);
    expect([fact.availabilityUrl, fact.from, fact.serverBuild]).toEqual([null, null, '15.1.1913']);
  });

  it.each([
    ['an error', behindSignIn(soap('<ErrorCode>InvalidUser</ErrorCode><ErrorMessage>Invalid user</ErrorMessage>')), 'error', 'answers error InvalidUser: Invalid user'],
    ['a fault', behindSignIn('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>x</faultcode><faultstring>No.</faultstring></s:Fault></s:Body></s:Envelope>', 500), 'error', 'answers with a fault: No.'],
    ['a broken application', behindSignIn('<html>Runtime Error</html>', 500), 'http-status', 'answers 500'],
    ['a page', behindSignIn('<html></html>'), 'not-autodiscover', 'answers 200 with something that is no Autodiscover answer (html)'],
    ['refused credentials', { status: 401 }, 'rejected', 'refused the credentials'],
  ] as const)('SOAP may answer with %s', async (_name, answer, outcome, detail) => {
    const fact = await discovered({ [HOST]: WITHOUT_URL, [SVC]: answer });
    expect(fact.steps.find(({ method }) => method === 'soap')).toMatchObject({ outcome, detail });
  });

  it('redirections of SOAP are followed, to a place in SOAP and to an address from the beginning', async () => {
    const other = 'https://other.contoso.test/autodiscover/autodiscover.svc';
    const to = (code: string, target: string): Answer => behindSignIn(soap(`<ErrorCode>${code}</ErrorCode><RedirectTarget>${target}</RedirectTarget>`));
    const place = await discovered({ [HOST]: WITHOUT_URL, [SVC]: to('RedirectUrl', other), [other]: behindSignIn(soapSettings({ ExternalEwsUrl: OUTSIDE })) });
    expect(outcomes(place)).toEqual([...start, 'soap redirect-url', 'redirect settings']);
    const there = 'https://autodiscover.fabrikam.test/autodiscover/autodiscover.xml';
    const address = await discovered({
      [HOST]: WITHOUT_URL, [SVC]: to('RedirectAddress', 'b@fabrikam.test'), [there]: behindSignIn(settings(protocol('EXPR', OUTSIDE))),
    });
    expect(outcomes(address)).toEqual([...start, 'soap redirect-address', ...start]);
    expect(address.from).toBe('EXPR');
  });
});

describe('where plain XML fails', () => {
  it('V2 may know the URL although credentials were refused', async () => {
    const fact = await discovered({ [HOST]: { status: 401 }, [JSON_URL]: v2(OUTSIDE) });
    expect(outcomes(fact)).toEqual(['https-root-domain unreachable', 'https-autodiscover-host rejected', ...tail, 'json settings']);
    expect(fact.from).toBe('Url');
  });

  it('V2 that answers shows that SOAP may be asked too', async () => {
    const fact = await discovered({
      [HOST]: { status: 404 }, [JSON_URL]: { status: 400, body: '{"ErrorCode":"InvalidProtocol","ErrorMessage":"no"}' }, [SVC]: behindSignIn(soapSettings({ ExternalEwsUrl: OUTSIDE })),
    });
    expect(outcomes(fact)).toEqual(['https-root-domain unreachable', 'https-autodiscover-host http-status', ...tail, 'json error', 'soap settings']);
    expect(fact.steps.at(-2)?.detail).toBe('answers error InvalidProtocol: no');
  });

  it('V2 may point elsewhere', async () => {
    const there = 'https://autodiscover-s.outlook.com/autodiscover/autodiscover.json?Email=x';
    const fact = await discovered({ [HOST]: { status: 404 }, [JSON_URL]: { status: 302, headers: { Location: there } }, [there]: v2('https://outlook.office365.com/EWS/Exchange.asmx') });
    expect(outcomes(fact).slice(-2)).toEqual(['json redirect-url', 'redirect settings']);
    expect(fact.asked.filter((asked) => asked.includes('outlook'))).toEqual([`GET ${there}`]);
  });

  it.each([
    ['an error of Autodiscover: both', { [HOST]: behindSignIn(poxError(603, 'Internal')) }, ['soap unreachable', 'json unreachable']],
    ['an unknown address: neither', { [HOST]: behindSignIn(poxError(500, 'unknown')) }, []],
    ['no answer at all: neither', {}, []],
    ['a web site at the root domain: neither', { [ROOT]: { status: 404 } }, []],
    ['a page at the root domain: neither', { [ROOT]: { status: 200, body: '<html></html>' } }, []],
    ['a redirect of the root domain to a web site: neither', { [ROOT]: { status: 301, headers: { Location: 'https://www.contoso.test/' } }, 'https://www.contoso.test/': { status: 404 } }, []],
    ['Autodiscover at the root domain: both', { [ROOT]: behindSignIn(poxError(601, 'x')) }, ['soap unreachable', 'json unreachable']],
    ['404 at the Autodiscover host: V2', { [HOST]: { status: 404 } }, ['json unreachable']],
    ['503 at the Autodiscover host: V2', { [HOST]: { status: 503 } }, ['json unreachable']],
  ] as const)('%s', async (_name, replies, expected) => {
    const seen = outcomes(await discovered(replies));
    expect(seen.filter((text) => text.startsWith('soap') || text.startsWith('json'))).toEqual(expected);
  });

  it('asks the dialects of three hosts at most', async () => {
    const scp = Array.from({ length: 9 }, (_, index) => `https://s${index}.contoso.test/autodiscover/autodiscover.xml`);
    const fact = await discovered(Object.fromEntries(scp.map((url) => [url, behindSignIn(poxError(603, 'x'))])), { scp });
    expect(fact.steps.filter(({ method }) => method === 'soap')).toHaveLength(3);
    expect(fact.steps.filter(({ method }) => method === 'json')).toHaveLength(3);
  });

  it('a new address forgets what was to be asked for the old one', async () => {
    const fact = await discovered({ [ROOT]: behindSignIn(poxError(603, 'x')), [HOST]: behindSignIn(redirectAddr('b@fabrikam.test')) });
    expect(fact.steps.some(({ method }) => method === 'soap')).toBe(false);
  });
});
