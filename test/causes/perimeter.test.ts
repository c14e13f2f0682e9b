/** Devices before Exchange: which of them answered, and with what. */
import { describe, expect, test } from 'vitest';
import type { FingerprintFact, SignInSchemesFact } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import { certificate, door, fingerprint, lookups, refusal, type ScenarioParts, type Try } from '../built-evidence.ts';
import { FIELD, field, modern, plain, SERVERS, TEXT, weighed, works } from './worlds.ts';

const UNAVAILABLE = 'perimeter-service-unavailable';
const STOPPED = 'ews-app-pool-or-component-down';
const PATH = 'perimeter-path-not-published';
const NAME = 'reverse-proxy-backend-cert-name-mismatch';
const PAGE = 'response-not-wellformed-xml';
const PREAUTH = 'reverse-proxy-preauthentication';
const AGENT = 'hybrid-agent-unhealthy';
const UAG = 'uag-sso-strips-authentication';
const PROTECTION = 'extended-protection-conflict';

/** Sources: Microsoft Learn, Resolve free/busy errors; OfficeDocs-Support, create-organization-relationships-error.md (KB 3070271). */
const SAID = {
  status403: plain('The request failed with HTTP status 403: Forbidden.'),
  status403French: plain('System.Net.WebException: Le serveur distant a retourné une erreur : (403) Interdit.'),
  status504: 'Proxy web request failed, inner exception: The request failed with HTTP status 504: Gateway Timeout...',
  status500: plain('System.Net.WebException: The remote server returned an error: (500) Internal Server Error.'),
  page: 'Proxy web request failed., inner exception: Response is not well-formed XML',
  /** Microsoft Learn, WSUS troubleshooting; a Spanish one is looked for by public programs. */
  html: plain('System.InvalidOperationException: Client found response content type of \'text/html; charset=utf-8\', but expected \'text/xml\'.'),
  htmlSpanish: plain('System.InvalidOperationException: El cliente encontró el tipo de contenido de respuesta \'text/html\', pero se esperaba \'text/xml\'.'),
  noXml: 'The response received from the service didn\'t contain valid XML',
  state: 'Operation is not valid due to the current state of the object.',
  wrongName: plain('Error Code 500 Internal Server Error. The target principal name is incorrect. (-2146893022)'),
  denied: 'The server denied the specified Uniform Resource Locator (URL).',
} as const;

const device: Partial<SignInSchemesFact> = { schemes: [], server: 'BigIP', exchangeHeaders: [], contentType: 'text/html' };
const httpSys: Partial<SignInSchemesFact> = { schemes: [], server: 'Microsoft-HTTPAPI/2.0', exchangeHeaders: [] };
const form: Partial<SignInSchemesFact> = { ...device, status: 200, bodyStart: '<form><input type="password">' };
const fromCloud = (text: string): Observation => lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', text) } });
const toCloud = (text: string): Observation => lookups('anna', { cleo: { answer: refusal('ErrorProxyRequestProcessingFailed', text) } });
const own = (one: Try): Observation => lookups('anna', { boris: { body: 'html', signIn: null, headers: { server: 'BigIP' }, ...one } });
const at16 = (what: Partial<SignInSchemesFact>): Observation => door('mail16.contoso.test:443', what);
const machine16 = (what: Partial<SignInSchemesFact> = {}): Observation => door('ex16.contoso.test:443', what);
const cloudAsks = (text: string, ...changes: readonly Observation[]) => weighed('cleo -> anna', [...field(...changes), fromCloud(text)]);
const CLOUD = 'user-availability cleo@contoso.test';
const ANNA = 'user-availability anna@contoso.test';
const DOOR16 = 'sign-in-schemes mail16.contoso.test:443';

describe(UNAVAILABLE, () => {
  test('likely when a device answers 503 at the published name, to Exchange Online as to us', () => {
    const seen = cloudAsks(TEXT.status503, at16({ ...device, status: 503 }));
    expect(seen.found).toEqual([UNAVAILABLE]);
    expect(seen.supporting(UNAVAILABLE)).toEqual([DOOR16, CLOUD]);
    expect(weighed('anna -> boris', [...field(at16({ ...device, status: 503 })), own({ status: 503 })]).found).toEqual([UNAVAILABLE]);
  });

  test('http.sys alone is a proxy or a stopped pool; likely when the machine behind answers otherwise', () => {
    const alone = cloudAsks(TEXT.status503, at16({ ...httpSys, status: 503 }));
    expect([alone.found, alone.confidence(UNAVAILABLE), alone.confidence(STOPPED)]).toEqual([[], 'possible', 'possible']);
    const behind = cloudAsks(TEXT.status503, at16({ ...httpSys, status: 503 }), machine16());
    expect(behind.found).toEqual([UNAVAILABLE]);
    expect(behind.supporting(UNAVAILABLE)).toEqual(['sign-in-schemes ex16.contoso.test:443', DOOR16, CLOUD]);
  });

  test('when the machine answers 503 too, its services are stopped', () => {
    const seen = cloudAsks(TEXT.status503, at16({ ...device, status: 503 }), machine16({ ...httpSys, status: 503 }));
    expect(seen.found).toEqual([STOPPED]);
    expect(seen.opposing(UNAVAILABLE)).toEqual(['sign-in-schemes ex16.contoso.test:443', CLOUD]);
  });

  test('one of several machines stopped is no device: with http.sys at the published name, the stopped machine is told by its own name', () => {
    const met = own({ status: 503, headers: { server: 'Microsoft-HTTPAPI/2.0' } });
    const other = fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.1.2507.57', behind: { asked: 4, answered: 2, machines: [{ name: 'ex16b.contoso.test', build: null }] }, ntlm: { dnsComputer: 'ex16.contoso.test' } });
    const one = at16({ ...httpSys, status: 503 });
    const seen = weighed('anna -> boris', [...field(one, other), machine16({ ...httpSys, status: 503 }), door('ex16b.contoso.test:443'), met]);
    expect(seen.found).toEqual([STOPPED]);
    expect(seen.of(STOPPED).remedy[0]).toContain('ex16.contoso.test');
    expect(seen.of(STOPPED).remedy[0]).not.toContain('ex16b');
  });

  test('http.sys for the web services alone, where Exchange answers for other paths: a stopped pool, unless a device betrays itself', () => {
    const met = own({ status: 503, headers: { server: 'Microsoft-HTTPAPI/2.0' } });
    const shows = (device: FingerprintFact['device']) => fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.1.2507.57', frontEnd: ['EX16'], device });
    expect(weighed('anna -> boris', [...field(shows(null)), met]).found).toEqual([STOPPED]);
    expect(weighed('anna -> boris', [...field(shows({ kind: 'web-application-proxy', shownBy: 'x', sure: false })), met]).found).toEqual([]);
  });

  test('only possible by the text, and then doubtful where Exchange answers', () => {
    expect(weighed('cleo -> anna', [fromCloud(TEXT.status503)]).confidence(UNAVAILABLE)).toBe('possible');
    const seen = cloudAsks(TEXT.status503);
    expect([seen.confidence(UNAVAILABLE), seen.opposing(UNAVAILABLE)]).toEqual(['possible', [DOOR16, CLOUD]]);
  });

  test('the text accuses no perimeter where none is: between servers of one organization, and in Exchange Online', () => {
    expect(weighed('anna -> boris', [...FIELD, lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status503) } })]).confidence(UNAVAILABLE)).toBe('undetermined');
    expect(weighed('anna -> cleo', [...FIELD, toCloud(TEXT.status503)]).confidence(UNAVAILABLE)).toBe('ruled-out');
  });

  test('a 503 of IIS, another status and another mailbox that is shown speak against it', () => {
    expect(weighed('anna -> boris', [...FIELD, own({ status: 503, headers: { server: 'Microsoft-IIS/10.0' } })]).confidence(UNAVAILABLE)).toBe('ruled-out');
    expect(cloudAsks(TEXT.status401, at16({ ...device, status: 503 })).confidence(UNAVAILABLE)).toBe('ruled-out');
    const both = lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status503) }, alma: works });
    expect(weighed(['cleo -> anna', 'cleo -> alma'], [...field(at16({ ...device, status: 503 })), both]).confidence(UNAVAILABLE)).toBe('ruled-out');
  });
});

describe(PATH, () => {
  test.each([SAID.status403, SAID.status403French])('likely when a device answers 403 at the published name: %s', (text) => {
    const seen = cloudAsks(text, at16({ ...device, status: 403 }));
    expect(seen.found).toEqual([PATH]);
    expect(seen.supporting(PATH)).toEqual([DOOR16, CLOUD]);
  });

  test('likely when our own request meets it', () => {
    expect(weighed('anna -> boris', [...field(at16({ ...device, status: 403 })), own({ status: 403 })]).found).toEqual([PATH]);
  });

  test('confirmed when the device says that it denied the URL', () => {
    expect(cloudAsks(SAID.denied).of(PATH).confidence).toBe('confirmed');
    expect(cloudAsks(SAID.status403, at16({ ...device, status: 403, bodyStart: SAID.denied })).of(PATH).confidence).toBe('confirmed');
    expect(weighed('anna -> boris', [...FIELD, own({ status: 403, bodyStart: `<p>${SAID.denied}</p>` })]).of(PATH).confidence).toBe('confirmed');
  });

  test('only possible by the text, doubtful where Exchange answers, and a 403 of IIS is not this', () => {
    expect(weighed('cleo -> anna', [fromCloud(SAID.status403)]).confidence(PATH)).toBe('possible');
    expect(cloudAsks(SAID.status403).opposing(PATH)).toEqual([DOOR16, CLOUD]);
    expect(cloudAsks(SAID.status403, at16({ status: 403, exchangeHeaders: [], server: 'Microsoft-IIS/10.0' })).found).not.toContain(PATH);
    expect(weighed('anna -> boris', [...field(at16({ status: 403 })), own({ status: 403, headers: { server: 'Microsoft-IIS/10.0' } })]).confidence(PATH)).toBe('ruled-out');
  });

  test('a 403 of Exchange Online is not this', () => {
    expect(weighed('anna -> cleo', [...field(at16({ ...device, status: 403 })), toCloud(SAID.status403)]).confidence(PATH)).toBe('ruled-out');
    expect(weighed('anna -> cleo', [...FIELD, toCloud(SAID.denied)]).confidence(PATH)).toBe('ruled-out');
  });
});

describe(NAME, () => {
  test('likely by the proxy\'s words or its number', () => {
    for (const text of [SAID.wrongName, plain('Fehlercode 500 Interner Serverfehler. Der Zielprinzipalname ist falsch. (-2146893022)')]) {
      const seen = cloudAsks(text);
      expect([seen.found, seen.of(NAME).confidence]).toEqual([[NAME], 'likely']);
      expect(seen.supporting(NAME)).toEqual([CLOUD]);
    }
  });

  test('confirmed by the page of the device, met by us or beside the failed call', () => {
    const page = 'Error Code 500 Internal Server Error. The target principal name is incorrect. (-2146893022)';
    expect(weighed('anna -> boris', [...FIELD, own({ status: 500, bodyStart: page })]).of(NAME).confidence).toBe('confirmed');
    const seen = cloudAsks(SAID.status500, at16({ ...device, status: 500, bodyStart: page }));
    expect(seen.of(NAME).confidence).toBe('confirmed');
    expect(seen.supporting(NAME)).toEqual([DOOR16, CLOUD]);
    expect(cloudAsks('An HTTP 500 was returned to ISA because the certificate on the published server doesn\'t match the name in the publishing rule.').of(NAME).confidence).toBe('confirmed');
  });

  test('a 500 of a device is only possible; one of Exchange, and a caller that does not trust the certificate, are not this', () => {
    expect(cloudAsks(SAID.status500, at16({ ...device, status: 500 })).confidence(NAME)).toBe('possible');
    expect(cloudAsks(SAID.status500).confidence(NAME)).toBe('ruled-out');
    expect(cloudAsks(TEXT.trust).confidence(NAME)).toBe('ruled-out');
    expect(weighed('anna -> cleo', [...FIELD, toCloud(SAID.wrongName)]).confidence(NAME)).toBe('ruled-out');
  });
});

describe(PAGE, () => {
  test.each([SAID.page, SAID.noXml])('likely by the text: %s', (text) => {
    const seen = cloudAsks(text);
    expect(seen.found).toEqual([PAGE]);
    expect(seen.supporting(PAGE)).toEqual([CLOUD]);
  });

  test.each([SAID.html, SAID.htmlSpanish])('possible by the words of .NET, likely when we get a page there too, pre-authentication when it is a sign-in: %s', (text) => {
    expect([cloudAsks(text).found, cloudAsks(text).confidence(PAGE)]).toEqual([[], 'possible']);
    const seen = cloudAsks(text, at16({ ...device, status: 200, bodyStart: '<h1>Blocked</h1>' }));
    expect([seen.found, seen.supporting(PAGE)]).toEqual([[PAGE], [DOOR16, CLOUD]]);
    expect(cloudAsks(text, at16(form)).found).toEqual([PREAUTH]);
  });

  test('likely when our own request gets a page with 200', () => {
    const seen = weighed('anna -> boris', [...field(at16({ ...device, status: 200, bodyStart: '<h1>Blocked</h1>' })), own({ status: 200 })]);
    expect(seen.found).toEqual([PAGE]);
    expect(seen.supporting(PAGE)).toEqual([ANNA]);
  });

  test('a page that asks for a sign-in is pre-authentication, for Exchange Online as for us', () => {
    const cloud = cloudAsks(SAID.page, at16(form));
    expect([cloud.found, cloud.confidence(PAGE)]).toEqual([[PREAUTH], 'possible']);
    const client = weighed('anna -> boris', [...field(at16(form)), own({ status: 200 })]);
    expect([client.found, client.confidence(PAGE)]).toEqual([[PREAUTH], 'possible']);
  });

  test('nothing by other texts, on the way to Exchange Online, or when another mailbox is shown', () => {
    expect(cloudAsks(TEXT.status401).confidence(PAGE)).toBe('ruled-out');
    expect(weighed('anna -> cleo', [...FIELD, toCloud(SAID.page)]).confidence(PAGE)).toBe('ruled-out');
    const both = lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', SAID.page) }, alma: works });
    expect(weighed(['cleo -> anna', 'cleo -> alma'], [...FIELD, both]).confidence(PAGE)).toBe('ruled-out');
  });
});

describe(AGENT, () => {
  const AGENT_URL = 'https://0d7a.resource.mailboxmigration.his.msappproxy.net/EWS/Exchange.asmx';
  const behindAgent = { ...SERVERS, ex16: { ...SERVERS['ex16'], version: 'exchange-2016', ews: AGENT_URL } } satisfies ScenarioParts['servers'];

  test('likely when 504 came from an address of agents: in the text, or as the target\'s own', () => {
    const seen = cloudAsks(`${SAID.status504} ${AGENT_URL}`);
    expect([seen.found, seen.supporting(AGENT)]).toEqual([[AGENT], [CLOUD]]);
    expect(weighed('cleo -> anna', [fromCloud(SAID.status504)], behindAgent).found).toEqual([AGENT]);
  });

  test('only possible by 504 alone, which any gateway sends; nothing by the address alone', () => {
    expect(cloudAsks(SAID.status504).confidence(AGENT)).toBe('possible');
    expect(weighed('cleo -> anna', [fromCloud(TEXT.status401)], behindAgent).confidence(AGENT)).toBe('ruled-out');
    expect(cloudAsks(`${SAID.status504} https://msappproxy.net.example.test/`).confidence(AGENT)).toBe('possible');
  });

  test('is of no concern in other directions', () => {
    expect(weighed('anna -> cleo', [...FIELD, toCloud(`${SAID.status504} ${AGENT_URL}`)]).confidence(AGENT)).toBe('not weighed');
  });
});

describe(UAG, () => {
  test('likely when a device that wants a sign-in stands at the published name', () => {
    const seen = cloudAsks(SAID.state, at16(form));
    expect([seen.found, seen.supporting(UAG)]).toEqual([[UAG], [DOOR16, CLOUD]]);
  });

  test('only possible by the text, ruled out by another one, and of no concern on the way to Exchange Online', () => {
    const seen = cloudAsks(SAID.state);
    expect([seen.found, seen.confidence(UAG), seen.opposing(UAG)]).toEqual([[], 'possible', [DOOR16, CLOUD]]);
    expect(cloudAsks(TEXT.status401, at16(form)).confidence(UAG)).toBe('ruled-out');
    expect(weighed('anna -> cleo', [...FIELD, toCloud(SAID.state)]).confidence(UAG)).toBe('not weighed');
  });
});

describe(PROTECTION, () => {
  const rejected: Try = { status: 401, body: 'html', signIn: { id: 'corp', method: 'ntlm', outcome: 'rejected' } };
  const print = (endpoint: string, fingerprint256: string): Observation => certificate(endpoint, { leaf: { fingerprint256 } });
  const bridged = [print('mail16.contoso.test:443', 'AA'), print('ex16.contoso.test:443', 'BB')] as const;
  const ASKED = ['anna -> boris', 'dora -> carla', 'alma -> carla'];
  const mailboxes: ScenarioParts['mailboxes'] = { anna: { server: 'ex16', signIn: 'corp' }, alma: { server: 'ex16', signIn: 'corp' }, dora: { server: 'ex13', signIn: 'corp' }, boris: 'ex19', carla: 'ex19' };
  const weigh = (...known: readonly Observation[]) => weighed(ASKED, known, SERVERS, mailboxes);

  test('likely when a sign-in that works elsewhere is refused behind a device with another certificate', () => {
    const seen = weigh(...field(...bridged), lookups('anna', { boris: rejected }), lookups('dora', { carla: works }));
    expect(seen.confidence(PROTECTION)).toBe('likely');
    expect(seen.supporting(PROTECTION)).toEqual(['certificate ex16.contoso.test:443', 'certificate mail16.contoso.test:443', DOOR16, ANNA, 'user-availability dora@contoso.test']);
  });

  test('only possible when the password may be wrong, or when it is the servers\' call that was refused', () => {
    expect(weigh(...field(...bridged), lookups('anna', { boris: rejected })).confidence(PROTECTION)).toBe('possible');
    expect(cloudAsks(TEXT.status401, ...bridged).confidence(PROTECTION)).toBe('possible');
  });

  test('ruled out when the same name accepts the sign-in in another lookup', () => {
    expect(weigh(...field(...bridged), lookups('anna', { boris: rejected }), lookups('alma', { carla: works })).confidence(PROTECTION)).toBe('ruled-out');
  });

  test('a bare 401 is not even possible: no document gives a text for it', () => {
    expect(cloudAsks(TEXT.status401).confidence(PROTECTION)).toBe('undetermined');
    expect(weigh(...FIELD, lookups('anna', { boris: rejected }), lookups('dora', { carla: works })).found).toEqual([]);
    expect(cloudAsks(TEXT.status503, ...bridged).confidence(PROTECTION)).toBe('ruled-out');
  });

  test('Exchange 2010 does not have it, and Exchange Online is not meant', () => {
    const other = { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401) };
    const shown = [door('mail10.contoso.test:443'), print('mail10.contoso.test:443', 'AA'), print('ex10.contoso.test:443', 'BB'),
      fingerprint('mail10.contoso.test:443', { ntlm: { windowsBuild: '6.1.7601', dnsComputer: 'ex10.contoso.test' } })];
    expect(weighed('cleo -> otto', [...shown, lookups('cleo', { otto: other })]).confidence(PROTECTION)).toBe('undetermined');
    expect(weighed('anna -> cleo', [...field(...bridged), lookups('anna', { cleo: other })]).confidence(PROTECTION)).toBe('ruled-out');
  });
});

test('a text that Exchange Online sends makes no perimeter likely', () => {
  for (const text of [...Object.values(SAID), ...Object.values(TEXT), modern('System.Net.WebException: The remote server returned an error: (503) Server Unavailable.')]) {
    const seen = weighed('anna -> cleo', [...FIELD, toCloud(text)]);
    for (const cause of [UNAVAILABLE, PATH, NAME, PAGE, PROTECTION, PREAUTH]) expect(['ruled-out', 'undetermined'], `${cause}: ${text}`).toContain(seen.confidence(cause));
  }
});
