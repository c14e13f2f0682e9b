/**
 * The way to the token service, for the OAuth library: over our own connections, to that one host only. The library keeps neither why a
 * connection failed nor, for device codes, what a refusal said; both are remembered here.
 */
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { Failure } from '../../model/failure.ts';
import type { Dialler } from '../connection.ts';
import { failed, NetworkFailure } from '../failures.ts';
import { lane, type RawAnswer } from '../http.ts';

const ANSWER_MS = 30_000;
const LONGEST_ANSWER = 512_000;

/** What the token service said instead of giving a token. */
export interface Refusal {
  readonly word: string;
  readonly description: string;
}

export interface AuthorityDoor extends INetworkModule {
  /** What went wrong last, since this was last called. */
  lastTrouble(): { readonly failure?: Failure; readonly refusal?: Refusal };
}

/** @param host of the token service; requests for any other are refused here */
export function authorityDoor(host: string, dial: Dialler, signal: AbortSignal): AuthorityDoor {
  let trouble: { failure?: Failure; refusal?: Refusal } = {};

  async function ask<T>(method: 'GET' | 'POST', address: string, options: NetworkRequestOptions = {}): Promise<NetworkResponse<T>> {
    trouble = {};
    try {
      const answer = await exchange(method, new URL(address), options);
      const body = jsonIn(answer, host);
      const refusal = refusalIn(body);
      if (refusal !== undefined) trouble = { refusal };
      return { status: answer.status, headers: Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value])),
        body: body as T };
    } catch (error) {
      if (error instanceof NetworkFailure) trouble = { failure: error.failure };
      throw error;
    }
  }

  async function exchange(method: 'GET' | 'POST', url: URL, { headers = {}, body }: NetworkRequestOptions): Promise<RawAnswer> {
    if (url.origin !== `https://${host}`) throw failed('protocol',
      `a request for a token was to go to ${url.host} instead of ${host}; it was not sent`);
    const way = lane(dial, { origin: url, minVersion: 'TLSv1.2', verified: true, timeoutMs: ANSWER_MS }, signal);
    try {
      return await way.exchange({ method, url, headers, body: method === 'POST' ? body ?? ''
        : undefined, timeoutMs: ANSWER_MS, limitBytes: LONGEST_ANSWER });
    } finally {
      way.close();
    }
  }

  return {
    sendGetRequestAsync: (url, options) => ask('GET', url, options),
    sendPostRequestAsync: (url, options) => ask('POST', url, options),
    lastTrouble() {
      const was = trouble;
      trouble = {};
      return was;
    },
  };
}

/** A page instead of JSON comes from a proxy or a device that shows a page to sign in. */
function jsonIn({ body, status }: RawAnswer, host: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw failed('protocol', `${host} answered ${status} without JSON, as the token service never does; `
    + 'most likely a device on the way answered in its place');
}

function refusalIn(body: unknown): Refusal | undefined {
  const { error, error_description: description } = body as Readonly<Record<string, unknown>>;
  if (typeof error !== 'string' || error === '') return undefined;
  return { word: /^[a-z_]{1,60}$/.test(error) ? error : 'an unreadable word', description: typeof description === 'string'
    ? description.slice(0, 4000) : '' };
}
