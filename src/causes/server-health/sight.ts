/** What the causes of server health look at: versions and builds that were seen, codes that a text repeats, pages in place of answers. */
import { identify } from '../../exchange/identity.ts';
import { unlikeMachines } from '../../exchange/failing-machine/by-own-name.ts';
import { compareBuilds, versionOfBuild } from '../../exchange/versions.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { LookupExchange } from '../../model/facts.ts';
import type { Observation } from '../../model/observation.ts';
import type { VersionId } from '../../model/scenario.ts';
import type { See } from '../cause.ts';
import { any, hasCode, inAnswer, ports, published } from '../sight.ts';

/** The answer or the fault carries one of these codes, or the text that one server hands on from another repeats it. */
export function namesCode(...codes: readonly string[]): See {
  const named = new RegExp(`\\b(?:${codes.join('|')})\\b`);
  return any(hasCode(...codes), inAnswer(({ text }) => named.test(text)));
}

export interface BuildSeen {
  readonly build: string;
  readonly version: VersionId;
  readonly observation: Observation;
}

/**
 * The build of a server, as far as it was seen: the one that executed calls of its mailboxes, the one that its own names show, the one that
 * Autodiscover gives for its mailboxes. A published name counts only where it shows the version that the server is said to be, since
 * another server of the same name may have answered. Undefined: none was seen.
 */
export function buildSeen(serverId: string, evidence: Evidence): BuildSeen | undefined {
  const { build: executed, versionShownBy, claimedVersion } = identify(serverId, evidence);
  const candidates = [
    { observation: versionShownBy, build: executed, sure: true },
    ...evidence.endpoints(serverId).map(({ host, port, role }) => ({
      observation: evidence.of('fingerprint', `${host}:${port}`), sure: role !== 'published',
      build: evidence.fact('fingerprint', `${host}:${port}`)?.exchangeBuild,
    })),
    ...Object.values(evidence.scenario.mailboxes).filter(({ server }) => server === serverId).map(({ address }) => ({
      observation: evidence.of('autodiscover', address), build: evidence.fact('autodiscover', address)?.serverBuild, sure: false,
    })),
  ];
  for (const { observation, build, sure } of candidates) {
    const version = build ? versionOfBuild(build) : null;
    if (observation === undefined || !build || version === null) continue;
    if (sure || claimedVersion === 'unknown' || version === claimedVersion) return { build, version, observation };
  }
  return undefined;
}

/** The build of one end was seen, and it passes the test. */
export function builtSo(end: 'requester' | 'target', test: (seen: BuildSeen) => boolean): See {
  return (lookup, evidence) => {
    const seen = buildSeen(lookup[end].server, evidence);
    if (seen === undefined) return undefined;
    return test(seen) ? [seen.observation] : [];
  };
}

/** The build of one end was seen. */
export const buildSeenAt = (end: 'requester' | 'target'): See => builtSo(end, () => true);

/** One end was seen to run one of these versions. */
export function runs(end: 'requester' | 'target', ...versions: readonly VersionId[]): See {
  return builtSo(end, ({ version }) => versions.includes(version));
}

/** One end was seen to run none of these versions. */
export function runsNone(end: 'requester' | 'target', ...versions: readonly VersionId[]): See {
  return builtSo(end, ({ version }) => !versions.includes(version));
}

/** First build of Service Pack 3, without the revision: real servers answer 14.3.123.3. Source: exchange/builds-table.ts; recorded answers. */
const SP3_OF_2010 = '14.3.123';

/**
 * The calling server was seen to run Exchange 2010 older than Service Pack 3, and asks Exchange Online: it gets 404 from what is sound there.
 * Source: OfficeDocs-Support, Cannot view free/busy information after setting up an organization relationship.
 */
export const tooOldForTheCloud: See = (lookup, evidence) => {
  if (evidence.server(lookup.target.server).version !== 'exchange-online') return [];
  return builtSo('requester', ({ build, version }) => version === 'exchange-2010' && compareBuilds(build, SP3_OF_2010) < 0)(lookup, evidence);
};

/** The calling server was seen to run Exchange 2010 with Service Pack 3. */
export const sp3Of2010: See = builtSo('requester', ({ build, version }) => version === 'exchange-2010' && compareBuilds(build, SP3_OF_2010) >= 0);

/** Asked by its own name, one machine of that end answers with this status, and another machine of the same server answers well. */
export function unlikeOthers(end: 'requester' | 'target', status: number): See {
  return (lookup, evidence) => unlikeMachines(lookup[end].server, evidence)
    ?.filter((machine) => machine.status === status).map(({ observation }) => observation);
}

/** At a published name of that end Exchange answers, and nothing betrays a device before it. */
export function exchangeAnswersAt(end: 'requester' | 'target'): See {
  return ports(end, 'fingerprint', ({ outcome }) => outcome.status === 'observed' && outcome.fact.device === null
    && (outcome.fact.frontEnd.length > 0 || outcome.fact.builds.length > 0), published);
}

/** http.sys answers 503 for the web services at a published name of that end. */
export function httpSys503At(end: 'requester' | 'target'): See {
  return ports(end, 'sign-in-schemes', ({ outcome }) => outcome.status === 'observed' && outcome.fact.status === 503
    && /microsoft-httpapi/i.test(outcome.fact.server ?? ''), published);
}

/** HTML entities for an apostrophe, as ASP.NET pages have them. */
export function unescaped(page: string): string {
  return page.replace(/&#0?39;|&apos;/gi, '\'');
}

/** An answer to our lookup that is no SOAP, with one of these statuses, made or handed on by an Exchange front end. */
export function frontEndAnswers(exchange: LookupExchange, ...statuses: readonly number[]): boolean {
  return exchange.status !== null && statuses.includes(exchange.status) && exchange.headers['x-feserver'] !== undefined
    && exchange.fault === null && exchange.body !== 'answer';
}
