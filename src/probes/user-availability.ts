/** The lookup itself: GetUserAvailability at the requester's own availability URL, all targets of one requester together. */
import { backOffMs, retryAfterMs } from '../exchange/back-off.ts';
import { apisOf } from '../exchange/lookup-apis.ts';
import { windowAround } from '../exchange/known-event.ts';
import { timeWindow } from '../exchange/time-window.ts';
import type { Evidence } from '../model/evidence.ts';
import type { LookupExchange, UserAvailabilityFact } from '../model/facts.ts';
import type { Attempt } from '../model/failure.ts';
import type { Mailbox } from '../model/scenario.ts';
import type { HttpAnswer, MinTlsVersion, Network } from '../network/port.ts';
import { decodeUserAvailabilityAnswer } from '../protocol/user-availability-answer.ts';
import { encodeUserAvailabilityRequest, requestContentType, requestSoapAction, targetsLimit } from '../protocol/user-availability-request.ts';
import { printable } from '../protocol/printable.ts';
import { endpointOf, lowestTls } from './endpoints.ts';
import { anchorOf, answeredExchange, domainOf, failedExchange, gathered, requesters, targetsOf, type Asked } from './lookup-exchange.ts';
import { patiently } from './patience.ts';
import { defineProbe, LIMITS, observed, type Subject } from './probe.ts';
import { headerOf } from './sign-in-schemes.ts';

export default defineProbe({
  kind: 'user-availability',
  title: 'the free/busy lookups (GetUserAvailability)',
  subjects: (evidence) => requesters(evidence).flatMap((mailbox): readonly Subject[] => {
    if (!apisOf(evidence.server(mailbox.server)).includes('ews')) return [];
    const name = mailbox.address;
    const url = evidence.availabilityUrl(mailbox.id);
    if (url === undefined) {
      return evidence.of('autodiscover', name) === undefined ? [] : [{ name, skip: `Autodiscover gave no availability URL for ${name}` }];
    }
    const probed = evidence.of('tls-versions', endpointOf(url));
    if (probed === undefined) return [];
    return probed.outcome.status === 'observed' ? [{ name }] : [{ name, skip: `${endpointOf(url)} cannot be asked: ${probed.outcome.reason}` }];
  }),
  async gather(address, network, evidence) {
    const requester = requesters(evidence).find((mailbox) => mailbox.address === address);
    const url = requester === undefined ? undefined : evidence.availabilityUrl(requester.id);
    if (requester === undefined || url === undefined) throw new Error(`${address} is no requester with an availability URL`);
    const signIn = evidence.scenario.signIns[requester.signIn ?? ''];
    return observed(await lookUp({
      requester, url, anchor: anchorOf(requester, signIn), window: timeWindow(evidence.scenario.window, network.now()),
      impersonate: signIn?.impersonate ?? false,
      lowest: lowestTls(evidence, endpointOf(url)) ?? 'TLSv1.2',
    }, evidence, network));
  },
  summarize({ requester, url, targets, exchanges }) {
    const answers = Object.values(targets).map((attempts) => attempts.at(-1)?.answer ?? null);
    const good = answers.filter((answer) => answer?.responseCode === 'NoError').length;
    const last = exchanges.at(-1);
    const differ = exchanges.some((exchange) => exchange.status !== last?.status);
    const trouble = differ ? `not every time: ${exchanges.map(({ status, failure }) => failure?.kind ?? status ?? 'none').join(', ')}`
      : last?.failure?.message ?? (last?.status === 200 ? '' : `HTTP ${last?.status ?? 'none'}`);
    return printable(`${requester} asked ${url} for ${answers.length} target${answers.length === 1 ? '' : 's'}: ${good} answered without error${trouble ? ` (${trouble})` : ''}`, 300);
  },
});

interface Question {
  readonly requester: Mailbox;
  readonly url: string;
  readonly impersonate: boolean;
  /** Value of X-AnchorMailbox; undefined: none. */
  readonly anchor: string | undefined;
  /** Lowest TLS version that the port made necessary. */
  readonly lowest: MinTlsVersion;
  readonly window: { readonly from: string; readonly to: string; readonly intervalMinutes: number };
  /** The user's clock ahead of UTC; absent: ask in UTC. */
  readonly offsetMinutes?: number;
}

async function lookUp(question: Question, evidence: Evidence, network: Network): Promise<UserAvailabilityFact> {
  const batches = targetsOf(question.requester.address, evidence, targetsLimit);
  const asked = await Promise.all(batches.map((batch, index) => ask(`batch ${index + 1}`, batch, question, network)));
  // What failed among others is asked once more alone: a batch may fail where its members do not.
  const again = asked.flatMap(({ exchange, answers }) => (exchange.targets.length < 2 || isRefusal(exchange) ? []
    : exchange.targets.filter((_, index) => answers[index]?.responseCode !== 'NoError')));
  const alone = await Promise.all(again.map((target, index) => ask(`alone ${index + 1}`, [target], question, network)));
  const timed = await askForTimes(question, asked, evidence, network);
  const repeated = await askAgain(batches, asked, question, evidence.scenario.repeat ?? 1, network);
  return { requester: question.requester.address, url: question.url, ...gathered([...asked, ...alone, ...repeated]), ...timed };
}

/** The calendar of the known event once more, by the user's own clock: what moves times by the distance from UTC moves nothing in UTC. */
async function askForTimes(
  question: Question, asked: readonly Asked[], evidence: Evidence, network: Network,
): Promise<Pick<UserAvailabilityFact, 'timed'>> {
  const event = evidence.scenario.knownEvent;
  const target = evidence.scenario.mailboxes[event?.mailbox ?? '']?.address;
  if (event === undefined || target === undefined) return {};
  if (!asked.some(({ exchange }) => exchange.targets.includes(target) && !isRefusal(exchange))) return {};
  const window = windowAround(event);
  const { answers: [answer] } = await ask('known event', [target], { ...question, window, offsetMinutes: event.offsetMinutes }, network);
  const { from, intervalMinutes } = window;
  return { timed: { target, from, intervalMinutes, offsetMinutes: event.offsetMinutes, mergedFreeBusy: answer?.mergedFreeBusy ?? null } };
}

/**
 * The same once more, `times - 1` times. All at once, because requests under way at the same time need connections of their own, and a
 * balancer sends those to different machines. Not after a refused sign-in: accounts get locked.
 */
async function askAgain(
  batches: readonly (readonly string[])[], first: readonly Asked[], question: Question, times: number, network: Network,
): Promise<readonly Asked[]> {
  if (first.some(({ exchange }) => exchange.status === 401)) return [];
  return Promise.all(Array.from({ length: times - 1 }, (_, turn) =>
    batches.map((batch, index) => ask(`batch ${index + 1} time ${turn + 2}`, batch, question, network))).flat());
}

/** Nothing to gain by asking again: the connection failed, or the sign-in was refused. */
function isRefusal(exchange: LookupExchange): boolean {
  return exchange.failure !== null || exchange.status === 401;
}

async function ask(label: string, targets: readonly string[], question: Question, network: Network): Promise<Asked> {
  const { requester, url, window } = question;
  const body = await encodeUserAvailabilityRequest({
    targets, ...window, ...(question.offsetMinutes === undefined ? {} : { offsetMinutes: question.offsetMinutes }),
    ...(question.impersonate ? { impersonate: requester.address } : {}),
  });
  const send = (attempt: string, minVersion: MinTlsVersion): Promise<Attempt<HttpAnswer>> => network.send({
    label: `${label}${attempt}`, method: 'POST', url, body, minVersion,
    headers: {
      'Content-Type': requestContentType, 'SOAPAction': requestSoapAction, 'User-Agent': 'crosslines',
      ...(question.anchor === undefined ? {} : { 'X-AnchorMailbox': question.anchor }),
    },
    ...(requester.signIn === undefined ? {} : { signIn: requester.signIn, credentialsDomain: domainOf(requester) }),
    timeoutMs: LIMITS.lookupMs, limitBytes: LIMITS.answerBytes,
  });
  let stepDown = false;
  const { attempt, waited } = await patiently(label, async (name) => {
    const modern = await send(name, 'TLSv1.2');
    stepDown = !modern.ok && modern.failure.kind.startsWith('tls-') && question.lowest !== 'TLSv1.2';
    return stepDown ? send(`${name} stepped down`, question.lowest) : modern;
  }, (answer) => pauseOf(answer, targets.length, () => network.now()), network);
  if (!attempt.ok) return { exchange: failedExchange(url, targets, attempt.failure, waited), answers: [] };
  const { answers, ...decoded } = decodeUserAvailabilityAnswer(attempt.value.body, targets.length);
  return { exchange: answeredExchange(url, targets, attempt.value, stepDown, waited, decoded), answers };
}

/** How long the service wants this account to wait. Source: Microsoft Learn, EWS throttling in Exchange. */
function pauseOf(answer: HttpAnswer, targets: number, now: () => number): number | null {
  if (answer.status === 429) return retryAfterMs(headerOf(answer, 'retry-after'), now);
  if (answer.status < 500) return null;
  const { fault } = decodeUserAvailabilityAnswer(answer.body, targets);
  return fault === null ? null : backOffMs(fault.values);
}
