/** What the causes of tenant policy look at: why Exchange Online refused a call, and who was called. */
import { ewsPolicyReason, milestones, type EwsPolicyReason } from '../../exchange/ews-retirement.ts';
import { forbiddenBy } from '../../exchange/forbidden.ts';
import { versionOfBuild } from '../../exchange/versions.ts';
import type { LookupExchange } from '../../model/facts.ts';
import type { See } from '../cause.ts';
import type { answerOf} from '../sight.ts';
import { all, any, inAnswer, says, saysStatus } from '../sight.ts';

type Answer = NonNullable<ReturnType<typeof answerOf>>;

/** The reason that stands in the header of the answer to our own call. */
export function reasonInHeader({ exchange }: Answer): EwsPolicyReason | null {
  return ewsPolicyReason(exchange.headers['x-ews-policy-reason'] ?? '');
}

/** The same words in a text, which was pasted or handed on by a server. */
export function reasonInText({ text }: Answer): EwsPolicyReason | null {
  return ewsPolicyReason(text);
}

/** Any of the two names a reason. */
export const policyNamed = inAnswer((found) => reasonInHeader(found) !== null || reasonInText(found) !== null);

/** The sign holds only while the mailbox that is asked for lies in Exchange Online. */
export function intoTheCloud(see: See): See {
  return (lookup, evidence) => (evidence.server(lookup.target.server).version === 'exchange-online' ? see(lookup, evidence) : []);
}

/** The sign holds only while the requester's mailbox lies in Exchange Online. */
export function inTheCloud(see: See): See {
  return (lookup, evidence) => (evidence.server(lookup.requester.server).version === 'exchange-online' ? see(lookup, evidence) : []);
}

/** The call from server to server was forbidden, without a substatus that tells more (403.4 is about TLS). */
export const forbidden: See = all(any(saysStatus(403), says('forbidden-403')), inAnswer(({ text }) => !/\b403\.\d/.test(text)));

/**
 * The call was forbidden while the way through an outbound proxy was opened, as the stack shows: that was not the service. A reading of .NET's
 * stack that no document confirms, so it only doubts.
 */
export const forbiddenByProxy: See = all(forbidden, inAnswer(({ text }) => /\bGetRequestStream\(|using custom internetwebproxy/i.test(text)));

/** The call was one by federation, where no application is involved. Source: Microsoft Learn, Resolve free/busy errors (…/WSSecurity). */
export const byFederation: See = inAnswer(({ answer, text }) => /\/wssecurity\b/i.test(`${answer?.responseSource ?? ''} ${text}`));

/** Exchange Online forbade our own call and named no policy. */
export const refusedUs: See = inTheCloud(inAnswer(({ exchange, observation }) =>
  observation.kind === 'user-availability' && exchange.status === 403 && forbiddenBy(exchange, true) === 'unexplained-online'));

/** EWS of the tenant that is asked told this tool that it is off for the tenant or the mailbox. Unobserved where this tool did not ask there. */
export const toldUsOff: See = askedThere(({ status, headers }) =>
  status === 403 && ewsPolicyReason(headers['x-ews-policy-reason'] ?? '') === 'disabled');

/** EWS of the tenant that is asked serves this tool: some call of ours was executed there. Unobserved where none was made. */
export const servesUs: See = askedThere(({ executedBy }) => executedBy !== null && versionOfBuild(executedBy) === 'exchange-online');

/** Own requests of mailboxes on the server that is asked, of which any answer passes the test. */
function askedThere(test: (exchange: LookupExchange) => boolean): See {
  return (lookup, evidence) => {
    const asked = Object.values(evidence.scenario.mailboxes).filter(({ server }) => server === lookup.target.server)
      .flatMap(({ address }) => evidence.of('user-availability', address) ?? []);
    if (asked.length === 0) return undefined;
    return asked.filter(({ outcome }) => outcome.status === 'observed' && outcome.fact.exchanges.some(test));
  };
}

/** Asked before the shared application was blocked for the first time, as an old tape was. */
export const beforeAnyBlock: See = inAnswer(({ observation }) => observation.at < milestones.firstTest.from);

export const dedicatedApplication = {
  title: 'Exchange hybrid dedicated app in Entra ID',
  url: 'https://support.microsoft.com/topic/exchange-hybrid-dedicated-app-in-entra-id-for-exchange-2016-'
    + 'cu23-and-exchange-2019-cu14-and-cu15-51060e20-8966-4671-8b94-9ab3f47e4d8f',
} as const;

export const controlAccessToEws = {
  title: 'Control access to EWS in Exchange',
  url: 'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-control-access-to-ews-in-exchange',
} as const;
