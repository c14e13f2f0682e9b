/** TCP connections, raw or secured. Each ends by its own timer, by the limit per host, or when the run is ended. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import type { HandshakeAnswer, HandshakeRequest, MinTlsVersion, TlsSession } from './port.ts';
import { classify, failed } from './failures.ts';
import type { Proxies, Proxy } from './proxy.ts';
import type { Routes } from './routes.ts';
import type { Trust } from './trust.ts';
import { proxyUnreachable, tunnel } from './tunnel.ts';

/** Connections under way to one endpoint at the same time. */
export const CONNECTIONS_PER_ENDPOINT = 8;

export interface Dialler {
  /**
   * A TCP connection to an endpoint. Where a proxy is on the way: through it, and for `http` to the proxy itself, which is then asked
   * in absolute form. Throws NetworkFailure.
   */
  open(scheme: 'http' | 'https', host: string, port: number, timeoutMs: number): Promise<Socket>;
  /** The proxy on the way to an endpoint; undefined: none. */
  proxyBefore(scheme: 'http' | 'https', host: string, port: number): Proxy | undefined;
  handshake(request: HandshakeRequest): Promise<HandshakeAnswer>;
  /** A TCP connection secured by TLS; the certificate is looked at but not insisted on. Throws NetworkFailure. */
  secure(host: string, port: number, minVersion: MinTlsVersion, timeoutMs: number): Promise<Secured>;
  /** Does somebody wait for a place at this endpoint, `host:port`? */
  crowded(endpoint: string): boolean;
}

export interface Secured {
  readonly socket: TLSSocket;
  readonly session: TlsSession;
  readonly connectMs: number;
  readonly tlsMs: number;
}

/**
 * @param signal aborted when the run is ended; whatever is under way then fails as `interrupted`.
 * @param makeRoom told before somebody waits for a place at an endpoint: an idle connection there may be closed for it.
 * @param proxies proxies on the way; what a route leads elsewhere goes straight.
 */
export function dialler(
  routes: Routes, trust: Trust, signal: AbortSignal, makeRoom: (endpoint: string) => void, proxies?: Proxies,
): Dialler {
  const places = new Map<string, { free: number; readonly waiting: (() => void)[] }>();

  const proxyBefore: Dialler['proxyBefore'] = (scheme, host, port) => (routes.routed(host, port) ? undefined : proxies?.before(scheme, host, port));

  async function open(scheme: 'http' | 'https', host: string, port: number, timeoutMs: number): Promise<Socket> {
    const where = `${host}:${port}`;
    const proxy = proxyBefore(scheme, host, port);
    const release = await place(where);
    try {
      const target = proxy === undefined ? await routes.target(host, port) : { address: proxy.host, port: proxy.port };
      if (signal.aborted) throw failed('interrupted', 'the run was ended');
      const socket = connectTcp({ host: target.address, port: target.port });
      socket.once('close', release);
      socket.on('error', () => { /* told to whoever waits on it; later ones have nobody to tell */ });
      socket.setNoDelay(true);
      const abort = (): void => { socket.destroy(failed('interrupted', 'the run was ended')); };
      signal.addEventListener('abort', abort, { once: true });
      socket.once('close', () => { signal.removeEventListener('abort', abort); });
      const asked = proxy === undefined ? where : `the proxy ${proxy.name}`;
      await settled(socket, 'connect', timeoutMs, () => failed('connect-timeout', `${asked} did not answer the connection request`),
        (error) => classify(error, 'connect', asked));
      if (proxy !== undefined && scheme === 'https') await tunnel(socket, proxy, host, port, timeoutMs);
      return socket;
    } catch (error) {
      release();
      throw proxy === undefined ? classify(error, 'connect', where) : proxyUnreachable(error, proxy);
    }
  }

  async function place(endpoint: string): Promise<() => void> {
    const held = places.get(endpoint) ?? { free: CONNECTIONS_PER_ENDPOINT, waiting: [] };
    places.set(endpoint, held);
    if (held.free > 0) {
      held.free--;
    } else {
      const turn = new Promise<void>((resolve) => held.waiting.push(resolve));
      makeRoom(endpoint);
      await turn;
    }
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = held.waiting.shift();
      if (next) next();
      else held.free++;
    };
  }

  async function handshake(request: HandshakeRequest): Promise<HandshakeAnswer> {
    const socket = await open('https', request.host, request.port, request.timeoutMs);
    return new Promise((resolve, reject) => {
      let received: Uint8Array = new Uint8Array(0);
      const end = (how: HandshakeAnswer['end']): void => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ received, end: how });
      };
      const timer = setTimeout(() => { end('timeout'); }, request.timeoutMs);
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]).subarray(0, request.limitBytes);
        if (request.enough(received)) end('enough');
        else if (received.length >= request.limitBytes) end('limit');
      });
      socket.once('end', () => { end('closed'); });
      socket.once('error', (error: NodeJS.ErrnoException) => {
        if (signal.aborted) {
          clearTimeout(timer);
          reject(failed('interrupted', 'the run was ended'));
        } else {
          end(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'closed');
        }
      });
      socket.write(request.send);
    });
  }

  async function secure(host: string, port: number, minVersion: MinTlsVersion, timeoutMs: number): Promise<Secured> {
    const where = `${host}:${port}`;
    const startedAt = performance.now();
    const tcp = await open('https', host, port, timeoutMs);
    const connectMs = performance.now() - startedAt;
    const socket = connectTls({
      socket: tcp, secureContext: trust.context(minVersion), rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      checkServerIdentity: () => undefined, // judged below, apart from the chain
    });
    socket.on('error', () => { /* as above */ });
    await settled(socket, 'secureConnect', timeoutMs, () => failed('tls-timeout', `${where} fell silent during the TLS handshake`),
      (error) => (signal.aborted ? failed('interrupted', 'the run was ended') : classify(error, 'tls', where)));
    return { socket, session: sessionOf(socket, host, trust), connectMs, tlsMs: performance.now() - startedAt - connectMs };
  }

  return { open, proxyBefore, handshake, secure, crowded: (endpoint) => (places.get(endpoint)?.waiting.length ?? 0) > 0 };
}

/** Waits for one event of a socket; destroys the socket and throws when an error or the time comes first. */
async function settled(
  socket: Socket, event: 'connect' | 'secureConnect', timeoutMs: number, onTimeout: () => Error, onError: (error: Error) => Error,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      socket.off('error', onFailure);
      socket.off('close', onClose);
      if (error === undefined) {
        resolve();
      } else {
        socket.destroy();
        reject(error);
      }
    };
    const onFailure = (error: Error): void => { finish(onError(error)); };
    const onClose = (): void => { finish(onError(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))); };
    const timer = setTimeout(() => { finish(onTimeout()); }, timeoutMs);
    socket.once(event, () => { finish(); });
    socket.once('error', onFailure);
    socket.once('close', onClose);
  });
}

const TLS_VERSION: Readonly<Record<string, string>> = { TLSv1: 'TLSv1.0' };

function sessionOf(socket: TLSSocket, host: string, trust: Trust): TlsSession {
  const protocol = socket.getProtocol() ?? 'unknown';
  const chain: Uint8Array[] = [];
  const seen = new Set<string>();
  let certificate = socket.getPeerCertificate(true);
  while (certificate?.raw !== undefined && !seen.has(certificate.fingerprint256) && chain.length < 16) {
    seen.add(certificate.fingerprint256);
    chain.push(new Uint8Array(certificate.raw));
    certificate = certificate.issuerCertificate;
  }
  const leaf = socket.getPeerCertificate(false);
  const chainProblem = socket.authorized ? null : String(socket.authorizationError);
  const nameProblem = leaf?.raw === undefined ? null : (checkServerIdentity(host, leaf) as NodeJS.ErrnoException | undefined)?.code ?? null;
  const problem = chainProblem ?? nameProblem;
  return {
    version: TLS_VERSION[protocol] ?? protocol,
    cipherSuite: socket.getCipher().standardName ?? socket.getCipher().name,
    chain,
    verified: problem === null,
    problem,
    trusted: chainProblem === null || trust.reaches(chain),
  };
}
