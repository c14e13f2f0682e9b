/** Puts Autodiscover's questions: without credentials as early as possible, with them one place at a time. */
import type { Attempt } from '../../model/failure.ts';
import type { HttpAnswer, HttpRequest, Network, ServiceRecord } from '../../network/port.ts';
import { encodeJsonQuestion } from '../../protocol/autodiscover-json.ts';
import { encodePoxRequest } from '../../protocol/autodiscover-pox.ts';
import { encodeGetUserSettings } from '../../protocol/autodiscover-soap.ts';
import { LIMITS } from '../probe.ts';
import { domainOf, hostOfDomain, serviceOf, type Place } from './places.ts';

/** An answer and how long it took, in milliseconds. */
export interface Timed<T> {
  readonly attempt: Attempt<T>;
  readonly ms: number;
}

export interface Asking {
  /** Puts the question without credentials, once; who asks again gets the same answer. */
  anonymously(place: Place, address: string): Promise<Timed<HttpAnswer>>;
  services(place: Place): Promise<Timed<readonly ServiceRecord[]>>;
  /** Puts the question with credentials, where the rules of the network let them go; undefined: there are none. */
  signedIn(place: Place, address: string): Promise<Timed<HttpAnswer>> | undefined;
}

/**
 * Every question has a scope of its own, so that a tape tells its times apart whatever the order of answers.
 * @param asked the address of the mailbox. Its domain decides who may get credentials, also after answers named another address.
 */
export function asking(asked: string, signIn: string | undefined, network: Network): Asking {
  const credentialsDomain = hostOfDomain(domainOf(asked));
  const known = new Map<string, Promise<Timed<HttpAnswer>>>();
  const lookups = new Map<string, Promise<Timed<readonly ServiceRecord[]>>>();
  const scopeOf = (place: Place, address: string, how: string): Network =>
    network.within(`autodiscover ${asked}: ${place.dialect} ${address} ${place.url} ${how}`);

  async function put(
    place: Place, address: string, door: Network, credentials: Pick<HttpRequest, 'signIn' | 'credentialsDomain'>,
  ): Promise<Attempt<HttpAnswer>> {
    const send = (label: string, more: Pick<HttpRequest, 'minVersion'>): Promise<Attempt<HttpAnswer>> => door.send({
      label, ...questionOf(place, address), ...credentials, ...more, timeoutMs: LIMITS.requestMs, limitBytes: LIMITS.pageBytes,
    });
    const modern = await send('first', {});
    // A server that speaks nothing newer can still be asked; who may get credentials over that is decided below.
    return !modern.ok && OLD_TLS.has(modern.failure.kind) ? send('stepped down', { minVersion: 'TLSv1' }) : modern;
  }

  return {
    anonymously(place, address) {
      // Over plain HTTP no address is sent, so the answer holds for every address.
      const key = keyOf(place, place.url.startsWith('http:') ? '' : address);
      const door = scopeOf(place, address, 'anonymously');
      const answer = known.get(key) ?? timed(door, () => put(place, address, door, {}));
      known.set(key, answer);
      return answer;
    },
    services(place) {
      const door = scopeOf(place, '', 'looked up');
      const answer = lookups.get(place.url) ?? timed(door, () => door.services(serviceOf(place)));
      lookups.set(place.url, answer);
      return answer;
    },
    signedIn(place, address) {
      if (signIn === undefined) return undefined;
      const door = scopeOf(place, address, 'signed in');
      return timed(door, () => put(place, address, door, { signIn, ...(credentialsDomain === null ? {} : { credentialsDomain }) }));
    },
  };
}

const OLD_TLS: ReadonlySet<string> = new Set(['tls-alert', 'tls-reset', 'tls-closed', 'tls-local']);

/** The same for one place in one dialect and address. Source: IIS takes paths in any case. */
export function keyOf(place: Pick<Place, 'dialect' | 'url'>, address: string): string {
  return `${place.dialect} ${address.toLowerCase()} ${place.url.toLowerCase()}`;
}

function questionOf({ dialect, url }: Place, address: string): Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'> {
  const headers = { 'User-Agent': 'crosslines' };
  // Over plain HTTP and in V2 nothing is posted.
  if (url.startsWith('http:') || dialect === 'json') return { method: 'GET', url, headers };
  const body = dialect === 'soap' ? encodeGetUserSettings(address, url) : encodePoxRequest(address);
  return { method: 'POST', url, headers: { ...headers, 'Content-Type': 'text/xml; charset=utf-8' }, body };
}

/** Where the other dialects are asked at a host, SOAP first. Source: protocol facts §3.2, §3.3. */
export function otherDialects(origin: string, address: string, ofRootDomain: boolean): readonly [Place, Place] {
  return [
    { method: 'soap', dialect: 'soap', url: `${origin}/autodiscover/autodiscover.svc`, ofRootDomain },
    { method: 'json', dialect: 'json', url: encodeJsonQuestion(origin, address), ofRootDomain },
  ];
}

function timed<T>(door: Network, ask: () => Promise<Attempt<T>>): Promise<Timed<T>> {
  const answer = (async () => {
    const startedAt = door.now();
    const attempt = await ask();
    return { attempt, ms: door.now() - startedAt };
  })();
  // When an earlier place has answered, nobody waits for this one any more; a tape may then lack it.
  answer.catch(() => undefined);
  return answer;
}
