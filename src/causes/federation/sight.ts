/** What the causes of federation look at: words of the token service and of federated calls, clocks, and other lookups over the same trust. */
import { normaliseText } from '../../exchange/error-texts.ts';
import { identify } from '../../exchange/identity.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { LookupPlan } from '../../model/scenario.ts';
import type { See } from '../cause.ts';
import { any, inAnswer, othersShown, says } from '../sight.ts';

let lastText = { raw: '', normal: '' };

/** The same text is read by many signs, one after the other. */
function normal(raw: string): string {
  if (lastText.raw !== raw) lastText = { raw, normal: normaliseText(raw) };
  return lastText.normal;
}

/** The text matches one of these, after {@link normaliseText}: lower case, single spaces, straight quotes, no space before a colon. */
export function reads(...patterns: readonly RegExp[]): See {
  return inAnswer(({ text }) => patterns.some((pattern) => pattern.test(normal(text))));
}

/** Source: Microsoft Learn, Resolve free/busy errors: WS-Security off or to be reset, certificates renewed, or old metadata. */
export const securityNotVerified = says('security-verification-failed');

/**
 * The target could not make sense of the token; the article gives the location id, which is the same in every language.
 * Source: Microsoft Learn, Resolve free/busy errors (LID 59916); Free/busy lookups stop working.
 */
export const tokenNotProcessed = any(
  says('security-tokens-not-processed'), reads(/\blid: ?59916\b/), inAnswer(({ answer }) => answer?.lids.includes(59916) ?? false),
);

/** Output of Test-FederationTrust. Source: Microsoft Learn, Free/busy lookups stop working. */
export const tokenNotValidated = reads(/failed to validate delegation token/);

/** Source: KB 3107293 (wrong clock); the same answer comes for a federation certificate that has expired. */
export const accessDenied1007 = reads(/\b1007 accessdenied\b/);

/** The call went to the address for federated calls. Source: Microsoft Learn, Resolve free/busy errors (…/Exchange.asmx/WSSecurity). */
export const federatedCall = inAnswer(({ answer, text }) =>
  /\/wssecurity\b|caller sids: ?wssecurity|federatedcrossforest/.test(normal(`${text} ${answer?.responseSource ?? ''}`)));

/** The connection was cut while an answer was awaited. */
export const cutWhileWaiting = says('connection-closed-on-receive', 'connection-forcibly-closed', 'transport-read-failed-forcibly-closed');

/**
 * The token service of Microsoft 365 refused a token for a user: the exception of the asking side, or the fault itself.
 * Source: Microsoft Learn, Resolve free/busy errors ("The specified member name is either invalid or empty").
 */
export const tokenServiceRefused = reads(
  /wst:failedauthentication/, /wstrust\.soapfaultexception/, /soap fault exception received/, /\b0x80048821\b/,
);

/** The requester is shown another mailbox of the same organization, so the token service does give tokens in its name. */
export const requesterShownOthers = othersShown((other, lookup) =>
  other.requester.address === lookup.requester.address && other.target.server === lookup.target.server
    && other.target.address !== lookup.target.address);

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const onPremises = (serverId: string, evidence: Evidence): boolean => evidence.server(serverId).version !== 'exchange-online';

/**
 * Another server of the organization that was asked shows its mailboxes to the same requester's server. Relationship, federation trust and
 * federated domains are one for the organization; virtual directories and certificate stores are the server's own.
 */
export const anotherServerOfTargetShown = othersShown((other, lookup, evidence) =>
  other.requester.server === lookup.requester.server && other.target.server !== lookup.target.server
    && other.target.server !== lookup.requester.server && domainOf(other.target.address) === domainOf(lookup.target.address)
    && onPremises(lookup.target.server, evidence) && onPremises(other.target.server, evidence));

/**
 * The target's organization asks the other way round and is answered, and does so by federation: Exchange 2010 knows nothing else towards
 * Exchange Online. So it gets tokens with its own certificate.
 * Source: Microsoft Learn, Configure OAuth authentication between Exchange and Exchange Online organizations (2013 CU5 or later).
 */
export const federatedTheOtherWay = othersShown((other, lookup, evidence) =>
  other.requester.server === lookup.target.server && other.target.server === lookup.requester.server
    && identify(lookup.target.server, evidence).version === 'exchange-2010' && !onPremises(lookup.requester.server, evidence));

interface Clock {
  readonly offsetSeconds: number;
  readonly forest: string | null;
  readonly observation: Observation;
}

/** Clocks of the machines of one server, as their NTLM challenges tell them, against the clock of this machine. */
function clocksOf(serverId: string, evidence: Evidence): readonly Clock[] {
  return evidence.endpoints(serverId).flatMap(({ host, port }) => {
    const observation = evidence.of('fingerprint', `${host}:${port}`);
    const ntlm = evidence.fact('fingerprint', `${host}:${port}`)?.ntlm;
    if (observation === undefined || typeof ntlm?.clockOffsetSeconds !== 'number') return [];
    return [{ offsetSeconds: ntlm.clockOffsetSeconds, forest: ntlm.dnsTree?.toLowerCase() ?? null, observation }];
  });
}

/** Source: KB 3107293; Microsoft Connectivity Analyzer, test of free/busy: an offset of more than five minutes makes token requests fail. */
const TOLERATED_SECONDS = 300;

const isOff = ({ offsetSeconds }: Clock): boolean => Math.abs(offsetSeconds) > TOLERATED_SECONDS;

function clocksOfBothEnds(lookup: LookupPlan, evidence: Evidence): readonly (readonly Clock[])[] {
  return [...new Set([lookup.requester.server, lookup.target.server])].filter((id) => onPremises(id, evidence)).map((id) => clocksOf(id, evidence));
}

/** A machine on-premises has a clock that is more than five minutes off, by the clock of this machine. Unobserved when no clock was seen. */
export const clockOff: See = (lookup, evidence) => {
  const clocks = clocksOfBothEnds(lookup, evidence).flat();
  return clocks.length === 0 ? undefined : clocks.filter(isOff).map(({ observation }) => observation);
};

/** Every end on-premises showed its clock, and none is off. */
export const clocksRight: See = (lookup, evidence) => {
  const ends = clocksOfBothEnds(lookup, evidence);
  if (ends.length === 0 || ends.some((clocks) => clocks.length === 0)) return undefined;
  return ends.flat().some(isOff) ? [] : ends.flat().map(({ observation }) => observation);
};

/** A server of another forest is off by the same time: it may be the clock of this machine that is wrong. */
export const offByTheSameElsewhere: See = (lookup, evidence) => {
  const off = clocksOfBothEnds(lookup, evidence).flat().filter(isOff);
  const elsewhere = Object.keys(evidence.scenario.servers).flatMap((id) => clocksOf(id, evidence));
  const found = elsewhere.filter((other) => off.some((clock) => clock.forest !== null && other.forest !== null && clock.forest !== other.forest
    && Math.abs(clock.offsetSeconds - other.offsetSeconds) < 60));
  return off.length === 0 ? undefined : found.map(({ observation }) => observation);
};

/** A sign that counts no more once the clocks were seen to be right. */
export function unlessClocksRight(see: See): See {
  return (lookup, evidence) => ((clocksRight(lookup, evidence)?.length ?? 0) > 0 ? [] : see(lookup, evidence));
}

/** The step of the Hybrid Configuration wizard, or of the shell, that registers the organization at the federation gateway. Source: KB 3107293. */
export const registeringFailed = reads(/provision exchange to the partner sts/);

export const resolveFreeBusyErrors = {
  title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors',
} as const;

export const lookupsStopWorking = {
  title: 'Free/busy lookups stop working', url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/freebusy-lookups-stop-working',
} as const;

/** Read-only test of one user's token, in Exchange Online PowerShell. Source: Microsoft Learn, Resolve free/busy errors. */
export const testToken = 'Exchange Online PowerShell: Test-OrganizationRelationship -Identity "O365 to On-premises*" -UserIdentity {requester} '
  + '-Verbose';

/** MSOnline and AzureAD, which the article names, are retired. Source: Microsoft Learn, Update-MgUser; Upgrade from Azure AD PowerShell. */
export const changeNameForthAndBack = 'Microsoft Graph PowerShell: Update-MgUser -UserId {requester} -UserPrincipalName '
  + '<name>@<tenant>.onmicrosoft.com, and then back to the former name.';
