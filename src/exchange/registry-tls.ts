/** What the registry of a server means: the TLS versions in force for calls that it gets and makes, and through which values. */
import type { TlsVersion } from '../model/facts.ts';
import type { ClaimedVersion, WindowsId } from '../model/scenario.ts';
import { dotnetGenerations, dotnetKey, roleKey, type Bits, type DotnetGeneration, type Role } from './registry-places.ts';
import type { FoundValue, TlsRegistry } from '../model/registry.ts';
import { covers, dwordAt } from './registry-values.ts';
import { compareBuilds, versions } from './versions.ts';
import { spokenTls, tlsVersionsInOrder, windowsVersions, type SchannelState } from './windows.ts';

/** Which server the registry is of. */
export interface RegistryMachine {
  readonly exchange: ClaimedVersion;
  /** Four parts; absent: not known. */
  readonly build?: string;
  readonly windows?: WindowsId;
}

/** `off-by-default`: only programs that name the version may use it. `unknown`: it depends on what is not known here. */
export type RoleState = 'on' | 'off-by-default' | 'off' | 'unsupported' | 'unknown';

export interface InForce {
  readonly version: TlsVersion;
  readonly role: Role;
  readonly state: RoleState;
  /** The values that decide; empty: none does. */
  readonly through: readonly FoundValue[];
  /** true: the files would show its key. false and no values: it is taken to be as installed. */
  readonly shown: boolean;
}

export interface Offered {
  readonly generation: DotnetGeneration;
  readonly bits: Bits;
  /** Oldest first; empty: no credential can be made, and no call leaves the machine. null: not known. */
  readonly versions: readonly TlsVersion[] | null;
  /** Those that are among them in any case. */
  readonly certain: readonly TlsVersion[];
  readonly because: string;
  readonly through: readonly FoundValue[];
  readonly shown: boolean;
}

export interface RegistryTls {
  readonly machine: RegistryMachine;
  readonly inForce: readonly InForce[];
  /** Those of the generation that this Exchange uses; of both where the version is not known. */
  readonly offered: readonly Offered[];
  /** What its HTTPS port accepts; null: not known. */
  readonly accepts: readonly TlsVersion[] | null;
  /** What the services of Exchange dial with; null: not known. */
  readonly dials: readonly TlsVersion[] | null;
  /** Those of each that are certain, also where the rest is not. */
  readonly certain: { readonly accepts: readonly TlsVersion[]; readonly dials: readonly TlsVersion[] };
}

/**
 * Source: Microsoft Learn, "Transport Layer Security (TLS) registry settings" (Enabled, DisabledByDefault), "TLS best practices with .NET Framework"
 * (SystemDefaultTlsVersions, SchUseStrongCrypto), "Exchange Server TLS configuration best practices".
 */
export function registryTls(registry: TlsRegistry, machine: RegistryMachine): RegistryTls {
  const inForce = (['Server', 'Client'] as const).flatMap((role) => tlsVersionsInOrder.map((version) => stateOf(registry, machine, version, role)));
  const ofServer = inForce.filter(({ role }) => role === 'Server');
  const own = machine.exchange === 'unknown' ? dotnetGenerations : [versions[machine.exchange].dotnetGeneration].filter((one) => one !== null);
  const offered = own.flatMap((generation) => ([64, 32] as const).map((bits) => offeredBy(registry, machine, generation, bits, inForce)));
  const services = own.length === 1 ? offered.find(({ bits }) => bits === 64) : undefined;
  const accepts = ofServer.filter(({ state }) => state === 'on').map(({ version }) => version);
  return {
    machine, inForce, offered, certain: { accepts, dials: services?.certain ?? [] },
    accepts: ofServer.some(({ state }) => state === 'unknown') ? null : accepts, dials: services?.versions ?? null,
  };
}

function stateOf(registry: TlsRegistry, machine: RegistryMachine, version: TlsVersion, role: Role): InForce {
  const key = roleKey(version, role);
  const enabled = dwordAt(registry, key, 'Enabled');
  const byDefault = dwordAt(registry, key, 'DisabledByDefault');
  const through = [enabled?.at, byDefault?.at].filter((found) => found !== undefined);
  const shown = covers(registry, key);
  const installed = asInstalled(machine, version, role, shown);
  const state = ((): RoleState => {
    if (installed === 'unsupported') return 'unsupported';
    if (enabled?.value === 0) return 'off';
    if (byDefault !== undefined) return byDefault.value === 0 ? 'on' : 'off-by-default';
    // Enabled alone leaves the other value as Windows has it.
    return installed;
  })();
  return { version, role, state, through, shown };
}

/** As Windows has it, or setup of Exchange where the files do not show the place that it writes to. */
function asInstalled({ exchange, build, windows }: RegistryMachine, version: TlsVersion, role: Role, shown: boolean): RoleState {
  const candidates = windows === undefined ? windowsOf(exchange) : [windows];
  const states = new Set(candidates.map((id) => windowsVersions[id][role === 'Client' ? 'client' : 'server'][version]));
  const [only] = states;
  const ofWindows: RoleState = states.size === 1 && only !== undefined ? SAID[only] : 'unknown';
  if (shown || (exchange !== 'exchange-2019' && exchange !== 'exchange-se') || ofWindows === 'unsupported') return ofWindows;
  if (version !== 'TLSv1.3') return version === 'TLSv1.2' ? 'on' : 'off';
  const from = versions[exchange].tls13From;
  if (ofWindows !== 'on' || from === null) return 'unknown';
  // Every update of Exchange SE supports it.
  return exchange === 'exchange-se' || (build !== undefined && compareBuilds(build, from) >= 0) ? 'on' : 'unknown';
}

const SAID: Readonly<Record<SchannelState, RoleState>> = { on: 'on', off: 'off-by-default', unsupported: 'unsupported', unknown: 'unknown' };

function windowsOf(exchange: ClaimedVersion): readonly WindowsId[] {
  const supported = exchange === 'unknown' ? [] : versions[exchange].windows;
  return supported.length > 0 ? supported : Object.values(windowsVersions).map(({ id }) => id);
}

function offeredBy(registry: TlsRegistry, { exchange }: RegistryMachine, generation: DotnetGeneration, bits: Bits, inForce: readonly InForce[]): Offered {
  const key = dotnetKey(generation, bits);
  const system = dwordAt(registry, key, 'SystemDefaultTlsVersions');
  const strong = dwordAt(registry, key, 'SchUseStrongCrypto');
  const through = [system?.at, strong?.at].filter((found) => found !== undefined);
  const rest = { generation, bits, through, shown: through.length > 0 || covers(registry, key) };
  const clients = inForce.filter(({ role }) => role === 'Client');
  if (system?.value === 1) return { ...rest, ...among(clients, null, 'SystemDefaultTlsVersions is 1: it offers what Windows has switched on') };
  if ((exchange === 'exchange-2019' || exchange === 'exchange-se') && system === undefined) {
    if (!rest.shown) return { ...rest, ...among(clients, null, 'setup of Exchange sets SystemDefaultTlsVersions; the files do not show it') };
    return { ...rest, versions: null, certain: [], because: 'SystemDefaultTlsVersions, which setup of Exchange sets, is missing; what .NET does without it is not known for this version' };
  }
  const unset = `SystemDefaultTlsVersions is ${system === undefined ? 'not set' : String(system.value)}`;
  // .NET 3.5 heeds SchUseStrongCrypto only where a program names a version, and Exchange 2010 names none.
  if (strong?.value === 1 && generation === 'v4.0.30319') {
    return { ...rest, ...among(clients, ['TLSv1.0', 'TLSv1.1', 'TLSv1.2'], `SchUseStrongCrypto is 1 and ${unset}: it names TLS 1.0 to 1.2`) };
  }
  return { ...rest, ...among(clients, ['SSLv3', 'TLSv1.0'], `${unset}: .NET names nothing newer than TLS 1.0`) };
}

/** @param named by the program; null: it leaves the choice to Windows */
function among(clients: readonly InForce[], named: readonly TlsVersion[] | null, because: string): Pick<Offered, 'versions' | 'certain' | 'because'> {
  const wanted = clients.filter(({ version }) => named === null || named.includes(version));
  const open = wanted.filter(({ state }) => state === 'unknown').map(({ version }) => spokenTls(version));
  // SSL 3.0 is named by habit: where Windows has it off, no hello of .NET offered it. Source: the profiles of client-hellos-table.ts.
  const left = wanted.filter(({ version, state }) => state === 'on' || (named !== null && version !== 'SSLv3' && state === 'off-by-default'));
  const certain = left.map(({ version }) => version);
  if (open.length === 0) return { versions: certain, certain, because };
  return { versions: null, certain, because: `${because}; whether ${open.join(' and ')} is on is not known from these files` };
}
