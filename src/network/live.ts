/** The live network: real sockets, the real clock, the real secrets. */
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Attempt } from '../model/failure.ts';
import type { SignInResult } from '../model/facts.ts';
import type { SignIn } from '../model/scenario.ts';
import { dialler, type Pace } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { failed, NetworkFailure } from './failures.ts';
import type { Lane, RawRequest } from './http.ts';
import { listen } from './listener.ts';
import type { Call, HttpAnswer, HttpRequest, Network } from './port.ts';
import type { Proxies } from './proxy.ts';
import type { DeviceCode, TokenStore } from './oauth/device-code.ts';
import { routes } from './routes.ts';
import type { admissionDesk, Admitted } from './sign-in/admission.ts';
import type { Authorized } from './sign-in/authorize.ts';
import type { CredentialRules } from './sign-in/eligibility.ts';
import type { Trust } from './trust.ts';

export interface LiveOptions {
  readonly connectTo: ReadonlyMap<string, string>;
  /** A whole DNS of its own, for imitated servers; absent: the resolver of this machine. */
  readonly hosts?: ReadonlyMap<string, readonly string[]>;
  /** Proxies on the way; absent: none. */
  readonly proxies?: Proxies;
  /** How hard each endpoint may be asked; absent: as usual. */
  readonly pace?: Pace;
  /** PEM texts of further trusted roots. */
  readonly trust: readonly string[];
  readonly signIns: Readonly<Record<string, SignIn>>;
  readonly credentials: Credentials;
  readonly rules: CredentialRules;
  /** Ends the run: whatever is under way fails as `interrupted`. */
  readonly signal: AbortSignal;
  /** Lets time pass; absent: by the clock of this machine. Imitated servers are not waited for. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told before credentials go to a host for the first time. */
  readonly onCredentials?: (host: string, signIn: string) => void;
  /** Told where a port listens, and of each call that came. */
  readonly onListening?: (at: string) => void;
  readonly onCall?: (call: Call) => void;
  /** Told what a user has to type in a browser; absent: nobody is there. */
  readonly onDeviceCode?: (code: DeviceCode) => void;
  /** Keeps sign-ins by device code for later runs; absent: they last as long as the run. */
  readonly tokenStore?: TokenStore;
}

export interface LiveNetwork extends Network {
  /** Closes kept-alive connections. */
  close(): void;
}

/** A kept-alive connection. It holds a place at its endpoint until somebody else needs that. */
interface IdleLane {
  readonly endpoint: string;
  readonly key: string;
  readonly lane: Lane;
}

/** The network as it is. Its verbs return failures as values and throw only for our own mistakes. */
export function live(options: LiveOptions): LiveNetwork {
  // Every connection under way listens for the end of the run; Node warns of more than ten.
  setMaxListeners(0, options.signal);
  const where = routes(options.connectTo, options.hosts);
  let trusted: Promise<Trust> | undefined;
  const trust = (): Promise<Trust> => (trusted ??= import('./trust.ts').then((loaded) => loaded.trust(options.trust)));
  const dial = dialler(where, trust, options.signal, closeIdle, options.proxies, options.pace);
  let desk: Promise<ReturnType<typeof admissionDesk>> | undefined;
  const admit = async (request: HttpRequest, url: URL): Promise<Admitted> => {
    desk ??= Promise.all([import('./sign-in/admission.ts'), import('./oauth/tokens.ts')]).then(([{ admissionDesk: open }, { tokenSource }]) =>
      open({ ...options, tokens: tokenSource({ ...options, dial }) }));
    return (await desk)(request, url);
  };
  let idle: readonly IdleLane[] = [];
  const told = new Set<string>();
  const ended = new Promise<never>((_resolve, reject) => {
    options.signal.addEventListener('abort', () => { reject(failed('interrupted', 'the run was ended')); }, { once: true });
  });
  ended.catch(() => { /* heard by whoever is asking at that time */ });

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    // TLS alone is asked for without HTTP, sign-in and the list of public suffixes.
    const [{ endpointOf, lane }, { authorize }, { toAnswer }] = await Promise.all([
      import('./http.ts'), import('./sign-in/authorize.ts'), import('./answer.ts'),
    ]);
    const url = new URL(request.url);
    const plan = await admit(request, url);
    const startedAt = performance.now();
    const minVersion = request.minVersion ?? 'TLSv1.2';
    const verified = plan.go && (plan.signIn.method === 'oauth' || !options.rules.allowUntrusted.has(url.hostname.toLowerCase()));
    const key = [url.origin, minVersion, verified, plan.go ? plan.signIn.id : ''].join(' ');
    const fresh = (): Lane => lane(dial, { origin: url, minVersion, verified, timeoutMs: request.timeoutMs }, options.signal);
    const kept = takeIdle(key);
    let taken = kept ?? fresh();
    const raw: RawRequest = {
      method: request.method, url, headers: request.headers, body: request.body, timeoutMs: request.timeoutMs, limitBytes: request.limitBytes,
    };
    const exchange = async (over: Lane): Promise<Authorized> => (plan.go ? authorize(over, raw, plan.signIn, plan.secret)
      : { answer: await over.exchange(raw), result: plan.result, proven: false });
    let outcome: SignInResult['outcome'] = 'withheld';
    let proven = false;
    try {
      if (plan.go) tell(url.hostname, plan.signIn.id);
      const authorized = await exchange(taken).catch((error: unknown) => {
        // A server may close a kept connection at the moment a request goes out on it: nothing was answered, and asking twice is harmless.
        if (kept === undefined || options.signal.aborted || !isBroken(error)) throw error;
        taken.close();
        taken = fresh();
        return exchange(taken);
      });
      ({ proven, result: { outcome } } = authorized);
      const rights = plan.go ? plan.rights : null;
      return toAnswer(authorized.answer, rights === null ? authorized.result : { ...authorized.result, rights }, startedAt);
    } finally {
      if (plan.go) plan.settle(outcome === 'rejected' ? 'rejected' : proven ? 'accepted' : 'unknown');
      if (outcome === 'rejected') taken.close();
      else keepIdle({ endpoint: endpointOf(url), key, lane: taken });
    }
  }

  /** By the resolver of this machine. That it does not know a name means little where a proxy looks names up for itself. */
  async function resolve(host: string): Promise<readonly string[]> {
    try {
      return await where.addresses(host);
    } catch (error) {
      const proxy = options.proxies?.before('https', host, 443);
      if (proxy === undefined || !(error instanceof NetworkFailure)) throw error;
      throw failed('proxy', `from this machine ${error.failure.message}; `
        + `connections to it go through the proxy ${proxy.name}, which looks names up for itself`);
    }
  }

  function takeIdle(key: string): Lane | undefined {
    const dead = idle.filter(({ lane: kept }) => !kept.alive());
    idle = idle.filter((one) => !dead.includes(one));
    for (const { lane: kept } of dead) kept.close();
    const found = idle.findLast((one) => one.key === key);
    idle = idle.filter((one) => one !== found);
    return found?.lane;
  }

  function keepIdle(fresh: IdleLane): void {
    if (fresh.lane.alive() && !dial.crowded(fresh.endpoint) && !options.signal.aborted) idle = [...idle, fresh];
    else fresh.lane.close();
  }

  /** The one that has been idle longest. */
  function closeIdle(endpoint: string): void {
    const oldest = idle.find((one) => one.endpoint === endpoint);
    idle = idle.filter((one) => one !== oldest);
    oldest?.lane.close();
  }

  function tell(host: string, signIn: string): void {
    const key = `${host} ${signIn}`;
    if (!told.has(key)) options.onCredentials?.(host, signIn);
    told.add(key);
  }

  const network: LiveNetwork = {
    within: () => network,
    now: () => Date.now(),
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    resolve: (host) => attempt(() => resolve(host)),
    services: (name) => attempt(() => where.services(name)),
    handshake: (request) => attempt(() => dial.handshake(request)),
    negotiate: (request) => attempt(async () => {
      const { socket, session } = await dial.secure(request);
      socket.destroy();
      return session;
    }),
    send: (request) => attempt(() => send(request)),
    wait: ({ ms }) => attempt(async () => {
      await (options.pause ?? pause)(ms, options.signal);
      return null;
    }),
    listen: (request) => attempt(async () => {
      const listener = await listen(request, options.signal, (call) => { options.onCall?.(call); });
      options.onListening?.(listener.at);
      return listener;
    }),
    close() {
      for (const { lane: kept } of idle) kept.close();
      idle = [];
    },
  };
  return network;

  async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
    try {
      if (options.signal.aborted) throw failed('interrupted', 'the run was ended');
      // A name server that is asked cannot be told to stop: then the question is left alone.
      return { ok: true, value: await Promise.race([ask(), ended]) };
    } catch (error) {
      if (error instanceof NetworkFailure) return { ok: false, failure: error.failure };
      throw error;
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  // What ends the run is told by the race that every verb takes part in.
  return wait(ms, undefined, { signal, ref: true }).catch(() => undefined);
}

function isBroken(error: unknown): boolean {
  return error instanceof NetworkFailure && (error.failure.kind === 'reset' || error.failure.kind === 'closed');
}
