/** The lookup itself: GetUserAvailability at the requester's own availability URL, all targets of one requester together. */
import { timeWindow } from '../exchange/time-window.ts';
import type { Evidence } from '../model/evidence.ts';
import type { LookupAttempt, LookupExchange, UserAvailabilityFact } from '../model/facts.ts';
import type { Attempt } from '../model/failure.ts';
import type { Mailbox, SignIn } from '../model/scenario.ts';
import type { HttpAnswer, MinTlsVersion, Network } from '../network/port.ts';
import { decodeUserAvailabilityAnswer } from '../protocol/user-availability-answer.ts';
import { encodeUserAvailabilityRequest, requestContentType, requestSoapAction, targetsLimit } from '../protocol/user-availability-request.ts';
import { printable } from '../protocol/printable.ts';
import { lowestTls } from './endpoints.ts';
import { poolMembersIn } from './fingerprint/answers.ts';
import { defineProbe, LIMITS, observed, type Subject } from './probe.ts';
import { headerOf } from './sign-in-schemes.ts';

/** Headers that tell who answered and why. Source: protocol facts §1.7. */
const TELLING = ['server', 'content-type', 'location', 'x-feserver', 'x-beserver', 'x-calculatedbetarget', 'x-diaginfo', 'x-ms-diagnostics',
  'x-ews-policy-reason', 'x-backendhttpstatus', 'request-id', 'x-aspnet-version', 'www-authenticate', 'retry-after'];

export default defineProbe({
  kind: 'user-availability',
  title: 'the free/busy lookups (GetUserAvailability)',
  subjects: (evidence) => requesters(evidence).flatMap((mailbox): readonly Subject[] => {
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
      requester, url, anchor: requester.anchorMailbox ?? anchorOf(requester, signIn), window: timeWindow(evidence.scenario.window, network.now()),
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
}

/**
 * Exchange Online finds the mailbox of an application's call by this header.
 * Source: Microsoft Learn, Authenticate an EWS application by using OAuth (ExchangeImpersonation always comes with X-AnchorMailbox).
 */
function anchorOf({ address }: Mailbox, signIn: SignIn | undefined): string | undefined {
  return signIn?.method === 'oauth' && signIn.impersonate && /^[\x21-\x7e]+$/.test(address) ? address : undefined;
}

/** Mailboxes that look somebody up, each once. */
function requesters(evidence: Evidence): readonly Mailbox[] {
  return [...new Map(evidence.scenario.lookups.map(({ requester }) => [requester.address, requester])).values()];
}

function endpointOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname.toLowerCase()}:${port || '443'}`;
}

async function lookUp(question: Question, evidence: Evidence, network: Network): Promise<UserAvailabilityFact> {
  const all = [...new Set(evidence.scenario.lookups
    .filter(({ requester }) => requester.address === question.requester.address).map(({ target }) => target.address))];
  const batches = Array.from({ length: Math.ceil(all.length / targetsLimit) }, (_, index) => all.slice(index * targetsLimit, (index + 1) * targetsLimit));
  const asked = await Promise.all(batches.map((batch, index) => ask(`batch ${index + 1}`, batch, question, network)));
  const exchanges: LookupExchange[] = [];
  const targets: Record<string, LookupAttempt[]> = {};
  const note = ({ exchange, answers }: Asked): void => {
    exchanges.push(exchange);
    exchange.targets.forEach((target, index) => {
      (targets[target] ??= []).push({ exchange: exchanges.length - 1, answer: answers[index] ?? null });
    });
  };
  asked.forEach(note);
  // What failed among others is asked once more alone: a batch may fail where its members do not.
  const again = asked.flatMap(({ exchange, answers }) => (exchange.targets.length < 2 || isRefusal(exchange) ? []
    : exchange.targets.filter((_, index) => answers[index]?.responseCode !== 'NoError')));
  for (const alone of await Promise.all(again.map((target, index) => ask(`alone ${index + 1}`, [target], question, network)))) note(alone);
  for (const repeated of await askAgain(batches, asked, question, evidence.scenario.repeat ?? 1, network)) note(repeated);
  return { requester: question.requester.address, url: question.url, exchanges, targets };
}

interface Asked {
  readonly exchange: LookupExchange;
  readonly answers: ReturnType<typeof decodeUserAvailabilityAnswer>['answers'];
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
  const body = await encodeUserAvailabilityRequest({ targets, ...window, ...(question.impersonate ? { impersonate: requester.address } : {}) });
  const send = (attempt: string, minVersion: MinTlsVersion): Promise<Attempt<HttpAnswer>> => network.send({
    label: `${label}${attempt}`, method: 'POST', url, body, minVersion,
    headers: {
      'Content-Type': requestContentType, 'SOAPAction': requestSoapAction, 'User-Agent': 'crosslines',
      ...(question.anchor === undefined ? {} : { 'X-AnchorMailbox': question.anchor }),
    },
    ...(requester.signIn === undefined ? {} : { signIn: requester.signIn, credentialsDomain: requester.address.slice(requester.address.lastIndexOf('@') + 1) }),
    timeoutMs: LIMITS.lookupMs, limitBytes: LIMITS.answerBytes,
  });
  const modern = await send('', 'TLSv1.2');
  const stepDown = !modern.ok && modern.failure.kind.startsWith('tls-') && question.lowest !== 'TLSv1.2';
  return read(targets, url, stepDown ? await send(' stepped down', question.lowest) : modern, stepDown);
}

function read(targets: readonly string[], url: string, attempt: Attempt<HttpAnswer>, steppedDown: boolean): Asked {
  if (!attempt.ok) {
    return {
      exchange: {
        url, targets, status: null, failure: attempt.failure, signIn: null, headers: {}, tls: null, executedBy: null, body: 'none', fault: null, bodyStart: '', timings: null,
      },
      answers: [],
    };
  }
  const answer = attempt.value;
  const decoded = decodeUserAvailabilityAnswer(answer.body, targets.length);
  const headers = Object.fromEntries(TELLING.flatMap((name) => {
    const value = headerOf(answer, name);
    return value === null ? [] : [[name, printable(value, 500)]];
  }));
  const [member] = poolMembersIn(answer);
  return {
    exchange: {
      url, targets, status: answer.status, failure: null, signIn: answer.signIn, headers, ...(member === undefined ? {} : { poolMember: member }),
      tls: answer.tls === null ? null : { version: answer.tls.version, cipherSuite: answer.tls.cipherSuite, verified: answer.tls.verified, steppedDown },
      executedBy: decoded.executedBy, body: decoded.body, fault: decoded.fault, bodyStart: decoded.bodyStart, timings: answer.timings,
    },
    answers: decoded.answers,
  };
}
