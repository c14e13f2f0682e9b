/** What registry exports of one server hold of its TLS settings. As with every fact: what was shown, no conclusions. */
import type { TlsRegistry } from '../registry.ts';

export interface RegistryFact {
  /** Id of the server of the scenario that they are of. */
  readonly server: string;
  readonly registry: TlsRegistry;
}
