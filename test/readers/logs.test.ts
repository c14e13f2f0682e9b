/** Logs, headers and events as evidence: facts of a machine, bounded, in whatever encoding, however large. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConnectionsFact, FactKind, FactOf, MailHopsFact, WindowsEventsFact } from '../../src/model/facts.ts';
import { isBrought } from '../../src/network/tape-shapes.ts';
import { readEvidence, readers, unreadable } from '../../src/readers/index.ts';
import type { Brought } from '../../src/readers/reader.ts';
import { Tally } from '../../src/readers/tally.ts';

const AT = '2026-11-20T09:00:00.000Z';
const example = (name: string): string => readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'examples', name), 'utf8');
const brought = (text: string | Uint8Array, name = 'a.log', server: string | null = null): Brought => {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  return { name, server, side: null, size: bytes.length, part: (from, length) => bytes.subarray(from, from + length) };
};
async function only<K extends FactKind>(kind: K, ...files: readonly Brought[]): Promise<{ readonly id: string; readonly fact: FactOf[K]; readonly summary: string }> {
  const found = await readEvidence(files, AT);
  expect(found).toHaveLength(1);
  const [one] = found;
  if (one?.outcome.status !== 'observed' || one.kind !== kind) throw new Error(`no ${kind} was observed`);
  expect(isBrought(JSON.parse(JSON.stringify(found)))).toBe(true);
  return { id: one.id, fact: one.outcome.fact as FactOf[K], summary: one.summary };
}

const EXAMPLES = ['receive.log', 'u_ex261118.log', 'headers.txt', 'events.xml'] as const;

test.each<[(typeof EXAMPLES)[number], string, FactKind, string]>([
  ['receive.log', 'connection-logs', 'connections', 'connections ex19a.contoso.local: SMTP protocol log'],
  ['u_ex261118.log', 'connection-logs', 'connections', 'connections a.log: IIS log'], ['headers.txt', 'mail-headers', 'mail-hops', 'mail-hops a.log'],
  ['events.xml', 'windows-events', 'windows-events', 'windows-events ex16b.contoso.local'],
])('%s is recognized by what is in it, in whatever encoding, and gives one fact', async (name, reader, kind, id) => {
  const text = example(name);
  const facts: unknown[] = [];
  for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'utf16le'), Buffer.from(text.replaceAll('\n', '\r\n'))]) {
    expect(readers.find((one) => one.holds(brought(bytes)))?.id).toBe(reader);
    expect(unreadable(brought(bytes))).toBeNull();
    const found = await only(kind, brought(bytes));
    expect(found.id).toBe(id);
    facts.push(found.fact);
  }
  for (const fact of facts) expect(fact).toEqual(facts[0]);
});

describe('a log of connections', () => {
  test('says which connections failed, in the row of the peer', async () => {
    const { fact, summary } = await only('connections', brought(example('receive.log')));
    expect(fact.connections.map(({ peer, tls, failure, count, last }) => [peer.name, tls, failure, count, last])).toEqual([
      ['ex16b.contoso.local', 'failed', 'SocketError', 1, '2026-11-18T08:05:00.000Z'], ['ex16a.contoso.local', 'TLSv1.2', null, 1, '2026-11-18T08:00:00.000Z'],
      ['scanner', 'none', null, 1, '2026-11-18T08:06:00.000Z'],
    ]);
    expect(summary).toBe('a.log: 3 connections between 2026-11-18T08:00 and 2026-11-18T08:06 UTC; 1 without agreement on TLS');
  });

  test('several files of one server are one fact, and the rows are added up', async () => {
    const { id, fact } = await only('connections', brought(example('u_ex261118.log'), 'a.log', 'ex19'), brought(example('u_ex261118.log'), 'b.log', 'ex19'));
    expect(id).toBe('connections ex19: IIS log');
    expect(fact.files).toEqual([{ name: 'a.log', lines: 9, damaged: 1, damagedLines: [9] }, { name: 'b.log', lines: 9, damaged: 1, damagedLines: [9] }]);
    expect(fact).toMatchObject({ lookups: 4, leftOut: 0, byTls: [{ tls: 'TLSv1.2', count: 6 }, { tls: 'TLSv1.0', count: 2 }] });
    expect(fact.connections[0]).toMatchObject({ caller: { program: 'ASProxy', build: '15.1.2507.6' }, count: 4, status: 200, tls: 'TLSv1.2' });
  });

  test('from thousands of strangers, the calls of servers and the own network are kept, and every connection is counted', async () => {
    const head = example('u_ex261118.log').split('\n').slice(0, 4);
    const line = (address: string, agent: string, tls: string): string => `2026-11-18 08:00:01 10.0.0.19 POST /EWS/Exchange.asmx - 443 - ${address} ${agent} 200 0 0 31 ${tls} 6610 800d ae06`;
    const strangers = Array.from({ length: 20_000 }, (_, at) => line(`198.51.${at % 200}.${Math.floor(at / 200)}`, 'x', at % 2 === 0 ? '40' : '400'));
    const { fact } = await only('connections', brought([...head, ...strangers.slice(0, 9000), line('10.0.0.16', 'ASProxy/CrossSite/Directory/EXCH/15.01.2507.006', '400'),
      line('10.0.0.77', 'x', '400'), ...strangers.slice(9000)].join('\n')));
    expect(fact.connections).toHaveLength(200);
    expect(fact.connections.slice(0, 2).map(({ peer }) => peer.address)).toEqual(['10.0.0.16', '10.0.0.77']);
    expect(fact.byTls).toEqual([{ tls: 'TLSv1.2', count: 10_002 }, { tls: 'TLSv1.0', count: 10_000 }]);
    expect(fact.leftOut + fact.connections.reduce((sum, { count }) => sum + count, 0)).toBe(20_002);
  });

  test('a file may be longer than a piece, and its lines longer than anything', async () => {
    const lines = example('receive.log').trimEnd().split('\n');
    const text = [...lines.slice(0, 5), ...Array.from({ length: 3 }, () => 'x'.repeat(1_500_000)), ...lines.slice(5)].join('\n');
    const { fact } = await only('connections', brought(text));
    expect(fact.files).toEqual([{ name: 'a.log', lines: lines.length + 3, damaged: 3, damagedLines: [6, 7, 8] }]);
    expect(fact.connections).toHaveLength(3);
  });

  test('reading that is ended tells nothing', async () => {
    expect(await readEvidence([brought(example('receive.log'))], AT, () => Promise.resolve(false))).toEqual([]);
  });
});

describe('events', () => {
  test('a failed call is read as pasted text is, and the last start is told', async () => {
    const { fact, summary } = await only('windows-events', brought(example('events.xml')));
    expect(fact.machine).toBe('ex16b.contoso.local');
    expect(fact.events).toHaveLength(1);
    expect(fact.events[0]).toMatchObject({
      source: 'MSExchange Availability', id: 4002, count: 1, times: ['2026-11-18T08:05:00.000Z'],
      failure: { requestType: 'CrossSite', url: 'https://ex19a.contoso.local:444/EWS/Exchange.asmx', answer: { responseCode: 'ErrorProxyRequestProcessingFailed' } },
    });
    expect(fact.restarts).toEqual([{ what: 'started', at: '2026-11-02T03:12:44.000Z', said: '2026-11-02T03:12:44.0000000Z' }]);
    expect(summary).toBe('a.log: MSExchange Availability 4002 (1); last started 2026-11-02T03:12:44.000Z');
  });

  test('the same failure over and over is one row; another server that was called is another', async () => {
    const [event = ''] = /<Event xmlns.*?4002.*?<\/Event>/s.exec(example('events.xml')) ?? [];
    const often = Array.from({ length: 300 }, (_, at) => event.replaceAll('12340', String(1000 + at)).replace('S-1-5-21-1-2-3-1104', `S-1-5-21-1-2-3-${at}`).replace('08:05:00', `08:${String(at % 60).padStart(2, '0')}:00`));
    const { fact } = await only('windows-events', brought(['<Events>', ...often, event.replaceAll('ex19a', 'ex19b'), '</Events>'].join('\n')));
    expect(fact.events.map(({ count, failure }) => [count, failure?.url])).toEqual([
      [300, 'https://ex19a.contoso.local:444/EWS/Exchange.asmx'], [1, 'https://ex19b.contoso.local:444/EWS/Exchange.asmx'],
    ]);
    expect(fact.events[0]?.times).toHaveLength(200);
    expect([...fact.events[0]?.times ?? []].sort()).toEqual(fact.events[0]?.times);
  });

  test('events of several machines are facts of each', async () => {
    const text = example('events.xml');
    const found = await readEvidence([brought(text), brought(text.replaceAll('ex16b', 'ex16a'), 'b.xml')], AT);
    expect(found.map(({ id }) => id)).toEqual(['windows-events ex16b.contoso.local', 'windows-events ex16a.contoso.local']);
  });
});

test('headers: one fact for each message', async () => {
  const { fact, summary } = await only('mail-hops', brought(example('headers.txt')));
  expect(fact.hops.map(({ by, tls, encrypted }) => [by.name, tls, encrypted])).toEqual([
    ['mx.fabrikam.test', 'TLSv1.3', true], ['ex16b.contoso.local', 'unstated', true], ['ex16b.contoso.local', 'unstated', false], ['ex16a.contoso.local', 'TLSv1.0', true],
  ]);
  expect(summary).toBe('4 hops (mail.fabrikam.test → mx.fabrikam.test → ex16b.contoso.local → ex16b.contoso.local → ex16a.contoso.local), 2 of them say which TLS');
});

test('a tape that holds something else in its place is not believed', async () => {
  for (const [name, change] of [
    ['receive.log', (fact: ConnectionsFact) => ({ ...fact, connections: [{ ...fact.connections[0], tls: 'TLSv9' }] })], ['headers.txt', (fact: MailHopsFact) => ({ ...fact, hops: [{ by: 'x' }] })],
    ['events.xml', (fact: WindowsEventsFact) => ({ ...fact, events: [{ ...fact.events[0], times: ['then'] }] })],
  ] as const) {
    const [found] = await readEvidence([brought(example(name))], AT);
    if (found?.outcome.status !== 'observed') throw new Error('nothing was observed');
    expect(isBrought([{ ...found, outcome: { status: 'observed', fact: (change as (fact: unknown) => unknown)(found.outcome.fact) } }])).toBe(false);
  }
});

test('a file of anything is read without a throw by whichever reader takes it', async () => {
  const part = fc.oneof(fc.string({ maxLength: 80 }), fc.constantFrom(...EXAMPLES.flatMap((name) => example(name).split('\n')), '\u0000', '\ufffd'));
  await fc.assert(fc.asyncProperty(fc.array(part, { maxLength: 25 }), fc.boolean(), async (parts, wide) => {
    const found = await readEvidence([brought(Buffer.from(parts.join('\n'), wide ? 'utf16le' : 'utf8'))], AT);
    expect(isBrought(JSON.parse(JSON.stringify(found)))).toBe(true);
  }));
});

describe('a tally', () => {
  test('counts what it has no room for', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 300 }), (numbers) => {
      const tally = new Tally<{ readonly number: number }>(({ number }) => (number < 5 ? 1 : 0), { most: 10, times: 0 });
      for (const number of numbers) tally.add(String(number), () => ({ number }), null);
      const { rows, leftOut } = tally.end(8);
      expect(rows.length).toBeLessThanOrEqual(8);
      expect(rows.reduce((sum, { count }) => sum + count, leftOut)).toBe(numbers.length);
      // What tells most is never given up.
      const telling = new Set(numbers.filter((number) => number < 5));
      expect(rows.filter(({ value: { number } }) => number < 5)).toHaveLength(telling.size);
    }));
  });

  test('keeps the first and the last moment, whatever the order', () => {
    const tally = new Tally<null>(() => 0, { most: 5, times: 2 });
    for (const at of ['2026-01-02T00:00:00.000Z', '2026-01-05T00:00:00.000Z', null, '2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z', '2026-01-04T00:00:00.000Z']) tally.add('x', () => null, at);
    expect(tally.end(1).rows[0]).toMatchObject({ count: 6, first: '2026-01-01T00:00:00.000Z', last: '2026-01-05T00:00:00.000Z', times: ['2026-01-04T00:00:00.000Z', '2026-01-05T00:00:00.000Z'] });
  });
});
