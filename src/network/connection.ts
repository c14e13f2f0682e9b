/** TCP connections, raw or secured. Each ends by its own timer, by the limit per host, or when the run is ended. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import type { HandshakeAnswer, HandshakeRequest, NegotiateRequest, StarttlsTalk, TlsSession } from './port.ts';
import { classify, failed } from './failures.ts';
import type { Proxies, Proxy } from './proxy.ts';
import type { Routes } from './routes.ts';
import { starttls } from './starttls.ts';
import type { Trust } from './trust.ts';
import { proxyUnreachable, tunnel } from './tunnel.ts';

/** How hard an endpoint may be asked. */
export interface Pace {
  /** Connections under way to one endpoint at the same time. */
  readonly connections: number;
  /** Least time between the beginnings of two connections to one endpoint. */
  readonly pauseMs: number;
}

export const usualPace: Pace = { connections: 8, pauseMs: 0 };

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
  secure(request: Omit<NegotiateRequest, 'label'>): Promise<Secured>;
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
 * @param pace how hard each endpoint may be asked
 */
export function dialler(
  routes: Routes, trust: Trust, signal: AbortSignal, makeRoom: (endpoint: string) => void, proxies?: Proxies,
  pace: Pace = usualPace,
): Dialler {
  const places = new Map<string, { free: number; readonly waiting: (() => void)[]; notBefore: number }>();

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
    const held = places.get(endpoint) ?? { free: pace.connections, waiting: [], notBefore: 0 };
    places.set(endpoint, held);
    if (held.free > 0) {
      held.free--;
    } else {
      const turn = new Promise<void>((resolve) => held.waiting.push(resolve));
      makeRoom(endpoint);
      await turn;
    }
    if (pace.pauseMs > 0) {
      const now = performance.now();
      const startAt = Math.max(now, held.notBefore);
      held.notBefore = startAt + pace.pauseMs;
      await pause(startAt - now, signal);
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
    const talk = request.starttls === undefined ? {} : { starttls: await talked(socket, request) };
    return new Promise((resolve, reject) => {
      const kept = growing(request.limitBytes);
      const end = (how: HandshakeAnswer['end']): void => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ received: kept.all(), ...talk, end: how });
      };
      const timer = setTimeout(() => { end('timeout'); }, request.timeoutMs);
      socket.on('data', (chunk: Buffer) => {
        if (socket.destroyed) return;
        kept.add(chunk);
        if (request.enough(kept.all())) end('enough');
        else if (kept.all().length >= request.limitBytes) end('limit');
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

  function talked(socket: Socket, { host, port, timeoutMs }: Pick<NegotiateRequest, 'host' | 'port' | 'timeoutMs'>): Promise<StarttlsTalk> {
    return starttls(socket, `${host}:${port}`, timeoutMs, () => signal.aborted);
  }

  async function secure(request: Omit<NegotiateRequest, 'label'>): Promise<Secured> {
    const { host, port, minVersion, timeoutMs } = request;
    const where = `${host}:${port}`;
    const startedAt = performance.now();
    const tcp = await open('https', host, port, timeoutMs);
    if (request.starttls !== undefined) await talked(tcp, request);
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

/** Ends early when the run does. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Bytes as they come in, in one piece, without copying all of them each time. */
function growing(limit: number): { add(chunk: Uint8Array): void; all(): Uint8Array } {
  let room = Buffer.alloc(Math.min(4096, limit)), filled = 0;
  return {
    add(chunk) {
      const taken = chunk.subarray(0, limit - filled);
      if (filled + taken.length > room.length) {
        const larger = Buffer.alloc(Math.min(limit, Math.max(room.length * 2, filled + taken.length)));
        larger.set(room.subarray(0, filled));
        room = larger;
      }
      room.set(taken, filled);
      filled += taken.length;
    },
    all: () => room.subarray(0, filled),
  };
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
