/** One HTTP/1.1 exchange over connections of our own making, kept alive where the server allows. */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { Dialler, Secured } from './connection.ts';
import { withoutEcho } from './echo.ts';
import { classify, failed, NetworkFailure } from './failures.ts';
import type { MinTlsVersion } from './port.ts';
import { splitEndpoint } from './routes.ts';
import { proxyHeaders, refusalOf } from './tunnel.ts';

/** What a connection must be like before a request may use it. */
export interface Terms {
  readonly origin: URL;
  readonly minVersion: MinTlsVersion;
  /** Refuse to send over a connection whose certificate did not verify. */
  readonly verified: boolean;
  readonly timeoutMs: number;
}

export interface RawRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly limitBytes: number;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly secured: Secured | null;
  readonly reused: boolean;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

/** A connection lane: at most one connection, at most one request at a time. */
export interface Lane {
  exchange(request: RawRequest): Promise<RawAnswer>;
  /** While sealed, only the connection there is may be used: an NTLM sign-in belongs to a connection. */
  seal(sealed: boolean): void;
  /** Is the connection of the last exchange still open? */
  alive(): boolean;
  close(): void;
}

/** `host:port` of a URL, an IPv6 address without brackets: as places at an endpoint are counted. */
export function endpointOf(url: URL): string {
  return `${url.hostname.replace(/^\[|\]$/g, '')}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
}

/** Throws NetworkFailure from `exchange`. */
export function lane(dialler: Dialler, terms: Terms, signal: AbortSignal): Lane {
  const secure = terms.origin.protocol === 'https:';
  const where = endpointOf(terms.origin);
  const { host, port } = splitEndpoint(where);
  // A proxy takes plain requests itself; what is secured goes through it and knows nothing of it.
  const relay = secure ? undefined : dialler.proxyBefore('http', host, port);
  let sealed = false;
  let secured: Secured | null = null;
  let socket: Socket | null = null;

  async function connect(): Promise<Duplex> {
    if (sealed) throw failed('closed', `${where} closed the connection in the middle of the sign-in`);
    if (!secure) {
      socket = await dialler.open('http', host, port, terms.timeoutMs);
      return socket;
    }
    secured = await dialler.secure({ host, port, minVersion: terms.minVersion, timeoutMs: terms.timeoutMs });
    socket = secured.socket;
    if (terms.verified && !secured.session.verified) {
      secured.socket.destroy();
      throw failed('certificate', `the certificate of ${where} did not verify (${spokenProblem(secured.session.problem)}), so nothing was sent`);
    }
    return socket;
  }

  const agent = secure ? new https.Agent({ keepAlive: true, maxSockets: 1 }) : new http.Agent({ keepAlive: true, maxSockets: 1 });
  // Node's types know only the synchronous form; the callback form is documented for asynchronous connections.
  agent.createConnection = ((_options: unknown, done: (error: Error | null, made?: Duplex) => void): void => {
    connect().then((made) => { done(null, made); }, (error: unknown) => { done(error instanceof Error ? error : new Error(String(error))); });
  }) as typeof agent.createConnection;

  function withoutProxySecret(answer: RawAnswer): RawAnswer {
    const sent = relay?.authorization?.reveal();
    return sent === undefined ? answer : withoutEcho(answer, sent.slice(sent.indexOf(' ') + 1));
  }

  function exchange(request: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8');
      const outgoing = (secure ? https : http).request(request.url, {
        method: request.method, agent,
        // Absolute form. Source: RFC 9112 3.2.2.
        ...(relay === undefined ? {} : { path: `${request.url.origin}${request.url.pathname}${request.url.search}` }),
        headers: { ...request.headers, ...(relay === undefined ? {} : proxyHeaders(relay)), ...(body === undefined && request.method === 'GET' ? {} : { 'Content-Length': String(body?.length ?? 0) }) },
      });
      let firstByteMs = 0;
      let timer: NodeJS.Timeout | undefined;
      // Until there is a connection, the timers of connecting and of the TLS handshake run: they know what is missing.
      outgoing.once('socket', () => {
        timer = setTimeout(() => {
          give(failed('answer-timeout', `${where} did not answer within ${request.timeoutMs / 1000} seconds`));
        }, request.timeoutMs);
      });
      const abort = (): void => { give(failed('interrupted', 'the run was ended')); };
      signal.addEventListener('abort', abort, { once: true });
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
      function give(error: unknown): void {
        done();
        reject(signal.aborted && !(error instanceof NetworkFailure) ? failed('interrupted', 'the run was ended') : classify(error, 'answer', where));
        outgoing.destroy();
      }
      let responded = false;
      outgoing.on('error', give);
      outgoing.on('upgrade', (_incoming, socket: Socket) => {
        socket.destroy();
        give(failed('protocol', `${where} switched to another protocol, which nobody asked for`));
      });
      outgoing.on('close', () => {
        if (!responded) give(failed('closed', `${where} closed the connection before it answered`));
      });
      outgoing.on('response', (incoming) => {
        responded = true;
        firstByteMs = performance.now() - startedAt;
        const refusal = relay === undefined ? undefined : refusalOf(relay, where, incoming.statusCode ?? 0, incoming.rawHeaders);
        if (refusal !== undefined) {
          give(refusal);
          return;
        }
        readBody(incoming, request.limitBytes, where).then((bytes) => {
          done();
          resolve(withoutProxySecret({
            status: incoming.statusCode ?? 0,
            headers: pairs(incoming.rawHeaders),
            body: bytes,
            secured,
            reused: outgoing.reusedSocket,
            firstByteMs,
            totalMs: performance.now() - startedAt,
          }));
        }, give);
      });
      if (signal.aborted) abort();
      else outgoing.end(body);
    });
  }

  return {
    exchange,
    seal(on) { sealed = on; },
    alive: () => socket !== null && !socket.destroyed,
    close() { agent.destroy(); },
  };
}

/** Node has no name for some problems; a weak key or signature (SHA-1, 1024 bits) is the usual one among them. */
function spokenProblem(problem: string | null): string {
  return problem === null || problem === 'UNSPECIFIED' ? 'most likely a key or signature that is too weak' : problem;
}

async function readBody(incoming: http.IncomingMessage, limitBytes: number, where: string): Promise<Uint8Array> {
  const encoding = incoming.headers['content-encoding']?.toLowerCase();
  const stream = encoding === 'gzip' ? incoming.pipe(createGunzip()) : encoding === 'deflate' ? incoming.pipe(createInflate()) : incoming;
  if (stream !== incoming) incoming.once('error', (error) => { stream.destroy(error); });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limitBytes) throw failed('answer-too-large', `${where} sent more than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  const result: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) result.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return result;
}
