/** The lookup: batches, what is asked again alone, headers, impersonation, stepping down. Over a network that answers from a function. */
import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/evidence.ts';
import type { Attempt } from '../../src/model/failure.ts';
import type { TlsVersion, UserAvailabilityFact } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Mailbox, Scenario } from '../../src/model/scenario.ts';
import type { HttpAnswer, HttpRequest, Network } from '../../src/network/port.ts';
import probe from '../../src/probes/user-availability.ts';

const URL_16 = 'https://mail.contoso.test/EWS/Exchange.asmx';
const mailbox = (id: string, more: Partial<Mailbox> = {}): Mailbox => ({ id, address: `${id}@contoso.test`, server: 'ex16', signIn: 'corp', ...more });

function scenarioOf(targets: readonly string[], requester = mailbox('anna'), impersonate = false): Scenario {
  const boxes = [requester, ...targets.map((id) => mailbox(id))];
  return {
    name: 'test', title: 'test', trustHosts: [],
    servers: { ex16: { id: 'ex16', version: 'exchange-2016', ews: URL_16, nodes: [] } },
    signIns: { corp: { id: 'corp', method: 'ntlm', user: 'CONTOSO\\svc', impersonate, channelBinding: true } },
    mailboxes: Object.fromEntries(boxes.map((box) => [box.id, box])),
    lookups: targets.map((id) => ({ id: `anna -> ${id}`, requester, target: mailbox(id), expected: 'shown' })),
    window: { from: '2026-01-05T08:00:00Z', hours: 2, intervalMinutes: 30 },
  };
}

const accepting = (...versions: readonly TlsVersion[]): Observation<'tls-versions'> => ({
  id: 'tls-versions mail.contoso.test:443', kind: 'tls-versions', subject: 'mail.contoso.test:443', at: '', ms: 0, summary: '',
  outcome: { status: 'observed', fact: { endpoint: 'mail.contoso.test:443', connections: 5, versions: versions.map((version) => ({ version, outcome: 'accepted' })) } },
});

const one = (responseCode: string): string => `<FreeBusyResponse><ResponseMessage ResponseClass="${responseCode === 'NoError' ? 'Success' : 'Error'}"><ResponseCode>${responseCode}</ResponseCode></ResponseMessage>`
  + `<FreeBusyView><FreeBusyViewType>${responseCode === 'NoError' ? 'MergedOnly' : 'None'}</FreeBusyViewType>${responseCode === 'NoError' ? '<MergedFreeBusy>0000</MergedFreeBusy>' : ''}</FreeBusyView></FreeBusyResponse>`;
const soap = (inner: string): string => `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetUserAvailabilityResponse xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"><FreeBusyResponseArray>${inner}</FreeBusyResponseArray></GetUserAvailabilityResponse></s:Body></s:Envelope>`;

const addressesIn = (body: string | undefined): readonly string[] => [...(body ?? '').matchAll(/<t:Address>([^<]*)<\/t:Address>/g)].map(([, address]) => address ?? '');

async function asked(
  scenario: Scenario, answer: (request: HttpRequest, targets: readonly string[]) => Attempt<string>, observation = accepting('TLSv1.2'),
): Promise<{ readonly fact: UserAvailabilityFact; readonly requests: readonly HttpRequest[] }> {
  const requests: HttpRequest[] = [];
  const unused = (): never => { throw new Error('not asked here'); };
  const network: Network = {
    within: unused, now: () => 0, random: unused, resolve: unused, services: unused, handshake: unused, negotiate: unused, wait: unused, listen: unused,
    async send(request) {
      requests.push(request);
      const given = answer(request, addressesIn(request.body));
      return given.ok ? { ok: true, value: answerOf(given.value) } : given;
    },
  };
  const attempt = await probe.gather('anna@contoso.test', network, evidenceOf(scenario, new Map([[observation.id, observation]])));
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return { fact: attempt.value, requests };
}

const answerOf = (body: string): HttpAnswer => ({
  status: 200, headers: [['Content-Type', 'text/xml']], body: new TextEncoder().encode(body), tls: null,
  signIn: { id: 'corp', method: 'ntlm', outcome: 'accepted' }, timings: { connectMs: 0, tlsMs: 0, firstByteMs: 0, totalMs: 0 },
});
const allWell = (_request: HttpRequest, targets: readonly string[]): Attempt<string> => ({ ok: true, value: soap(targets.map(() => one('NoError')).join('')) });

describe('the lookup', () => {
  it('asks for all targets of a requester in one request, 100 at most', async () => {
    const targets = Array.from({ length: 150 }, (_, index) => `t${index}`);
    const { fact, requests } = await asked(scenarioOf(targets), allWell);
    expect(requests.map(({ body }) => addressesIn(body).length)).toEqual([100, 50]);
    expect(targets.every((id) => fact.targets[`${id}@contoso.test`]?.[0]?.answer?.mergedFreeBusy === '0000')).toBe(true);
  });

  it('asks once more alone for what failed among others, and only for that', async () => {
    const { fact, requests } = await asked(scenarioOf(['boris', 'carla', 'dora']), (_request, targets) => ({ ok: true, value: soap(targets
      .map((address) => one(address.startsWith('carla') && targets.length > 1 ? 'ErrorInternalServerTransientError' : 'NoError')).join('')) }));
    expect(requests.map(({ body }) => addressesIn(body))).toEqual([['boris@contoso.test', 'carla@contoso.test', 'dora@contoso.test'], ['carla@contoso.test']]);
    expect(fact.targets['carla@contoso.test']?.map(({ answer }) => answer?.responseCode)).toEqual(['ErrorInternalServerTransientError', 'NoError']);
  });

  it('asks each alone when the batch as a whole was answered with a fault, and none when the connection failed', async () => {
    const fault = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>';
    expect((await asked(scenarioOf(['boris', 'carla']), () => ({ ok: true, value: fault }))).requests).toHaveLength(3);
    expect((await asked(scenarioOf(['boris', 'carla']), () => ({ ok: false, failure: { kind: 'reset', message: 'reset' } }))).requests).toHaveLength(1);
  });

  it('sends the anchor mailbox and impersonates where the scenario asks for it, and only there', async () => {
    const plain = (await asked(scenarioOf(['boris']), allWell)).requests[0];
    expect([plain?.headers['X-AnchorMailbox'], plain?.body?.includes('ExchangeImpersonation')]).toEqual([undefined, false]);
    const special = (await asked(scenarioOf(['boris'], mailbox('anna', { anchorMailbox: 'anchor@contoso.test' }), true), allWell)).requests[0];
    expect(special?.headers['X-AnchorMailbox']).toBe('anchor@contoso.test');
    expect(special?.body).toMatch(/<t:ExchangeImpersonation>.*<t:PrimarySmtpAddress>anna@contoso\.test<|<t:ExchangeImpersonation>.*<t:SmtpAddress>anna@contoso\.test</);
  });

  it('asks for the window to the minute, in UTC, and for merged free/busy only', async () => {
    const body = (await asked(scenarioOf(['boris']), allWell)).requests[0]?.body ?? '';
    expect(body).toContain('<t:StartTime>2026-01-05T08:00:00</t:StartTime><t:EndTime>2026-01-05T10:00:00</t:EndTime>');
    expect(body).toContain('<t:RequestedView>MergedOnly</t:RequestedView>');
  });

  it('connects modern first and steps down only as far as the TLS probe found necessary', async () => {
    const refusing = (request: HttpRequest, targets: readonly string[]): Attempt<string> => (request.minVersion === 'TLSv1.2'
      ? { ok: false, failure: { kind: 'tls-alert', message: 'refused', alert: 70 } } : allWell(request, targets));
    const stepped = await asked(scenarioOf(['boris']), refusing, accepting('TLSv1.0', 'TLSv1.1'));
    expect(stepped.requests.map(({ minVersion }) => minVersion)).toEqual(['TLSv1.2', 'TLSv1.1']);
    expect((await asked(scenarioOf(['boris']), refusing, accepting('TLSv1.2'))).requests.map(({ minVersion }) => minVersion)).toEqual(['TLSv1.2']);
  });
});

describe('when there is something to ask', () => {
  const subjects = (scenario: Scenario, ...observations: readonly Observation[]) =>
    probe.subjects(evidenceOf(scenario, new Map(observations.map((observation) => [observation.id, observation]))));

  it('waits for the TLS probe of its port, and is skipped with its reason where nothing answers', () => {
    const scenario = scenarioOf(['boris']);
    expect(subjects(scenario)).toEqual([]);
    expect(subjects(scenario, accepting('TLSv1.2') as Observation)).toEqual([{ name: 'anna@contoso.test' }]);
    const refused: Observation = { ...accepting(), outcome: { status: 'failed', reason: 'mail.contoso.test:443 refused the connection', failure: { kind: 'refused', message: '' } } };
    expect(subjects(scenario, refused)).toEqual([{ name: 'anna@contoso.test', skip: 'mail.contoso.test:443 cannot be asked: mail.contoso.test:443 refused the connection' }]);
  });
});

describe('a lookup that is repeated', () => {
  const often = (targets: readonly string[]): Scenario => ({ ...scenarioOf(targets), repeat: 4 });

  it('is asked so often, each time under a label of its own, and keeps every attempt', async () => {
    let turn = 0;
    const { fact, requests } = await asked(often(['boris']), (request, targets) => {
      turn += 1;
      return turn % 2 === 0 ? { ok: false, failure: { kind: 'reset', message: 'reset' } } : allWell(request, targets);
    });
    expect(requests.map(({ label }) => label)).toEqual(['batch 1', 'batch 1 time 2', 'batch 1 time 3', 'batch 1 time 4']);
    expect(fact.targets['boris@contoso.test']?.map(({ answer }) => answer?.responseCode)).toEqual(['NoError', undefined, 'NoError', undefined]);
    expect(probe.summarize(fact)).toContain('not every time: 200, reset, 200, reset');
  });

  it('keeps the machine that the cookie of a balancer names', async () => {
    const unused = (): never => { throw new Error('not asked here'); };
    const observation = accepting('TLSv1.2');
    const headers = [[], [['Set-Cookie', 'BIGipServerews=10.1.1.100:443; path=/']], [['Set-Cookie', 'BIGipServerews=; path=/']], [['set-cookie', 'other=10.1.1.1:443']]] as const;
    let turn = 0;
    const network: Network = {
      within: unused, now: () => 0, random: unused, resolve: unused, services: unused, handshake: unused, negotiate: unused, wait: unused, listen: unused,
      send: () => Promise.resolve({ ok: true, value: { ...answerOf(''), headers: headers[turn++] ?? [] } }),
    };
    const attempt = await probe.gather('anna@contoso.test', network, evidenceOf(often(['boris']), new Map([[observation.id, observation]])));
    expect(attempt.ok && attempt.value.exchanges.map(({ poolMember }) => poolMember)).toEqual([undefined, '10.1.1.100:443', undefined, undefined]);
  });

  it('is not asked again after a refused sign-in', async () => {
    const requests: string[] = [];
    const unused = (): never => { throw new Error('not asked here'); };
    const network: Network = {
      within: unused, now: () => 0, random: unused, resolve: unused, services: unused, handshake: unused, negotiate: unused, wait: unused, listen: unused,
      async send({ label }) {
        requests.push(label);
        return { ok: true, value: { ...answerOf(''), status: 401 } };
      },
    };
    const observation = accepting('TLSv1.2');
    await probe.gather('anna@contoso.test', network, evidenceOf(often(['boris']), new Map([[observation.id, observation]])));
    expect(requests).toEqual(['batch 1']);
  });
});

describe('a service that wants to be left alone', () => {
  const busy = (backOff: string): string => '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body><s:Fault>'
    + '<faultcode>a:ErrorServerBusy</faultcode><faultstring>busy</faultstring><detail><ResponseCode>ErrorServerBusy</ResponseCode>'
    + `<t:MessageXml><t:Value Name="BackOffMilliseconds">${backOff}</t:Value></t:MessageXml></detail></s:Fault></s:Body></s:Envelope>`;

  async function asked(reply: (targets: readonly string[], turn: number) => Partial<HttpAnswer>, targets: readonly string[] = ['boris']) {
    const waits: number[] = [];
    let turn = 0;
    const unused = (): never => { throw new Error('not asked here'); };
    const network: Network = {
      within: unused, now: () => 0, random: unused, resolve: unused, services: unused, handshake: unused, negotiate: unused,
      send: (request) => Promise.resolve({ ok: true, value: { ...answerOf(''), ...reply(addressesIn(request.body), ++turn) } }),
      listen: unused,
      wait: ({ ms }) => {
        waits.push(ms);
        return Promise.resolve({ ok: true, value: null });
      },
    };
    const observation = accepting('TLSv1.2');
    const attempt = await probe.gather('anna@contoso.test', network, evidenceOf(scenarioOf(targets), new Map([[observation.id, observation]])));
    if (!attempt.ok) throw new Error(attempt.failure.message);
    return { fact: attempt.value, waits };
  }
  const well = (targets: readonly string[]): Partial<HttpAnswer> => ({ body: new TextEncoder().encode(soap(targets.map(() => one('NoError')).join(''))) });
  const refused = (backOff: string): Partial<HttpAnswer> => ({ status: 500, body: new TextEncoder().encode(busy(backOff)) });

  it('is asked again after as long as it says, for every target', async () => {
    const targets = Array.from({ length: 101 }, (_, at) => `t${at}`);
    const { fact, waits } = await asked((addresses, turn) => (turn <= 2 ? refused('40000') : well(addresses)), targets);
    expect(waits).toEqual([40_000, 40_000]);
    expect(fact.exchanges.map(({ waited }) => waited)).toEqual([{ times: 1, ms: 40_000 }, { times: 1, ms: 40_000 }]);
    expect(targets.every((id) => fact.targets[`${id}@contoso.test`]?.map(({ answer }) => answer?.responseCode).join() === 'NoError')).toBe(true);
  });

  it('by 429 as well', async () => {
    const { fact, waits } = await asked((addresses, turn) => (turn === 1 ? { status: 429, headers: [['Retry-After', '3']] } : well(addresses)));
    expect([waits, fact.exchanges.map(({ status }) => status)]).toEqual([[3_000], [200]]);
  });

  it.each(['300001', '-1', '1e9', 'later', ''])('not when it says %s', async (backOff) => {
    const { fact, waits } = await asked(() => refused(backOff));
    expect([waits, fact.exchanges[0]?.fault?.responseCode, fact.exchanges[0]?.waited]).toEqual([[], 'ErrorServerBusy', undefined]);
  });
});

describe('a known event', () => {
  const known = { mailbox: 'boris', start: '2026-01-05T09:00:00.000Z', end: '2026-01-05T10:00:00.000Z', offsetMinutes: 330 };

  it('is asked for by the user\'s own clock, around all the times to which the offset may move it', async () => {
    const { fact, requests } = await asked({ ...scenarioOf(['boris', 'carla']), knownEvent: known }, allWell);
    const timed = requests.find(({ label }) => label === 'known event');
    expect(addressesIn(timed?.body)).toEqual(['boris@contoso.test']);
    expect(timed?.body).toContain('<t:TimeZone><t:Bias>-330</t:Bias>');
    expect(timed?.body).not.toContain('TimeZoneContext');
    expect(timed?.body).toContain('<t:StartTime>2026-01-04T23:30:00</t:StartTime><t:EndTime>2026-01-06T06:30:00</t:EndTime>');
    expect(fact.timed).toEqual({ target: 'boris@contoso.test', from: '2026-01-04T18:00:00.000Z', intervalMinutes: 15, offsetMinutes: 330, mergedFreeBusy: '0000' });
  });

  it('is not asked for where the requester does not look that mailbox up', async () => {
    expect((await asked({ ...scenarioOf(['carla']), knownEvent: known }, allWell)).requests).toHaveLength(1);
  });
});
