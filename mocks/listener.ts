import { createServer as createHttpServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net';
import type { Identity } from './authority.ts';
import { readFirstFlight, sharedVersion } from './client-hello.ts';
import type { LabTlsVersion } from './profiles.ts';
import { nodeOptions } from './schannel.ts';

/** One open port of the lab, on loopback. */
export interface Port {
  /** `127.0.0.1:49152`. */
  readonly at: string;
  close(): Promise<void>;
}

/** How a port speaks TLS. */
export interface PortTls {
  readonly identity: Identity;
  readonly accepts: readonly LabTlsVersion[];
  readonly suites: readonly string[];
  readonly curves: string;
  /** Alert 70 instead of a TCP reset where no version is shared. */
  readonly alert: boolean;
}

/** Time in which a client has to send its hello. */
const helloTimeoutMs = 20_000;
/** Time that IIS keeps an idle connection; NTLM signs in a connection, so it must not go early. */
const idleTimeoutMs = 120_000;

/** Listens for HTTPS with the manners of Schannel. `delayMs` passes before the first flight is answered. */
export function listenHttps(tls: PortTls, answer: RequestListener, delayMs: number): Promise<Port> {
  const https = createHttpsServer(
    {
      ...nodeOptions(tls.accepts, tls.suites, tls.curves),
      cert: tls.identity.certPem,
      key: tls.identity.keyPem,
      dhparam: 'auto',
      honorCipherOrder: true,
      ALPNProtocols: ['http/1.1'],
    },
    answer,
  );
  https.keepAliveTimeout = idleTimeoutMs;
  https.on('tlsClientError', (_error, socket) => socket.destroy());
  https.on('clientError', (_error, socket) => socket.destroy());
  return listen((socket) => {
    awaitHello(
      socket,
      (bytes) => {
        const admitted = admit(socket, bytes, tls);
        if (!admitted) return;
        // The TLS library has to see the hello as if nobody had looked at it before.
        socket.unshift(admitted);
        https.emit('connection', socket);
      },
      delayMs,
    );
  });
}

/** Listens for plain HTTP. */
export function listenHttp(answer: RequestListener): Promise<Port> {
  const http = createHttpServer(answer);
  http.keepAliveTimeout = idleTimeoutMs;
  http.on('clientError', (_error, socket) => socket.destroy());
  return listen((socket) => http.emit('connection', socket));
}

/** Listens, accepts and stays silent for good. */
export function listenSilently(): Promise<Port> {
  return listen((socket) => socket.resume());
}

/** Listens and hands each connection on to the next address, byte for byte, resets included. */
export function listenPassing(next: () => string): Promise<Port> {
  return listen((socket) => {
    const [address = '127.0.0.1', port = '1'] = next().split(':');
    const onward = connect({ host: address, port: Number(port) });
    onward.setNoDelay(true);
    onward.on('error', () => socket.resetAndDestroy());
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
}

function awaitHello(socket: Socket, found: (bytes: Buffer) => void, delayMs: number): void {
  let received: Buffer = Buffer.alloc(0);
  socket.setTimeout(helloTimeoutMs, () => socket.destroy());
  const onData = (chunk: Buffer): void => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    if (readFirstFlight(received).kind === 'incomplete') return;
    socket.removeListener('data', onData);
    socket.pause();
    socket.setTimeout(0);
    if (delayMs === 0) found(received);
    else
      setTimeout(() => {
        if (!socket.destroyed) found(received);
      }, delayMs).unref();
  };
  socket.on('data', onData);
}

/** Decides as Schannel does; null: the connection was refused. Otherwise the bytes that the TLS library is to see. */
function admit(socket: Socket, bytes: Buffer, tls: PortTls): Buffer | null {
  const flight = readFirstFlight(bytes);
  const shared = flight.kind === 'hello' ? sharedVersion(flight, tls.accepts) : 'none';
  if (shared === 'shared') return bytes;
  if (flight.kind === 'hello' && shared === 'old-field-only' && flight.supportedVersionsAt !== null) {
    // OpenSSL would honour the list; under a reserved extension type it passes over it, as Schannel before TLS 1.3 does.
    const passed = Buffer.from(bytes);
    passed.writeUInt16BE(0xfafa, flight.supportedVersionsAt);
    return passed;
  }
  if (flight.kind === 'hello' && tls.alert) socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 70]));
  else socket.resetAndDestroy();
  return null;
}

function listen(connected: (socket: Socket) => void): Promise<Port> {
  const sockets = new Set<Socket>();
  const server: TcpServer = createTcpServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    // A peer that resets is the peer's business.
    socket.on('error', () => socket.destroy());
    connected(socket);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        at: `127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
