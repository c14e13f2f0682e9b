/** What comes of the handshake between the two servers of a lookup, foretold from what the target's port answers to hellos of the requester's Windows. */
import type { Evidence } from '../model/evidence.ts';
import type { ClientHelloResult } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan, WindowsId } from '../model/scenario.ts';
import {
  helloOf, predict, profileOf, seenByEnumeration, seenByVersions, type ClientHelloProfile, type OfferedHello, type Prediction,
} from './client-hellos.ts';
import { identify } from './identity.ts';
import { accepts, type Accepts } from './tls-seen.ts';
import { versions } from './versions.ts';

/** The .NET values of the calling server: as setup of its Exchange leaves them, or with TLS 1.2 switched on as the remedies say. */
export type CallerValues = 'as-installed' | 'tls12-on';

export interface Leg {
  readonly hello: OfferedHello;
  readonly comesOf: 'agreed' | 'no-shared-version' | 'no-shared-suite' | 'unknown';
  /** Was that very hello sent from here, or is the answer computed? */
  readonly sent: boolean;
  readonly observations: readonly Observation[];
}

/** The hello that an Exchange server of that version sends from that Windows. undefined: nobody has written that one down. */
export function helloFrom(version: ReturnType<typeof identify>['version'], windows: WindowsId, values: CallerValues): ClientHelloProfile | undefined {
  switch (version) {
    case 'exchange-2010':
    case 'exchange-2013':
    case 'exchange-2016':
      if (values === 'as-installed') return helloOf(windows, 'unset');
      return helloOf(windows, 'system-default') ?? helloOf(windows, 'strong-crypto');
    case 'exchange-2019':
    case 'exchange-se':
      // Setup leaves TLS 1.2 on. Of Windows Server 2022 and 2025 no hello is written down.
      return windows === '2019' ? profileOf('exchange2019-setup') : undefined;
    default:
      return undefined;
  }
}

/**
 * One leg for each Windows version that the requester's server may run on: the one that is known, or all on which its Exchange is supported.
 * undefined: what its hello is, or what the target accepts, is not known.
 */
export function legsOf(lookup: LookupPlan, evidence: Evidence, values: CallerValues): readonly Leg[] | undefined {
  const { version, windows } = identify(lookup.requester.server, evidence);
  const target = accepts(lookup.target.server, evidence);
  if (target === undefined || version === 'unknown' || lookup.requester.server === lookup.target.server) return undefined;
  const candidates = windows === undefined ? versions[version].windows : [windows];
  const hellos = candidates.flatMap((candidate) => helloFrom(version, candidate, values) ?? []);
  if (hellos.length === 0 || hellos.length < candidates.length) return undefined;
  return hellos.map((hello) => legTo(target, hello, evidence));
}

/** What that very hello got at a port; undefined: it was not sent. */
export function answerTo(hello: OfferedHello, endpoint: string, evidence: Evidence): ClientHelloResult | undefined {
  return evidence.fact('client-hellos', endpoint)?.answers.find(({ profile }) => profile === hello.id);
}

/** What comes of a hello at a port: what it got where it was sent, otherwise what can be computed. */
export function legTo(target: Accepts, hello: OfferedHello, evidence: Evidence): Leg {
  const enumerated = evidence.fact('tls-enumeration', target.endpoint);
  const enumeration = evidence.of('tls-enumeration', target.endpoint);
  const probed = evidence.fact('tls-versions', target.endpoint);
  const asked = evidence.of('client-hellos', target.endpoint);
  const answer = answerTo(hello, target.endpoint, evidence);
  const seen = enumerated !== undefined ? seenByEnumeration(enumerated) : probed === undefined ? undefined : seenByVersions(probed);
  const shownBy = [answer === undefined ? undefined : asked, enumerated === undefined ? undefined : enumeration].filter((one) => one !== undefined);
  return {
    hello, sent: answer !== undefined,
    comesOf: answer !== undefined ? fromAnswer(hello, answer, target.versions)
      : seen === undefined ? 'unknown' : fromPrediction(predict(hello, seen)),
    observations: shownBy.length === 0 ? [target.observation] : shownBy,
  };
}

/** A refusal of a hello whose newest version the port accepts from others is about something else than the version. */
function fromAnswer(hello: OfferedHello, answer: ClientHelloResult, accepted: readonly string[]): Leg['comesOf'] {
  if (answer.brokenOffBy === 'renegotiation') return 'unknown';
  if (answer.brokenOffBy === 'version') return 'no-shared-version';
  if (answer.agreed !== null) return 'agreed';
  return hello.versions.some((version) => accepted.includes(version)) ? 'no-shared-suite' : 'no-shared-version';
}

function fromPrediction(prediction: Prediction): Leg['comesOf'] {
  if (prediction.outcome === 'unknown') return 'unknown';
  if (prediction.outcome === 'refused') return prediction.why;
  return prediction.brokenOffBy === undefined ? 'agreed' : prediction.brokenOffBy === 'version' ? 'no-shared-version' : 'unknown';
}
