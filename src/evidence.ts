/** The evidence of a run: a growing list while probes run, frozen afterwards; one set of queries for both. */
import type { Endpoint, Evidence } from './model/evidence.ts';
import type { FactKind, FactOf } from './model/facts.ts';
import type { Observation } from './model/observation.ts';
import type { LookupPlan, Scenario, Server, VersionId } from './model/scenario.ts';
import { ranAsRequester, versionSeen, versionShown } from './exchange/identity.ts';
import { onlineEws } from './exchange/national-clouds.ts';
import { versionOfBuild } from './exchange/versions.ts';

/** Key of an observation: unique in a run. */
export function observationId(kind: FactKind, subject: string): string {
  return `${kind} ${subject}`;
}

/** Queries over observations. The map may grow; the answers then grow with it. */
export function evidenceOf(scenario: Scenario, observations: ReadonlyMap<string, Observation>): Evidence {
  function of<K extends FactKind>(kind: K, subject: string): Observation<K> | undefined {
    return observations.get(observationId(kind, subject)) as Observation<K> | undefined;
  }

  function fact<K extends FactKind>(kind: K, subject: string): FactOf[K] | undefined {
    const outcome = of(kind, subject)?.outcome;
    return outcome?.status === 'observed' ? outcome.fact : undefined;
  }

  function server(id: string): Server {
    const found = scenario.servers[id];
    if (found === undefined) throw new Error(`no server ${id} in scenario ${scenario.name}`);
    return found.version === 'unknown' ? { ...found, version: versionSeen(id, { scenario, of, fact })?.version ?? 'unknown' } : found;
  }

  function availabilityUrl(mailboxId: string): string | undefined {
    const mailbox = scenario.mailboxes[mailboxId];
    if (mailbox === undefined) return undefined;
    const { ews, version, nationalCloud } = server(mailbox.server);
    const found = ews ?? fact('autodiscover', mailbox.address)?.availabilityUrl ?? undefined;
    if (found !== undefined || version !== 'exchange-online') return found;
    // Users of Exchange Online reach it without the Autodiscover of their mail domain, which may lead to a broken one on premises.
    return of('autodiscover', mailbox.address) === undefined ? undefined : onlineEws(nationalCloud ?? 'worldwide');
  }

  /** Asked for again and again while causes are weighed; the answer changes only with the observations. */
  const known = new Map<string, { readonly at: number; readonly found: readonly Endpoint[] }>();

  function endpoints(serverId: string): readonly Endpoint[] {
    const before = known.get(serverId);
    if (before?.at === observations.size) return before.found;
    const found = findEndpoints(serverId);
    known.set(serverId, { at: observations.size, found });
    return found;
  }

  function findEndpoints(serverId: string): readonly Endpoint[] {
    const { nodes, version } = server(serverId);
    const found: Endpoint[] = [];
    const add = (host: string, port: number, role: Endpoint['role']): void => {
      const name = host.toLowerCase();
      if (!found.some((known) => known.host === name && known.port === port)) found.push({ host: name, port, role });
    };
    for (const url of publishedUrls(serverId)) add(url.hostname, Number(url.port || 443), 'published');
    for (const name of [...nodes, ...ownNames(serverId, version, found)]) {
      add(name, 443, 'own');
      if (isSplitVersion(version)) add(name, 444, 'back-end');
    }
    return found;
  }

  /** Availability URLs of a server: its `ews`, or what Autodiscover said for its mailboxes. */
  function publishedUrls(serverId: string): readonly URL[] {
    const { ews } = server(serverId);
    const urls = ews === undefined
      ? Object.values(scenario.mailboxes).filter((mailbox) => mailbox.server === serverId).map((mailbox) => availabilityUrl(mailbox.id))
      : [ews];
    return urls.flatMap((url) => (url !== undefined && URL.canParse(url) ? [new URL(url)] : []));
  }

  /** Names that machines of this server gave themselves: in NTLM challenge and health page at a published name, and as executor of its own calls. */
  function ownNames(serverId: string, version: Server['version'], published: readonly Endpoint[]): readonly string[] {
    const names: string[] = [];
    for (const { host, port } of published) {
      const seen = fact('fingerprint', `${host}:${port}`);
      const seenVersion = versionShown(seen);
      const shared = Object.keys(scenario.servers).some((other) => other !== serverId
        && publishedUrls(other).some((url) => url.hostname.toLowerCase() === host));
      // A namespace shared by several servers is answered by whichever front end stands there: its name says nothing about this one.
      const fits = (shown: VersionId | null): boolean => !shared && (shown === null || version === 'unknown' || shown === version);
      if (seen?.ntlm?.dnsComputer && fits(seenVersion)) names.push(seen.ntlm.dnsComputer);
      for (const { name, build } of seen?.behind.machines ?? []) if (fits(build === null ? seenVersion : versionOfBuild(build))) names.push(name);
    }
    for (const mailbox of Object.values(scenario.mailboxes)) {
      // A call that ran as somebody else was executed where that account lives.
      if (mailbox.server !== serverId || !ranAsRequester(mailbox, { scenario })) continue;
      for (const exchange of fact('user-availability', mailbox.address)?.exchanges ?? []) {
        const executor = exchange.headers['x-calculatedbetarget'];
        if (executor && exchange.executedBy !== null) names.push(executor);
      }
    }
    return names.map((name) => name.toLowerCase());
  }

  return {
    scenario, of, fact, server, availabilityUrl, endpoints,
    get all() { return [...observations.values()]; },
    with: (observation) => evidenceOf(scenario, new Map([...observations, [observation.id, observation]])),
    others: (lookup: LookupPlan) => scenario.lookups.filter((other) => other.id !== lookup.id),
  };
}

/** From 2013 on a server has a front end on 443 and a back end on 444. Source: Exchange 2013 client access architecture. */
function isSplitVersion(version: Server['version']): boolean {
  return version === 'exchange-2013' || version === 'exchange-2016' || version === 'exchange-2019' || version === 'exchange-se';
}
