/** Who says which build a server runs: its own calls, what its ports show, what Autodiscover says. */
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { identify, isShared } from './identity.ts';
import { versionOfBuild } from './versions.ts';

export interface Witness {
  /** Four parts, or three. */
  readonly build: string;
  /** As a sentence goes on after "build 15.1.2507.57 ": `by X-OWA-Version at mail.contoso.test:443`. */
  readonly by: string;
  /**
   * `executor`: ran a call of one of its mailboxes; `own`: its own name answers; `published`: a name answers that only this server has,
   * so a front end before it; `directory`: Autodiscover says so of one of its mailboxes.
   */
  readonly place: 'executor' | 'own' | 'published' | 'directory';
  readonly observation: Observation;
}

/**
 * Everything that was seen of a server's build, strongest first. Names that servers share are left out: whichever front end stands
 * there says nothing about one of them.
 * Source: protocol facts §1.5 (ServerVersionInfo is of the server that executed the call), §3.1 (ServerVersion), tls facts §3.
 */
export function witnessesOf(serverId: string, evidence: Evidence): readonly Witness[] {
  const { build, versionShownBy } = identify(serverId, evidence);
  const executor: readonly Witness[] = build === null || versionShownBy === undefined ? []
    : [{ build, by: 'by ServerVersionInfo of a call of its mailboxes', place: 'executor', observation: versionShownBy }];
  const ports = evidence.endpoints(serverId).flatMap(({ host, port, role }): readonly Witness[] => {
    const name = `${host}:${port}`;
    const observation = evidence.of('fingerprint', name);
    if (observation === undefined || role === 'back-end' || (role === 'published' && isShared(serverId, host, evidence))) return [];
    const shown = evidence.fact('fingerprint', name)?.builds ?? [];
    return shown.map((one) => ({ build: one.build, by: `by ${one.by} at ${name}`, place: role, observation }));
  });
  const mailboxes = Object.values(evidence.scenario.mailboxes).filter(({ server }) => server === serverId);
  const directory = mailboxes.flatMap(({ address }): readonly Witness[] => {
    const observation = evidence.of('autodiscover', address);
    const shown = evidence.fact('autodiscover', address)?.serverBuild ?? null;
    if (observation === undefined || shown === null) return [];
    return [{ build: shown, by: `by Autodiscover for ${address}`, place: 'directory', observation }];
  });
  return [...executor, ...ports.filter(({ place }) => place === 'own'), ...ports.filter(({ place }) => place === 'published'), ...directory];
}

/**
 * The strongest witness of the version that the server is known to be. What a published name or Autodiscover says of another version is
 * about another machine. undefined: none.
 */
export function buildWitnessed(serverId: string, evidence: Evidence): Witness | undefined {
  const { version } = identify(serverId, evidence);
  return witnessesOf(serverId, evidence).find(({ build, place }) =>
    place === 'executor' || place === 'own' || version === 'unknown' || versionOfBuild(build) === version);
}
