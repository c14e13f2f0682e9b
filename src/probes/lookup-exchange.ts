/** What the two ways of looking up have in common: who looks up whom, and what of an HTTP exchange is kept. */
import type { Evidence } from '../model/evidence.ts';
import type { LookupAttempt, LookupExchange, TargetAnswer, UserAvailabilityFact } from '../model/facts.ts';
import type { Failure } from '../model/failure.ts';
import type { Mailbox, SignIn } from '../model/scenario.ts';
import type { HttpAnswer } from '../network/port.ts';
import { printable } from '../protocol/printable.ts';
import { poolMembersIn } from './fingerprint/answers.ts';
import type { Waited } from './patience.ts';
import { headerOf } from './sign-in-schemes.ts';

/** Headers that tell who answered and why. Source: protocol facts §1.7. */
const TELLING = ['server', 'content-type', 'location', 'x-feserver', 'x-beserver', 'x-calculatedbetarget', 'x-diaginfo', 'x-ms-diagnostics',
  'x-ews-policy-reason', 'x-backendhttpstatus', 'request-id', 'x-ms-ags-diagnostic', 'x-aspnet-version', 'www-authenticate', 'retry-after'];

/** What one request brought, an answer for each of its targets in their order. */
export interface Asked {
  readonly exchange: LookupExchange;
  readonly answers: readonly (TargetAnswer | null)[];
}

/** Mailboxes that look somebody up, each once. */
export function requesters(evidence: Evidence): readonly Mailbox[] {
  return [...new Map(evidence.scenario.lookups.map(({ requester }) => [requester.address, requester])).values()];
}

/** Domain of a mailbox's address. */
export function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/**
 * Value of X-AnchorMailbox for calls of this requester; undefined: none. Exchange Online finds the mailbox of an application's call by it.
 * Source: Microsoft Learn, Authenticate an EWS application by using OAuth (ExchangeImpersonation always comes with X-AnchorMailbox).
 */
export function anchorOf({ address, anchorMailbox }: Mailbox, signIn: SignIn | undefined): string | undefined {
  const byApplication = signIn?.method === 'oauth' && signIn.impersonate && /^[\x21-\x7e]+$/.test(address);
  return anchorMailbox ?? (byApplication ? address : undefined);
}

/** Addresses that a requester looks up, each once, so many at a time. */
export function targetsOf(requester: string, evidence: Evidence, limit: number): readonly (readonly string[])[] {
  const all = [...new Set(evidence.scenario.lookups.filter((lookup) => lookup.requester.address === requester).map(({ target }) => target.address))];
  return Array.from({ length: Math.ceil(all.length / limit) }, (_, index) => all.slice(index * limit, (index + 1) * limit));
}

/** Exchanges in order, and the attempts of each target with the exchange that they belong to. */
export function gathered(asked: readonly Asked[]): Pick<UserAvailabilityFact, 'exchanges' | 'targets'> {
  const targets: Record<string, LookupAttempt[]> = {};
  asked.forEach(({ exchange, answers }, at) => {
    exchange.targets.forEach((target, index) => { (targets[target] ??= []).push({ exchange: at, answer: answers[index] ?? null }); });
  });
  return { exchanges: asked.map(({ exchange }) => exchange), targets };
}

/** An exchange that came to nothing. */
export function failedExchange(url: string, targets: readonly string[], failure: Failure, waited: Waited): LookupExchange {
  return {
    url, targets, status: null, failure, signIn: null, headers: {}, tls: null, executedBy: null, body: 'none', fault: null, bodyStart: '',
    ...told(waited), timings: null,
  };
}

/** What is kept of an answer whatever its body says. */
export function answeredExchange(
  url: string, targets: readonly string[], answer: HttpAnswer, steppedDown: boolean, waited: Waited,
  body: Pick<LookupExchange, 'executedBy' | 'body' | 'fault' | 'bodyStart'>,
): LookupExchange {
  const headers = Object.fromEntries(TELLING.flatMap((name) => {
    const value = headerOf(answer, name);
    return value === null ? [] : [[name, printable(value, 500)]];
  }));
  const [member] = poolMembersIn(answer);
  const { tls } = answer;
  return {
    url, targets, status: answer.status, failure: null, signIn: answer.signIn, headers, ...(member === undefined ? {} : { poolMember: member }),
    tls: tls === null ? null : { version: tls.version, cipherSuite: tls.cipherSuite, verified: tls.verified, steppedDown },
    executedBy: body.executedBy, body: body.body, fault: body.fault, bodyStart: body.bodyStart, ...told(waited), timings: answer.timings,
  };
}

function told(waited: Waited): Pick<LookupExchange, 'waited'> {
  return waited.times === 0 ? {} : { waited };
}
