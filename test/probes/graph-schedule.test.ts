/** getSchedule as a probe: batches, pauses, what is skipped and why. Over a network that answers from a function, with a clock of its own. */
import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/evidence.ts';
import type { GraphScheduleFact, SignInResult } from '../../src/model/facts.ts';
import type { Scenario, Server, SignIn } from '../../src/model/scenario.ts';
import type { HttpAnswer, HttpRequest, Network, WaitRequest } from '../../src/network/port.ts';
import { PATIENCE } from '../../src/probes/patience.ts';
import probe from '../../src/probes/graph-schedule.ts';
import { built, scenarioOf } from '../built-evidence.ts';

const scenario = (targets: readonly string[] = ['carla'], server: Partial<Server> = {}, signIn: Partial<SignIn> = { method: 'token' }): Scenario => scenarioOf({
  servers: { cloud: { version: 'exchange-online', ...server } },
  mailboxes: Object.fromEntries(['boris', ...targets].map((id) => [id, { server: 'cloud', signIn: 'm365' }])),
  lookups: targets.map((id) => `boris -> ${id}`), signIns: { m365: signIn },
});
const requestOf = ({ body }: HttpRequest) => JSON.parse(body ?? '') as { readonly schedules: readonly string[] };
const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}, signIn: Partial<SignInResult> = {}): HttpAnswer => ({
  status, headers: Object.entries(headers), body: new TextEncoder().encode(JSON.stringify(body)), tls: null,
  signIn: { id: 'm365', method: 'token', outcome: 'accepted', ...signIn }, timings: { connectMs: 0, tlsMs: 0, firstByteMs: 0, totalMs: 0 },
});
const shown = (request: HttpRequest): HttpAnswer =>
  answer(200, { value: requestOf(request).schedules.map((scheduleId) => ({ scheduleId, availabilityView: '0020' })) });
const busy = (headers: Readonly<Record<string, string>> = { 'Retry-After': '7' }): HttpAnswer => answer(429, { error: { code: 'TooManyRequests', message: '' } }, headers);

interface Asked { readonly fact: GraphScheduleFact; readonly requests: readonly HttpRequest[]; readonly waits: readonly WaitRequest[] }

async function ask(of: Scenario, reply: (request: HttpRequest, turn: number) => HttpAnswer, runEndsInPause = false): Promise<Asked> {
  const requests: HttpRequest[] = [];
  const waits: WaitRequest[] = [];
  const unused = (): never => { throw new Error('not asked here'); };
  const network: Network = {
    within: unused, now: () => Date.parse('2026-11-20T09:00:00Z'), random: unused, resolve: unused, services: unused, handshake: unused, negotiate: unused,
    send: (request) => Promise.resolve({ ok: true, value: reply(request, requests.push(request)) }),
    listen: unused,
    wait: (request) => {
      waits.push(request);
      return Promise.resolve(runEndsInPause ? { ok: false, failure: { kind: 'interrupted', message: 'the run was ended' } } : { ok: true, value: null });
    },
  };
  const attempt = await probe.gather('boris@contoso.test', network, evidenceOf(of, new Map()));
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return { fact: attempt.value, requests, waits };
}

describe('getSchedule', () => {
  it('asks in the name of the requester, 20 schedules at a time, with the sign-in', async () => {
    const targets = Array.from({ length: 45 }, (_, at) => `t${at}`);
    const { fact, requests } = await ask(scenario(targets), shown);
    expect(requests.map((request) => requestOf(request).schedules.length)).toEqual([20, 20, 5]);
    expect(new Set(requests.map(({ url }) => url))).toEqual(new Set(['https://graph.microsoft.com/v1.0/users/boris%40contoso.test/calendar/getSchedule']));
    expect(requests[0]).toMatchObject({ method: 'POST', signIn: 'm365', credentialsDomain: 'contoso.test', minVersion: 'TLSv1.2' });
    expect(targets.every((id) => fact.targets[`${id}@contoso.test`]?.[0]?.answer?.mergedFreeBusy === '0020')).toBe(true);
    expect(probe.summarize(fact)).toBe('boris@contoso.test asked graph.microsoft.com for 45 schedules: 45 answered without error');
  });

  it.each([
    ['us-gov', 'graph.microsoft.us'], ['us-gov-dod', 'dod-graph.microsoft.us'], ['china', 'microsoftgraph.chinacloudapi.cn'],
  ] as const)('in the cloud %s at %s', async (nationalCloud, host) => {
    expect((await ask(scenario(['carla'], { nationalCloud }), shown)).requests.map(({ url }) => new URL(url).host)).toEqual([host]);
  });

  it('asks each alone where one bad address refused them all', async () => {
    const { requests, fact } = await ask(scenario(['carla', 'dora']), (request, turn) => (turn === 1 ? answer(400, { error: { code: 'BadRequest' } }) : shown(request)));
    expect(requests.map(({ label }) => label)).toEqual(['batch 1', 'alone 1', 'alone 2']);
    expect(fact.targets['dora@contoso.test']?.map((one) => one.answer?.responseCode)).toEqual([undefined, 'NoError']);
  });
});

describe('pauses', () => {
  it('are as long as the service says; nothing is lost, and the fact tells how long they were', async () => {
    const { fact, waits, requests } = await ask(scenario(), (request, turn) => (turn === 1 ? busy() : turn === 2 ? busy({ 'retry-after': '13' }) : shown(request)));
    expect(waits).toEqual([{ label: 'batch 1 pause 1', ms: 7_000 }, { label: 'batch 1 pause 2', ms: 13_000 }]);
    expect(requests.map(({ label }) => label)).toEqual(['batch 1', 'batch 1 after pause 1', 'batch 1 after pause 2']);
    expect(fact.exchanges).toHaveLength(1);
    expect(fact.exchanges[0]).toMatchObject({ status: 200, waited: { times: 2, ms: 20_000 } });
    expect(fact.targets['carla@contoso.test']?.[0]?.answer?.mergedFreeBusy).toBe('0020');
  });

  it('a date is understood as well as seconds', async () => {
    const { waits } = await ask(scenario(), (request, turn) => (turn === 1 ? busy({ 'Retry-After': 'Fri, 20 Nov 2026 09:01:30 GMT' }) : shown(request)));
    expect(waits.map(({ ms }) => ms)).toEqual([90_000]);
  });

  it.each([
    ['longer than we wait', { 'Retry-After': '86400' }], ['never', {}], ['nonsense', { 'Retry-After': 'soon' }], ['negative', { 'Retry-After': '-5' }],
  ])('%s: asked once, and the answer stands', async (_title, headers) => {
    const { fact, waits, requests } = await ask(scenario(), () => busy(headers));
    expect([waits.length, requests.length, fact.exchanges[0]?.status, fact.exchanges[0]?.waited]).toEqual([0, 1, 429, undefined]);
  });

  it('without end: given up after so many, and after so long', async () => {
    const often = await ask(scenario(), () => busy({ 'Retry-After': '1' }));
    expect([often.requests.length, often.fact.exchanges[0]?.waited]).toEqual([PATIENCE.times + 1, { times: PATIENCE.times, ms: PATIENCE.times * 1000 }]);
    const long = await ask(scenario(), () => busy({ 'Retry-After': '140' }));
    expect(long.waits.reduce((sum, { ms }) => sum + ms, 0)).toBe(280_000);
  });

  it('the end of the run ends them, too', async () => {
    const { fact, requests } = await ask(scenario(), () => busy(), true);
    expect([requests.length, fact.exchanges[0]?.failure?.kind]).toEqual([1, 'interrupted']);
  });
});

describe('whom it is asked for', () => {
  const subjects = (of: Scenario) => probe.subjects(built(of));

  it('requesters in Exchange Online, unless the scenario wants EWS alone', () => {
    expect(subjects(scenario())).toEqual([{ name: 'boris@contoso.test' }]);
    expect(subjects(scenario(['carla'], { api: 'graph' }))).toEqual([{ name: 'boris@contoso.test' }]);
    expect(subjects(scenario(['carla'], { api: 'ews' }))).toEqual([]);
    expect(subjects(scenario(['carla'], { version: 'exchange-se' }))).toEqual([]);
  });

  it('skipped with its reason where there is no bearer token', () => {
    expect(subjects(scenario(['carla'], {}, { method: 'basic' }))).toEqual([{ name: 'boris@contoso.test', skip: 'Microsoft Graph takes bearer tokens only, and sign-in m365 holds none' }]);
  });
});
