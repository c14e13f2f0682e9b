/** What the user sees for one lookup, judged from the answers: availability, cross lines, or not observed and why. */
import type { Evidence } from '../model/evidence.ts';
import type { LookupExchange, TargetAnswer, TokenRights } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { Availability, LookupApi, LookupPlan } from '../model/scenario.ts';
import { forbiddenBy, forbiddenInWords } from './forbidden.ts';
import { judgeGraph } from './graph-judgement.ts';
import { identify, ranAsRequester } from './identity.ts';
import { isAboutOurRequest, responseCodes } from './response-codes.ts';
import { missingRight, signedInAsAnother } from './token-rights.ts';
import { toObserveAfter, toObserveUnfound } from './unseen.ts';
import { versionName, versionOfBuild, versions } from './versions.ts';

/** Answers to lookups, in whichever way they were asked. */
export type LookupObservation = Observation<'user-availability'> | Observation<'graph-schedule'>;

export interface Seen {
  readonly availability: Availability;
  /** One sentence, with `not-observed`. */
  readonly why: string | null;
  /** What would let it be observed, as a sentence; null: that is not known. */
  readonly toObserve: string | null;
  /** The answer that decided; null: the request as a whole brought none. */
  readonly answer: TargetAnswer | null;
  readonly exchange: LookupExchange | null;
  /** The call ran as somebody else, elsewhere: what it says is true of another path than the requester's. */
  readonly anotherPath: boolean;
  /** All attempts that count, in the order of the exchanges. */
  readonly tries: readonly Tried[];
  /** The one that shows it; undefined: nobody asked. */
  readonly observation: LookupObservation | undefined;
}

/** One attempt and what it shows. */
export interface Tried {
  readonly availability: Availability;
  readonly exchange: LookupExchange;
  /** null: the request as a whole brought no answer for this target. */
  readonly answer: TargetAnswer | null;
}

/**
 * Judges one lookup. By EWS as long as that tells anything: classic Outlook asks so, and its answers tell more of what failed; which of the two a
 * version of Outlook asks in Exchange Online is not known for all of them. Otherwise by Graph.
 */
export function whatIsSeen(lookup: LookupPlan, evidence: Evidence): Seen {
  const ews = seenBy('ews', lookup, evidence);
  const graph = seenBy('graph', lookup, evidence);
  if (ews === undefined || graph === undefined) return ews ?? graph ?? notObserved('it was never asked', undefined);
  if (ews.availability !== 'not-observed') return ews;
  if (graph.availability !== 'not-observed') return graph;
  const answered = graph.observation?.outcome.status === 'observed';
  return answered && graph.why !== ews.why ? { ...ews, why: `${ews.why ?? ''}; and ${graph.why ?? ''}` } : ews;
}

/** What one of the two ways of asking shows; undefined: not asked in that way. */
export function seenBy(api: LookupApi, lookup: LookupPlan, evidence: Evidence): Seen | undefined {
  const { address } = lookup.requester;
  const observation = api === 'ews' ? evidence.of('user-availability', address) : evidence.of('graph-schedule', address);
  return observation === undefined ? undefined : seenIn(observation, lookup, evidence);
}

function seenIn(observation: LookupObservation, lookup: LookupPlan, evidence: Evidence): Seen {
  if (observation.outcome.status !== 'observed') return notObserved(observation.outcome.reason, observation, toObserveUnfound(lookup, evidence));
  const fact = observation.outcome.fact;
  const attempts = (fact.targets[lookup.target.address] ?? []).flatMap(({ exchange: index, answer }) => {
    const exchange = fact.exchanges[index];
    if (exchange === undefined) return [];
    const judged: Judged = observation.kind === 'graph-schedule' ? judgeGraph(exchange, answer, lookup.requester.address)
      : judge(lookup, exchange, answer, evidence);
    return [{ exchange, answer, ...judged }];
  });
  const last = attempts.at(-1);
  if (last === undefined) return notObserved('the answer does not mention this target', observation);
  // A request that failed as a whole says nothing about one of its targets, once that was asked for alone; but where the very same
  // request was answered another time, the failure is one of the path.
  const answeredOtherwise = ({ exchange }: (typeof attempts)[number]): boolean => fact.exchanges.filter(({ targets }) =>
    targets.join() === exchange.targets.join()).some(({ body }) => body === 'answer');
  const counted = attempts.filter((attempt) => attempt.answer !== null || last.answer === null || answeredOtherwise(attempt));
  const observedOnes = counted.filter(({ availability }) => availability !== 'not-observed');
  // Differing attempts: the user sees cross lines now and then.
  const decisive = observedOnes.findLast(({ availability }) => availability === 'hash-marks') ?? observedOnes.at(-1) ?? last;
  return {
    availability: decisive.availability, why: decisive.why, toObserve: decisive.toObserve ?? null, answer: decisive.answer, exchange: decisive.exchange,
    anotherPath: decisive.anotherPath === true,
    observation,
    tries: counted.map(({ availability, exchange, answer }) => ({ availability, exchange, answer })),
  };
}

function notObserved(why: string, observation: LookupObservation | undefined, toObserve: string | null = null): Seen {
  return { availability: 'not-observed', why, toObserve, answer: null, exchange: null, anotherPath: false, tries: [], observation };
}

type Judged = { readonly availability: Availability; readonly why: string | null; readonly toObserve?: string; readonly anotherPath?: true };

function judge(lookup: LookupPlan, exchange: LookupExchange, answer: TargetAnswer | null, evidence: Evidence): Judged {
  const blind = (why: string, toObserve: string | null = null): Judged =>
    ({ availability: 'not-observed', why, ...(toObserve === null ? {} : { toObserve }) });
  const { address } = lookup.requester;
  const shows = (availability: Availability): Judged => ({ availability, why: null });
  const helps = toObserveAfter(lookup, exchange, evidence);
  if (exchange.failure !== null) return blind(exchange.failure.message, helps);
  const signIn = exchange.signIn;
  if (signIn !== null && signIn.outcome !== 'accepted' && signIn.outcome !== 'none' && exchange.status === 401) {
    const came = signIn.secretMissing === true ? 'was not tried' : 'was not accepted';
    return blind(`sign-in ${signIn.id} ${came}: ${signIn.reason ?? signIn.outcome}${lacking(signIn.rights)}`, helps);
  }
  if (exchange.status === 401) return blind(`the server asks for credentials, and none were given for ${address}`, helps);
  // Whoever forbids our request speaks of us as a caller: users come with other programs, accounts and applications.
  if (exchange.status === 403) {
    const online = evidence.server(lookup.requester.server).version === 'exchange-online';
    const overRights = ['token-rights', 'unexplained-online'].includes(forbiddenBy(exchange, online)) && lacking(signIn?.rights) !== '';
    return blind(overRights ? `the server forbids the request (403)${lacking(signIn?.rights)}` : forbiddenInWords(exchange, online));
  }
  const other = signedInAsAnother(signIn?.rights, lookup.requester.address);
  if (other !== null) {
    const why = `the call ran as ${other}, who signed in, and not as ${address}`;
    return { ...blind(why, `Sign in as ${address}, and run crosslines again.`), anotherPath: true };
  }
  const wrongPath = whoAnswered(lookup, exchange, evidence);
  if (wrongPath !== null) return { ...blind(wrongPath, asRequester(lookup, evidence)), anotherPath: true };
  if (exchange.fault !== null) {
    const code = exchange.fault.responseCode ?? '';
    if (code === 'ErrorImpersonateUserDenied') {
      return blind(
        `the account of sign-in ${signIn?.id ?? ''} may not ask on behalf of ${address}: it lacks the role ApplicationImpersonation`, asRequester(lookup, evidence),
      );
    }
    if (isAboutOurRequest(code)) return blind(`the server answered the request as a whole with ${code}: ${responseCodes.get(code)?.meaning ?? exchange.fault.message}`);
    return shows('hash-marks');
  }
  if (answer === null) return shows('hash-marks');
  if (answer.responseClass === 'Error' || (answer.responseCode !== 'NoError' && answer.responseCode !== '')) {
    return isAboutOurRequest(answer.responseCode)
      ? blind(`the server answered ${answer.responseCode}: ${responseCodes.get(answer.responseCode)?.meaning ?? ''}`)
      : shows('hash-marks');
  }
  if (answer.freeBusyViewType === null || answer.freeBusyViewType === 'None') return shows('hash-marks');
  const version = exchange.executedBy === null ? null : versionOfBuild(exchange.executedBy);
  const known = version ?? evidence.server(lookup.requester.server).version;
  // 4 may also be "working elsewhere": of a server whose version nobody knows, only 5 is certain.
  const noData = known === 'unknown' ? '5' : versions[known].noDataDigit;
  const merged = answer.mergedFreeBusy ?? '';
  return shows(merged !== '' && Array.from(merged).every((digit) => digit === noData) ? 'hash-marks' : 'shown');
}

/** The right that a refused token does not show, to be put behind a sentence. */
function lacking(rights: TokenRights | undefined): string {
  const missing = rights === undefined ? null : missingRight(rights, 'ews');
  return missing === null ? '' : `; ${missing}`;
}

/** How the call runs as the requester. */
function asRequester({ requester: { address, signIn } }: LookupPlan, evidence: Evidence): string {
  const account = evidence.scenario.signIns[signIn ?? '']?.user ?? 'the account';
  return `Give ${account} the role ApplicationImpersonation and ask on behalf of ${address} (--impersonate with check, impersonate: true in a scenario), `
    + `or sign in as ${address}.`;
}

/**
 * The front end routes by the signed-in user: an account that does not ask on behalf of the requester asks from its own server, and
 * tests another path. Returns why this answer says nothing about the requester, or null.
 * Source: OfficeDocs-Support 3196518; Exchange 2013 client access architecture.
 */
function whoAnswered(lookup: LookupPlan, exchange: LookupExchange, evidence: Evidence): string | null {
  if (ranAsRequester(lookup.requester, evidence)) return null;
  const account = evidence.scenario.signIns[lookup.requester.signIn ?? '']?.user ?? '';
  const wanted = { id: lookup.requester.server, version: identify(lookup.requester.server, evidence).version };
  const executed = exchange.executedBy === null ? null : versionOfBuild(exchange.executedBy);
  if (executed !== null && wanted.version === 'unknown') {
    return `the call ran as ${account} on ${versions[executed].name}, and nothing shows that the requester's mailbox is there, `
      + 'so it may have tested another path';
  }
  if (executed !== null && executed !== wanted.version) {
    return `the call ran as ${account} on ${versions[executed].name}, not on the requester's ${versionName(wanted.version)}, so it tested another path`;
  }
  const node = (exchange.headers['x-calculatedbetarget'] ?? exchange.headers['x-beserver'] ?? '').toLowerCase();
  const owner = Object.keys(evidence.scenario.servers).find((id) => id !== wanted.id && isNodeOf(id, node, evidence));
  if (node !== '' && owner !== undefined && !isNodeOf(wanted.id, node, evidence)) {
    return `the call ran as ${account} on ${node} (${owner}), not on the requester's server ${wanted.id}, so it tested another path`;
  }
  return null;
}

function isNodeOf(serverId: string, node: string, evidence: Evidence): boolean {
  return evidence.endpoints(serverId).some(({ host, role }) => role !== 'published' && (host === node || host.split('.')[0] === node));
}
