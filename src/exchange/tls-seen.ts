/** What was seen of the TLS of a server: what its machine accepts, whether a device ends TLS before it, and what it dials with as installed. */
import type { Endpoint, Evidence } from '../model/evidence.ts';
import type { TlsVersion } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { WindowsId } from '../model/scenario.ts';
import { identify, versionShown } from './identity.ts';
import { dialledByDefault } from './outgoing-tls.ts';
import { suitesForeignTo } from './windows-suites.ts';
import { spokenTls, windowsOfBuild, windowsVersions } from './windows.ts';

export interface Accepts {
  readonly versions: readonly TlsVersion[];
  readonly observation: Observation;
  /** `host:port` of the port that showed it. */
  readonly endpoint: string;
  /** Seen at the machine itself, as far as is known; false: only at a published name where a device may end TLS. */
  readonly atMachine: boolean;
}

/**
 * The TLS versions that a server's machine accepts. Calls between servers go to port 444 of its own name, which is rarely visible
 * from here; Schannel settings hold for the whole machine, so its other ports answer too. Undefined: none of them was seen.
 */
export function accepts(serverId: string, evidence: Evidence): Accepts | undefined {
  for (const role of ['back-end', 'own', 'published'] as const) {
    for (const endpoint of evidence.endpoints(serverId).filter((candidate) => candidate.role === role)) {
      const name = `${endpoint.host}:${endpoint.port}`;
      const observation = evidence.of('tls-versions', name);
      if (observation?.outcome.status !== 'observed') continue;
      const versions = observation.outcome.fact.versions.filter(({ outcome }) => outcome === 'accepted').map(({ version }) => version);
      const atMachine = role !== 'published' || !isBeforeTheMachine(endpoint, serverId, evidence);
      if (versions.length > 0) return { versions, observation, endpoint: name, atMachine };
    }
  }
  return undefined;
}

/**
 * Does a balancer or proxy stand before the machine? Either it betrays itself in what it answers, and to put a word of its own into an
 * answer it must have ended TLS itself; or it speaks what Windows cannot; or the published name leads to another address than the machine's
 * own name, and then it may have.
 */
function isBeforeTheMachine({ host, port }: Endpoint, serverId: string, evidence: Evidence): boolean {
  const name = `${host}:${port}`;
  if ((evidence.fact('fingerprint', name)?.device ?? null) !== null || spokenByAnother(name, evidence) !== undefined) return true;
  const addresses = evidence.fact('name-resolution', host)?.addresses ?? [];
  return evidence.endpoints(serverId).some((other) => {
    const own = other.role === 'own' ? evidence.fact('name-resolution', other.host)?.addresses : undefined;
    return own !== undefined && addresses.length > 0 && !own.some((address) => addresses.includes(address));
  });
}

/** The TLS versions that a server dials with unless its registry was changed, by its version and Windows; null: not known. */
export function dialsAsInstalled(serverId: string, evidence: Evidence): readonly TlsVersion[] | null {
  const { version, windows } = identify(serverId, evidence);
  const found = dialledByDefault(version, windows);
  return found === null ? null : [...found.versions, ...found.possibly];
}

export interface ForeignTls {
  /** A TLS version or a cipher suite, as people write it. */
  readonly what: string;
  /** The Windows that lacks it; undefined: every Windows does. */
  readonly windows: WindowsId | undefined;
}

/**
 * What a port speaks that the Windows of its machine lacks (or any Windows, where Exchange answers and its Windows is not known): then a
 * device ends TLS before it. undefined: nothing of the kind.
 */
export function spokenByAnother(endpoint: string, evidence: Evidence): ForeignTls | undefined {
  const fingerprint = evidence.fact('fingerprint', endpoint);
  const version = versionShown(fingerprint);
  if (fingerprint === undefined || version === 'exchange-online' || (version === null && fingerprint.ntlm === null)) return undefined;
  const windows = (fingerprint.ntlm?.windowsBuild ? windowsOfBuild(fingerprint.ntlm.windowsBuild) : null) ?? undefined;
  const seen = evidence.fact('tls-versions', endpoint)?.versions.filter(({ outcome }) => outcome === 'accepted') ?? [];
  const unsupported = windows === undefined ? undefined : (['TLSv1.2', 'TLSv1.3'] as const).find((one) =>
    windowsVersions[windows].server[one] === 'unsupported' && seen.some(({ version: is }) => is === one));
  if (unsupported !== undefined) return { what: spokenTls(unsupported), windows };
  const suites = [
    ...seen.flatMap(({ cipherSuite }) => cipherSuite ?? []),
    ...(evidence.fact('tls-enumeration', endpoint)?.versions ?? []).flatMap(({ version: of, cipherSuites }) => (of === 'SSLv2' ? [] : cipherSuites)),
  ];
  const [lackedByAll] = suitesForeignTo(undefined, suites);
  if (lackedByAll !== undefined) return { what: lackedByAll, windows: undefined };
  const [lacked] = windows === undefined ? [] : suitesForeignTo(windows, suites);
  return lacked === undefined ? undefined : { what: lacked, windows };
}
