/** What the registry of a server of the scenario says, where an export of it was brought along. */
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { identify } from './identity.ts';
import { machineOf } from './registry-machine.ts';
import { usableSuites } from './registry-remarks-other.ts';
import { registryTls, type RegistryTls } from './registry-tls.ts';

export interface SeenRegistry {
  readonly tls: RegistryTls;
  /** The cipher suites of a list that its Windows has; null: no list was set. */
  readonly suites: readonly string[] | null;
  readonly observation: Observation;
}

/**
 * undefined: no export of that server. Which Exchange and Windows it is, is what was seen of the server, then what the export says. With several
 * machines behind the name the export is of one of them, and nobody says which: then it tells nothing of a call.
 */
export function registryOfServer(serverId: string, evidence: Evidence): SeenRegistry | undefined {
  const observation = evidence.of('registry', serverId);
  if (observation?.outcome.status !== 'observed' || (evidence.scenario.servers[serverId]?.nodes.length ?? 0) > 1) return undefined;
  const { registry } = observation.outcome.fact;
  const { version, build, windows } = identify(serverId, evidence);
  const machine = machineOf(registry, {
    ...(version === 'unknown' ? {} : { exchange: version }), ...(build === null ? {} : { build }), ...(windows === undefined ? {} : { windows }),
  });
  return { tls: registryTls(registry, machine), suites: usableSuites(registry, machine.windows), observation };
}
