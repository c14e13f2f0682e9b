/** Listens for servers that call, and records their ClientHello. Push subscriptions of EWS make one call: with TLS and, as control, without. */
import type { Evidence } from '../model/evidence.ts';
import type { CallContent, PushRequest, SeenCall, WitnessedCallsFact } from '../model/facts.ts';
import type { Mailbox } from '../model/scenario.ts';
import type { WitnessErrand } from '../model/witness-errand.ts';
import type { MinTlsVersion, Network } from '../network/port.ts';
import { callerLimit, callerReader, farewell } from '../protocol/caller.ts';
import { printable } from '../protocol/printable.ts';
import { decodePushSubscription, encodePushSubscription, subscribeSoapAction, unsubscribeAnswer } from '../protocol/push-subscription.ts';
import { readHost } from '../protocol/tls/host-name.ts';
import { requestContentType } from '../protocol/user-availability-request.ts';
import { endpointOf, lowestTls } from './endpoints.ts';
import { anchorOf, domainOf } from './lookup-exchange.ts';
import { defineProbe, LIMITS, observed, type Probe } from './probe.ts';

/** Subject where nobody was asked. */
export const WHOEVER = 'whoever calls';

const CALL_MS = 10_000;
const MOST_AT_ONCE = 64;
const MOST_CALLS = 1_000;
const LISTENER = 'witness';

/** A probe that listens as asked. */
export function witness(errand: WitnessErrand): Probe<'witnessed-calls'> {
  return defineProbe({
    kind: 'witnessed-calls',
    title: 'the ClientHellos of servers that call this machine',
    subjects(evidence) {
      const mailbox = mailboxOf(errand, evidence);
      if (mailbox === undefined) return [{ name: WHOEVER }];
      const url = evidence.availabilityUrl(mailbox.id);
      if (url !== undefined) return evidence.of('tls-versions', endpointOf(url)) === undefined ? [] : [{ name: mailbox.server }];
      if (evidence.of('autodiscover', mailbox.address) === undefined) return [];
      return [{ name: mailbox.server, skip: `Autodiscover gave no EWS URL for ${mailbox.address}, so its server cannot be asked to call` }];
    },
    gather: (_, network, evidence) => heard(errand, mailboxOf(errand, evidence), network, evidence),
    summarize: summary,
  });
}

function mailboxOf({ via }: WitnessErrand, evidence: Evidence): Mailbox | undefined {
  return via === null ? undefined : evidence.scenario.mailboxes[via];
}

async function heard(errand: WitnessErrand, mailbox: Mailbox | undefined, network: Network, evidence: Evidence) {
  const token = Buffer.from(network.random(8)).toString('hex');
  const controlPath = mailbox === undefined ? null : `/${token}`;
  const read = (received: Uint8Array): CallContent => {
    const reader = callerReader(controlPath);
    reader.push(received);
    return reader.result();
  };
  const startedAt = network.now();
  const listening = await network.listen({
    label: LISTENER, address: errand.address, port: errand.port, listenMs: errand.seconds === null ? null : errand.seconds * 1000,
    callMs: CALL_MS, limitBytes: callerLimit, mostAtOnce: MOST_AT_ONCE, mostCalls: MOST_CALLS,
    enough: () => {
      const reader = callerReader(controlPath);
      return (part) => reader.push(part);
    },
    farewell: (received) => farewell(read(received), unsubscribeAnswer),
  });
  if (!listening.ok) return listening;
  const listener = listening.value;
  const calls: SeenCall[] = [];
  const { requests, nameResolves } = mailbox === undefined ? { requests: [], nameResolves: null }
    : await asked(errand, mailbox, token, portOf(listener.at), network, evidence);
  // Where the server refused to be asked, nothing will come.
  const expecting = mailbox === undefined || requests.some(({ accepted }) => accepted);
  while (expecting && !isEnough(errand, requests, calls)) {
    const call = await listener.next();
    if (call === null) break;
    calls.push({ from: call.from, at: new Date(network.now()).toISOString(), end: call.end, content: read(call.received) });
  }
  listener.close();
  return observed<WitnessedCallsFact>({
    server: mailbox?.server ?? null, mailbox: mailbox?.address ?? null, listening: listener.at, listenedMs: network.now() - startedAt,
    requests, nameResolves, calls,
  });
}

/** The hellos that were wanted, and after them the control, which is then unsubscribed. */
function isEnough({ count, via }: WitnessErrand, requests: readonly PushRequest[], calls: readonly SeenCall[]): boolean {
  const hellos = calls.filter(({ content }) => content.kind === 'client-hello').length;
  if (via === null) return count !== null && hellos >= count;
  const granted = (wanted: PushRequest['over']): boolean => requests.some(({ over, accepted }) => over === wanted && accepted);
  const control = calls.some(({ content }) => content.kind === 'http' && content.control) || !granted('http');
  return control && (!granted('https') || hellos >= (count ?? 1));
}

async function asked(errand: WitnessErrand, mailbox: Mailbox, token: string, port: string, network: Network, evidence: Evidence) {
  const secured = new URL((errand.advertise ?? '').replaceAll('{port}', port));
  const host = secured.hostname.replace(/^\[|\]$/g, '');
  const isName = readHost(host)?.kind === 'name';
  // The same name and port without TLS, so that the two differ in nothing else.
  const plain = `http://${secured.hostname}:${secured.port || '443'}/${token}`;
  const [resolved, ...requests] = await Promise.all([
    isName ? network.resolve(host) : null,
    subscribe('https', `https://${secured.host}/${token}`, mailbox, network, evidence),
    subscribe('http', plain, mailbox, network, evidence),
  ]);
  return { requests, nameResolves: resolved === null ? null : resolved.ok };
}

async function subscribe(over: PushRequest['over'], url: string, mailbox: Mailbox, network: Network, evidence: Evidence): Promise<PushRequest> {
  const ews = evidence.availabilityUrl(mailbox.id) ?? '';
  const signIn = evidence.scenario.signIns[mailbox.signIn ?? ''];
  const anchor = anchorOf(mailbox, signIn);
  const lowest: MinTlsVersion = lowestTls(evidence, endpointOf(ews)) ?? 'TLSv1.2';
  const attempt = await network.send({
    label: `subscribe over ${over}`, method: 'POST', url: ews, minVersion: lowest,
    body: encodePushSubscription(url, signIn?.impersonate === true ? mailbox.address : null),
    headers: {
      'Content-Type': requestContentType, 'SOAPAction': subscribeSoapAction, 'User-Agent': 'crosslines',
      ...(anchor === undefined ? {} : { 'X-AnchorMailbox': anchor }),
    },
    ...(mailbox.signIn === undefined ? {} : { signIn: mailbox.signIn, credentialsDomain: domainOf(mailbox) }),
    timeoutMs: LIMITS.lookupMs, limitBytes: LIMITS.pageBytes,
  });
  const refusal = (reason: string): PushRequest => ({ over, url, accepted: false, reason });
  if (!attempt.ok) return refusal(attempt.failure.message);
  const { status, body, signIn: result } = attempt.value;
  if (status === 401) return refusal(`HTTP 401: the sign-in ${result.id} was not accepted (${result.reason ?? result.outcome})`);
  const refused = decodePushSubscription(body);
  if (refused === null) return { over, url, accepted: true };
  return refusal(`${refused.code ?? `HTTP ${status}`}: ${refused.says}`);
}

function portOf(at: string): string {
  return at.slice(at.lastIndexOf(':') + 1);
}

function summary({ server, calls, listenedMs }: WitnessedCallsFact): string {
  const hellos = calls.flatMap(({ content }) => (content.kind === 'client-hello' ? [content.hello] : []));
  const kinds = [...new Set(hellos.map(({ newest, ja3 }) => `${newest ?? 'SSL 2.0'} (${ja3.hash})`))];
  const what = kinds.length === 0 ? 'no ClientHello' : `ClientHello with ${kinds.join(', ')}`;
  const seconds = Math.round(listenedMs / 1000);
  return printable(`${server ?? 'callers'}: ${calls.length} call${calls.length === 1 ? '' : 's'} in ${seconds} s, ${what}`, 300);
}
