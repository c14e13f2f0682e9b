/** What the causes of relationships look at: whether a lookup crosses organizations, what it found there, and the ways beside and back. */
import { whatIsSeen } from '../../exchange/availability.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { LookupPlan } from '../../model/scenario.ts';
import { directionOf, type See } from '../cause.ts';
import { otherForest, sameForest } from '../permissions/sight.ts';
import type { answerOf} from '../sight.ts';
import { any, askedOf, hasCode, inAnswer, othersShown, says } from '../sight.ts';

type Answer = NonNullable<ReturnType<typeof answerOf>>;

/** Do two servers in Exchange Online belong to different tenants? undefined: the scenario does not say. */
function tenantsDiffer(lookup: LookupPlan, evidence: Evidence): boolean | undefined {
  if (lookup.requester.server === lookup.target.server) return false;
  const [from, to] = [lookup.requester, lookup.target].map(({ server }) => evidence.server(server).tenant?.toLowerCase());
  return from === undefined || to === undefined ? undefined : from !== to;
}

const organizations = (differ: boolean): See => (lookup, evidence) => {
  const direction = directionOf(lookup, evidence);
  if (direction === 'onprem-to-onprem') return (differ ? otherForest : sameForest)(lookup, evidence);
  const asked = askedOf(lookup, evidence);
  const seen = direction === 'within-cloud' ? tenantsDiffer(lookup, evidence) : true;
  if (asked === undefined || seen === undefined) return undefined;
  return seen === differ ? [asked] : [];
};

/** The lookup goes from one organization to another: on-premises and cloud, two tenants, or two forests that were seen. */
export const acrossOrganizations: See = organizations(true);

/** Both ends belong to one forest or one tenant: no relationship is used. */
export const withinOneOrganization: See = organizations(false);

/** Part after the @, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** Source of the wording: Microsoft Learn, Resolve free/busy errors (LID 47932). */
const FOREST = /forest\/domain ["'‘’“”]?([a-z0-9.-]{1,253}?)["'‘’“”]? could(?:n['’]t| not) be found/i;

/** The domain for which the asking side found no way; undefined: the text names none. */
export function domainLookedFor(text: string): string | undefined {
  return FOREST.exec(text)?.[1]?.toLowerCase();
}

/** The asking side has no way to the domain at all. Source: ResponseCode (EWS); Microsoft Learn, Resolve free/busy errors. */
export const noWayThere: See = any(hasCode('ErrorAddressSpaceNotFound'), says('address-space-not-found'),
  inAnswer(({ answer, text }) => /\bAddressSpaceNotFoundException\b/.test(`${answer?.exceptionType ?? ''} ${text}`)));

/** Nor has the other side a way back, as lookups in the opposite direction show. Undefined when there is none. */
export const noWayBack: See = (lookup, evidence) => {
  const back = evidence.others(lookup).filter((other) => other.requester.server === lookup.target.server
    && other.target.server === lookup.requester.server);
  const seen = back.map((other) => noWayThere(other, evidence)).filter((one) => one !== undefined);
  if (seen.length === 0) return undefined;
  return seen.every((one) => one.length > 0) ? seen.flat() : [];
};

/** A lookup between the two servers works, in either direction. */
export const oneWayIsOpen: See = othersShown((other, lookup) =>
  [lookup.requester.server, lookup.target.server].every((id) => [other.requester.server, other.target.server].includes(id))
    && other.requester.server !== other.target.server);

const sameWay = (other: LookupPlan, lookup: LookupPlan): boolean =>
  other.requester.server === lookup.requester.server && other.target.server === lookup.target.server;

/** Another mailbox of the target's mail domain is shown over the same two servers: that domain is in the relationship. */
export const domainOfTargetShown: See = othersShown((other, lookup) =>
  sameWay(other, lookup) && domainOf(other.target.address) === domainOf(lookup.target.address));

/** Mailboxes of other mail domains are shown over the same two servers. */
export const otherDomainsShown: See = othersShown((other, lookup) =>
  sameWay(other, lookup) && domainOf(other.target.address) !== domainOf(lookup.target.address));

/** A requester with an address in the same mail domain is shown something there: the other side knows that domain. */
export const domainOfRequesterServed: See = othersShown((other, lookup) =>
  sameWay(other, lookup) && domainOf(other.requester.address) === domainOf(lookup.requester.address));

/** The same calendar is shown to a requester of another mail domain of the same organization. */
export const shownToAnotherDomain: See = othersShown((other, lookup) =>
  other.requester.server === lookup.requester.server && other.target.address === lookup.target.address
    && domainOf(other.requester.address) !== domainOf(lookup.requester.address));

/** "You don't have permission to see free/busy information for this attendee. (Error code 5037)": Outlook's words for the same refusal. */
const CODE_5037 = /error code:? ?5037\b|<ExceptionCode\b[^>]{0,200}>\s*5037\s*</i;

/**
 * The calendar was refused. Source: OfficeDocs-Support 2667844, Cannot view free/busy information for a remote user;
 * troubleshoot-freebusy-issues-in-exchange-hybrid.
 */
export const refused: See = any(hasCode('ErrorNoFreeBusyAccess'), says('no-access-to-free-busy'),
  inAnswer(({ answer, text }) => answer?.exceptionCode === '5037' || CODE_5037.test(text)));

/** Every other mailbox of the target's server is refused in the same way: then it is no single calendar's permission. */
export const othersThereRefused: See = (lookup, evidence) => {
  const others = evidence.others(lookup).filter((other) => other.requester.server === lookup.requester.server
    && other.target.server === lookup.target.server && other.target.address !== lookup.target.address);
  if (others.length === 0) return undefined;
  const refused = others.filter((other) => whatIsSeen(other, evidence).answer?.responseCode === 'ErrorNoFreeBusyAccess');
  return refused.length === others.length ? refused.flatMap((other) => whatIsSeen(other, evidence).observation ?? []) : [];
};

/** The refusal was written by the other organization: its address for federated calls stands in the answer. Source: as for `refused`. */
export const writtenByOtherSide: See = inAnswer(({ answer, text }: Answer) =>
  /\/wssecurity\b/i.test(`${answer?.responseSource ?? ''} ${text}`));

/** A relationship exists and is unusable. Source: OfficeDocs-Support, no-free-busy-information-retrieved; Microsoft Q&A 1296869 (LID 52108). */
export const relationshipUnusable: See = any(says('organization-relationship-unusable'), inAnswer(({ answer, text }) =>
  /\bInvalidOrganizationRelationshipForRequestDispatcherException\b/.test(`${answer?.exceptionType ?? ''} ${text}`)
    || (answer?.lids.includes(52108) ?? false) || /\bLID: ?52108\b/.test(text)));

export const resolveFreeBusyErrors = {
  title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors',
} as const;

export const noInformationRetrieved = {
  title: 'No free/busy information could be retrieved',
  url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/no-free-busy-information-retrieved',
} as const;

export const responseCodeReference = {
  title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode',
} as const;
