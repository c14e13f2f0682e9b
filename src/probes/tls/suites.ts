/** Every cipher suite that a port accepts in one version: what it chose is left out of the next hello, until it refuses. */
import type { EnumeratedTlsVersion, TlsRefusal, TlsVersion } from '../../model/facts.ts';
import { alternativeSuites, rareSuites } from '../../protocol/tls/client-hello.ts';
import { cipherSuiteName } from '../../protocol/tls/cipher-suites.ts';
import type { Asker } from './asking.ts';
import { refusalIn } from './judging.ts';
import { suitesToTry, type AskedVersion } from './versions.ts';

/** Suites in one hello to a port that drops long ones. */
const SHORT_HELLO = 20;

/** The versions that were asked for, with their suites. */
export async function enumerateSuites(asker: Asker, asked: AskedVersion): Promise<EnumeratedTlsVersion> {
  const { result: { version, outcome, alert, answered }, flight, cipherKinds = [], onlyShortHellos } = asked;
  const plain: EnumeratedTlsVersion = {
    version, outcome, ...(alert === undefined ? {} : { alert }), ...(answered === undefined ? {} : { answered }),
    cipherSuites: cipherKinds, serverOrder: null, complete: true, refusal: null,
  };
  if (version === 'SSLv2' || outcome !== 'accepted' || flight?.kind !== 'server-hello') return plain;
  const walk = walkOf(asker, version);
  const [found, rare] = await Promise.all([
    onlyShortHellos ? inShortHellos(walk, version, flight.cipherSuiteId) : walk.down('suite', suitesToTry(version), flight.cipherSuiteId),
    onlyShortHellos || version === 'TLSv1.3' ? none : walk.down('rare suite', rareSuites(version)),
  ]);
  const { order, answers } = await orderOf(walk, found);
  const together = [...found.chosen, ...rare.chosen];
  // Where the rare ones stand in the server's own order shows only beside the others.
  const again = order === true && rare.chosen.length > 0 ? (await walk.down('all again', together)).chosen : together;
  const ordered = again.length === together.length ? again : together;
  const suites = order === false ? [...found.chosen].sort((a, b) => strength(version, a) - strength(version, b)).concat(rare.chosen) : ordered;
  return {
    ...plain, cipherSuites: suites.map(cipherSuiteName), serverOrder: order,
    complete: found.complete && rare.complete && answers, refusal: found.refusal,
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
  /** @param first chosen already from all of these */
  down(label: string, offered: readonly number[], first?: number): Promise<Found>;
  /** The suite chosen from these; undefined: none. */
  one(label: string, offered: readonly number[]): Promise<number | undefined>;
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

  async function down(label: string, offered: readonly number[], first?: number): Promise<Found> {
    if (first !== undefined && !offered.includes(first)) return { chosen: [], offered, complete: false, refusal: null };
    const chosen: number[] = first === undefined ? [] : [first];
    for (;;) {
      const left = offered.filter((suite) => !chosen.includes(suite));
      if (left.length === 0) return { chosen, offered, complete: true, refusal: null };
      const answer = await step(`${label} ${chosen.length + 1}`, left);
      if (answer === undefined) return { chosen, offered, complete: false, refusal: null };
      if (typeof answer !== 'number') return { chosen, offered, complete: true, refusal: answer };
      chosen.push(answer);
    }
  }

  return {
    down,
    async one(label, offered) {
      const answer = await step(label, offered);
      return typeof answer === 'number' ? answer : undefined;
    },
  };
}

async function inShortHellos(walk: Walk, version: TlsVersion, first: number): Promise<Found> {
  const few = alternativeSuites(version);
  const others = suitesToTry(version).filter((suite) => !few.includes(suite));
  const parts = [await walk.down('short list 1, suite', few, first)];
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
  const taken = await walk.one('suites in opposite order', [...chosen].reverse());
  if (taken === undefined) return { order: departs ? true : null, answers: false };
  return { order: departs || taken !== last, answers: true };
}

function strength(version: TlsVersion, suite: number): number {
  const list = suitesToTry(version);
  return list.length - list.indexOf(suite);
}
