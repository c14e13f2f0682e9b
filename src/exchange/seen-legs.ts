/** What comes of the hellos that a witness saw a server send, at the other servers. */
import type { Evidence } from '../model/evidence.ts';
import type { SeenHello, TlsVersion, WitnessedCallsFact } from '../model/facts.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { clientHelloProfiles, type ClientHelloProfile } from './client-hellos.ts';
import { suitesOfOthers } from './hello-meaning.ts';
import { identify } from './identity.ts';
import { answerTo, helloFrom, legTo, type CallerValues, type Leg } from './predicted-leg.ts';
import { offered } from './seen-hellos.ts';
import { strangersIn } from './seen-callers.ts';
import { accepts, type Accepts } from './tls-seen.ts';
import { tlsVersionsInOrder } from './windows.ts';

/** Each hello of the calls once. */
export function hellosIn({ calls }: WitnessedCallsFact): readonly SeenHello[] {
  const hellos = calls.flatMap(({ content }) => (content.kind === 'client-hello' ? [content.hello] : []));
  return [...new Map(hellos.map((hello) => [hello.ja3.hash, hello])).values()];
}

/**
 * The hellos that a server was seen to send, without those of other programs and devices, and of callers that may be another machine. undefined:
 * none, or several machines have its name and one of them sent it, nobody knows which.
 */
export function hellosSeenOf(server: string, evidence: Evidence): readonly SeenHello[] | undefined {
  const seen = evidence.fact('witnessed-calls', server);
  if (seen === undefined || (evidence.scenario.servers[server]?.nodes.length ?? 0) > 1) return undefined;
  const strangers = strangersIn(server, seen, evidence);
  const its = { ...seen, calls: seen.calls.filter(({ from }) => !strangers.includes(from)) };
  const hellos = hellosIn(its).filter((hello) => suitesOfOthers(hello).length === 0);
  return hellos.length === 0 ? undefined : hellos;
}

/** The hellos of the requester's server at the target's machine. undefined: none was seen, or it is not known what the target accepts. */
export function legsSeen(lookup: LookupPlan, evidence: Evidence): readonly Leg[] | undefined {
  const hellos = hellosSeenOf(lookup.requester.server, evidence);
  const witness = evidence.of('witnessed-calls', lookup.requester.server);
  const target = accepts(lookup.target.server, evidence);
  if (hellos === undefined || witness === undefined || target === undefined || lookup.requester.server === lookup.target.server) return undefined;
  return hellos.map((hello): Leg => {
    const leg = legOfSeen(hello, target, evidence);
    return { ...leg, observations: [witness, ...leg.observations] };
  });
}

/** One hello at one port. A device before the machine tells nothing of the machine. */
export function legOfSeen(seen: SeenHello, target: Accepts, evidence: Evidence): Leg {
  const hello = offered(seen);
  const leg = legTo(target, hello, evidence);
  if (!target.atMachine) return { ...leg, comesOf: 'unknown' };
  const answer = answerTo(hello, target.endpoint, evidence);
  // Silence or something that is no TLS is no refusal of the hello.
  if (answer?.outcome === 'timeout' || answer?.outcome === 'not-tls') return { ...leg, comesOf: 'unknown' };
  const newest = hello.versions.at(-1) ?? 'TLSv1.2';
  // How low the client goes is not in its hello.
  const older = tlsVersionsInOrder.slice(0, tlsVersionsInOrder.indexOf(newest));
  const below = answer === undefined ? !target.versions.includes(newest) && target.versions.some((version) => older.includes(version))
    : answer.agreed !== null && answer.agreed.version !== newest;
  return below && !hello.lowestKnown ? { ...leg, comesOf: 'unknown' } : leg;
}

/** What comes of a hello that was seen at one of the other servers. */
export interface Fit {
  readonly ja3: string;
  /** Id of the server, and the port that was asked. */
  readonly server: string;
  readonly endpoint: string;
  readonly accepts: readonly TlsVersion[];
  readonly comesOf: Leg['comesOf'];
  /** Was the hello sent there from here, or is this computed? */
  readonly sent: boolean;
}

/** Every hello at every other server of the scenario that was looked at. */
export function fitsOf(fact: WitnessedCallsFact, evidence: Evidence): readonly Fit[] {
  const servers = Object.keys(evidence.scenario.servers).filter((server) => server !== fact.server);
  return hellosIn(fact).flatMap((hello) => servers.flatMap((server) => {
    const target = accepts(server, evidence);
    if (target === undefined) return [];
    const { comesOf, sent } = legOfSeen(hello, target, evidence);
    return [{ ja3: hello.ja3.hash, server, endpoint: target.endpoint, accepts: target.versions, comesOf, sent }];
  }));
}

/**
 * The profiles that are assumed of a server by its version and Windows: as installed, and with TLS 1.2 switched on, by whichever of the values. Empty
 * where they are not known.
 */
export function assumedOf(server: string, evidence: Evidence): Readonly<Record<CallerValues, readonly ClientHelloProfile[]>> {
  const { version, windows } = identify(server, evidence);
  if (windows === undefined) return { 'as-installed': [], 'tls12-on': [] };
  const installed = helloFrom(version, windows, 'as-installed');
  const switched = helloFrom(version, windows, 'tls12-on');
  const byEither = (clientHelloProfiles as readonly ClientHelloProfile[]).filter((one) =>
    one.windows === windows && one.dotnet !== 'unset' && one.strictRenegotiation === switched?.strictRenegotiation);
  return { 'as-installed': installed === undefined ? [] : [installed], 'tls12-on': byEither };
}
