/** The spine of `explain`: pasted text in, the same causes over it, an explanation out. Offline, pure and synchronous. */
import { layers, type Cause } from './causes/cause.ts';
import { fitting } from './diagnose.ts';
import { evidenceOf, observationId } from './evidence.ts';
import { collectNext } from './explain-collect.ts';
import { preferenceOf, waysOf, type ExplainContext, type Way } from './explain-context.ts';
import { explainCode } from './exchange/aadsts.ts';
import { onlyGeneric, topicOf, type Topic } from './exchange/pasted-topic.ts';
import type { PastedTextFact, UserAvailabilityFact } from './model/facts.ts';
import type { Observation } from './model/observation.ts';
import type { Confidence, Explanation, Finding } from './model/report.ts';
import type { Mailbox, Scenario } from './model/scenario.ts';
import { readPastedText } from './protocol/pasted-text.ts';
import { summarizePasted } from './explain-summary.ts';
import { AGAIN, inProse, REQUESTER, REQUESTER_SERVER, TARGET, TARGET_SERVER, WHICH_WAY } from './explain-words.ts';

/** Codes of the token service that are told of one explanation. */
const MAX_CODES = 5;

const ORDER: readonly Confidence[] = ['confirmed', 'likely', 'possible', 'undetermined', 'ruled-out'];
const rank = ({ confidence }: Pick<Finding, 'confidence'>): number => ORDER.indexOf(confidence);

interface Piece {
  readonly fact: PastedTextFact;
  readonly topic: Topic;
  readonly observation: Observation<'pasted-text'>;
}

/**
 * Explains what was pasted.
 * @param facts what the reader found in error texts
 * @param at ISO 8601, when it was read
 * @param configuration output of cmdlets that was pasted along, as observations; with no fact beside it, it is weighed alone
 */
export function explain(
  facts: readonly PastedTextFact[], context: ExplainContext, causes: readonly Cause[], at: string, configuration: readonly Observation[] = [],
): Explanation {
  const pieces = facts.map((fact, index): Piece => ({ fact, topic: topicOf(fact), observation: observed(fact, index, facts, at) }));
  const preference = preferenceOf(context);
  const isFailure = ({ fact, topic, observation }: Piece): boolean => topic === 'lookup-failure'
    || (topic === 'unclear' && weighPiece(fact, [observation], context, causes).length > 0);
  const failures = pieces.filter(isFailure);
  const alone = failures.length === 0 && configuration.length > 0;
  const weighed = alone ? readPastedText('', 'configuration').map((none) => weighPiece(none, configuration, context, causes))
    : failures.map(({ fact, observation }) => weighPiece(fact, [observation, ...configuration], context, causes));
  const layerOf = new Map(causes.map(({ id, layer }) => [id, layer]));
  const preferred = ({ cause }: Finding): number => {
    const layer = layerOf.get(cause);
    return layer !== undefined && preference.layers.has(layer) ? 0 : 1;
  };
  const position = (finding: Finding): number => layers.indexOf(layerOf.get(finding.cause) ?? 'mailbox');
  const findings = preference.layers.size === 0 ? together(weighed)
    : [...together(weighed)].sort((a, b) => rank(a) - rank(b) || preferred(a) - preferred(b) || (preferred(a) === 0 ? position(a) - position(b) : 0));
  const status = failures.length === 0 && findings.length === 0 ? 'not-a-failure' : findings.length > 0 ? 'explained' : 'insufficient-evidence';
  const codes = [...new Set(facts.flatMap(({ tokenServiceCodes }) => tokenServiceCodes))].slice(0, MAX_CODES).map(explainCode);
  // Where no cause is known for it, the code is all that there is to say.
  const [told, ...others] = findings.length === 0 && !alone ? codes : [undefined, ...codes];
  return {
    schema: 'crosslines-explanation/1', status, says: told !== undefined ? told : alone ? sayingOfSettings(findings, configuration) : saying(status, pieces, findings), findings,
    collect: status === 'not-a-failure' ? [] : collectNext(failures.map(({ fact }) => fact), findings, context), notices: [...others.filter((one) => one !== undefined), ...preference.notices],
    observations: [...pieces.map(({ observation }) => observation), ...configuration],
  };
}

function observed(fact: PastedTextFact, index: number, all: readonly PastedTextFact[], at: string): Observation<'pasted-text'> {
  const before = all.slice(0, index).filter(({ source }) => source === fact.source).length;
  const several = all.filter(({ source }) => source === fact.source).length > 1;
  const subject = several ? `${fact.source}, ${before + 1}` : fact.source;
  return { id: observationId('pasted-text', subject), kind: 'pasted-text', subject, at, ms: 0, outcome: { status: 'observed', fact },
    summary: summarizePasted(fact) };
}

/** The findings of one failure. Where the text does not show which way it went, all ways are weighed. */
function weighPiece(fact: PastedTextFact, seen: readonly Observation[], context: ExplainContext, causes: readonly Cause[]): readonly Finding[] {
  const byWay = waysOf(context, fact).map((way) => weighWay(way, fact, seen, causes));
  return byWay.length === 1 ? byWay[0] ?? [] : overWays(byWay);
}

/** One lookup whose answer is the pasted text, where there is one, beside what else was seen, judged by the causes as any other: findings of possible and better, best first. */
export function weighWay(way: Way, fact: PastedTextFact, seen: readonly Observation[], causes: readonly Cause[]): readonly Finding[] {
  const scenario = scenarioOf(way, fact);
  const [lookup] = scenario.lookups;
  if (lookup === undefined) return [];
  const { address } = lookup.requester;
  const asked: UserAvailabilityFact = {
    requester: address, url: '', exchanges: [{ ...fact.exchange, targets: [lookup.target.address] }],
    targets: { [lookup.target.address]: [{ exchange: 0, answer: fact.answer }] },
  };
  const pasted = seen.find(({ kind }) => kind === 'pasted-text');
  const answered: readonly Observation[] = pasted === undefined ? [] : [{
    ...pasted, id: observationId('user-availability', address), kind: 'user-availability', subject: address, outcome: { status: 'observed', fact: asked },
  }];
  const evidence = evidenceOf(scenario, new Map([...seen, ...answered].map((one) => [one.id, one])));
  const cited = <T extends { readonly observation: string }>(citations: readonly T[]): readonly T[] => citations.map((one) => ({ ...one,
    observation: one.observation === answered[0]?.id ? pasted?.id ?? one.observation : one.observation }));
  return fitting(lookup, evidence, causes, { again: AGAIN }).map((finding) => inProse({ ...finding, supporting: cited(finding.supporting), opposing: cited(finding.opposing) }));
}

function scenarioOf(way: Way, fact: PastedTextFact): Scenario {
  const called = fact.urls.find(({ url, stage }) => stage === 'ews' && URL.canParse(url))?.url;
  const from: Mailbox = { id: 'requester', address: fact.requester ?? REQUESTER, server: way.direction === 'within-cloud'
    || way.direction === 'cloud-to-onprem' ? 'Exchange Online' : REQUESTER_SERVER };
  const to: Mailbox = { id: 'target', address: fact.target ?? TARGET, server: way.targetVersion === 'exchange-online' ? 'Exchange Online (target)'
    : TARGET_SERVER };
  return {
    name: 'explain', title: 'Pasted text', signIns: {}, trustHosts: [], mailboxes: { requester: from, target: to },
    servers: {
      [from.server]: { id: from.server, version: way.requesterVersion, nodes: [] },
      [to.server]: { id: to.server, version: way.targetVersion, nodes: [], ...(called === undefined ? {} : { ews: called }) },
    },
    lookups: [{ id: 'requester -> target', requester: from, target: to, expected: 'shown' }],
    window: { from: '1970-01-01T00:00:00.000Z', hours: 1, intervalMinutes: 30 },
  };
}

/**
 * Several ways are possible. A cause stays as sure as it is where no other cause explains the text on a way on which this one does
 * not; otherwise the way is missing, and it is possible. What the text itself names (confirmed) needs no way.
 */
function overWays(byWay: readonly (readonly Finding[])[]): readonly Finding[] {
  return together(byWay).map((finding) => {
    const equally = byWay.filter((findings) => findings.some((one) => one.cause === finding.cause && rank(one) <= rank(finding)));
    const rivals = byWay.some((findings) => !equally.includes(findings) && findings.some((one) => one.cause !== finding.cause));
    if (finding.confidence === 'confirmed' || !rivals) return finding;
    return { ...finding, confidence: 'possible', missing: [WHICH_WAY, ...finding.missing] } satisfies Finding;
  }).sort((a, b) => rank(a) - rank(b));
}

/** Findings of several weighings: each cause once, as sure as where it is surest, citing all. Order of the first weighing among equals. */
function together(weighings: readonly (readonly Finding[])[]): readonly Finding[] {
  const known = new Map<string, Finding>();
  const widest = Math.max(0, ...weighings.map((findings) => findings.length));
  for (let place = 0; place < widest; place++) {
    for (const finding of weighings.flatMap((findings) => findings[place] ?? [])) {
      const before = known.get(finding.cause);
      if (before === undefined) known.set(finding.cause, finding);
      else known.set(finding.cause, { ...(rank(finding) < rank(before) ? finding : before),
        supporting: [...before.supporting, ...finding.supporting.filter((one) =>
        !before.supporting.some(({ says, observation }) => says === one.says && observation === one.observation))] });
    }
  }
  return [...known.values()].sort((a, b) => rank(a) - rank(b));
}

function saying(status: Explanation['status'], pieces: readonly Piece[], findings: readonly Finding[]): string {
  const best = findings[0];
  switch (status) {
    case 'explained': {
      const equals = findings.filter(({ confidence }) => confidence === best?.confidence).length;
      if (best?.confidence === 'possible' && equals > 1) return `The text fits ${equals} causes equally well; it alone cannot tell which one it is.`;
      return best?.confidence === 'possible' ? 'The text fits one cause, but other reasons can leave the same words.'
        : 'The text fits one cause better than all others.';
    }
    case 'insufficient-evidence': {
      const generic = [...new Set(pieces.flatMap(({ fact }) => onlyGeneric(fact)))];
      return `The text says that a lookup failed, but not why${generic.length === 0 ? '' : `: it holds ${generic.slice(0, 3).join(', and ')}`}.`;
    }
    case 'not-a-failure':
      return REASONS[pieces[0]?.topic ?? 'unclear'];
  }
}

function sayingOfSettings(findings: readonly Finding[], configuration: readonly Observation[]): string {
  const read = `the output of ${configuration.length === 1 ? 'one cmdlet' : `${configuration.length} cmdlets`}`;
  return findings.length === 0 ? `In ${read} nothing is seen that is known to prevent a lookup. Other settings may still do so.`
    : `No error text was given: this is what in ${read} can prevent lookups, not what did.`;
}

const REASONS: Readonly<Record<Topic, string>> = {
  'lookup-failure': '', success: 'This is the answer of a lookup that worked: it shows availability.',
  instructions: 'These are instructions, not an error: nothing in them tells of a lookup that failed.',
  'something-else': 'This is an error, but nothing in it belongs to a free/busy lookup.',
  unclear: 'Nothing in this text tells of a free/busy lookup that failed.',
};
