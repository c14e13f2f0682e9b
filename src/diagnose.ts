/** Weighs each cause for each lookup. Pure and synchronous: the same evidence gives the same verdicts. */
import { directionOf, layers, type Cause, type Sign, type Weight } from './causes/cause.ts';
import { whatIsSeen } from './exchange/availability.ts';
import { identify } from './exchange/identity.ts';
import { dialledByDefault } from './exchange/outgoing-tls.ts';
import { timeWindow } from './exchange/time-window.ts';
import { versionName } from './exchange/versions.ts';
import { spokenTls } from './exchange/windows.ts';
import type { Evidence } from './model/evidence.ts';
import type { Citation, Confidence, Finding, Missing, Verdict } from './model/report.ts';
import type { Availability, LookupPlan } from './model/scenario.ts';

const ORDER: readonly Confidence[] = ['confirmed', 'likely', 'possible', 'undetermined', 'ruled-out'];

/** @param startedAt milliseconds since 1970; where `window.from` is `now`, the window begins in the interval of that moment */
export function diagnose(evidence: Evidence, causes: readonly Cause[], startedAt: number): readonly Verdict[] {
  return evidence.scenario.lookups.map((lookup) => verdictOf(lookup, evidence, causes, startedAt));
}

function verdictOf(lookup: LookupPlan, evidence: Evidence, causes: readonly Cause[], startedAt: number): Verdict {
  const seen = whatIsSeen(lookup, evidence);
  const findings = seen.availability === 'shown' ? [] : weighAll(lookup, evidence, causes).map((finding) => ({
    ...finding, explanation: `${intermittence(seen.attempts.map(({ availability }) => availability))}${finding.explanation}`,
  }));
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
    answer: {
      responseCode: seen.answer?.responseCode ?? seen.exchange?.fault?.responseCode ?? null,
      freeBusyViewType: seen.answer?.freeBusyViewType ?? null,
      mergedFreeBusy: seen.answer?.mergedFreeBusy ?? null,
      executedBy: seen.exchange?.executedBy ?? null,
      messageText: seen.answer?.messageText || seen.exchange?.fault?.message || null,
    },
    window: timeWindow(evidence.scenario.window, startedAt),
    attempts: seen.attempts,
    expected: lookup.expected,
    ...(lookup.expectedCauses === undefined ? {} : { expectedCauses: lookup.expectedCauses }),
    met: seen.availability === lookup.expected && asExpected,
    findings,
  };
}

/** What differing attempts mean, as the first sentence of an explanation; empty when they agree. */
function intermittence(attempts: readonly Availability[]): string {
  const shown = attempts.filter((availability) => availability === 'shown').length;
  const failed = attempts.filter((availability) => availability === 'hash-marks').length;
  return shown > 0 && failed > 0 ? `This is intermittent: of ${shown + failed} attempts ${shown} showed availability. ` : '';
}

/** Findings of all causes that fit the lookup's direction, best first. */
export function weighAll(lookup: LookupPlan, evidence: Evidence, causes: readonly Cause[]): readonly Finding[] {
  const direction = directionOf(lookup, evidence);
  return causes
    .filter(({ directions }) => directions === undefined || directions.includes(direction))
    .map((cause) => ({ cause, ...weigh(cause, lookup, evidence) }))
    .sort((a, b) => ORDER.indexOf(a.finding.confidence) - ORDER.indexOf(b.finding.confidence)
      || b.specificity - a.specificity || layers.indexOf(a.cause.layer) - layers.indexOf(b.cause.layer))
    .map(({ finding }) => finding);
}

const SPECIFIC: Readonly<Record<Weight, number>> = { proves: 4, suggests: 2, hints: 1, doubts: 0, excludes: 0 };

function weigh(cause: Cause, lookup: LookupPlan, evidence: Evidence): { readonly finding: Finding; readonly specificity: number } {
  const fill = filler(lookup, evidence);
  const feasible = feasibleFor(lookup, evidence);
  const present: Sign[] = [];
  const supporting: Citation[] = [];
  const opposing: Citation[] = [];
  const missing: Missing[] = [];
  for (const sign of cause.signs) {
    const observations = sign.see(lookup, evidence);
    if (observations === undefined) {
      // What speaks against a cause and was not seen would not settle it.
      if (sign.observe !== undefined) missing.push({ says: fill(sign.says), observe: feasible(sign.observe) ? fill(sign.observe) : '' });
      else if (sign.weight === 'proves' || sign.weight === 'suggests') missing.push({ says: fill(sign.says), observe: '' });
      continue;
    }
    if (observations.length === 0) continue;
    present.push(sign);
    const against = sign.weight === 'doubts' || sign.weight === 'excludes';
    for (const { id } of observations) (against ? opposing : supporting).push({ says: fill(sign.says), observation: id });
  }
  const confidence = confidenceOf(present.map(({ weight }) => weight), missing.length > 0);
  return {
    specificity: present.reduce((sum, { weight }) => sum + SPECIFIC[weight], 0),
    finding: {
      cause: cause.id, title: cause.title, confidence, supporting, opposing,
      missing: missing.filter(({ observe }) => observe !== ''),
      concerns: cause.concerns, explanation: fill(cause.explanation), remedy: cause.remedy.filter(feasible).map(fill), confirm: cause.confirm.filter(feasible).map(fill),
      references: cause.references,
    },
  };
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
  return (step) => places.every((end) => !step.includes(`{${end}Server}`));
}

/** Fills {requester}, {requesterServer}, {requesterVersion}, {requesterDials}, {target}, {targetServer}, {targetVersion} in. */
function filler(lookup: LookupPlan, evidence: Evidence): (text: string) => string {
  const requester = identify(lookup.requester.server, evidence);
  const dialled = dialledByDefault(requester.version, requester.windows);
  const words: Readonly<Record<string, string>> = {
    requesterDials: dialled === null ? 'not known' : dialled.versions.map(spokenTls).join(' or '),
    requester: lookup.requester.address, requesterServer: lookup.requester.server,
    requesterVersion: versionName(requester.version),
    target: lookup.target.address, targetServer: lookup.target.server,
    targetVersion: versionName(identify(lookup.target.server, evidence).version),
    requesterName: evidence.endpoints(lookup.requester.server)[0]?.host ?? lookup.requester.server,
    targetName: evidence.endpoints(lookup.target.server)[0]?.host ?? lookup.target.server,
  };
  return (text) => text.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole);
}
