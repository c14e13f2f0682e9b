import type { FactKind, FactOf } from './facts.ts';
import type { Observation } from './observation.ts';
import type { LookupPlan, Scenario, Server } from './scenario.ts';

/** One port of a server that a lookup depends on. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** `published`: the name that clients use; `own`: the machine's own name, port 443; `back-end`: own name, port 444. */
  readonly role: 'published' | 'own' | 'back-end';
}

/** All observations of a run. Read-only; the same queries serve probes (while it grows) and causes (when it is complete). */
export interface Evidence {
  readonly scenario: Scenario;
  /** Every observation so far, in the order of the probes. */
  readonly all: readonly Observation[];
  /** The observation of that kind about that subject; undefined: never asked (so far). */
  of<K extends FactKind>(kind: K, subject: string): Observation<K> | undefined;
  /** Its fact; undefined also when the world refused. */
  fact<K extends FactKind>(kind: K, subject: string): FactOf[K] | undefined;
  /** Availability URL of a mailbox: its server's `ews`, what Autodiscover said, or for Exchange Online the known one; undefined: not known (yet). */
  availabilityUrl(mailboxId: string): string | undefined;
  /** Ports of a server that are known so far, the published one first. */
  endpoints(serverId: string): readonly Endpoint[];
  /** The same evidence with one observation replaced by another of the same id. */
  with(observation: Observation): Evidence;
  /** Other lookups of the scenario. */
  others(lookup: LookupPlan): readonly LookupPlan[];
  /** A server as the scenario has it; where that does not know its version, with the version that was seen. */
  server(id: string): Server;
}
