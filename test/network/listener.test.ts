/** A port that listens, over real sockets: every caller is heard within bounds, answered once and left in order. */
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/network/listener.ts';
import type { Call, Listener, ListenRequest } from '../../src/network/port.ts';

const sockets: Socket[] = [];
const listeners: Listener[] = [];

afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

const heard: Call[] = [];

async function listening(wish: Partial<ListenRequest> = {}, ending = new AbortController()): Promise<Listener> {
  const listener = await listen({
    label: 'test', address: '127.0.0.1', port: 0, listenMs: null, callMs: 5_000, limitBytes: 100, mostAtOnce: 4, mostCalls: 10,
    enough: () => {
      let text = '';
      return (part) => { text += Buffer.from(part).toString(); return text.includes('!'); };
    },
    farewell: (received) => Buffer.from(received.length === 0 ? '' : `bye ${Buffer.from(received).toString()}`), ...wish,
  }, ending.signal, (call) => { heard.push(call); });
  listeners.push(listener);
  return listener;
}

interface Caller {
  readonly socket: Socket;
  /** Everything that was received, once the connection has ended. */
  readonly told: Promise<string>;
}

function caller(listener: Listener, ...says: readonly string[]): Caller {
  const [host, port] = listener.at.split(':');
  const socket = connect({ host: host ?? '', port: Number(port), allowHalfOpen: false });
  sockets.push(socket);
  let text = '';
  socket.on('data', (part: Buffer) => { text += part.toString(); });
  socket.on('error', () => undefined);
  const told = new Promise<string>((resolve) => { socket.on('close', () => { resolve(text); }); });
  for (const one of says) socket.write(one);
  return { socket, told };
}

const said = (call: Call | null): string => (call === null ? 'none' : `${Buffer.from(call.received).toString()} ${call.end}`);

describe('a listener', () => {
  it('hears a caller until it is enough, answers and closes; what comes afterwards is no trouble', async () => {
    const listener = await listening();
    const { told, socket } = caller(listener, 'hello!', ' and more');
    expect(said(await listener.next())).toMatch(/^hello!/);
    socket.write('x'.repeat(10_000));
    expect(await told).toMatch(/^bye hello!/);
    expect(heard.at(-1)?.from).toBe('127.0.0.1');
  });

  it('hears callers that stop early, reset, or say too much', async () => {
    const listener = await listening();
    caller(listener).socket.end();
    expect(said(await listener.next())).toBe(' closed');
    caller(listener, 'half').socket.end();
    expect(said(await listener.next())).toBe('half closed');
    const { told } = caller(listener, 'x'.repeat(500));
    expect(said(await listener.next())).toBe(`${'x'.repeat(100)} limit`);
    expect(await told).toBe(`bye ${'x'.repeat(100)}`);
    const resetting = caller(listener);
    await new Promise((resolve) => resetting.socket.once('connect', resolve));
    resetting.socket.resetAndDestroy();
    expect((await listener.next())?.end).toMatch(/^(?:reset|closed)$/);
  });

  it('does not wait longer for a slow caller than it says', async () => {
    const listener = await listening({ callMs: 1 });
    const { told } = caller(listener, 'slow');
    expect((await listener.next())?.end).toBe('timeout');
    await told;
  });

  it('turns callers away that are too many at the same time', async () => {
    const listener = await listening({ mostAtOnce: 2 });
    const waiting = [caller(listener), caller(listener)];
    await Promise.all(waiting.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
    const third = caller(listener, 'hello!');
    expect(said(await listener.next())).toBe(' turned-away');
    expect(await third.told).toBe('');
    for (const { socket } of waiting) socket.write('first!');
    expect([said(await listener.next()), said(await listener.next())]).toEqual(['first! enough', 'first! enough']);
  });

  it('hears no more callers than it says, and then ends', async () => {
    const listener = await listening({ mostCalls: 2 });
    caller(listener, 'first!');
    expect(said(await listener.next())).toBe('first! enough');
    caller(listener, 'last!');
    expect([said(await listener.next()), await listener.next()]).toEqual(['last! enough', null]);
  });

  it('ends by time, by the end of the run, or when it is closed, and leaves no connection behind', async () => {
    expect(await (await listening({ listenMs: 1 })).next()).toBeNull();
    const ending = new AbortController();
    const aborted = await listening({}, ending);
    const { told, socket } = caller(aborted);
    await new Promise((resolve) => socket.once('connect', resolve));
    const next = aborted.next();
    ending.abort();
    expect(await next).toBeNull();
    await told;
    const closed = await listening();
    closed.close();
    expect(await closed.next()).toBeNull();
    await expect(new Promise((resolve, reject) => caller(closed).socket.once('error', reject).once('connect', resolve))).rejects.toThrow('ECONNREFUSED');
  });

  it('says in a sentence why a port cannot be had', async () => {
    const { at } = await listening();
    const port = Number(at.split(':')[1]);
    await expect(listening({ port })).rejects.toMatchObject({ failure: { kind: 'not-listening', message: `cannot listen at 127.0.0.1:${port}: another program listens there` } });
    await expect(listening({ address: '192.0.2.1' })).rejects.toMatchObject({ failure: { message: 'cannot listen at 192.0.2.1:0: this machine does not have that address' } });
  });
});
