/** Judges one place: its answer without credentials, and where it asks for some, the one with them. */
import type { AutodiscoverStep } from '../../model/facts.ts';
import type { Failure } from '../../model/failure.ts';
import type { HttpAnswer } from '../../network/port.ts';
import { printable } from '../../protocol/printable.ts';
import type { Asking, Timed } from './asking.ts';
import { placeOfServices, serviceOf, type Place } from './places.ts';
import { circumstances, readAnswer, type Reading } from './reading.ts';

export interface Visit {
  readonly step: AutodiscoverStep;
  readonly reading: Reading;
}

/** A visitor that puts its questions through this desk. */
export function visiting(desk: Asking): (place: Place, address: string) => Promise<Visit> {
  return async (place, address) => {
    if (place.dialect === 'dns') return lookedUp(place);
    const first = await desk.anonymously(place, address);
    const challenged = first.attempt.ok && first.attempt.value.status === 401 && place.url.startsWith('https:') && place.dialect !== 'json';
    const second = challenged ? await desk.signedIn(place, address) : undefined;
    return judged(place, first, second);
  };

  async function lookedUp(place: Place): Promise<Visit> {
    const { attempt, ms } = await desk.services(place);
    if (!attempt.ok) return unanswered(place, attempt.failure, ms);
    const url = placeOfServices(attempt.value);
    const named = attempt.value.slice(0, 5).map(({ target, port }) => `${target}:${port}`).join(', ');
    const others = attempt.value.length > 1 ? `, the first of ${named}` : '';
    const reading: Reading = url === null
      ? { outcome: 'not-followed', detail: `${serviceOf(place)} leads to ${named || 'nothing'}; only a host on port 443 is asked` }
      : { outcome: 'redirect-url', detail: `points to ${new URL(url).hostname}${others}`, next: { url } };
    return { reading, step: { method: place.method, url: place.url, outcome: reading.outcome, detail: reading.detail, ms } };
  }
}

function judged(place: Place, first: Timed<HttpAnswer>, second: Timed<HttpAnswer> | undefined): Visit {
  const ms = first.ms + (second?.ms ?? 0);
  const last = second ?? first;
  if (!last.attempt.ok) {
    const { failure } = last.attempt;
    // The place did answer, and the network kept the credentials back.
    if (failure.kind === 'certificate' && first.attempt.ok) return withheld(place, first.attempt.value, failure, ms);
    return unanswered(place, failure, ms);
  }
  const answer = last.attempt.value;
  const reading = readAnswer(place.dialect, place.url, answer);
  const { remark, server } = circumstances(answer);
  return {
    reading,
    step: {
      method: place.method, url: place.url, outcome: reading.outcome, detail: `${reading.detail}${remark}`, status: answer.status,
      ...(server === undefined ? {} : { server: printable(server, 100) }),
      ...(reading.outcome === 'withheld' && answer.signIn.secretMissing === true ? { secretMissing: true } : {}), ms,
    },
  };
}

function withheld(place: Place, answer: HttpAnswer, failure: Failure, ms: number): Visit {
  const { server } = circumstances(answer);
  const reading: Reading = { outcome: 'withheld', detail: `credentials were not sent: ${failure.message}` };
  return {
    reading,
    step: {
      method: place.method, url: place.url, outcome: reading.outcome, detail: reading.detail, status: answer.status, failure,
      ...(server === undefined ? {} : { server: printable(server, 100) }), ms,
    },
  };
}

function unanswered({ method, url }: Place, failure: Failure, ms: number): Visit {
  const reading: Reading = { outcome: 'unreachable', detail: failure.message };
  return { reading, step: { method, url, outcome: reading.outcome, detail: reading.detail, failure, ms } };
}
