import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/model/failure.ts';
import type { HttpRequest, ListenRequest, Network } from '../../src/network/port.ts';
import { readTape, recording, replaying, TapeError } from '../../src/network/tape.ts';
import { read, written } from '../load/written.ts';
import { get } from './loopback.ts';

const { scenario } = read(written());
const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

/** A network that answers from itself, each answer another one, late ones first. */
function imagined(): Network {
  let count = 0;
  const later = async <T>(value: T): Promise<Attempt<T>> => {
    for (let turns = 40 - (count++ % 40); turns > 0; turns--) await Promise.resolve();
    return { ok: true, value };
  };
  const network: Network = {
    within: () => network,
    now: () => 1_795_000_000_000 + count++ * 0.5,
    random: (bytes) => everyByte.slice(count % 16, (count++ % 16) + bytes),
    resolve: (host) => (host === 'gone.test' ? Promise.resolve({ ok: false,
      failure: { kind: 'name-not-resolved', message: 'no' } }) : later([`192.0.2.${count % 256}`])),
    services: () => later([{ target: `mail${count}.contoso.test`, port: 443, priority: 0, weight: count % 7 }]),
    handshake: () => later({ received: everyByte, end: 'reset' as const }),
    negotiate: () => later({ version: 'TLSv1.2', cipherSuite: `suite ${count}`, chain: [everyByte, new Uint8Array()],
      verified: false, problem: 'CERT_HAS_EXPIRED', trusted: true }),
    send: (request) => later({
      status: 200 + count % 100, headers: [['Server', `s${count}`], ['server', '']] as const,
        body: new TextEncoder().encode(`${request.url} ü\u0000`), tls: null,
      signIn: { id: 'corp', method: 'ntlm', outcome: 'rejected' as const, reason: 'no' },
        timings: { connectMs: 0.1, tlsMs: 0, firstByteMs: 12.345678, totalMs: 1e-7 },
    }),
    wait: () => later(null),
    listen: () => {
      const calls = [{ from: '192.0.2.9', received: everyByte, end: 'enough' as const }, null];
      return later({ at: '127.0.0.1:8443', next: () => Promise.resolve(calls.shift() ?? null), close: () => undefined });
    },
  };
  return network;
}

const endpoint = { host: 'mail.contoso.test', port: 443, timeoutMs: 1000 };

const wish: ListenRequest = {
  label: 'witness', address: '127.0.0.1', port: 0, listenMs: null, callMs: 1, limitBytes: 1, mostAtOnce: 1, mostCalls: 1, enough: () => () => true, farewell: () => everyByte,
};

/** One piece of work: questions of every kind, parallel where labels tell them apart, one after another where not. */
async function work(network: Network): Promise<unknown> {
  const startedAt = network.now();
  const parallel = await Promise.all([
    network.resolve('a.test'), network.resolve('b.test'), network.resolve('gone.test'),
    ...['one', 'two', 'three'].map((label) =>
      network.handshake({ ...endpoint, label, send: everyByte, enough: () => true, limitBytes: 300 })),
    ...['one', 'two'].map((label) => network.negotiate({ ...endpoint, label, minVersion: 'TLSv1.2' })),
    ...['one', 'two'].map((label) => network.send(get('https://mail.contoso.test/EWS', { label }))),
    network.send({ ...get('https://mail.contoso.test/EWS', { label: 'one' }), method: 'POST' } satisfies HttpRequest),
    network.services('_autodiscover._tcp.a.test'), network.wait({ label: 'pause 1', ms: 5 }),
  ]);
  const again = [await network.resolve('a.test'), await network.resolve('a.test'), network.random(4), network.random(4),
    network.random(7), network.now()];
  const listening = await network.listen(wish);
  const heard = listening.ok ? [listening.value.at, await listening.value.next(), await listening.value.next()] : [];
  return [startedAt, parallel, again, heard];
}

async function recorded(): Promise<{ readonly lines: string[]; readonly answers: readonly unknown[] }> {
  const lines: string[] = [];
  const network = recording(imagined(), { tool: '1.2.3', scenario }, (line) => { lines.push(line); });
  const answers = await Promise.all(['anna', 'boris', ''].map((scope) => work(scope === '' ? network : network.within(scope))));
  return { lines, answers };
}

const tapeOf = (lines: readonly string[]) => readTape(lines.map((line) => `${line}\n`).join(''));

describe('a tape', () => {
  it('gives every answer again, bytes and all', async () => {
    const { lines, answers } = await recorded();
    const network = replaying(tapeOf(lines));
    expect(await Promise.all(['anna', 'boris', ''].map((scope) => work(scope === '' ? network : network.within(scope)))))
      .toStrictEqual(answers);
  });

  it('does not depend on which piece of work comes first, nor on the order in which answers arrived', async () => {
    const { lines, answers } = await recorded();
    const network = replaying(tapeOf(lines));
    const reversed = [await work(network), await work(network.within('boris')), await work(network.within('anna'))];
    expect(reversed.reverse()).toStrictEqual(answers);
    // Within one piece of work too: labels tell questions apart, whichever is asked first.
    const other = replaying(tapeOf(lines)).within('anna');
    const shake = (label: string) => other.handshake({ ...endpoint, label, send: everyByte, enough: () => true,
      limitBytes: 300 });
    const negotiate = (label: string) => other.negotiate({ ...endpoint, label, minVersion: 'TLSv1.2' });
    const [, parallel] = answers[0] as [number, unknown[]];
    expect([await negotiate('two'), await shake('three'), await negotiate('one')])
      .toStrictEqual([parallel[7], parallel[5], parallel[6]]);
  });

  it('holds the scenario and the tool in its first line, and one answer in each other', async () => {
    const { lines } = await recorded();
    expect(JSON.parse(lines[0] ?? '')).toEqual({ tape: 'crosslines-tape/1', tool: '1.2.3', scenario });
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
    const entries = lines.slice(1).map((line) => JSON.parse(line) as { scope: string; askedAt: number; answeredAt: number });
    expect(entries).toHaveLength(3 * 23);
    for (const { askedAt, answeredAt } of entries) expect(answeredAt).toBeGreaterThanOrEqual(askedAt);
    expect(tapeOf(lines).header.scenario).toEqual(scenario);
  });

  it('is an error where it lacks an answer, and nothing goes out', async () => {
    const { lines } = await recorded();
    const network = replaying(tapeOf(lines)).within('anna');
    await expect(network.resolve('c.test')).rejects.toThrow(new TapeError(
      'the tape has no answer for "resolve c.test" asked by "anna"; it was made by another version of crosslines, or changed',
    ));
    await work(network);
    expect(() => network.now()).toThrow(TapeError);
    expect(() => network.random(4)).toThrow(TapeError);
    await expect(network.send(get('https://mail.contoso.test/EWS', { label: 'one' }))).rejects.toThrow(TapeError);
    await expect(network.within('nobody').resolve('a.test')).rejects.toThrow(TapeError);
  });

  it('is valid after every line, also when the last one was cut', async () => {
    const { lines } = await recorded();
    const text = lines.map((line) => `${line}\n`).join('');
    for (let count = 1; count <= lines.length; count++) expect(tapeOf(lines.slice(0, count)).entries).toHaveLength(count - 1);
    expect(readTape(text.slice(0, -20)).entries).toHaveLength(lines.length - 2);
    expect(readTape(text.slice(0, -1)).entries).toHaveLength(lines.length - 1);
    expect(readTape(text.replaceAll('\n', '\r\n')).entries).toHaveLength(lines.length - 1);
  });

  it('says which line is wrong', async () => {
    const { lines } = await recorded();
    const [head = '', first = '', second = ''] = lines;
    const entry = (change: object): string => JSON.stringify({ ...JSON.parse(first) as object, ...change });
    expect(() => tapeOf([])).toThrow(new TapeError('line 1 is not the header of a crosslines-tape/1 tape'));
    expect(() => readTape('')).toThrow(TapeError);
    expect(() => readTape('{"tape"')).toThrow(new TapeError('line 1 of the tape is not JSON'));
    expect(() => tapeOf([head, first.slice(0, 20), second])).toThrow(new TapeError('line 2 of the tape is not JSON'));
    expect(() => tapeOf([head, first, '5'])).toThrow(new TapeError('line 3 of the tape is not an entry'));
    for (const change of [{ scope: 1 }, { op: null }, { key: undefined }, { answer: undefined }, { op: 'dance' },
      { askedAt: 'x' }]) {
      expect(() => tapeOf([head, entry(change)])).toThrow(new TapeError('line 2 of the tape is not an entry'));
    }
  });

  it.each<readonly [string, (header: Record<string, never>) => unknown]>([
    ['another kind of tape', (header) => ({ ...header, tape: 'crosslines-tape/2' })],
    ['no tool', (header) => ({ ...header, tool: null })],
    ['no scenario', (header) => ({ ...header, scenario: undefined })],
    ['a list', (header) => [header]],
    ['a scenario without title', (header) => changed(header, (one) => { delete one.title; })],
    ['servers as a list', (header) => changed(header, (one) => { one.servers = []; })],
    ['an unknown version', (header) => changed(header, (one) => { one.servers.ex16.version = 'constructor'; })],
    ['an unknown Windows', (header) => changed(header, (one) => { one.servers.ex16.windows = '95'; })],
    ['an availability URL that is none', (header) => changed(header, (one) => { one.servers.ex16.ews = 'file:///etc/passwd'; })],
    ['nodes that are no texts', (header) => changed(header, (one) => { one.servers.ex16.nodes = [1]; })],
    ['an unknown method', (header) => changed(header, (one) => { one.signIns.corp.method = 'kerberos'; })],
    ['a mailbox of an unknown server', (header) => changed(header, (one) => { one.mailboxes.anna.server = 'ex10'; })],
    ['a mailbox of what every object has', (header) => changed(header, (one) => { one.mailboxes.anna.server = 'constructor'; })],
    ['a mailbox with an unknown sign-in', (header) => changed(header, (one) => { one.mailboxes.anna.signIn = 'nobody'; })],
    ['a mailbox without domain', (header) => changed(header, (one) => { one.mailboxes.anna.address = 'anna'; })],
    ['a lookup of a text', (header) => changed(header, (one) => { one.lookups[0].requester = 'anna'; })],
    ['an unknown expectation', (header) => changed(header, (one) => { one.lookups[0].expected = 'seen'; })],
    ['a window from no moment', (header) => changed(header, (one) => { one.window.from = 'yesterday'; })],
    ['an endless window', (header) => changed(header, (one) => { one.window.hours = 1e300; })],
    ['a window of no number', (header) => changed(header, (one) => { one.window.intervalMinutes = null; })],
    ['hosts that are no list', (header) => changed(header, (one) => { one.trustHosts = 'x'; })],
  ])('is none with %s', async (_what, change) => {
    const { lines } = await recorded();
    const header = JSON.parse(lines[0] ?? '') as Record<string, never>;
    expect(() => tapeOf([JSON.stringify(change(header))]))
      .toThrow(new TapeError('line 1 is not the header of a crosslines-tape/1 tape'));
  });

  it.each<readonly [string, string, (network: Network) => unknown]>([
    ['now', '"noon"', (network) => network.now()],
    ['now', '1e300', (network) => network.now()],
    ['random 4', '{"base64":"AAA="}', (network) => network.random(4)],
    ['random 4', '"AAAA"', (network) => network.random(4)],
    ['resolve a.test', '{"ok":true,"value":"192.0.2.1"}', (network) => network.resolve('a.test')],
    ['resolve a.test', '{"ok":false,"failure":{"kind":"angry","message":"x"}}', (network) => network.resolve('a.test')],
    ['resolve a.test', '{"ok":"perhaps"}', (network) => network.resolve('a.test')],
    ['handshake h:1 x', '{"ok":true,"value":{"received":"","end":"enough"}}', (network) =>
      network.handshake({ label: 'x', host: 'h', port: 1, send: everyByte, enough: () => true, timeoutMs: 1, limitBytes: 1 })],
    ['negotiate h:1 x', '{"ok":true,"value":{"chain":[]}}', (network) =>
      network.negotiate({ label: 'x', host: 'h', port: 1, minVersion: 'TLSv1', timeoutMs: 1 })],
    ['send GET https://h/ x', '{"ok":true,"value":{"status":200,"headers":[["a"]]}}', (network) =>
      network.send(get('https://h/', { label: 'x' }))],
  ])('does not believe another kind of answer to %s: %s', async (question, answer, ask) => {
    const { lines } = await recorded();
    const [op = '', ...key] = question.split(' ');
    const entry = `{"scope":"","op":"${op}","key":"${key.join(' ')}","askedAt":0,"answeredAt":0,"answer":${answer}}`;
    await expect((async () => ask(replaying(tapeOf([lines[0] ?? '', entry]))))()).rejects.toThrow(TapeError);
  });

  it('does not follow an answer into any depth', async () => {
    const { lines } = await recorded();
    const entry = `{"scope":"","op":"resolve","key":"a.test","askedAt":0,"answeredAt":0,"answer":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    await expect(replaying(tapeOf([lines[0] ?? '', entry])).resolve('a.test')).rejects
      .toThrow(new TapeError('an answer on the tape has more than 20 levels'));
  });
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is wrong on purpose has no type
function changed(header: Record<string, never>, change: (scenario: any) => void): unknown {
  const copy = structuredClone(header);
  change(copy['scenario']);
  return copy;
}
