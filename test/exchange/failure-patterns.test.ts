/** On which of several machines a failure hangs: named, asked, by elimination, or open and said so. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causes } from '../../src/causes/index.ts';
import { diagnose } from '../../src/diagnose.ts';
import { sameMachine } from '../../src/exchange/answerers.ts';
import { unlikeMachines } from '../../src/exchange/failing-machine/by-own-name.ts';
import { attemptsOf, failuresOf } from '../../src/exchange/failure-patterns.ts';
import type { FailurePattern } from '../../src/model/report.ts';
import type { Observation } from '../../src/model/observation.ts';
import { noticesOf } from '../../src/notices.ts';
import { built, door, failed, fingerprint, good, lookupOf, lookups, observation, refusal, scenarioOf, tls, type Try } from '../built-evidence.ts';

const A = 'ex16a.contoso.test';
const B = 'ex16b.contoso.test';
const C = 'ex16c.contoso.test';

function world(nodes: readonly string[], ...observations: readonly Observation[]) {
  const scenario = scenarioOf({
    servers: {
      ex16: { version: 'exchange-2016', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx', nodes },
      ex19: { version: 'exchange-2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx', nodes: ['ex19a.contoso.test', 'ex19b.contoso.test'] },
    },
    mailboxes: { anna: 'ex16', carla: 'ex16', boris: 'ex19', dora: 'ex19' },
    lookups: ['anna -> boris', 'carla -> boris', 'anna -> dora', 'boris -> anna', 'dora -> anna'],
  });
  return built(scenario, ...observations);
}

const on = (front: string, back = front): Try => ({
  answer: good(), executedBy: '15.1.2507.57',
  headers: { 'server': 'Microsoft-IIS/10.0', 'x-feserver': front.split('.')[0]?.toUpperCase() ?? '', 'x-calculatedbetarget': back },
});
const broken = (front: string, back = front): Try => ({ ...on(front, back), answer: refusal('ErrorProxyRequestProcessingFailed', 'The underlying connection was closed') });
const stopped: Try = { status: 503, body: 'html', headers: { server: 'Microsoft-HTTPAPI/2.0' } };
const byDevice: Try = { status: 503, body: 'html', headers: { server: 'BigIP' } };
const at503 = (host: string): Observation => door(`${host}:443`, { status: 503, schemes: [], server: 'Microsoft-HTTPAPI/2.0', exchangeHeaders: [] });
const well = (host: string): Observation => door(`${host}:443`);

function patterns(nodes: readonly string[], tries: readonly Try[], ...more: readonly Observation[]): readonly FailurePattern[] {
  const evidence = world(nodes, lookups('anna', { boris: tries }), ...more);
  return failuresOf(lookupOf(evidence, 'anna -> boris'), evidence).flatMap(({ pattern }) => pattern ?? []);
}

describe('failing answers that name their machine', () => {
  test('the back end, whichever front end took the call', () => {
    const [one, ...rest] = patterns([A, B], [on(A), broken(A, B), on(B, A), broken(B), on(A), broken(A, B)]);
    expect(rest).toEqual([]);
    expect(one).toMatchObject({ failed: 3, of: 6, intermittent: true, machines: [B], end: 'requester', by: 'answers', settle: null });
    expect(one?.says).toBe(`Intermittent: 3 of 6 lookups failed (ErrorProxyRequestProcessingFailed), each time on ${B}, never on ${A}.`);
  });

  test('the front end, where the same back end also answers well', () => {
    expect(patterns([A, B], [on(A), broken(B, A), on(A), broken(B, A), on(A), on(A)])).toMatchObject([{ machines: [B], by: 'answers' }]);
  });

  test('bare names where the scenario names no machine', () => {
    const bare = (name: string): Try['headers'] => ({ 'x-feserver': name });
    expect(patterns([], [{ ...on(A), headers: bare('ONE') ?? {} }, { ...broken(B), headers: bare('TWO') ?? {} }])).toMatchObject([{ machines: ['TWO'] }]);
  });

  test('few lookups may be chance, and it is said', () => {
    expect(patterns([A, B], [on(A), broken(B)])).toMatchObject([{ machines: [B], settle: expect.stringContaining('may be chance') as string }]);
  });

  test('a machine that failed and answered well is not the reason', () => {
    const [one] = patterns([A, B], [on(A), broken(A), on(B), broken(B)]);
    expect(one).toMatchObject({ machines: [], end: null, by: 'no-machine', intermittent: true });
    expect(one?.says).toContain(`${A} and ${B} failed and also answered well`);
  });

  test('by the NTLM challenge and the cookie of a balancer, where there is no header', () => {
    const signed = (machine: string): Try => ({ signIn: { id: 'corp', method: 'ntlm', outcome: 'accepted', machine } });
    expect(patterns([A, B], [{ ...on(A), headers: {}, ...signed(A) }, { ...stopped, ...signed(B) }])).toMatchObject([{ machines: [B], by: 'answers' }]);
    const resolved = observation('name-resolution', B, { status: 'observed', fact: { host: B, addresses: ['10.0.0.12'] } });
    expect(patterns([A, B], [on(A), { ...stopped, poolMember: '10.0.0.12:443' }], resolved)).toMatchObject([{ machines: [B], by: 'answers' }]);
    expect(patterns([A, B], [on(A), { ...stopped, poolMember: '10.0.0.13:443' }], resolved)).toMatchObject([{ machines: ['10.0.0.13:443'], by: 'answers' }]);
  });
});

describe('failing answers that name none', () => {
  test('the machine that fails so when it is asked by its own name', () => {
    const [one] = patterns([A, B, C], [on(A), stopped, on(C), stopped], well(A), at503(B), well(C));
    expect(one).toMatchObject({ machines: [B], end: 'requester', by: 'own-name', settle: null });
    expect(one?.says).toBe(`Intermittent: 2 of 4 lookups failed (HTTP 503), each time on ${B}: asked by its own name it answers 503 as well, while ${A} and ${C} answer well.`);
  });

  test('two such machines are both named, as one of them', () => {
    const [one] = patterns([A, B, C], [on(A), stopped], well(A), at503(B), at503(C));
    expect(one).toMatchObject({ machines: [B, C], by: 'own-name' });
    expect(one?.says).toContain(`on one of ${B} and ${C}`);
  });

  test('asked once, and met: most likely intermittent', () => {
    expect(patterns([A, B], [stopped], well(A), at503(B))).toMatchObject([{ failed: 1, of: 1, intermittent: true, machines: [B], by: 'own-name' }]);
  });

  test('asked often, met every time: not on every machine, and not intermittent', () => {
    expect(patterns([A, B], [stopped, stopped, stopped], well(A), at503(B))).toMatchObject([{ failed: 3, of: 3, intermittent: false, machines: [B] }]);
  });

  test('another machine executed the call: the one that fails by its own name is not blamed', () => {
    const elsewhere: Try = { ...stopped, headers: { 'server': 'Microsoft-IIS/10.0', 'x-feserver': 'EX16A', 'x-calculatedbetarget': A } };
    expect(patterns([A, B], [elsewhere], well(A), at503(B))).toEqual([]);
  });

  test('at the target, where the text tells the status', () => {
    const said: Try = { ...on(A), answer: refusal('ErrorProxyRequestProcessingFailed', 'The request failed with HTTP status 503: Service Unavailable.') };
    expect(patterns([A, B], [said, on(A), said], well('ex19a.contoso.test'), at503('ex19b.contoso.test')))
      .toMatchObject([{ intermittent: true, machines: ['ex19b.contoso.test'], end: 'target', by: 'own-name' }]);
    expect(patterns([A, B], [said], well('ex19a.contoso.test'), at503('ex19b.contoso.test')))
      .toMatchObject([{ intermittent: false, machines: ['ex19b.contoso.test'], end: 'target', by: 'own-name' }]);
  });

  test('by elimination, only where the scenario names all machines and all others answered well', () => {
    const [one] = patterns([A, B], [on(A), stopped, on(A)]);
    expect(one).toMatchObject({ machines: [B], by: 'elimination' });
    expect(one?.says).toContain('by elimination');
    expect(one?.settle).toContain('own name');
    expect(patterns([A, B, C], [on(A), stopped])).toMatchObject([{ machines: [], by: 'undetermined' }]);
    expect(patterns([A, B, C], [on(A), stopped], well(C))).toMatchObject([{ machines: [B], by: 'elimination' }]);
  });

  test('what only answers name is a lower bound: open, and the machine to look at first is told', () => {
    const seen = fingerprint('mail16.contoso.test:443', { frontEnd: ['EX16A', 'EX16B'], behind: { asked: 4, answered: 2, machines: [{ name: A, build: null }] } });
    const [one] = patterns([], [on(A), stopped], seen);
    expect(one).toMatchObject({ machines: [], end: null, by: 'undetermined', intermittent: true });
    expect(one?.settle).toMatch(/look first at EX16B, .*nodes/);
  });

  test('all machines well by their own names: open', () => {
    expect(patterns([A, B], [on(A), stopped], well(A), well(B))).toMatchObject([{ machines: [], by: 'undetermined' }]);
  });

  test('what a device answers is no elimination; a machine that does not answer by its own name is', () => {
    expect(patterns([A, B], [on(A), byDevice])).toMatchObject([{ machines: [], by: 'undetermined' }]);
    expect(patterns([A, B], [on(A), byDevice], well(A), failed('tls-versions', `${B}:443`, 'refused'))).toMatchObject([{ machines: [B], by: 'own-name' }]);
    // http.sys wrote the answer, so the machine that it stands on does answer.
    expect(patterns([A, B, C], [on(A), stopped], well(A), failed('tls-versions', `${B}:443`, 'refused'))).toMatchObject([{ machines: [], by: 'undetermined' }]);
  });
});

describe('every attempt failed', () => {
  const over = (requests: Readonly<Record<string, Readonly<Record<string, Try | readonly Try[]>>>>, id: string) => {
    const evidence = world([A, B], ...Object.entries(requests).map(([from, tries]) => lookups(from, tries)), tls(`${A}:443`, ['TLSv1.2']));
    return failuresOf(lookupOf(evidence, id), evidence).flatMap(({ pattern }) => pattern ?? []);
  };

  test('over one machine of the requester, and not over another', () => {
    const requests = { anna: { boris: on(A) }, carla: { boris: [broken(A, B), broken(B)] } };
    expect(over(requests, 'carla -> boris')).toMatchObject([{ intermittent: false, machines: [B], end: 'requester', by: 'other-lookups' }]);
    expect(over(requests, 'anna -> boris')).toEqual([]);
  });

  test('for one machine of the target, and not for another', () => {
    const requests = { anna: { boris: broken(A), dora: on(A) }, boris: { anna: on('ex19b.contoso.test') }, dora: { anna: on('ex19a.contoso.test') } };
    expect(over(requests, 'anna -> boris')).toMatchObject([{ intermittent: false, machines: ['ex19b.contoso.test'], end: 'target', by: 'other-lookups' }]);
  });

  test('what speaks of a mailbox or a right is not laid on the machine', () => {
    const denied: Try = { ...on(B), answer: refusal('ErrorNoFreeBusyAccess') };
    expect(over({ anna: { boris: on(A) }, carla: { boris: denied } }, 'carla -> boris')).toEqual([]);
  });

  test('alike and on one machine: nothing to say', () => {
    expect(over({ anna: { boris: [broken(A), broken(A)] } }, 'anna -> boris')).toEqual([]);
  });
});

describe('two failures at once', () => {
  const denied: Try = { ...on(A), answer: refusal('ErrorNoFreeBusyAccess', 'The caller does not have access to free/busy data.') };
  const evidence = world([A, B], lookups('anna', { boris: [denied, stopped, denied, stopped] }), well(A), at503(B));

  test('each has its own machine, or none', () => {
    const found = failuresOf(lookupOf(evidence, 'anna -> boris'), evidence).map(({ pattern }) => pattern);
    expect(found).toMatchObject([{ failure: 'ErrorNoFreeBusyAccess', machines: [] }, { failure: 'HTTP 503', machines: [B], by: 'own-name' }]);
  });

  test('both causes are found, each with its own words', () => {
    const likely = diagnose(evidence, causes, 0)[0]?.findings.filter(({ confidence }) => confidence === 'likely') ?? [];
    expect(likely.map(({ cause, words }) => [cause, words]).sort()).toEqual([
      ['calendar-default-permission-none', 'The caller does not have access to free/busy data.'], ['ews-app-pool-or-component-down', null],
    ]);
    const pool = likely.find(({ cause }) => cause.startsWith('ews-'));
    expect(pool?.remedy[0]).toContain(B);
    expect(pool?.explanation).toContain('intermittent');
    expect(pool?.supporting.filter(({ says }) => says.includes(B))).not.toEqual([]);
    expect(JSON.stringify(likely)).not.toMatch(/\{\w+/);
    expect(JSON.stringify(likely.find(({ cause }) => cause.startsWith('calendar')))).not.toContain(B);
  });
});

test('attempts whose answers name no machine get the one that the failure is tied to, with how that is known', () => {
  const evidence = world([A, B], lookups('anna', { boris: [on(A), stopped] }), well(A), at503(B));
  const lookup = lookupOf(evidence, 'anna -> boris');
  expect(attemptsOf(lookup, evidence, failuresOf(lookup, evidence))).toEqual([
    { availability: 'shown', node: A, by: 'answers' }, { availability: 'hash-marks', node: B, by: 'own-name' },
  ]);
});

test('a bad machine that no lookup met is a notice, and none when it was met', () => {
  const spoken = (tries: readonly Try[]) => noticesOf(world([A, B], lookups('anna', { boris: tries }), well(A), at503(B))).filter(({ says }) => says.includes(B));
  expect(spoken([on(A)])).toHaveLength(1);
  expect(spoken([on(A), stopped])).toEqual([]);
  expect(unlikeMachines('ex16', world([A, B], well(A)))).toBeUndefined();
  expect(unlikeMachines('ex16', world([A, B], at503(A), at503(B)))).toEqual([]);
});

describe('whatever the network sends', () => {
  const header = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('EX16A', 'ex16a.contoso.test', 'EX16A,EX16B', '{target}', '\u001b[2J', '10.0.0.1:443'));
  const anyTry = fc.record({
    'x-feserver': header, 'x-calculatedbetarget': header, 'server': header, 'status': fc.constantFrom(200, 401, 500, 503), 'shown': fc.boolean(),
  }).map(({ status, shown, ...headers }): Try => ({ status, headers, answer: shown ? good() : null }));

  test('machines are names, counts add up, and no machine is named where it is open', () => {
    fc.assert(fc.property(fc.array(anyTry, { minLength: 1, maxLength: 8 }), (tries) => {
      const evidence = world([A, B], lookups('anna', { boris: tries }));
      const lookup = lookupOf(evidence, 'anna -> boris');
      const failures = failuresOf(lookup, evidence);
      for (const { tries: alike, pattern } of failures) {
        if (pattern === undefined) continue;
        expect(pattern.failed).toBe(alike.length);
        expect(pattern.failed).toBeLessThanOrEqual(pattern.of);
        expect(pattern.says.length).toBeLessThan(3000);
        for (const machine of pattern.machines) expect(machine).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/);
        expect(pattern.machines.length === 0).toBe(pattern.by === 'undetermined' || pattern.by === 'no-machine');
      }
    }));
  });

  test('names of one machine: equal to themselves, in any order, full names never to other full names', () => {
    const name = fc.constantFrom('EX1', 'ex1', 'ex1.a.test', 'EX1.A.TEST', 'ex1.b.test', 'ex10', '10.0.0.1:443', '10.0.0.2:443', '10');
    fc.assert(fc.property(name, name, (a, b) => {
      expect(sameMachine(a, a)).toBe(true);
      expect(sameMachine(a, b)).toBe(sameMachine(b, a));
      if (a.includes('.') && b.includes('.')) expect(sameMachine(a, b)).toBe(a.toLowerCase() === b.toLowerCase());
    }));
  });
});
