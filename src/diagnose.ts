/** Weighs each cause for each lookup. Pure and synchronous: the same evidence gives the same verdicts. */
import { directionOf, layers, type Cause, type Sign, type Step, type Weight } from './causes/cause.ts';
import { whatIsSeen } from './exchange/availability.ts';
import { attemptsOf, failuresOf, type Failure } from './exchange/failure-patterns.ts';
import { identify } from './exchange/identity.ts';
import { eventSeen } from './exchange/known-event.ts';
import { dialledByDefault } from './exchange/outgoing-tls.ts';
import { timeWindow } from './exchange/time-window.ts';
import { versionName, versions } from './exchange/versions.ts';
import { spokenTls } from './exchange/windows.ts';
import type { Evidence } from './model/evidence.ts';
import type { FactKind } from './model/facts.ts';
import type { Observation } from './model/observation.ts';
import type { Citation, Confidence, FailurePattern, Finding, Missing, Verdict } from './model/report.ts';
import type { ClaimedVersion, LookupPlan } from './model/scenario.ts';

const ORDER: readonly Confidence[] = ['confirmed', 'likely', 'possible', 'undetermined', 'ruled-out'];

/** @param startedAt milliseconds since 1970; where `window.from` is `now`, the window begins in the interval of that moment */
export function diagnose(evidence: Evidence, causes: readonly Cause[], startedAt: number): readonly Verdict[] {
  return evidence.scenario.lookups.map((lookup) => verdictOf(lookup, evidence, causes, startedAt));
}

/** What the texts of causes may say in braces, by the word there. */
export type Words = Readonly<Record<string, string | undefined>>;

/**
 * The findings of one lookup that say more than that nothing shows the cause.
 * @param instead words for what is not there: whoever pastes a text has no scenario to run again
 */
export function fitting(lookup: LookupPlan, evidence: Evidence, causes: readonly Cause[], instead: Words): readonly Finding[] {
  if (whatIsSeen(lookup, evidence).availability === 'shown') return [];
  return weighEach(lookup, evidence, causes, failuresOf(lookup, evidence), isSupported)
    .filter(({ confidence }) => confidence !== 'undetermined' && confidence !== 'ruled-out').map((weighed) => weighed.tell(instead));
}

function verdictOf(lookup: LookupPlan, evidence: Evidence, causes: readonly Cause[], startedAt: number): Verdict {
  const seen = whatIsSeen(lookup, evidence);
  const failures = failuresOf(lookup, evidence);
  const wrongTimes = seen.availability === 'shown' && eventSeen(lookup, evidence)?.place === 'moved';
  const findings = seen.availability !== 'shown' ? weighAll(lookup, evidence, causes, failures)
    : wrongTimes ? weighAll(lookup, evidence, causes.filter(({ leadsTo }) => leadsTo === 'wrong-times'), failures) : [];
  const found = findings.filter(({ confidence }) => confidence === 'confirmed' || confidence === 'likely').map(({ cause }) => cause);
  const asExpected = lookup.expectedCauses === undefined
    || (found.length === lookup.expectedCauses.length && lookup.expectedCauses.every((id) => found.includes(id)));
  return {
    lookup: {
      id: lookup.id, requester: lookup.requester.address, target: lookup.target.address,
      requesterServer: lookup.requester.server, targetServer: lookup.target.server,
    },
    availability: seen.availability,
    ...(seen.why === null ? {} : { notObserved: seen.why }),
    ...(seen.toObserve === null ? {} : { toObserve: seen.toObserve }),
    answer: {
      responseCode: seen.answer?.responseCode ?? seen.exchange?.fault?.responseCode ?? null,
      freeBusyViewType: seen.answer?.freeBusyViewType ?? null,
      mergedFreeBusy: seen.answer?.mergedFreeBusy ?? null,
      executedBy: seen.exchange?.executedBy ?? null,
      messageText: seen.answer?.messageText || seen.exchange?.fault?.message || null,
      ...(seen.observation?.kind === 'graph-schedule' ? { api: 'graph' } : {}),
    },
    window: timeWindow(evidence.scenario.window, startedAt),
    attempts: attemptsOf(lookup, evidence, failures),
    // What is tied to a machine first: the rest is what it is on any of them.
    patterns: failures.flatMap(({ pattern }) => pattern ?? []).sort((a, b) => b.machines.length - a.machines.length),
    expected: lookup.expected,
    ...(lookup.expectedCauses === undefined ? {} : { expectedCauses: lookup.expectedCauses }),
    met: seen.availability === lookup.expected && asExpected && (!wrongTimes || lookup.expectedCauses !== undefined),
    findings,
  };
}

/**
 * Findings of all causes that fit the lookup's direction, best first. Where attempts failed in different ways, each way is weighed alone,
 * because one answer must not speak for another, and the strongest finding of each cause stands.
 */
export function weighAll(
  lookup: LookupPlan, evidence: Evidence, causes: readonly Cause[], failures: readonly Failure[] = failuresOf(lookup, evidence),
): readonly Finding[] {
  return weighEach(lookup, evidence, causes, failures).map((weighed) => weighed.tell());
}

/** Without a sign for it no cause is more than undetermined, whatever speaks against it. */
function isSupported({ signs }: Cause, { lookup, evidence }: Scene): boolean {
  return signs.some(({ weight, see }) => SPECIFIC[weight] > 0 && (see(lookup, evidence)?.length ?? 0) > 0);
}

function weighEach(
  lookup: LookupPlan, evidence: Evidence, causes: readonly Cause[], failures: readonly Failure[],
  worthIt: (cause: Cause, scene: Scene) => boolean = () => true,
): readonly Weighed[] {
  const direction = directionOf(lookup, evidence);
  const ways = failures.length < 2 ? [sceneOf(lookup, evidence, failures[0]?.pattern)]
    : failures.map((failure) => ({ ...sceneOf(lookup, withFailureAlone(failure, lookup, evidence), failure.pattern), oneOfSeveral: true }));
  return causes
    .filter(({ directions }) => directions === undefined || directions.includes(direction))
    .flatMap((cause) => ways.filter((scene) => worthIt(cause, scene)).map((scene) => ({ cause, ...weigh(cause, scene) })).sort(byRank).slice(0, 1))
    .sort((a, b) => byRank(a, b) || layers.indexOf(a.cause.layer) - layers.indexOf(b.cause.layer));
}

interface Weighed {
  readonly confidence: Confidence;
  readonly specificity: number;
  /** In words: of most causes nobody reads them. */
  readonly tell: (instead?: Words) => Finding;
}

function byRank(a: Weighed, b: Weighed): number {
  return ORDER.indexOf(a.confidence) - ORDER.indexOf(b.confidence) || b.specificity - a.specificity;
}

/** The same evidence, in which this lookup failed in one way only. */
function withFailureAlone({ tries }: Failure, lookup: LookupPlan, evidence: Evidence): Evidence {
  const asked = whatIsSeen(lookup, evidence).observation;
  if (asked?.outcome.status !== 'observed') return evidence;
  const fact = asked.outcome.fact;
  const target = lookup.target.address;
  const gone = new Set(failuresOf(lookup, evidence).flatMap((failure) => failure.tries)
    .filter(({ exchange }) => !tries.some((one) => one.exchange === exchange)).map(({ exchange }) => exchange));
  const attempts = (fact.targets[target] ?? []).filter(({ exchange }) => {
    const met = fact.exchanges[exchange];
    return met === undefined || !gone.has(met);
  });
  return evidence.with({ ...asked, outcome: { ...asked.outcome, fact: { ...fact, targets: { ...fact.targets, [target]: attempts } } } });
}

const SPECIFIC: Readonly<Record<Weight, number>> = { proves: 4, suggests: 2, hints: 1, doubts: 0, excludes: 0 };

/** What is the same for every cause that is weighed: one failure of one lookup. */
interface Scene {
  readonly lookup: LookupPlan;
  readonly evidence: Evidence;
  readonly pattern: FailurePattern | undefined;
  /** The lookup failed in other ways, too. */
  readonly oneOfSeveral: boolean;
  /** What the texts of causes may say in braces. */
  readonly known: Words;
  readonly feasible: (step: string) => boolean;
  /** The text of the answer. */
  readonly words: string | null;
}

function sceneOf(lookup: LookupPlan, evidence: Evidence, pattern: FailurePattern | undefined): Scene {
  const { answer, exchange } = whatIsSeen(lookup, evidence);
  return {
    lookup, evidence, pattern, oneOfSeveral: false, known: wordsOf(lookup, evidence, pattern), feasible: feasibleFor(lookup, evidence),
    words: answer?.messageText || exchange?.fault?.message || null,
  };
}

/** A sign and what it saw; undefined: nothing could be seen. */
interface Seen {
  readonly sign: Sign;
  readonly observations: readonly Observation[] | undefined;
}

function weigh(cause: Cause, scene: Scene): Weighed {
  const seen = cause.signs.map((sign): Seen => ({ sign, observations: sign.see(scene.lookup, scene.evidence) }));
  const present = seen.flatMap(({ sign, observations }) => (observations === undefined || observations.length === 0 ? [] : [sign.weight]));
  // What speaks against a cause and was not seen would not settle it, unless it says how to see it.
  const missing = seen.some(({ sign, observations }) => observations === undefined
    && (sign.observe !== undefined || sign.weight === 'proves' || sign.weight === 'suggests'));
  const confidence = confidenceOf(present, missing);
  return { confidence, specificity: present.reduce((sum, weight) => sum + SPECIFIC[weight], 0), tell: (instead) => told(cause, confidence, seen, scene, instead) };
}

function told(
  cause: Cause, confidence: Confidence, seen: readonly Seen[], scene: Scene, instead: Words = {},
): Finding {
  const { pattern, oneOfSeveral, known, feasible, words } = scene;
  const fill = (text: string, seenAt?: string): string => filled(text, { ...known, ...instead, seenAt });
  const supporting: Citation[] = [];
  const opposing: Citation[] = [];
  const missing: Missing[] = [];
  for (const { sign, observations } of seen) {
    if (observations === undefined) {
      if (sign.observe !== undefined && feasible(sign.observe)) missing.push({ says: fill(sign.says), observe: fill(sign.observe) });
      continue;
    }
    const against = sign.weight === 'doubts' || sign.weight === 'excludes';
    const says = fill(sign.says, hostsOf(observations));
    for (const { id } of observations) (against ? opposing : supporting).push({ says, observation: id });
  }
  return {
    cause: cause.id, title: cause.title, confidence, words, supporting, opposing, missing,
    concerns: cause.concerns, explanation: `${oneOfSeveral ? inShort(pattern) : ''}${fill(cause.explanation)}`,
    remedy: neededSteps(cause.remedy, scene).map((step) => fill(step)), confirm: cause.confirm.filter(feasible).map((step) => fill(step)),
    references: cause.references,
  };
}

function neededSteps(remedy: readonly Step[], { lookup, evidence, feasible }: Scene): readonly string[] {
  return remedy.flatMap((step) => (typeof step === 'string' ? step : step.isNeeded(lookup, evidence) ? step.says : [])).filter(feasible);
}

/** The six-row table of the architecture. `proves` beside `excludes` is a conflict: possible, both shown. */
export function confidenceOf(present: readonly Weight[], somethingUnobserved: boolean): Confidence {
  const has = (weight: Weight): boolean => present.includes(weight);
  if (has('excludes')) return has('proves') ? 'possible' : 'ruled-out';
  if (has('proves')) return 'confirmed';
  if (has('suggests') && !has('doubts')) return 'likely';
  if (has('suggests') || has('hints')) return 'possible';
  return somethingUnobserved ? 'undetermined' : 'ruled-out';
}

/** Nobody outside Microsoft runs a command on a server of Exchange Online: a step that names one as its place is left out. */
function feasibleFor(lookup: LookupPlan, evidence: Evidence): (step: string) => boolean {
  const places = (['requester', 'target'] as const).filter((end) => evidence.server(lookup[end].server).version === 'exchange-online');
  return (step) => places.every((end) => !step.includes(`{${end}Server}`) && !step.includes(`{${end}Machine}`));
}

/** Of which failure of several a finding tells: that it comes and goes, and on which machine. Empty where there is nothing to say. */
function inShort(pattern: FailurePattern | undefined): string {
  if (pattern === undefined || (!pattern.intermittent && pattern.machines.length === 0)) return '';
  const on = pattern.machines.join(', ');
  if (!pattern.intermittent) return `This concerns ${on} only. `;
  if (pattern.failed === pattern.of) return `This is most likely intermittent: it hangs on the machine that answers (${on}). `;
  return `This is intermittent: ${pattern.failed} of ${pattern.of} lookups failed so${on === '' ? '' : `, on ${on}`}. `;
}

/**
 * The words that texts of causes may hold in braces. `failingMachine` is there only where the failure is tied to a machine; texts give
 * what stands in its place otherwise: {failingMachine|the server that answers 503}; `failingCaller` is the same at the requester's end.
 * `olderServer` is that caller, otherwise the one of the two servers whose Exchange is the older; it is not there where they are alike.
 * `again` is what one does after a repair. `requesterMachine` and `targetMachine` are that
 * machine at its end, otherwise the server; `requesterHost` that machine, otherwise the published name. `seenAt`, of a sign, is the host whose
 * port shows it.
 */
function wordsOf(lookup: LookupPlan, evidence: Evidence, pattern: FailurePattern | undefined): Words {
  const requester = identify(lookup.requester.server, evidence);
  const target = identify(lookup.target.server, evidence);
  const dialled = dialledByDefault(requester.version, requester.windows);
  const requesterName = evidence.endpoints(lookup.requester.server)[0]?.host ?? lookup.requester.server;
  const failing = pattern === undefined || pattern.machines.length === 0 ? undefined : pattern.machines.join(', ');
  return {
    again: 'run crosslines again',
    requesterDials: dialled === null ? 'not known' : dialled.versions.map(spokenTls).join(' or '),
    requester: lookup.requester.address, requesterServer: lookup.requester.server,
    requesterVersion: versionName(requester.version),
    target: lookup.target.address, targetServer: lookup.target.server,
    targetVersion: versionName(target.version),
    requesterName,
    targetName: evidence.endpoints(lookup.target.server)[0]?.host ?? lookup.target.server,
    failingMachine: failing,
    failingCaller: pattern?.end === 'requester' ? failing : undefined,
    olderServer: pattern?.end === 'requester' ? failing : olderOf(lookup, requester.version, target.version),
    requesterHost: pattern?.end === 'requester' ? failing : requesterName,
    requesterMachine: pattern?.end === 'requester' ? failing : lookup.requester.server,
    targetMachine: pattern?.end === 'target' ? failing : lookup.target.server,
  };
}

function olderOf({ requester, target }: LookupPlan, ...claimed: readonly [ClaimedVersion, ClaimedVersion]): string | undefined {
  const [from, to] = claimed.map((version) => Object.keys(versions).indexOf(version)) as [number, number];
  return from < 0 || to < 0 || from === to ? undefined : from < to ? requester.server : target.server;
}

/** Fills words in: {word}, or {word|what stands there without it}. What is no word stays as it is. */
function filled(text: string, words: Words): string {
  if (!text.includes('{')) return text;
  return text.replace(/\{(\w+)(?:\|([^{}]*))?\}/g, (whole, name: string, otherwise: string | undefined) => words[name] ?? otherwise ?? whole);
}

/** The hosts whose ports these observations are about, each once; undefined: none. */
function hostsOf(observations: readonly Observation[]): string | undefined {
  const hosts = new Set(observations.filter(({ kind }) => ABOUT_PORTS.has(kind)).map(({ subject }) => subject.replace(/:\d+$/, '')));
  return hosts.size === 0 ? undefined : [...hosts].join(', ');
}

const ABOUT_PORTS: ReadonlySet<FactKind> = new Set(['tls-versions', 'certificate', 'sign-in-schemes', 'fingerprint']);
