/** What signs look at: the answer for a lookup and its text, TLS on the two ends, certificates, and the other lookups. */
import { httpStatusIn, meaningsIn, normaliseText, type Meaning } from '../exchange/error-texts.ts';
import { identify } from '../exchange/identity.ts';
import { whatIsSeen } from '../exchange/availability.ts';
import { answerOf as decisiveAnswer, type DecisiveAnswer } from '../exchange/decisive-answer.ts';
import { failuresOf } from '../exchange/failure-patterns.ts';
import type { Endpoint, Evidence } from '../model/evidence.ts';
import type { FactKind, PartnerDoorsFact } from '../model/facts.ts';
import type { FailureKind } from '../model/failure.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan, VersionId } from '../model/scenario.ts';
import type { See } from './cause.ts';

export { accepts, dialsAsInstalled } from '../exchange/tls-seen.ts';

/** Nearly every sign asks for the answer of the lookup that is being weighed; evidence no longer grows then. */
let lastAsked: { readonly lookup: LookupPlan; readonly evidence: Evidence; readonly answered: DecisiveAnswer | undefined } | undefined;

/** The answer that decided a lookup, with the observation that holds it; undefined: nothing was answered on the requester's path. */
export function answerOf(lookup: LookupPlan, evidence: Evidence): DecisiveAnswer | undefined {
  if (lastAsked?.lookup !== lookup || lastAsked.evidence !== evidence) lastAsked = { lookup, evidence, answered: decisiveAnswer(lookup, evidence) };
  return lastAsked.answered;
}

/** The answers of the requester's lookups, in the way that decides this one; undefined: nobody asked. */
export function askedOf(lookup: LookupPlan, evidence: Evidence): Observation | undefined {
  return whatIsSeen(lookup, evidence).observation;
}

/** The error text says one of these things, in whatever language. Source of the wordings: exchange/error-texts.ts. */
export function says(...meanings: readonly Meaning[]): See {
  return inAnswer(({ text }) => meaningsIn(text).some(({ meaning }) => meanings.includes(meaning)));
}

/** The error text names this HTTP status of the call from server to server. */
export function saysStatus(status: number): See {
  return inAnswer(({ text }) => httpStatusIn(text) === status);
}

/** The answer or the fault carries one of these response codes. */
export function hasCode(...codes: readonly string[]): See {
  return inAnswer(({ answer, exchange }) => codes.includes(answer?.responseCode ?? '') || codes.includes(exchange.fault?.responseCode ?? ''));
}

/** A test over the answer; undefined when there is none. */
export function inAnswer(test: (found: DecisiveAnswer) => boolean): See {
  return (lookup, evidence) => {
    const found = answerOf(lookup, evidence);
    if (found === undefined) return undefined;
    return test(found) ? [found.observation] : [];
  };
}

/**
 * Microsoft Graph says that a call between servers failed and nothing of what lay beneath, which EWS repeats; then what is seen at the target has to
 * speak for itself.
 */
export const graphTellsNoReason: See = inAnswer(({ answer, observation, text }) => {
  const said = meaningsIn(text).map(({ meaning }) => meaning);
  return observation.kind === 'graph-schedule' && httpStatusIn(text) === null && said.every((one) => one === 'proxy-web-request-failed')
    && (said.length > 0 || answer?.exceptionCode === '5016');
});

/** All of several signs; the observations of each. Absent when one is absent, unobserved when one is. */
export function all(...parts: readonly See[]): See {
  return (lookup, evidence) => {
    const seen: Observation[] = [];
    let unobserved = false;
    for (const see of parts) {
      const observations = see(lookup, evidence);
      if (observations?.length === 0) return [];
      if (observations === undefined) unobserved = true;
      else seen.push(...observations);
    }
    return unobserved ? undefined : unique(seen);
  };
}

/** Any of several signs. Unobserved only when none is present and one is unobserved. */
export function any(...parts: readonly See[]): See {
  return (lookup, evidence) => {
    const seen = parts.map((see) => see(lookup, evidence));
    if (seen.every((observations) => observations?.length === 0)) return [];
    const present = unique(seen.flatMap((observations) => observations ?? []));
    return present.length === 0 && seen.includes(undefined) ? undefined : present;
  };
}

/** The sign is absent; unobserved where the sign is. */
export function lacks(see: See): See {
  return (lookup, evidence) => {
    const seen = see(lookup, evidence);
    if (seen === undefined) return undefined;
    const asked = askedOf(lookup, evidence);
    return seen.length > 0 || asked === undefined ? [] : [asked];
  };
}

/** The sign, unless another one is there; that the other one was not observed does not matter. */
export function unless(other: See, see: See): See {
  return (lookup, evidence) => ((other(lookup, evidence)?.length ?? 0) > 0 ? [] : see(lookup, evidence));
}

/**
 * One end runs one of these versions, as was seen or, where nothing was, as is said of it. What is only said brings a cause into question and
 * does not make it likely.
 */
export function saidToRun(end: 'requester' | 'target', ...versions: readonly VersionId[]): See {
  return (lookup, evidence) => {
    const asked = askedOf(lookup, evidence);
    const { version, versionShownBy } = identify(lookup[end].server, evidence);
    if (version === 'unknown' || asked === undefined) return undefined;
    return versions.some((one) => one === version) ? [versionShownBy ?? asked] : [];
  };
}

/**
 * The answer is there as a whole, so that what it does not hold was not said; of pasted words the rest may be missing. A whole answer tells the
 * view, `None` where it shows nothing. Source: freebusyviewtype.md; recorded answers.
 */
export const wholeAnswer: See = inAnswer(({ answer }) => answer !== null && answer.freeBusyViewType !== null);

/** A property in the output of a cmdlet that was pasted, as `Format-List` writes it. Sources: the commands under `confirm` of the cause. */
export function listed(property: string, value: string): See {
  const line = new RegExp(`\\b${property} ?: ?${value}`, 'i');
  return inAnswer(({ text }) => line.test(text));
}

/** What nothing here can observe yet: the sign only tells what would settle the matter. */
export const notVisibleFromHere: See = () => undefined;

function unique(observations: readonly Observation[]): readonly Observation[] {
  if (observations.length < 2) return observations;
  return [...new Map(observations.map((observation) => [observation.id, observation])).values()];
}

/** Observations about ports of one end of the lookup. Undefined when no port of that end was observed in this way. */
export function ports<K extends FactKind>(
  end: 'requester' | 'target', kind: K, test: (observation: Observation<K>, endpoint: Endpoint) => boolean,
  fits: (endpoint: Endpoint) => boolean = () => true,
): See {
  return (lookup, evidence) => {
    const observed = evidence.endpoints(lookup[end].server).filter(fits).flatMap((endpoint) => {
      const observation = evidence.of(kind, `${endpoint.host}:${endpoint.port}`);
      const asked = observation !== undefined && observation.outcome.status !== 'skipped' && observation.outcome.status !== 'crashed';
      return asked ? [{ observation, endpoint }] : [];
    });
    if (observed.length === 0) return undefined;
    return observed.filter(({ observation, endpoint }) => test(observation, endpoint)).map(({ observation }) => observation as Observation);
  };
}

/** How the target's server answers at the addresses for other organizations. Unobserved where they were not asked. */
export function partnerDoors(test: (fact: PartnerDoorsFact) => boolean): See {
  return (lookup, evidence) => {
    const observation = evidence.of('partner-doors', lookup.target.server);
    const fact = evidence.fact('partner-doors', lookup.target.server);
    if (observation === undefined || fact === undefined) return undefined;
    return test(fact) ? [observation] : [];
  };
}

export const published = ({ role }: Endpoint): boolean => role === 'published';

/** Did this observation fail in one of these ways? */
export function failedBy(observation: Observation, ...kinds: readonly FailureKind[]): boolean {
  return observation.outcome.status === 'failed' && kinds.includes(observation.outcome.failure.kind);
}

/** Other lookups that a test picks and whose availability is shown; their observations. Undefined: no such lookup was observed. */
export function othersShown(pick: (other: LookupPlan, lookup: LookupPlan, evidence: Evidence) => boolean): See {
  return (lookup, evidence) => {
    const picked = evidence.others(lookup).filter((other) => pick(other, lookup, evidence));
    const seen = picked.map((other) => ({ other, seen: whatIsSeen(other, evidence).availability }))
      .filter(({ seen: availability }) => availability !== 'not-observed');
    if (seen.length === 0) return undefined;
    return unique(seen.filter(({ seen: availability }) => availability === 'shown')
      .flatMap(({ other }) => whatIsSeen(other, evidence).observation ?? []));
  };
}

const overTheSameServers = (single: boolean): See => othersShown((other, lookup, evidence) =>
  other.requester.server === lookup.requester.server && other.target.server === lookup.target.server && other.target.address !== lookup.target.address
    && [lookup.requester.server, lookup.target.server].every((id) => isOneMachine(id, evidence)) === single);

/** No more than one machine of that server is known: neither `nodes` nor the names that machines gave themselves tell of another. */
function isOneMachine(serverId: string, evidence: Evidence): boolean {
  return new Set(evidence.endpoints(serverId).filter(({ role }) => role === 'own').map(({ host }) => host)).size <= 1;
}

/** Another mailbox is shown over the same two servers, each of which is one machine as far as is known. */
export const sameServersShown = overTheSameServers(true);

/**
 * Another mailbox is shown over the same two servers, of which at least one is several machines: it may have been another machine. Where the
 * failure is known to hang on a machine, that is what it was, and nothing speaks against the cause.
 */
export const sameServersShownElsewhere: See = (lookup, evidence) =>
  (failuresOf(lookup, evidence).some(({ pattern }) => (pattern?.machines.length ?? 0) > 0) ? [] : overTheSameServers(false)(lookup, evidence));

/** The same requester is shown another mailbox on the same server as the target. */
export const requesterShownThere = othersShown((other, lookup) =>
  other.requester.address === lookup.requester.address && other.target.server === lookup.target.server);

/** The same target is shown to another requester, on whichever server. */
export const targetShown = othersShown((other, lookup) => other.target.address === lookup.target.address);

/** The same requester asked for other mailboxes too, and every one answered the same response code. */
export const requesterRefusedEverywhere: See = (lookup, evidence) => {
  const own = answerOf(lookup, evidence);
  const others = evidence.others(lookup).filter(({ requester }) => requester.address === lookup.requester.address)
    .flatMap((other) => answerOf(other, evidence) ?? []);
  if (own === undefined || others.length === 0) return undefined;
  const code = own.answer?.responseCode;
  return code !== undefined && others.every(({ answer }) => answer?.responseCode === code) ? [own.observation] : [];
};

/** The question was put by crosslines, with the addresses of the scenario, rather than pasted. */
export const askedFromHere: See = (lookup, evidence) => {
  const asked = askedOf(lookup, evidence);
  if (asked === undefined) return undefined;
  return evidence.all.some(({ kind }) => kind === 'pasted-text') ? [] : [asked];
};

/** The same target is shown to a requester on another server. */
export const targetShownToOthers = othersShown((other, lookup) =>
  other.target.address === lookup.target.address && other.requester.server !== lookup.requester.server);

/** A test over the words of the text, in the form of `normaliseText`: lower case, plain quotes, one blank between words. */
export function textHas(words: RegExp): See {
  return inAnswer(({ text }) => words.test(normaliseText(text)));
}

/** Somebody describes that availability is missing, without the error behind it. */
export const describesCrossLines: See = any(
  textHas(/cross(?:ed)? lines|hash ?marks?/),
  textHas(/\b(?:free.?busy|availability|calendars?)\b.{0,60}\b(?:fail(?:s|ed|ing)?|broken|stopped|no longer|can(?:not|'t))\b/),
  textHas(/\b(?:free.?busy|availability|calendars?)\b.{0,60}\b(?:is|are|does|do|was|were|could)(?: not|n't)\b/),
  textHas(new RegExp('\\b(?:can(?:not|\'t)|unable to|not able to|could(?: not|n\'t)|do(?:es)?(?: not|n\'t)|fails? to) (?:\\w+ ){0,4}'
    + '(?:see|view|look|get|show|retrieve|read)\\b.{0,80}\\b(?:free|availability|calendar)')),
);
