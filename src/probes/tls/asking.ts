/** Asks one port by hand-made hellos, one connection each, and counts them. */
import type { TlsVersion } from '../../model/facts.ts';
import type { Attempt } from '../../model/failure.ts';
import type { HandshakeAnswer, Network, NegotiateRequest, StarttlsTalk, TlsSession } from '../../network/port.ts';
import { encodeClientHello, type ClientHelloExtras } from '../../protocol/tls/client-hello.ts';
import { enoughForFlight, enoughForServerHello, readServerFlight, type ServerFlight } from '../../protocol/tls/server-flight.ts';
import { splitName } from '../endpoints.ts';
import { LIMITS, refused } from '../probe.ts';

export interface AskedHello {
  /** Unique among the questions to this port. */
  readonly label: string;
  readonly version: TlsVersion;
  readonly cipherSuites: readonly number[];
  readonly extras?: ClientHelloExtras;
  /** Read on to the end of the server's flight, for certificate and key exchange; otherwise to the ServerHello. */
  readonly whole?: boolean;
  /** Name no host. */
  readonly withoutSni?: boolean;
  /** TLS 1.3: send no key, so that the server must name the group that it wants. */
  readonly withoutKey?: boolean;
}

export interface Answered {
  readonly flight: ServerFlight;
  readonly end: HandshakeAnswer['end'];
  readonly received: Uint8Array;
}

export interface Asker {
  readonly host: string;
  /** A random that a hello can carry. */
  random(bytes: number): Uint8Array;
  hello(hello: AskedHello): Promise<Attempt<Answered>>;
  raw(label: string, send: Uint8Array, enough: (received: Uint8Array) => boolean): Promise<Attempt<Answered>>;
  negotiate(request: Pick<NegotiateRequest, 'label' | 'minVersion'>): Promise<Attempt<TlsSession>>;
  /** What the mail server said before TLS; null: nobody asked, or no connection came so far. */
  talk(): StarttlsTalk | null;
  connections(): number;
}

export interface AskingLimits {
  /** Least time for all questions together; what is asked afterwards is not asked. */
  readonly totalMs: number;
  readonly helloMs: number;
}

export const usualLimits: AskingLimits = { totalMs: 180_000, helloMs: LIMITS.handshakeMs };

/** Largest server flight: a list of authorities may have 64 KB, a chain some more. */
const FLIGHT_BYTES = 128 * 1024;
/** Source: RFC 5321 3.8: the server is busy or closing, which passes. */
const BUSY = 421;
const MOST_TRIES = 3;

/** @param endpoint `host:port`, an IPv6 address in brackets */
export function askerOf(endpoint: string, network: Network, starttls: 'smtp' | undefined, limits: AskingLimits): Asker {
  const { host: written, port } = splitName(endpoint);
  const host = written.replace(/^\[|\]$/g, '');
  const deadline = network.now() + limits.totalMs;
  const opening = starttls === undefined ? {} : { starttls };
  let connections = 0;
  let talk: StarttlsTalk | null = null;

  async function tried<T>(label: string, ask: (label: string) => Promise<Attempt<T>>): Promise<Attempt<T>> {
    for (let tries = 1; ; tries++) {
      if (network.now() >= deadline) return refused({ kind: 'answer-timeout', message: `${endpoint} took longer than ${limits.totalMs / 1000} s over all questions` });
      connections++;
      const attempt = await ask(tries === 1 ? label : `${label}, try ${tries}`);
      if (attempt.ok || tries === MOST_TRIES || !passes(attempt.failure)) return attempt;
    }
  }

  const raw: Asker['raw'] = async (label, send, enough) => {
    const attempt = await tried(label, (name) => network.handshake({
      label: name, host, port, send, enough, timeoutMs: limits.helloMs, limitBytes: FLIGHT_BYTES, ...opening,
    }));
    if (!attempt.ok) return attempt;
    const { received, end, starttls: said } = attempt.value;
    talk ??= said ?? null;
    return { ok: true, value: { flight: readServerFlight(received), end, received } };
  };

  return {
    host,
    random: (bytes) => network.random(bytes),
    raw,
    hello({ label, version, cipherSuites, extras, whole = false, withoutSni = false, withoutKey = false }) {
      const send = encodeClientHello({
        version, cipherSuites, random: network.random(32), ...(withoutSni ? {} : { serverName: host }),
        ...(withoutKey ? {} : { keyShare: network.random(32) }), ...(extras === undefined ? {} : { extras }),
      });
      return raw(label, send, whole ? enoughForFlight() : enoughForServerHello);
    },
    negotiate: ({ label, minVersion }) =>
      tried(label, (name) => network.negotiate({ label: name, host, port, minVersion, timeoutMs: LIMITS.connectMs, ...opening })),
    talk: () => talk,
    connections: () => connections,
  };
}

/** Connections that fail for want of room may succeed a moment later; a port that refuses does so again. */
function passes(failure: { readonly kind: string; readonly code?: number }): boolean {
  return failure.kind === 'starttls' && failure.code === BUSY;
}
