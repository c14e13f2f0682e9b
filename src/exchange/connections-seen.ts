/** What logs and headers show of connections between servers of the scenario. Whose a log is, and who stands behind an address, is never guessed. */
import type { Evidence } from '../model/evidence.ts';
import type { CallingServer, ConnectionLog, ConnectionTls, FactKind, FactOf, Peer, TlsVersion } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import { versionOfBuild } from './versions.ts';
import { tlsVersionsInOrder } from './windows.ts';

/** One row of a log, or one hop of a message, seen from the machine that wrote it down. */
export interface SeenConnection {
  readonly log: ConnectionLog | 'headers';
  readonly role: 'dials' | 'accepts';
  readonly peer: Peer;
  readonly caller: CallingServer | null;
  readonly tls: ConnectionTls;
  /** ISO 8601 UTC of the newest; null: no time. */
  readonly last: string | null;
  readonly observation: Observation;
}

interface Brought<K extends FactKind> {
  readonly fact: FactOf[K];
  readonly observation: Observation;
}

/** Facts of a kind that only files tell; they are there before anything is asked, and never change during a run. */
function brought<K extends FactKind>(kind: K, evidence: Evidence): readonly Brought<K>[] {
  return evidence.all.flatMap((observation): readonly Brought<K>[] => {
    const fact = observation.kind === kind ? evidence.fact(kind, observation.subject) : undefined;
    return fact === undefined ? [] : [{ fact, observation }];
  });
}

/** The machines of a server by their own names, not by the published one, behind which a balancer may stand. */
function ownHosts(serverId: string, evidence: Evidence): readonly string[] {
  const own = evidence.endpoints(serverId).filter(({ role }) => role !== 'published').map(({ host }) => host);
  return [...new Set([...own, ...(evidence.scenario.servers[serverId]?.nodes ?? []).map((node) => node.toLowerCase())])];
}

/** Is this name, with or without its domain, one of the machines of the server? */
export function isMachineOf(serverId: string, name: string, evidence: Evidence): boolean {
  const said = name.toLowerCase();
  return ownHosts(serverId, evidence).some((host) => host === said || (!said.includes('.') && host.split('.')[0] === said));
}

/** The server is one machine as far as the scenario says: what a log shows of it counts for every call. */
export function isOneMachine(serverId: string, evidence: Evidence): boolean {
  return (evidence.scenario.servers[serverId]?.nodes.length ?? 0) <= 1;
}

function isPeer(serverId: string, { address, name }: Peer, evidence: Evidence): boolean {
  if (name !== null && isMachineOf(serverId, name, evidence)) return true;
  if (address === null) return false;
  return ownHosts(serverId, evidence).some((host) => evidence.fact('name-resolution', host)?.addresses.includes(address) === true);
}

/** Events of the server's machines. */
export function eventsOf(serverId: string, evidence: Evidence): readonly Brought<'windows-events'>[] {
  return brought('windows-events', evidence).filter(({ fact: { server, machine } }) => writtenBy(serverId, server, machine, evidence));
}

function writtenBy(serverId: string, server: string | null, machine: string | null, evidence: Evidence): boolean {
  return server === null ? machine !== null && isMachineOf(serverId, machine, evidence) : server === serverId;
}

/** Every connection that a machine of this server wrote down. undefined: no log of it was brought along. */
export function writtenDownBy(serverId: string, evidence: Evidence): readonly SeenConnection[] | undefined {
  const logs = brought('connections', evidence).filter(({ fact: { server, machine } }) => writtenBy(serverId, server, machine, evidence));
  const hops = brought('mail-hops', evidence).flatMap(({ fact, observation }) => fact.hops
    .filter(({ by }) => by.name !== null && isMachineOf(serverId, by.name, evidence))
    .map(({ from, tls, at }): SeenConnection => ({ log: 'headers', role: 'accepts', peer: from, caller: null, tls, last: at, observation })));
  if (logs.length === 0 && hops.length === 0) return undefined;
  return [
    ...logs.flatMap(({ fact, observation }) => fact.connections.map(({ role, peer, caller, tls, last }): SeenConnection => ({
      log: fact.log, role, peer, caller, tls, last, observation,
    }))), ...hops,
  ];
}

/** Connections from one server to another, whichever of the two wrote them down. undefined: neither did. */
export function connectionsBetween(from: string, to: string, evidence: Evidence): readonly SeenConnection[] | undefined {
  const accepted = writtenDownBy(to, evidence);
  const dialled = writtenDownBy(from, evidence);
  if (accepted === undefined && dialled === undefined) return undefined;
  return [
    ...(accepted ?? []).filter(({ role, peer, caller }) => role === 'accepts'
      && (isPeer(from, peer, evidence) || isCloudCalling(from, caller, evidence))),
    ...(dialled ?? []).filter(({ role, peer }) => role === 'dials' && isPeer(to, peer, evidence)),
  ];
}

/** Exchange Online has thousands of addresses; the build in its mark tells it. */
function isCloudCalling(serverId: string, caller: CallingServer | null, evidence: Evidence): boolean {
  return caller?.build != null && evidence.server(serverId).version === 'exchange-online' && versionOfBuild(caller.build) === 'exchange-online';
}

const isVersion = (tls: ConnectionTls): tls is TlsVersion => tls !== 'none' && tls !== 'unstated' && tls !== 'failed';
const isModern = (tls: ConnectionTls): boolean => tls === 'TLSv1.2' || tls === 'TLSv1.3';

export interface Dialled {
  /** The newest version with which the server called. */
  readonly newest: TlsVersion;
  readonly observations: readonly Observation[];
}

/**
 * With which TLS a server called others for lookups, as the IIS logs of those show it. Windows answers with the newest version that both have, so
 * an old version in the log of a server that has TLS 1.2 is the newest that the caller offered, unless that server got TLS 1.2 later or leaves a
 * version out in between: so it proves nothing alone. The newest call counts. undefined: no log shows one, or the server that was called may have
 * had nothing newer. Source: Microsoft Learn, TLS/SSL overview (Schannel SSP).
 */
export function dialledInLogs(serverId: string, evidence: Evidence): Dialled | undefined {
  if (!isOneMachine(serverId, evidence)) return undefined;
  const calls = Object.keys(evidence.scenario.servers).filter((other) => other !== serverId).flatMap((other) => {
    const written = (writtenDownBy(other, evidence) ?? []).filter(({ log, role }) => log === 'iis' && role === 'accepts');
    const hasModern = written.some(({ tls }) => isModern(tls));
    return written.filter(({ caller, peer }) => caller !== null && isPeer(serverId, peer, evidence))
      .flatMap(({ tls, last, observation }) => (isVersion(tls) && last !== null && (hasModern || isModern(tls)) ? [{ tls, last, observation }] : []));
  });
  const latest = calls.map(({ last }) => last).sort().at(-1);
  if (latest === undefined) return undefined;
  const newest = calls.filter(({ last }) => last === latest);
  const version = tlsVersionsInOrder.findLast((one) => newest.some(({ tls }) => tls === one));
  return version === undefined ? undefined : { newest: version, observations: [...new Set(newest.map(({ observation }) => observation))] };
}
