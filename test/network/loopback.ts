/** Servers on loopback for one test each, and the live network pointed at them by name. */
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { live, type LiveNetwork, type LiveOptions } from '../../src/network/live.ts';
import type { HttpAnswer, HttpRequest } from '../../src/network/port.ts';
import { secret, type Credentials } from '../../src/network/credentials.ts';
import type { Attempt, Failure } from '../../src/model/failure.ts';
import type { SignIn } from '../../src/model/scenario.ts';
import type { Identity } from './certificates.ts';

export interface Loopback {
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: () => number;
}

const cleanups: (() => Promise<void> | void)[] = [];

/** Ends what the test started; for afterEach. */
export async function endAll(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

async function listening(server: Server): Promise<Loopback> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    open.add(socket);
    socket.on('error', () => { /* resets are part of the tests */ });
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => {
    server.close(() => { resolve(); });
    for (const socket of open) socket.destroy();
  }));
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

/** Each connection goes to the function as it is. */
export function rawServer(onConnection: (socket: Socket) => void): Promise<Loopback> {
  return listening(createTcp(onConnection));
}

export function httpServer(listener: RequestListener): Promise<Loopback> {
  return listening(createHttp(listener));
}

export function httpsServer(identity: Identity, listener: RequestListener, options: ServerOptions = {}): Promise<Loopback> {
  const server = createHttps({ cert: identity.cert, key: identity.key, ...options }, listener);
  server.on('tlsClientError', () => { /* so are failed handshakes */ });
  return listening(server);
}

/** TLS, and above it bytes instead of HTTP. */
export function tlsServer(identity: Identity, onConnection: (socket: Socket) => void): Promise<Loopback> {
  const server = createHttps({ cert: identity.cert, key: identity.key });
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket) => {
    socket.on('error', () => { /* as above */ });
    onConnection(socket);
  });
  server.on('tlsClientError', () => { /* as above */ });
  return listening(server);
}

/** A sign-in, and its secret (a password, a token, a client secret, or PEM of a certificate and its key). */
export interface Account extends Partial<SignIn> {
  readonly method: SignIn['method'];
  readonly secret?: string;
}

export interface LiveWish extends Partial<Omit<LiveOptions, 'rules' | 'signIns'>> {
  readonly rules?: Partial<LiveOptions['rules']>;
  readonly accounts?: Readonly<Record<string, Account>>;
  /** Names (with port 443, or `name:port`) → port on loopback. */
  readonly at?: Readonly<Record<string, number>>;
}

/** The live network; every name in `at` is one that the scenario names unless the rules say otherwise. */
export function liveAt({ at = {}, accounts = {}, rules = {}, ...options }: LiveWish): LiveNetwork {
  const names = Object.keys(at);
  const credentials: Credentials = new Map(Object.entries(accounts).flatMap(([id, account]) =>
    (account.secret === undefined ? [] : [[id, { known: true as const, secret: secret(account.secret) }]])));
  const network = live({
    connectTo: new Map(names.map((name) => [name.includes(':') ? name : `${name}:443`, `127.0.0.1:${at[name]}`])),
    hosts: new Map(), trust: [], credentials, signal: new AbortController().signal,
    signIns: Object.fromEntries(Object.entries(accounts).map(([id, { secret: _secret, ...account }]) =>
      [id, { id, impersonate: false, channelBinding: true, ...account }])),
    rules: { namedHosts: new Set(names.map((name) => name.replace(/:\d+$/, ''))), allowUntrusted: new Set(),
      allowWeakTls: new Set(), ...rules },
    ...options,
  });
  cleanups.push(() => { network.close(); });
  return network;
}

let label = 0;

export function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  label++;
  return { label: `question ${label}`, method: 'GET', url, headers: {}, timeoutMs: 5000, limitBytes: 100_000, ...more };
}

export function valueOf<T>(attempt: Attempt<T>): T {
  if (!attempt.ok) throw new Error(`failed: ${attempt.failure.kind}: ${attempt.failure.message}`);
  return attempt.value;
}

export function failureOf(attempt: Attempt<unknown>): Failure {
  if (attempt.ok) throw new Error('did not fail');
  return attempt.failure;
}

export function textOf(answer: HttpAnswer): string {
  return Buffer.from(answer.body).toString('utf8');
}

export function header(answer: HttpAnswer, name: string): readonly string[] {
  return answer.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}
