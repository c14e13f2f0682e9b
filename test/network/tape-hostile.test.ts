import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Network } from '../../src/network/port.ts';
import { readTape, replaying, TapeError } from '../../src/network/tape.ts';
import { read, written } from '../load/written.ts';
import { get } from './loopback.ts';

const { scenario } = read(written());
const header = { tape: 'crosslines-tape/1', tool: '0', scenario };

async function onlyTapeError(attempt: () => unknown): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof TapeError)) throw error;
  }
}

/** Asks everything, and uses what comes as a probe would. */
async function askAll(network: Network): Promise<void> {
  const request = { label: 'x', host: 'h', port: 1, timeoutMs: 1 };
  await onlyTapeError(() => new Date(network.now()).toISOString());
  await onlyTapeError(() => Buffer.from(network.random(4)).toString('hex'));
  await onlyTapeError(async () => {
    const answer = await network.resolve('h');
    return answer.ok ? answer.value.map((address) => address.trim()) : answer.failure.message.trim();
  });
  await onlyTapeError(async () => {
    const answer = await network.services('h');
    return answer.ok && answer.value.map(({ target, port }) => target.trim() + port.toFixed());
  });
  await onlyTapeError(async () => {
    const answer = await network.handshake({ ...request, send: new Uint8Array(), enough: () => true, limitBytes: 1 });
    return answer.ok && answer.value.received.subarray(0, 1);
  });
  await onlyTapeError(async () => {
    const answer = await network.negotiate({ ...request, minVersion: 'TLSv1' });
    return answer.ok && answer.value.chain.map((der) => der.length.toFixed(1));
  });
  await onlyTapeError(async () => {
    const answer = await network.wait({ label: 'x', ms: 1 });
    return answer.ok && answer.value === null;
  });
  await onlyTapeError(async () => {
    const listening = await network.listen({
      label: 'x', address: '::1', port: 1, listenMs: 1, callMs: 1, limitBytes: 1, mostAtOnce: 1, mostCalls: 1, enough: () => () => true, farewell: () => new Uint8Array(),
    });
    if (!listening.ok) return listening.failure.message.trim();
    const call = await listening.value.next();
    return [listening.value.at.trim(), call?.from.trim(), call?.received.length.toFixed(), call?.end.trim()];
  });
  await onlyTapeError(async () => {
    const answer = await network.send(get('https://h/', { label: 'x' }));
    return answer.ok && [answer.value.headers.map(([name]) => name.trim()), answer.value.body.length.toFixed(),
      answer.value.signIn.outcome.trim(), answer.value.timings.totalMs.toFixed()];
  });
}

const keys: Readonly<Record<string, string>> = { now: '', random: '4', resolve: 'h', services: 'h', handshake: 'h:1 x', negotiate: 'h:1 x',
  send: 'GET https://h/ x', wait: 'x', listen: 'x', call: 'x' };
const pieces = fc.constantFrom<unknown>(true, false, null, 0, 1, -1, 200, '', 'x', 'none', 'enough', 'closed', 'TLSv1.2', [], {},
  [['a', 'b']], { base64: 'AAAA' }, { base64: 1 }, { ok: true });
const names = fc.constantFrom('ok', 'value', 'failure', 'kind', 'message', 'status', 'headers', 'body', 'tls', 'signIn', 'id',
  'method', 'outcome', 'timings', 'received', 'end', 'from', 'at', 'target', 'port', 'priority', 'weight',
  'chain', 'base64', '__proto__', 'constructor', 'length');
const answers = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, pieces, fc.jsonValue({ maxDepth: 2 }), fc.dictionary(names, tie('node'), { maxKeys: 6 }),
    fc.array(tie('node'), { maxLength: 3 })),
})).node;
const attempts = fc.oneof(answers, answers.map((value) => ({ ok: true, value })),
  answers.map((failure) => ({ ok: false, failure })));
const entries = fc.constantFrom(...Object.keys(keys)).chain((op) =>
  attempts.map((answer) => ({ scope: '', op, key: keys[op], askedAt: 0, answeredAt: 0, answer })));

describe('hostile tapes', () => {
  it('are refused with TapeError, whatever text they are', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), (text) =>
      onlyTapeError(() => readTape(text))), { numRuns: 200 });
  });

  it('are refused with TapeError, whatever JSON lines they are', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 4 }), (values) =>
      onlyTapeError(() => readTape(values.map((value) => `${JSON.stringify(value)}\n`).join('')))), { numRuns: 200 });
  });

  it('are refused with TapeError, whatever part of the header is another', async () => {
    const text = JSON.stringify(header);
    await fc.assert(fc.asyncProperty(fc.nat(text.length), fc.nat(30),
      fc.oneof(fc.string(), fc.constantFrom('null', '[]', '{}', '"x"', '1e999', '__proto__')),
      (at, length, piece) => onlyTapeError(() => readTape(`${text.slice(0, at)}${piece}${text.slice(at + length)}\n`))),
        { numRuns: 300 });
  });

  it('answer as a network would, or with TapeError', async () => {
    await fc.assert(fc.asyncProperty(fc.array(entries, { minLength: 1, maxLength: 8 }), async (lines) => {
      await askAll(replaying(readTape([header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))));
    }), { numRuns: 300 });
  });
});
