/** Several servers beside each other: which one differs, and which cannot call which. */
import type { TlsVersion } from '../model/facts.ts';
import { tlsPlaces } from './registry-places.ts';
import { citing, type Remark } from './registry-remark.ts';
import type { RegistryTls } from './registry-tls.ts';
import type { TlsRegistry } from '../model/registry.ts';
import { valueAt } from './registry-values.ts';
import { versionName } from './versions.ts';
import { spokenTls } from './windows.ts';

export interface ComparedServer {
  readonly server: string;
  readonly registry: TlsRegistry;
  readonly tls: RegistryTls;
}

const MOST_VALUES = 6;

/** Calls that cannot come about, and servers of one version that are not alike. */
export function comparisonRemarks(servers: readonly ComparedServer[]): readonly Remark[] {
  return [...deafPairs(servers), ...differences(servers)];
}

function deafPairs(servers: readonly ComparedServer[]): readonly Remark[] {
  return servers.flatMap((from) => servers.flatMap((to): readonly Remark[] => {
    const { dials } = from.tls;
    const { accepts } = to.tls;
    if (from === to || dials === null || accepts === null || dials.some((version) => accepts.includes(version))) return [];
    return [{ id: 'no-shared-version', weight: 'fault', lines: [],
      says: `${from.server} cannot call ${to.server}: it dials with ${spoken(dials)}, and ${to.server} accepts ${spoken(accepts)}. Users on ${from.server} see cross lines for people on ${to.server}.` }];
  }));
}

/** The fault is often the one that differs: among servers of one version, those in the minority are named. */
function differences(servers: readonly ComparedServer[]): readonly Remark[] {
  const kinds = new Map<string, ComparedServer[]>();
  for (const one of servers) kinds.set(one.tls.machine.exchange, [...(kinds.get(one.tls.machine.exchange) ?? []), one]);
  return [...kinds.values()].flatMap((alike): readonly Remark[] => {
    const ways = new Map<string, ComparedServer[]>();
    for (const one of alike) ways.set(wayOf(one), [...(ways.get(wayOf(one)) ?? []), one]);
    const [most, ...others] = [...ways.values()].sort((a, b) => b.length - a.length);
    const model = most?.[0];
    if (most === undefined || model === undefined) return [];
    return others.flat().map((one): Remark => ({
      id: 'server-differs', weight: 'fault', ...differing(one, model),
      says: `${one.server} differs from ${names(most)}${alike.length > 2 && most.length > 1 ? `, which ${versionName(one.tls.machine.exchange) === 'Exchange' ? 'agree' : `are ${versionName(one.tls.machine.exchange)} too and agree`}` : ''}: `
        + `it dials with ${dialled(one)} (there ${dialled(model)}) and accepts ${accepted(one)} (there ${accepted(model)}).${differing(one, model).which}`,
      repair: `Make the values of ${one.server} like those of ${model.server}, or the other way round, whichever has TLS 1.2.`,
    }));
  });
}

function wayOf({ tls }: ComparedServer): string {
  return JSON.stringify([tls.dials, tls.accepts, tls.inForce.map(({ state }) => state)]);
}

function differing(one: ComparedServer, model: ComparedServer): { readonly which: string; readonly lines: Remark['lines'] } {
  const found = tlsPlaces.flatMap(({ path, names: wanted }) => wanted.flatMap((name) => {
    const [here, there] = [valueAt(one.registry, path, name), valueAt(model.registry, path, name)];
    return JSON.stringify(here?.data ?? null) === JSON.stringify(there?.data ?? null) ? [] : [{ here, there, name: `${path.split('\\').slice(-2).join('\\')}\\${name}` }];
  }));
  const shown = found.slice(0, MOST_VALUES).map(({ name }) => name).join(', ');
  return {
    which: found.length === 0 ? '' : ` Values that differ: ${shown}${found.length > MOST_VALUES ? ` and ${found.length - MOST_VALUES} more` : ''}.`,
    lines: citing(...found.slice(0, MOST_VALUES).flatMap(({ here, there }) => [here, there])),
  };
}

const dialled = ({ tls }: ComparedServer): string => spoken(tls.dials, tls.certain.dials);
const accepted = ({ tls }: ComparedServer): string => spoken(tls.accepts, tls.certain.accepts);

function names(servers: readonly ComparedServer[]): string {
  const all = servers.map(({ server }) => server);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
}

/** @param certain those that are certain where the whole is not known */
export function spoken(versions: readonly TlsVersion[] | null, certain: readonly TlsVersion[] = []): string {
  if (versions === null) return certain.length === 0 ? 'what is not known' : `${certain.map(spokenTls).join(', ')}; of others it is not known`;
  return versions.length === 0 ? 'no version of TLS' : versions.map(spokenTls).join(', ');
}
