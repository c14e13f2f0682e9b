/** Logs, headers and events that were brought along: of the right end, the right direction and the right time only. */
import { describe, expect, test } from 'vitest';
import { weighAll } from '../../src/diagnose.ts';
import { causes } from '../../src/causes/index.ts';
import type { Connection, ConnectionsFact, ConnectionTls, LoggedEvent, LoggedFailure, MailHop, SchannelEvent } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import { built, lookupOf, observation, refusal, scenarioOf, skipped, tls } from '../built-evidence.ts';
import { field, said, SERVERS, TEXT, weighed } from './worlds.ts';

const MISMATCH = 'tls-version-mismatch-between-exchange-servers';
const SUITES = 'tls-cipher-suite-mismatch';
const HALF = 'schannel-half-configured-or-tls13';
const CLOUD = 'tls12-outbound-to-cloud-not-enabled';

/** The field, in which every machine has an address of its own. */
const FIELD = field(...(['mail16', 'ex16', 'mail19', 'ex19', 'ex13', 'mail13'] as const).map((name): Observation => observation('name-resolution', `${name}.contoso.test`, {
  status: 'observed', fact: { host: `${name}.contoso.test`, addresses: [`10.0.${name.startsWith('mail') ? 9 : 0}.${name.slice(-2)}`] },
})));
const NODES = { ...SERVERS, ex16: { ...SERVERS['ex16']!, nodes: ['ex16.contoso.test'] }, ex13: { ...SERVERS['ex13']!, nodes: ['ex13.contoso.test'] } };

const row = (more: Partial<Connection>): Connection => ({
  role: 'accepts', peer: { address: '10.0.0.16', name: null }, caller: null, through: '/ews', tls: 'TLSv1.2', cipher: null, status: 200, failure: null, passedOn: null, count: 5,
  first: '2026-11-18T08:00:00.000Z', last: '2026-11-18T08:00:00.000Z', ...more,
});
const CALL = { program: 'ASProxy', type: 'CrossSite', build: '15.1.2507.57' } as const;

function log(server: string | null, kind: ConnectionsFact['log'], connections: readonly Connection[], machine: string | null = null): Observation {
  return observation('connections', `${server ?? machine ?? 'a.log'}: ${kind}`, { status: 'observed', fact: {
    server, machine, log: kind, files: [], connections, leftOut: 0, lookups: 0, byTls: [], first: null, last: null,
  } });
}

const hop = (from: string, by: string, how: ConnectionTls): Observation => {
  const one: MailHop = { from: { address: null, name: from }, by: { address: null, name: by }, protocol: 'ESMTPS', tls: how, encrypted: true, cipher: null, build: null, at: '2026-11-18T08:00:00.000Z' };
  return observation('mail-hops', 'mail.txt', { status: 'observed', fact: { source: 'mail.txt', hops: [one], damaged: 0, leftOut: 0 } });
};

function events(server: string | null, logged: readonly Partial<LoggedEvent>[], machine: string | null = null): Observation {
  return observation('windows-events', server ?? machine ?? 'a.xml', { status: 'observed', fact: {
    server, machine, files: [], restarts: [], others: 0, leftOut: 0,
    events: logged.map((one): LoggedEvent => ({ source: 'Schannel', id: 36888, count: 1, times: [], said: null, schannel: null, failure: null, text: '', ...one })),
  } });
}

const failure = (more: Partial<LoggedFailure> = {}): LoggedFailure => ({
  requestType: 'CrossSite', url: 'https://ex19.contoso.test:444/EWS/Exchange.asmx', target: null, answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.send), ...more,
});
const schannel = (more: Partial<SchannelEvent>): SchannelEvent => ({ protocol: null, alert: null, role: null, state: null, ...more });
const FAILED_AT = ['2026-11-18T08:00:00.000Z', '2026-11-18T08:20:00.000Z', '2026-11-18T09:10:00.000Z'];
const later = (times: readonly string[], seconds: number): readonly string[] => times.map((at) => new Date(Date.parse(at) + seconds * 1000).toISOString());

describe('lookups that arrived', () => {
  const arrived = (...rows: readonly Connection[]) => weighed('anna -> boris', [...FIELD, said(TEXT.send), log('ex19', 'iis', rows)], NODES);
  const broken = weighed('anna -> boris', [...FIELD, said(TEXT.send)], NODES);

  test('make causes that keep calls from arriving less sure', () => {
    expect(broken.confidence(MISMATCH)).toBe('likely');
    const seen = arrived(row({ caller: CALL }));
    expect(seen.confidence(MISMATCH)).toBe('possible');
    expect(seen.opposing(MISMATCH)).toContain('connections ex19: iis');
  });

  test.each<[string, Connection]>([
    ['of another machine', row({ caller: CALL, peer: { address: '10.0.0.99', name: null } })], ['of a program', row({ caller: null })],
    ['of the search for an address', row({ caller: { ...CALL, program: 'ASAutoDiscover' }, tls: 'unstated' })], ['without TLS', row({ caller: CALL, tls: 'none' })],
    ['that the balancer passed on', row({ caller: CALL, peer: { address: '10.0.9.16', name: null } })],
  ])('say nothing %s', (_, one) => {
    expect(arrived(one).opposing(MISMATCH)).not.toContain('connections ex19: iis');
  });

  test('say nothing in the log of the requester\'s server, or of a third', () => {
    for (const server of ['ex16', 'ex13']) expect(weighed('anna -> boris', [...FIELD, said(TEXT.send), log(server, 'ews', [row({ caller: CALL, tls: 'unstated' })])], NODES).opposing(MISMATCH)).not.toContain(`connections ${server}: ews`);
  });

  test('count in a log whose machine only the log names', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.send), log(null, 'ews', [row({ caller: CALL, tls: 'unstated' })], 'EX19')], NODES).opposing(MISMATCH)).toContain('connections EX19: ews');
  });

  test('of Exchange Online are told by their build', () => {
    const seen = (build: string) => weighed('cleo -> anna', [...FIELD, log('ex16', 'iis', [row({ caller: { ...CALL, type: 'CrossForest', build }, peer: { address: '40.101.1.1', name: null } })])], NODES)
      .opposing('tls12-inbound-endpoint-not-available');
    expect(seen('15.20.8769.31')).toContain('connections ex16: iis');
    expect(seen('15.2.1748.10')).not.toContain('connections ex16: iis');
  });
});

describe('how the requester\'s server called others', () => {
  const modernToo = row({ peer: { address: '10.0.5.5', name: null } });
  const world = (rows: readonly Connection[], text = TEXT.send) => weighed('anna -> boris', [...FIELD, said(text), log('ex13', 'iis', rows)], NODES);

  test('with TLS 1.0, to a server that has TLS 1.2: that is the newest it called with, and the target refuses it', () => {
    const seen = world([row({ caller: CALL, tls: 'TLSv1.0' }), modernToo]);
    expect(seen.confidence(MISMATCH)).toBe('likely');
    expect(seen.supporting(MISMATCH)).toContain('connections ex13: iis');
  });

  test('says nothing where the called server may have nothing newer', () => {
    expect(world([row({ caller: CALL, tls: 'TLSv1.0' })]).supporting(MISMATCH)).not.toContain('connections ex13: iis');
  });

  test('says nothing beside words of something else', () => {
    expect(world([row({ caller: CALL, tls: 'TLSv1.0' }), modernToo], TEXT.status401).found).not.toContain(MISMATCH);
  });

  test('the newest call counts: with TLS 1.2 it speaks against the cause', () => {
    const repaired = [row({ caller: CALL, tls: 'TLSv1.0' }), row({ caller: CALL, tls: 'TLSv1.2', last: '2026-11-19T08:00:00.000Z' })];
    const seen = world(repaired);
    expect(seen.confidence(MISMATCH)).toBe('possible');
    expect(seen.opposing(MISMATCH)).toContain('connections ex13: iis');
  });

  test('of one of several machines it says nothing', () => {
    const several = { ...NODES, ex16: { ...NODES.ex16, nodes: ['ex16.contoso.test', 'ex17.contoso.test'] } };
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.send), log('ex13', 'iis', [row({ caller: CALL, tls: 'TLSv1.0' }), modernToo])], several).supporting(MISMATCH)).not.toContain('connections ex13: iis');
  });

  test('and Exchange Online refuses it, too', () => {
    const broken = (rows: readonly Connection[]) => weighed('anna -> cleo', [...FIELD.filter(({ id }) => !id.includes('mail19')),
      observationOf('anna', 'cleo'), log('ex13', 'iis', rows)], NODES).confidence(CLOUD);
    expect(broken([row({ caller: CALL, tls: 'TLSv1.0' }), modernToo])).toBe('likely');
    expect(broken([row({ caller: CALL, tls: 'TLSv1.2' })])).toBe('possible');
  });
});

/** The lookup of one for the other fails as a handshake does. */
function observationOf(from: string, to: string): Observation {
  const one = said(TEXT.send);
  if (one.outcome.status !== 'observed') throw new Error('nothing was observed');
  const text = JSON.stringify(one).replaceAll('boris@', `${to}@`).replaceAll('anna@', `${from}@`);
  return JSON.parse(text) as Observation;
}

describe('mail between the two', () => {
  const world = (...more: readonly Observation[]) => weighed('anna -> boris', [...FIELD, said(TEXT.send), ...more], NODES);

  test('that could not agree on TLS hints, whichever side wrote it down', () => {
    for (const one of [log('ex19', 'smtp', [row({ tls: 'failed', failure: 'SocketError' })]), log('ex16', 'smtp', [row({ role: 'dials', peer: { address: '10.0.0.19', name: null }, tls: 'failed' })])]) {
      const seen = world(one);
      expect([seen.supporting(MISMATCH), seen.supporting(SUITES)]).toEqual([expect.arrayContaining([one.id]), expect.arrayContaining([one.id])]);
    }
  });

  test('with TLS 1.2 speaks against a mismatch of suites, and for the values of .NET', () => {
    for (const one of [log('ex19', 'smtp', [row({ tls: 'TLSv1.2', peer: { address: null, name: 'ex16.contoso.test' } })]), hop('ex16.contoso.test', 'EX19.contoso.test', 'TLSv1.2')]) {
      const seen = world(one);
      expect(seen.opposing(SUITES)).toContain(one.id);
      expect(seen.supporting(MISMATCH)).toContain(one.id);
    }
  });

  test('the other way round says nothing of this direction', () => {
    for (const one of [log('ex16', 'smtp', [row({ tls: 'failed', peer: { address: '10.0.0.19', name: null } })]), hop('ex19.contoso.test', 'ex16.contoso.test', 'TLSv1.2')]) {
      const seen = world(one);
      expect([...seen.supporting(MISMATCH), ...seen.opposing(SUITES)]).not.toContain(one.id);
    }
  });
});

describe('events of Schannel beside failed calls', () => {
  const failures = events('ex16', [{ source: 'MSExchange Availability', id: 4002, times: FAILED_AT, failure: failure() }]);
  const beside = (server: string, one: Partial<LoggedEvent>, ...others: readonly Partial<LoggedEvent>[]) =>
    weighed('anna -> boris', [...FIELD, tls('ex19.contoso.test:443', ['TLSv1.2', 'TLSv1.0']), tls('mail19.contoso.test:443', ['TLSv1.2', 'TLSv1.0']), said(TEXT.send),
      ...(server === 'ex16' ? [events('ex16', [{ source: 'MSExchange Availability', id: 4002, times: FAILED_AT, failure: failure() }, one, ...others])] : [failures, events(server, [one, ...others])])], NODES);

  test('a version that was refused', () => {
    for (const one of [{ id: 36874, schannel: schannel({ protocol: 'TLSv1.0' }) }, { id: 36888, schannel: schannel({ alert: 70 }) }]) {
      expect(beside('ex19', { ...one, times: later(FAILED_AT, 2) }).supporting(MISMATCH)).toContain('windows-events ex19');
    }
  });

  test('suites that were refused', () => {
    const seen = beside('ex19', { id: 36874, schannel: schannel({ protocol: 'TLSv1.2' }), times: later(FAILED_AT, -3) });
    expect(seen.supporting(SUITES)).toContain('windows-events ex19');
    expect(seen.supporting(MISMATCH)).not.toContain('windows-events ex19');
  });

  test('no credential for calls, at the requester\'s end', () => {
    const one = { id: 36871, schannel: schannel({ role: 'client', state: 10013 }), times: FAILED_AT } as const;
    expect(beside('ex16', one).supporting(HALF)).toContain('windows-events ex16');
    expect(beside('ex19', one).supporting(HALF)).not.toContain('windows-events ex19');
    expect(beside('ex16', { ...one, schannel: schannel({ role: 'server' }) }).supporting(HALF)).not.toContain('windows-events ex16');
  });

  test.each<[string, string, Partial<LoggedEvent>]>([
    ['at other moments', 'ex19', { times: later(FAILED_AT, 120) }], ['at another server', 'ex13', { times: FAILED_AT }], ['at the requester\'s end', 'ex16', { times: FAILED_AT }],
    ['without moments', 'ex19', { times: [] }], ['beside one failure of three', 'ex19', { times: FAILED_AT.slice(0, 1) }],
    ['all the time', 'ex19', { times: Array.from({ length: 180 }, (_, at) => new Date(Date.parse(FAILED_AT[0] ?? '') + at * 25_000).toISOString()) }],
  ])('say nothing %s', (_, server, one) => {
    expect(beside(server, { id: 36888, schannel: schannel({ alert: 70 }), ...one }).supporting(MISMATCH)).not.toContain(`windows-events ${server}`);
  });
});

describe('the failure in the event log, where nobody could ask as the requester', () => {
  const unasked = skipped('user-availability', 'anna@contoso.test', 'no credentials');
  const world = (...more: readonly Observation[]) => weighed('anna -> boris', [...FIELD, unasked, ...more], NODES);
  const logged = (one: LoggedFailure, server: string | null = 'ex16', machine: string | null = null): Observation =>
    events(server, [{ source: 'MSExchange Availability', id: 4002, times: FAILED_AT, failure: one }], machine);

  test('is weighed as the answer of the lookup', () => {
    expect(world().found).toEqual([]);
    const seen = world(logged(failure()));
    expect(seen.found).toContain(MISMATCH);
    expect(seen.supporting(MISMATCH)).toContain('windows-events ex16');
  });

  test('named by the machine itself', () => {
    expect(world(logged(failure(), null, 'EX16.contoso.test')).found).toContain(MISMATCH);
  });

  test.each<[string, Observation]>([
    ['of another server', logged(failure(), 'ex19')], ['to another server', logged(failure({ url: 'https://ex13.contoso.test:444/EWS/Exchange.asmx' }))],
    ['for another mailbox', logged(failure({ target: 'carla@contoso.test' }))], ['to nobody', logged(failure({ url: null }))],
  ])('not a failure %s', (_, one) => {
    expect(world(one).found).not.toContain(MISMATCH);
  });

  test('does not outweigh an answer that was seen', () => {
    const scenario = scenarioOf({ servers: NODES, mailboxes: { anna: 'ex16', boris: 'ex19' }, lookups: ['anna -> boris'] });
    const evidence = built(scenario, ...FIELD, said(TEXT.status401), logged(failure()));
    expect(weighAll(lookupOf(evidence, 'anna -> boris'), evidence, causes).find(({ cause }) => cause === MISMATCH)?.confidence).not.toBe('likely');
  });
});
