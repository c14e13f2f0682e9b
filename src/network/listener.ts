/** A port that listens for a while, reads the beginning of what each caller says, answers once and closes. Everything about it is bounded. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { failed } from './failures.ts';
import type { Call, Listener, ListenRequest } from './port.ts';

/** Time in which a caller may take its leave once it was answered. */
const FAREWELL_MS = 2_000;
const UNAVAILABLE: Readonly<Record<string, string>> = {
  EACCES: 'this account may not; ports below 1024 often need more rights', EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine does not have that address',
};

/**
 * Throws NetworkFailure where the port cannot be had.
 * @param signal ends it
 * @param heard told of each call when it has ended
 */
export function listen(request: ListenRequest, signal: AbortSignal, heard: (call: Call) => void): Promise<Listener> {
  const calls: Call[] = [];
  const open = new Set<Socket>();
  let waiting: ((call: Call | null) => void) | undefined;
  let counted = 0;
  let added = 0;
  let ended = false;

  const server = createServer((socket) => {
    // A caller that resets is its own business.
    socket.on('error', () => { socket.destroy(); });
    counted++;
    if (open.size >= request.mostAtOnce) {
      add({ from: callerOf(socket), received: new Uint8Array(), end: 'turned-away' });
      socket.destroy();
    } else {
      open.add(socket);
      socket.once('close', () => { open.delete(socket); });
      hear(socket);
    }
    // So many callers are no servers any more.
    if (counted >= request.mostCalls) server.close();
  });

  function hear(socket: Socket): void {
    const from = callerOf(socket);
    const enough = request.enough();
    const parts: Buffer[] = [];
    let length = 0;
    let over = false;
    const finish = (end: Call['end']): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      const received = new Uint8Array(Buffer.concat(parts));
      socket.setTimeout(FAREWELL_MS, () => { socket.destroy(); });
      setTimeout(() => { socket.destroy(); }, FAREWELL_MS).unref();
      const farewell = end === 'reset' ? new Uint8Array() : request.farewell(received);
      if (farewell.length > 0) socket.end(farewell);
      else socket.end();
      add({ from, received, end });
    };
    const timer = setTimeout(() => { finish('timeout'); }, request.callMs);
    // What comes after the answer is read and thrown away, because unread bytes would turn the close into a reset.
    socket.on('data', (part: Buffer) => {
      if (over) return;
      const taken = part.subarray(0, request.limitBytes - length);
      parts.push(taken);
      length += taken.length;
      if (enough(taken)) finish('enough');
      else if (length >= request.limitBytes) finish('limit');
    });
    socket.on('end', () => { finish('closed'); });
    socket.on('error', () => { finish('reset'); });
    socket.on('close', () => { finish('closed'); });
  }

  function add(call: Call): void {
    if (ended) return;
    added++;
    heard(call);
    if (waiting === undefined) calls.push(call);
    else settle(call);
    if (added >= request.mostCalls) close();
  }

  function settle(call: Call | null): void {
    waiting?.(call);
    waiting = undefined;
  }

  function close(): void {
    ended = true;
    clearTimeout(time);
    signal.removeEventListener('abort', close);
    server.close();
    for (const socket of open) socket.destroySoon();
    settle(null);
  }

  const time = request.listenMs === null ? undefined : setTimeout(close, request.listenMs);
  signal.addEventListener('abort', close, { once: true });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      close();
      const where = `${request.address}:${request.port}`;
      const why = UNAVAILABLE[error.code ?? ''] ?? error.code ?? 'unknown reason';
      reject(failed('not-listening', `cannot listen at ${where}: ${why}`));
    });
    server.listen({ host: request.address, port: request.port }, () => {
      const { address, port, family } = server.address() as AddressInfo;
      resolve({
        at: `${family === 'IPv6' ? `[${address}]` : address}:${port}`,
        next: () => new Promise((told) => {
          const call = calls.shift();
          if (call !== undefined || ended) told(call ?? null);
          else waiting = told;
        }),
        close,
      });
    });
  });
}

/** An IPv4 address stays one where the port listens for both kinds. Source: RFC 4291 2.5.5.2. */
function callerOf(socket: Socket): string {
  return (socket.remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
}
