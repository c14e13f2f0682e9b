/** Every cipher suite that a port accepts in one version: what it chose is left out of the next hello, until it refuses. */
import type { EnumeratedTlsVersion, TlsRefusal, TlsVersion } from '../../model/facts.ts';
import { alternativeSuites, rareSuites } from '../../protocol/tls/client-hello.ts';
import { cipherSuiteName } from '../../protocol/tls/cipher-suites.ts';
import type { Asker } from './asking.ts';
import { refusalIn } from './judging.ts';
import { suitesToTry, type AskedVersion } from './versions.ts';

/** Suites in one hello to a port that drops long ones. */
const SHORT_HELLO = 20;
/** Some servers fall silent at 128 suites and more, the signal of renegotiation among them. Source: testssl.sh, SERVER_SIZE_LIMIT_BUG. */
const MOST_SUITES = 126;

/** The versions that were asked for, with their suites. */
export async function enumerateSuites(asker: Asker, asked: AskedVersion): Promise<EnumeratedTlsVersion> {
  const { result: { version, outcome, alert, answered }, flight, cipherKinds = [], onlyShortHellos } = asked;
  const plain: EnumeratedTlsVersion = {
    version, outcome, ...(alert === undefined ? {} : { alert }), ...(answered === undefined ? {} : { answered }),
    cipherSuites: cipherKinds, serverOrder: null, complete: true, refusal: null,
  };
  if (version === 'SSLv2' || outcome !== 'accepted' || flight?.kind !== 'server-hello') return plain;
  const walk = walkOf(asker, version);
  const first = flight.cipherSuiteId;
  const { main, late } = onlyShortHellos ? { main: await inShortHellos(walk, version, first), late: none }
    : version === 'TLSv1.3' ? { main: await walk.down('suite', suitesToTry(version), [first]), late: none }
      : await withRare(walk, version, first);
  const { order, answers } = await orderOf(walk, main);
  const together = [...main.chosen, ...late.chosen];
  // Where the late ones stand in the server's own order shows only beside the others.
  const again = order === true && late.chosen.length > 0 ? (await walk.down('all again', together)).chosen : together;
  const ordered = again.length === together.length ? again : together;
  const suites = order === false ? [...together].sort((a, b) => strength(version, b) - strength(version, a)) : ordered;
  return {
    ...plain, cipherSuites: suites.map(cipherSuiteName), serverOrder: order,
    complete: main.complete && late.complete && answers, refusal: main.refusal,
  };
}

interface Found {
  /** In the order in which the server chose them. */
  readonly chosen: readonly number[];
  /** In the order in which they were offered. */
  readonly offered: readonly number[];
  /** Did the server refuse the rest, or was none left? */
  readonly complete: boolean;
  readonly refusal: TlsRefusal | null;
}

const none: Found = { chosen: [], offered: [], complete: true, refusal: null };

interface Walk {
  /** The suite chosen from these, or how they were refused; undefined: neither is known. */
  step(label: string, offered: readonly number[]): Promise<number | TlsRefusal | undefined>;
  /** @param known chosen already from all of these */
  down(label: string, offered: readonly number[], known?: readonly number[]): Promise<Found>;
}

function walkOf(asker: Asker, version: TlsVersion): Walk {
  async function step(label: string, offered: readonly number[]): Promise<number | TlsRefusal | undefined> {
    const attempt = await asker.hello({ label: `${version} ${label}`, version, cipherSuites: offered });
    if (!attempt.ok) return undefined;
    const { flight, end } = attempt.value;
    if (flight.kind !== 'server-hello') return refusalIn(flight, end);
    // Below this version others may be had, which are asked for by themselves.
    if (flight.version !== version) return { outcome: 'closed' };
    // A server that takes what was not offered says nothing about what it would take.
    return offered.includes(flight.cipherSuiteId) ? flight.cipherSuiteId : undefined;
  }

  async function down(label: string, offered: readonly number[], known: readonly number[] = []): Promise<Found> {
    if (known.some((suite) => !offered.includes(suite))) return { chosen: [], offered, complete: false, refusal: null };
    const chosen = [...known];
    for (;;) {
      const left = offered.filter((suite) => !chosen.includes(suite));
      if (left.length === 0) return { chosen, offered, complete: true, refusal: null };
      const answer = await step(`${label} ${chosen.length + 1}`, left);
      if (typeof answer !== 'number') return { chosen, offered, complete: answer !== undefined, refusal: answer ?? null };
      chosen.push(answer);
    }
  }

  return { step, down };
}

/**
 * With the rare suites, of which a hello of their own asks first: a device on the way may object to them. Once the server has taken one, they
 * go among the others, as many as fit, and so come at their place in its order; `late` are those that did not fit.
 */
async function withRare(walk: Walk, version: TlsVersion, first: number): Promise<{ readonly main: Found; readonly late: Found }> {
  const usual = suitesToTry(version), rare = rareSuites(version);
  if (!usual.includes(first)) return { main: await walk.down('suite', usual, [first]), late: none };
  const [second, firstRare] = await Promise.all([walk.step('suite 2', usual.filter((suite) => suite !== first)), walk.step('rare suite 1', rare)]);
  const takesRare = typeof firstRare === 'number';
  const known = typeof second === 'number' ? [first, second] : [first];
  if (!takesRare || typeof second !== 'number') {
    const [main, late] = await Promise.all([
      typeof second === 'number' ? walk.down('suite', usual, known) : { chosen: known, offered: usual, complete: second !== undefined, refusal: second ?? null },
      takesRare ? walk.down('rare suite', rare, [firstRare]) : { ...none, complete: firstRare !== undefined },
    ]);
    return { main, late };
  }
  const room = MOST_SUITES - (usual.length - known.length);
  const outside = rare.slice(room);
  const [main, late] = await Promise.all([
    walk.down('suite', [...usual, ...rare.slice(0, room)], known),
    outside.length === 0 ? none : walk.down('late suite', outside, outside.includes(firstRare) ? [firstRare] : []),
  ]);
  const next = main.chosen.findIndex((suite, index) => index >= known.length && usual.includes(suite));
  const leading = main.chosen.slice(known.length, next < 0 ? undefined : next);
  if (leading.length === 0) return { main, late };
  // The known ones were chosen before those were offered.
  const { chosen } = await walk.down('first ones again', [...known, ...leading]);
  const begin = chosen.length === known.length + leading.length ? chosen : main.chosen.slice(0, known.length + leading.length);
  return { main: { ...main, chosen: [...begin, ...main.chosen.slice(begin.length)] }, late };
}

async function inShortHellos(walk: Walk, version: TlsVersion, first: number): Promise<Found> {
  const few = alternativeSuites(version);
  const others = suitesToTry(version).filter((suite) => !few.includes(suite));
  const parts = [await walk.down('short list 1, suite', few, [first])];
  for (let at = 0; at < others.length; at += SHORT_HELLO) {
    parts.push(await walk.down(`short list ${parts.length + 1}, suite`, others.slice(at, at + SHORT_HELLO)));
  }
  const chosen = parts.flatMap((part) => part.chosen);
  const complete = parts.every((part) => part.complete);
  const refusal = parts[0]?.refusal ?? null;
  if (parts.filter((part) => part.chosen.length > 0).length < 2 || chosen.length > 2 * SHORT_HELLO) return { chosen, offered: few, complete, refusal };
  // Together, for their order.
  const offered = [...chosen].reverse();
  const together = await walk.down('all of them, suite', offered);
  return together.chosen.length === chosen.length ? { ...together, complete, refusal } : { chosen, offered: chosen, complete, refusal };
}

/**
 * Whose order it is. A choice that departs from the order of the hello shows it; otherwise a hello in the opposite order does.
 * `answers` false: the server no longer takes what it took before, so that its refusals say nothing.
 */
async function orderOf(walk: Walk, { chosen, offered, refusal }: Found): Promise<{ readonly order: boolean | null; readonly answers: boolean }> {
  const last = chosen.at(-1);
  const departs = chosen.some((suite, index) => index > 0 && offered.indexOf(suite) < offered.indexOf(chosen[index - 1] ?? 0));
  // An alert is about the hello. A reset may also come from a device that has had enough of us.
  if (chosen.length < 2 || (departs && (refusal === null || refusal.outcome === 'alert'))) return { order: departs ? true : null, answers: true };
  const taken = await walk.step('suites in opposite order', [...chosen].reverse());
  if (typeof taken !== 'number') return { order: departs ? true : null, answers: false };
  return { order: departs || taken !== last, answers: true };
}

/** Higher for stronger ones; rare ones are below all others. */
function strength(version: TlsVersion, suite: number): number {
  return suitesToTry(version).indexOf(suite);
}
