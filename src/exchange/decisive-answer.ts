/** The answer that decided a lookup, with its text: what signs read, and what tells a probe which questions are worth asking. */
import type { Evidence } from '../model/evidence.ts';
import type { LookupExchange, TargetAnswer } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { whatIsSeen } from './availability.ts';
import { meaningsIn, type Meaning } from './error-texts.ts';
import { failuresLogged } from './logged-failures.ts';

export interface DecisiveAnswer {
  readonly observation: Observation;
  /** null: the request as a whole brought none. */
  readonly answer: TargetAnswer | null;
  readonly exchange: LookupExchange;
  readonly text: string;
}

/**
 * The answer that decided a lookup, with the observation that holds it. Where nobody could ask as the requester, the event log of the requester's
 * server may hold the failure of a call for this lookup. undefined: nothing was answered on the requester's path.
 */
export function answerOf(lookup: LookupPlan, evidence: Evidence): DecisiveAnswer | undefined {
  const { answer, exchange, anotherPath, observation, availability } = whatIsSeen(lookup, evidence);
  const logged = availability === 'not-observed' ? failuresLogged(lookup, evidence)[0] : undefined;
  if (logged !== undefined) {
    const { observation: shownBy, failure } = logged;
    return { observation: shownBy, answer: failure.answer, exchange: NOT_ASKED, text: textOf(failure.answer) };
  }
  if (observation === undefined || exchange === null || anotherPath) return undefined;
  return { observation, answer, exchange, text: textOf(answer, exchange.fault?.message) };
}

const textOf = (answer: TargetAnswer | null, ...more: readonly (string | undefined)[]): string =>
  [answer?.messageText, answer?.exceptionMessage, ...more].filter(Boolean).join('\n');

/** No request of ours: what an event log tells of one that a server made. */
const NOT_ASKED: LookupExchange = {
  url: '', targets: [], status: null, failure: null, signIn: null, headers: {}, tls: null, executedBy: null, body: 'none', fault: null,
  bodyStart: '', timings: null,
};

/**
 * What .NET says when a handshake that it began came to nothing. Resets by firewalls leave the same words.
 * Source: Microsoft Learn Q&A 142364; OfficeDocs-Support free-busy-sharing-issues-tls12.md.
 */
export const brokenHandshakeMeanings: readonly Meaning[] = [
  'connection-closed-on-send', 'connection-forcibly-closed', 'ssl-tls-channel-not-created', 'no-common-algorithm',
  'transport-read-failed-forcibly-closed', 'authentication-failed-transport-stream-closed', 'connection-closed-on-receive',
];

/** Did the call between the servers break off as a failed handshake does? */
export function brokeOffInHandshake(lookup: LookupPlan, evidence: Evidence): boolean {
  const text = answerOf(lookup, evidence)?.text;
  return text !== undefined && meaningsIn(text).some(({ meaning }) => brokenHandshakeMeanings.includes(meaning));
}
