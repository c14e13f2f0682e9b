/**
 * The tape: what passed through the door, one JSON line each. The first line holds the scenario; every further line one answer,
 * filed by scope (the piece of work that asked), operation, key and order of occurrence, so that the order in which parallel
 * answers arrive does not matter. A tape is valid after every line, so an interrupted run leaves a valid one.
 */
import type { Attempt } from '../model/failure.ts';
import type { Observation } from '../model/observation.ts';
import type { Scenario } from '../model/scenario.ts';
import type { WitnessErrand } from '../model/witness-errand.ts';
import type { Call, HandshakeAnswer, HttpAnswer, Network, ServiceRecord, TlsSession } from './port.ts';
import { isAnswer, isBrought, isOperation, isScenario, isTlsErrand, isWitnessErrand, type Operation } from './tape-shapes.ts';

export const TAPE_SCHEMA = 'crosslines-tape/1';
const MAX_TAPE_CHARACTERS = 256 * 1024 * 1024;
const DEEPEST_ANSWER = 20;

export interface TapeHeader {
  readonly tape: typeof TAPE_SCHEMA;
  readonly tool: string;
  readonly scenario: Scenario;
  /** One port that was asked about its TLS, apart from any scenario; absent: the tape is of a run. */
  readonly tls?: TlsErrand;
  /** How `crosslines witness` listened; absent: it did not. */
  readonly witness?: WitnessErrand;
  /** What files told that were brought along; absent: none were. */
  readonly brought?: readonly Observation[];
}

/** What `crosslines tls` was asked for. */
export interface TlsErrand {
  /** `host:port`. */
  readonly endpoint: string;
  readonly what: 'all' | 'versions' | 'profiles';
  /** Ids of ClientHello profiles. */
  readonly profiles: readonly string[];
  /** Compute what comes of them where that can be told. */
  readonly predict?: boolean;
  readonly starttls?: 'smtp';
}

interface TapeEntry {
  readonly scope: string;
  readonly op: Operation;
  readonly key: string;
  /** Milliseconds from the first line to the question, and to its answer; for benchmarks and people. */
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly answer: unknown;
}

/** Thrown when a tape cannot be read, or lacks an answer. Nothing goes out to the network instead. */
export class TapeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TapeError';
  }
}

/** The same network, with every answer written down. `write` gets one line at a time, without its line feed. */
export function recording(network: Network, header: Omit<TapeHeader, 'tape'>, write: (line: string) => void): Network {
  const first: TapeHeader = { tape: TAPE_SCHEMA, ...header };
  write(JSON.stringify(first));
  const startedAt = performance.now();
  const since = (): number => Math.round((performance.now() - startedAt) * 10) / 10;

  const note = <T>(scope: string, op: Operation, key: string, askedAt: number, answer: T): T => {
    const entry: TapeEntry = { scope, op, key, askedAt, answeredAt: since(), answer: toPlain(answer) };
    write(JSON.stringify(entry));
    return answer;
  };
  const later = async <T>(scope: string, op: Operation, key: string, ask: () => Promise<T>): Promise<T> => {
    const askedAt = since();
    return note(scope, op, key, askedAt, await ask());
  };
  const scoped = (scope: string): Network => ({
    within: (name) => scoped(name),
    now: () => note(scope, 'now', '', since(), network.now()),
    random: (bytes) => note(scope, 'random', String(bytes), since(), network.random(bytes)),
    resolve: (host) => later(scope, 'resolve', host, () => network.resolve(host)),
    services: (name) => later(scope, 'services', name, () => network.services(name)),
    handshake: (request) => later(scope, 'handshake', keyOf(request), () => network.handshake(request)),
    negotiate: (request) => later(scope, 'negotiate', keyOf(request), () => network.negotiate(request)),
    send: (request) => later(scope, 'send', `${request.method} ${request.url} ${request.label}`, () => network.send(request)),
    wait: (request) => later(scope, 'wait', request.label, () => network.wait(request)),
    listen: async (request) => {
      const { label } = request;
      const askedAt = since();
      const attempt = await network.listen(request);
      note(scope, 'listen', label, askedAt, attempt.ok ? { ok: true, value: { at: attempt.value.at } } : attempt);
      if (!attempt.ok) return attempt;
      const listener = attempt.value;
      const next = (): Promise<Call | null> => later(scope, 'call', label, () => listener.next());
      return { ok: true, value: { at: listener.at, next, close: () => { listener.close(); } } };
    },
  });
  return scoped('');
}

/** A network that answers from a tape and opens nothing. Its verbs throw TapeError for what the tape lacks. */
export function replaying(tape: { readonly entries: readonly unknown[] }): Network {
  const filed = new Map<string, unknown[]>();
  for (const entry of tape.entries as readonly TapeEntry[]) {
    const key = `${entry.scope}\n${entry.op}\n${entry.key}`;
    const queue = filed.get(key) ?? [];
    filed.set(key, queue);
    queue.push(entry.answer);
  }
  const take = (scope: string, op: Operation, key: string): unknown => {
    const answer = filed.get(`${scope}\n${op}\n${key}`)?.shift();
    if (answer === undefined) {
      throw new TapeError(`the tape has no answer for "${op} ${key}" asked by "${scope}"; it was made by another version of crosslines, or changed`);
    }
    const given = fromPlain(answer, 0);
    if (!isAnswer(op, given)) throw new TapeError(`what the tape has for "${op} ${key}" asked by "${scope}" is no such answer`);
    return given;
  };
  const scoped = (scope: string): Network => ({
    within: (name) => scoped(name),
    now: () => take(scope, 'now', '') as number,
    random: (bytes) => {
      const taken = take(scope, 'random', String(bytes)) as Uint8Array;
      if (taken.length !== bytes) throw new TapeError(`the tape has ${taken.length} random bytes where ${bytes} were asked for`);
      return taken;
    },
    resolve: async (host) => take(scope, 'resolve', host) as Attempt<readonly string[]>,
    services: async (name) => take(scope, 'services', name) as Attempt<readonly ServiceRecord[]>,
    handshake: async (request) => take(scope, 'handshake', keyOf(request)) as Attempt<HandshakeAnswer>,
    negotiate: async (request) => take(scope, 'negotiate', keyOf(request)) as Attempt<TlsSession>,
    send: async (request) => take(scope, 'send', `${request.method} ${request.url} ${request.label}`) as Attempt<HttpAnswer>,
    wait: async ({ label }) => take(scope, 'wait', label) as Attempt<null>,
    listen: async ({ label }) => {
      const attempt = take(scope, 'listen', label) as Attempt<{ readonly at: string }>;
      if (!attempt.ok) return attempt;
      const next = async (): Promise<Call | null> => take(scope, 'call', label) as Call | null;
      return { ok: true, value: { at: attempt.value.at, next, close: () => { /* nothing listens */ } } };
    },
  });
  return scoped('');
}

/** Reads a tape. Throws TapeError naming the line when it is none. A last line cut off by a crash is left out. */
export function readTape(text: string): { readonly header: TapeHeader; readonly entries: readonly unknown[] } {
  if (text.length > MAX_TAPE_CHARACTERS) throw new TapeError(`the tape is larger than ${MAX_TAPE_CHARACTERS} characters`);
  const parsed = wholeLines(text).map((line, index) => {
    try {
      return JSON.parse(line) as unknown;
    } catch {
      throw new TapeError(`line ${index + 1} of the tape is not JSON`);
    }
  });
  const [header, ...entries] = parsed;
  if (!isHeader(header)) throw new TapeError(`line 1 is not the header of a ${TAPE_SCHEMA} tape`);
  entries.forEach((entry, index) => {
    if (!isEntry(entry)) throw new TapeError(`line ${index + 2} of the tape is not an entry`);
  });
  return { header, entries };
}

/** Lines of a tape; a last one cut off by a crash is left out. */
export function wholeLines(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!text.endsWith('\n') && lines.length > 1 && !isJson(lines.at(-1) ?? '')) lines.pop();
  return lines;
}

function isHeader(value: unknown): value is TapeHeader {
  if (!isRecord(value) || value['tape'] !== TAPE_SCHEMA || typeof value['tool'] !== 'string') return false;
  return isScenario(value['scenario']) && (value['tls'] === undefined || isTlsErrand(value['tls']))
    && (value['witness'] === undefined || isWitnessErrand(value['witness']))
    && (value['brought'] === undefined || isBrought(value['brought']));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isEntry(value: unknown): value is TapeEntry {
  return isRecord(value) && isOperation(value['op']) && typeof value['scope'] === 'string' && typeof value['key'] === 'string'
    && typeof value['askedAt'] === 'number' && typeof value['answeredAt'] === 'number' && value['answer'] !== undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf(request: { readonly host: string; readonly port: number; readonly label: string }): string {
  return `${request.host}:${request.port} ${request.label}`;
}

/** Bytes become `{ base64 }`, everything else stays; the inverse is `fromPlain`. */
function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(toPlain);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toPlain(part)]));
  return value;
}

function fromPlain(value: unknown, depth: number): unknown {
  if (depth > DEEPEST_ANSWER) throw new TapeError(`an answer on the tape has more than ${DEEPEST_ANSWER} levels`);
  if (Array.isArray(value)) return value.map((part) => fromPlain(part, depth + 1));
  if (!isRecord(value)) return value;
  if (typeof value['base64'] === 'string' && Object.keys(value).length === 1) return new Uint8Array(Buffer.from(value['base64'], 'base64'));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fromPlain(part, depth + 1)]));
}
