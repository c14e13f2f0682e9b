/** The servers of a run as they turned out: who they are, and what each offers when it dials and accepts when it is dialled. */
import type { Evidence } from '../model/evidence.ts';
import type { ServerSeen } from '../model/report.ts';
import { identify } from './identity.ts';
import { dialledByDefault } from './outgoing-tls.ts';
import { registryOfServer } from './registry-seen.ts';
import { accepts } from './tls-seen.ts';

/** In the order of the scenario. */
export function serversSeen(evidence: Evidence): readonly ServerSeen[] {
  return Object.keys(evidence.scenario.servers).map((id): ServerSeen => {
    const { version, windows, build } = identify(id, evidence);
    const accepted = accepts(id, evidence);
    return {
      id, version, windows: windows ?? null, build, endpoints: evidence.endpoints(id).map(({ host, port }) => `${host}:${port}`),
      dials: dialsOf(id, evidence), accepts: accepted === undefined ? null : { versions: accepted.versions, endpoint: accepted.endpoint },
    };
  });
}

/** By its registry where an export was brought along, otherwise as installed. */
function dialsOf(id: string, evidence: Evidence): ServerSeen['dials'] {
  const registry = registryOfServer(id, evidence)?.tls;
  if (registry !== undefined && registry.dials !== null) {
    return { versions: registry.dials, possibly: [], because: 'as its registry export says' };
  }
  const { version, windows } = identify(id, evidence);
  const installed = dialledByDefault(version, windows);
  return installed === null ? null : { versions: installed.versions, possibly: installed.possibly, because: installed.because };
}
