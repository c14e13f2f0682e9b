/** What the causes of this folder look at: how a search for an availability URL went, and other lookups that fail over the same setting. */
import type { AutodiscoverFact, AutodiscoverStep } from '../../model/facts.ts';
import type { See } from '../cause.ts';
import { answerOf, inAnswer } from '../sight.ts';

/** How the place was found that the steps up to this one lead from. */
export function startOf(index: number, steps: readonly AutodiscoverStep[]): AutodiscoverStep['method'] | undefined {
  return steps.slice(0, index + 1).findLast(({ method }) => method !== 'redirect')?.method;
}

/** The search for the URL of one end; absent where the fact does not pass, unobserved where nobody searched. */
export function search(end: 'requester' | 'target', test: (fact: AutodiscoverFact) => boolean): See {
  return (lookup, evidence) => {
    const observation = evidence.of('autodiscover', lookup[end].address);
    const fact = evidence.fact('autodiscover', lookup[end].address);
    if (observation === undefined || fact === undefined) return undefined;
    return test(fact) ? [observation] : [];
  };
}

/**
 * The Hybrid Configuration Wizard: Microsoft 365 did not reach Autodiscover on-premises. Pre-authentication, blocked addresses and DNS leave the
 * same words. Source: OfficeDocs-Support, hcw8034-or-hcw8057-error-when-runninghybrid-configuration-wizard.md.
 */
export const wizardFoundNoAutodiscover: See = inAnswer(({ text }) =>
  /\bHCW8057\b|unable to communicate with your on-premises Autodiscover endpoint/i.test(text));

/**
 * The web site of the mail domain answered with settings for other mail programs: no availability URL in them, and no build of Exchange,
 * which Exchange always names. Source: OfficeDocs-Support, issues-when-using-autodiscover-service.md (`<Type>IMAP</Type>`).
 */
export function isForeignSettings({ steps, availabilityUrl, serverBuild }: AutodiscoverFact): boolean {
  return availabilityUrl === null && serverBuild === null
    && steps.some(({ outcome }, index) => outcome === 'settings' && startOf(index, steps) === 'https-root-domain');
}

/** The address that was found is one for clients inside, which Autodiscover gives only where it has none for outside. */
export function isInsideOnly({ from }: AutodiscoverFact): boolean {
  return from === 'EXCH' || from === 'InternalEwsUrl';
}

export function isForOutside({ from }: AutodiscoverFact): boolean {
  return from === 'EXPR' || from === 'ExternalEwsUrl';
}

/**
 * Autodiscover of the other side answered, but not for the setting that holds its availability URL. With "InvalidUser" it is the
 * requester whom the other side does not know.
 * Source: protocol facts from johanveldhuis.github.io, Exchange federation part II; causes with that text.
 */
export function lacksExternalUrl(text: string): boolean {
  return /failed due to an error in user setting ['’"]ExternalEwsUrl['’"]/i.test(text) && !/error message: InvalidUser/i.test(text);
}

/** Every other lookup between the same two servers fails in these words as well. Unobserved when there is no other. */
export function othersFailAlike(test: (text: string) => boolean): See {
  return (lookup, evidence) => {
    const others = evidence.others(lookup).filter((other) => other.requester.server === lookup.requester.server
      && other.target.server === lookup.target.server && other.target.address !== lookup.target.address);
    const found = others.map((other) => answerOf(other, evidence));
    if (found.length === 0 || found.includes(undefined)) return undefined;
    return found.every((one) => one !== undefined && test(one.text)) ? found.flatMap((one) => (one === undefined ? [] : [one.observation])) : [];
  };
}
