/** What the causes of permission look at: whether two servers belong to different forests, and who refused the call between them. */
import { whatIsSeen } from '../../exchange/availability.ts';
import { compareBuilds } from '../../exchange/versions.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { See } from '../cause.ts';
import { buildSeen } from '../server-health/sight.ts';
import { all, any, askedOf, inAnswer, ports, saysStatus, textHas } from '../sight.ts';

interface Forest {
  readonly name: string;
  readonly observation: Observation;
}

/**
 * The forest that a server names in its NTLM challenge (MsvAvDnsTreeName, MS-NLMP 2.2.2.1). A device that signs users in itself would name its
 * own: only a port counts that answers with headers of Exchange. Undefined: none was seen.
 */
function forestOf(serverId: string, evidence: Evidence): Forest | undefined {
  for (const { host, port } of evidence.endpoints(serverId)) {
    const observation = evidence.of('fingerprint', `${host}:${port}`);
    const fact = evidence.fact('fingerprint', `${host}:${port}`);
    const name = fact?.ntlm?.dnsTree?.toLowerCase();
    if (observation === undefined || fact === undefined || !name) continue;
    const headers = evidence.fact('sign-in-schemes', `${host}:${port}`)?.exchangeHeaders ?? [];
    if (fact.exchangeBuild !== null || fact.frontEnd.length > 0 || headers.length > 0) return { name, observation };
  }
  return undefined;
}

const forests = (differ: boolean): See => (lookup, evidence) => {
  const [from, to] = [forestOf(lookup.requester.server, evidence), forestOf(lookup.target.server, evidence)];
  if (from === undefined || to === undefined) return undefined;
  return (from.name !== to.name) === differ ? [from.observation, to.observation] : [];
};

/** The two servers were seen to belong to different forests. */
export const otherForest: See = forests(true);

/** The two servers were seen to belong to the same forest. */
export const sameForest: See = forests(false);

/**
 * 401 for a call whose text does not show one organization (a call of type CrossSite), federation (WSSecurity) or a token (a reason in
 * x-ms-diagnostics): with an address space the calling server signs in with an account.
 * Source: Microsoft Learn, Availability service in cross-forest topologies; Resolve free/busy errors.
 */
export const refusedBetweenForests: See = all(saysStatus(401), inAnswer(({ answer, text }) =>
  !/\bcrosssite\b|wssecurity|federatedcrossforest|; ?reason ?=|\boauth|\bbearer\b/i.test(`${answer?.responseSource ?? ''} ${text}`)));

/**
 * Outlook on the web got no settings of the calendar: error 31 of GetCalendarFolderConfiguration.
 * Source: OfficeDocs-Support 3152066, This calendar isn't available.
 */
export const noCalendarSettings: See = textHas(/getcalendarfolderconfiguration\w* returns a 200 with errorcode 31\b|"errorcode": ?31\b/);

/** What answers at the target's published or own name is Exchange: no device in between refuses. */
export const exchangeAtTheDoor: See = any(
  ports('target', 'sign-in-schemes', ({ outcome }) => outcome.status === 'observed' && outcome.fact.exchangeHeaders.length > 0),
  ports('target', 'fingerprint', ({ outcome }) => outcome.status === 'observed'
    && (outcome.fact.exchangeBuild !== null || outcome.fact.frontEnd.length > 0)),
);

/**
 * First build of Exchange 2016 CU11, without the revision. Source: OfficeDocs-Support 4456243, Hashed lines are shown in Scheduling
 * Assistant; exchange/builds-table.ts.
 */
const CU11 = '15.1.1591';

/** Is this a build of Exchange 2016 that leaves the credentials of an availability address space out? */
export function leavesCredentialsOut(build: string): boolean {
  return compareBuilds(build, '15.1') >= 0 && compareBuilds(build, CU11) < 0;
}

/** The calling server is none that leaves the credentials out: by its build, or by a version other than 2016. */
export const sendsCredentials: See = (lookup, evidence) => {
  const seen = buildSeen(lookup.requester.server, evidence);
  if (seen !== undefined) return leavesCredentialsOut(seen.build) ? [] : [seen.observation];
  const asked = askedOf(lookup, evidence);
  const { version } = evidence.server(lookup.requester.server);
  return asked === undefined || version === 'exchange-2016' || version === 'unknown' ? undefined : [asked];
};

/**
 * At least so many other requesters, on whatever server, are shown this calendar. One may have a right of their own; that several do is not
 * likely.
 */
export const shownToOthers = (atLeast: number): See => (lookup, evidence) => {
  const others = evidence.others(lookup).filter((other) => other.target.address === lookup.target.address
    && other.requester.address !== lookup.requester.address);
  const seen = others.map((other) => ({ other, availability: whatIsSeen(other, evidence).availability }))
    .filter(({ availability }) => availability !== 'not-observed');
  if (seen.length === 0) return undefined;
  const shown = seen.filter(({ availability }) => availability === 'shown')
    .flatMap(({ other }) => whatIsSeen(other, evidence).observation ?? []);
  return shown.length >= atLeast ? shown : [];
};

export const crossForestReferences = [
  { title: 'The Availability service in cross-forest topologies',
    url: 'https://learn.microsoft.com/exchange/architecture/client-access/availability-service-for-cross-forest-topologies' },
  { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
] as const;
