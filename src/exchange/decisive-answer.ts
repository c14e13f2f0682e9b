/** The answer that decided a lookup, with its text: what signs read, and what tells a probe which questions are worth asking. */
import type { Evidence } from '../model/evidence.ts';
import type { LookupExchange, TargetAnswer } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { whatIsSeen } from './availability.ts';
import { meaningsIn, type Meaning } from './error-texts.ts';

export interface DecisiveAnswer {
  readonly observation: Observation;
  /** null: the request as a whole brought none. */
  readonly answer: TargetAnswer | null;
  readonly exchange: LookupExchange;
  readonly text: string;
}

/** The answer that decided a lookup, with the observation that holds it; undefined: nothing was answered on the requester's path. */
export function answerOf(lookup: LookupPlan, evidence: Evidence): DecisiveAnswer | undefined {
  const { answer, exchange, anotherPath, observation } = whatIsSeen(lookup, evidence);
  if (observation === undefined || exchange === null || anotherPath) return undefined;
  return { observation, answer, exchange, text: [answer?.messageText, answer?.exceptionMessage, exchange.fault?.message].filter(Boolean).join('\n') };
}

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
