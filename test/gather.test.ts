import { describe, expect, test } from 'vitest';
import { gather } from '../src/gather.ts';
import type { Evidence } from '../src/model/evidence.ts';
import type { FactKind } from '../src/model/facts.ts';
import type { Attempt } from '../src/model/failure.ts';
import type { Network } from '../src/network/port.ts';
import { TapeError } from '../src/network/tape.ts';
import type { Probe, Subject } from '../src/probes/probe.ts';
import { scenarioOf } from './built-evidence.ts';

const scenario = scenarioOf({ servers: { ex16: { version: 'exchange-2016' } }, mailboxes: { anna: 'ex16', boris: 'ex16' }, lookups: ['anna -> boris'] });

type Resolve = (host: string, scope: string) => Promise<Attempt<readonly string[]>>;

/** A network that only resolves names, and whose clock stands still. */
function network(resolve: Resolve, now: (scope: string) => number = () => 1000): Network {
  const missing = (): never => { throw new Error('not in this test'); };
  const scoped = (scope: string): Network => ({
    within: scoped, now: () => now(scope), random: (bytes) => new Uint8Array(bytes),
    resolve: (host) => resolve(host, scope), services: missing, handshake: missing, negotiate: missing, send: missing, wait: missing, listen: missing,
  });
  return scoped('');
}
const instant: Resolve = async (host) => ({ ok: true, value: [`address of ${host}`] });

/** A probe that asks for a name and keeps the address as its fact. */
function probe(kind: FactKind, subjects: (evidence: Evidence) => readonly (string | Subject)[], more: Partial<Probe> = {}): Probe {
  return {
    kind, title: kind, subjects: (evidence) => subjects(evidence).map((subject) => (typeof subject === 'string' ? { name: subject } : subject)),
    gather: async (subject, door) => await door.resolve(subject) as Attempt<never>,
    summarize: (fact) => (fact as unknown as readonly string[]).join(), ...more,
  };
}
const ids = (evidence: Evidence): readonly string[] => evidence.all.map(({ id }) => id);

describe('order', () => {
  test('is that of the probes, then of the subjects, however answers arrive', async () => {
    const probes = [probe('tls-versions', () => ['c', 'a', 'b']), probe('name-resolution', () => ['z', 'a'])];
    const results: string[] = [];
    for (const order of [['a', 'b', 'c', 'z'], ['z', 'c', 'b', 'a'], ['b', 'z', 'a', 'c']]) {
      let turn = Promise.resolve();
      const gates = new Map(order.map((host) => [host, (turn = turn.then(() => undefined).then(() => undefined))]));
      const { evidence, interrupted } = await gather(scenario, network(async (host) => {
        await gates.get(host);
        return { ok: true, value: [host] };
      }), probes);
      expect(interrupted).toBe(false);
      results.push(JSON.stringify(evidence.all));
    }
    expect(new Set(results).size).toBe(1);
    expect((JSON.parse(results[0] ?? '[]') as { id: string }[]).map(({ id }) => id)).toEqual(['tls-versions a', 'tls-versions b', 'tls-versions c', 'name-resolution a', 'name-resolution z']);
  });

  test('what is asked after the others sees all their answers, and what comes of it is asked too', async () => {
    const sawAtFirst: string[][] = [];
    const late = probe('client-hellos', (evidence) => {
      sawAtFirst.push([...ids(evidence)]);
      return evidence.of('name-resolution', 'b') === undefined ? [] : ['late'];
    }, { afterOthers: true });
    const follows = probe('certificate', (evidence) => (evidence.of('client-hellos', 'late') === undefined ? [] : ['follows']));
    const chain = probe('name-resolution', (evidence) => (evidence.of('name-resolution', 'a') === undefined ? ['a'] : ['a', 'b']));
    const { evidence } = await gather(scenario, network(instant), [late, follows, chain]);
    expect(sawAtFirst[0]).toEqual(['name-resolution a', 'name-resolution b']);
    expect(ids(evidence)).toEqual(['client-hellos late', 'certificate follows', 'name-resolution a', 'name-resolution b']);
  });

  test('questions are asked at the same time, each within a scope of its own', async () => {
    const asked: string[] = [];
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => { open = resolve; });
    const done = gather(scenario, network(async (host, scope) => {
      asked.push(scope);
      if (asked.length === 3) open();
      await gate;
      return { ok: true, value: [host] };
    }), [probe('name-resolution', () => ['a', 'b']), probe('certificate', () => ['a'])]);
    expect(ids((await done).evidence)).toEqual(['name-resolution a', 'name-resolution b', 'certificate a']);
    expect(asked.sort()).toEqual(['certificate a', 'name-resolution a', 'name-resolution b']);
  });

  test('each subject is asked once, also when it is named again and again', async () => {
    let asked = 0;
    await gather(scenario, network(async (host) => { asked++; return { ok: true, value: [host] }; }), [probe('name-resolution', () => ['a', 'a', 'b']), probe('certificate', () => ['c'])]);
    expect(asked).toBe(3);
  });
});

describe('subjects that appear later', () => {
  test('are asked as soon as what they need is there, also by an earlier probe', async () => {
    const { evidence } = await gather(scenario, network(instant), [
      probe('name-resolution', (growing) => ['first', ...(growing.fact('certificate', 'second') === undefined ? [] : ['third'])]),
      probe('certificate', (growing) => (growing.fact('name-resolution', 'first') === undefined ? [] : ['second'])),
    ]);
    expect(ids(evidence)).toEqual(['name-resolution first', 'name-resolution third', 'certificate second']);
  });

  test('are asked also when what they wait for was skipped or failed, and nothing else is under way', async () => {
    const { evidence } = await gather(scenario, network(async (host) => (host === 'gone' ? { ok: false, failure: { kind: 'refused', message: 'nobody' } } : { ok: true, value: [host] })), [
      probe('name-resolution', (growing) => [...(growing.of('certificate', 'skipped') === undefined ? [] : ['after the skip']), ...(growing.of('certificate', 'gone') === undefined ? [] : ['after the failure'])]),
      probe('certificate', (growing) => [{ name: 'skipped', skip: 'no need' }, ...(growing.of('name-resolution', 'after the skip') === undefined ? [] : ['gone'])]),
    ]);
    expect(ids(evidence)).toEqual(['name-resolution after the failure', 'name-resolution after the skip', 'certificate gone', 'certificate skipped']);
  });
});

describe('outcomes', () => {
  test('observed, failed, skipped and crashed are told apart, and a crash does not end the rest', async () => {
    const { evidence, interrupted } = await gather(scenario, network(async (host) => {
      if (host === 'refused') return { ok: false, failure: { kind: 'refused', message: 'nobody listens' } };
      if (host === 'crash') throw new TypeError('our mistake');
      return { ok: true, value: [host] };
    }), [
      probe('name-resolution', () => ['good', 'refused', 'crash', { name: 'needless', skip: 'not asked because of that' }]),
      probe('certificate', () => ['good'], { summarize: () => { throw new RangeError('cannot sum up'); } }),
      probe('fingerprint', () => ['good'], { gather: () => { throw new Error('thrown at once'); } }),
    ]);
    expect(interrupted).toBe(false);
    const told = (id: string) => { const found = evidence.all.find((one) => one.id === id); return { ...found?.outcome, summary: found?.summary }; };
    expect(told('name-resolution good')).toEqual({ status: 'observed', fact: ['good'], summary: 'good' });
    expect(told('name-resolution refused')).toEqual({ status: 'failed', reason: 'nobody listens', failure: { kind: 'refused', message: 'nobody listens' }, summary: 'nobody listens' });
    expect(told('name-resolution crash')).toEqual({ status: 'crashed', reason: 'TypeError: our mistake', summary: 'TypeError: our mistake' });
    expect(told('name-resolution needless')).toEqual({ status: 'skipped', reason: 'not asked because of that', summary: 'not asked because of that' });
    expect(told('certificate good')).toMatchObject({ status: 'crashed', reason: 'RangeError: cannot sum up' });
    expect(told('fingerprint good')).toMatchObject({ status: 'crashed', reason: 'Error: thrown at once' });
  });

  test('carry when they were asked and how long it took, by the network\'s clock', async () => {
    let clock = Date.parse('2026-11-20T09:00:00Z');
    const { evidence } = await gather(scenario, network(async (host) => { clock += 250; return { ok: true, value: [host] }; }, () => clock), [probe('name-resolution', () => ['a'])]);
    expect(evidence.all[0]).toMatchObject({ at: '2026-11-20T09:00:00.000Z', ms: 250, kind: 'name-resolution', subject: 'a' });
  });

  test('an answer cut short by the end of the run is skipped, whatever the probe made of it', async () => {
    const cut: Attempt<readonly string[]> = { ok: false, failure: { kind: 'interrupted', message: 'Ctrl-C' } };
    const { evidence, interrupted } = await gather(scenario, network(async (host) => (host === 'late' ? cut : { ok: true, value: [host] })), [
      probe('name-resolution', () => ['early', 'late']),
      probe('certificate', () => ['late'], { gather: async (subject, door) => { await door.resolve(subject); return { ok: true, value: 'a conclusion from half an answer' as never }; } }),
    ]);
    expect(interrupted).toBe(true);
    expect(evidence.all.map(({ id, outcome }) => [id, outcome.status])).toEqual([['name-resolution early', 'observed'], ['name-resolution late', 'skipped'], ['certificate late', 'skipped']]);
    expect(evidence.all[2]?.outcome).toMatchObject({ reason: 'the run was ended before this was answered' });
  });
});

describe('a tape that lacks an answer', () => {
  const lacks = (): never => { throw new TapeError('the tape has no answer'); };

  test('is told at once, wherever it shows', async () => {
    await expect(gather(scenario, network(lacks), [probe('name-resolution', () => ['a', 'b'])])).rejects.toThrow(TapeError);
    await expect(gather(scenario, network(async () => lacks()), [probe('name-resolution', () => ['a', 'b'])])).rejects.toThrow(TapeError);
    await expect(gather(scenario, network(instant, lacks), [probe('name-resolution', () => ['a', 'b'])])).rejects.toThrow(TapeError);
    await expect(gather(scenario, network(instant, lacks), [probe('name-resolution', () => [{ name: 'a', skip: 'no' }])])).rejects.toThrow(TapeError);
  });
});

test('progress is told, and the last word is that all is answered', async () => {
  const told: (readonly [number, number])[] = [];
  await gather(scenario, network(instant), [probe('name-resolution', () => ['a', { name: 'b', skip: 'no' }])], (answered, known) => { told.push([answered, known]); });
  expect(told.at(0)).toEqual([1, 2]);
  expect(told.at(-1)).toEqual([2, 2]);
});
