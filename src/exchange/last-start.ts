/** Was a server started since its TLS settings were last written? Only then they count. */
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import { eventsOf } from './connections-seen.ts';

export interface WrittenSinceStart {
  readonly observation: Observation;
  readonly lastBoot: string;
  /** Keys written after the last start, the latest first; empty: none was. */
  readonly keys: readonly { readonly path: string; readonly at: string }[];
}

/**
 * undefined: nobody gathered it on that server. The time is of the key, and any of its values may be what was written. Events that were brought along
 * may know of a later start than what was gathered.
 * Source: Microsoft Learn, "Transport Layer Security (TLS) registry settings": Schannel needs a restart; RegQueryInfoKeyW, lpftLastWriteTime.
 */
export function writtenSinceStart(serverId: string, evidence: Evidence): WrittenSinceStart | undefined {
  const observation = evidence.of('server-state', serverId);
  const state = evidence.fact('server-state', serverId);
  if (observation === undefined || state === undefined) return undefined;
  const { keysWritten } = state;
  const logged = eventsOf(serverId, evidence).flatMap(({ fact }) => fact.restarts
    .flatMap(({ what, at }) => (what === 'started' && at !== null ? [at] : [])));
  const lastBoot = [...logged, ...(state.lastBoot === null ? [] : [state.lastBoot])].sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
  if (lastBoot === undefined) return undefined;
  const keys = keysWritten.filter(({ at }) => Date.parse(at) > Date.parse(lastBoot)).sort((a, b) => b.at.localeCompare(a.at));
  return { observation, lastBoot, keys };
}
