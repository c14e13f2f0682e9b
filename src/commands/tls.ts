/** `crosslines tls`: everything that a port shows of its TLS, without an account and without a scenario. */
import { clientHelloProfiles, profileOf, type ClientHelloProfile } from '../exchange/client-hellos.ts';
import { tlsRemarks } from '../exchange/tls-remarks.ts';
import { gather } from '../gather.ts';
import { oneOf } from '../load/complaints.ts';
import type { TlsEnumerationFact } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import { tlsEnumeration } from '../probes/tls/enumeration.ts';
import type { Network } from '../network/port.ts';
import type { TlsErrand } from '../network/tape.ts';
import { readHost } from '../protocol/tls/host-name.ts';
import { tlsForPeople, type TlsTrace } from '../reporters/tls.ts';
import { tlsForPrograms } from '../reporters/tls-result.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { endAfter, openDoor, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import { readOutputs, writeOutputs } from './outputs.ts';
import type { ReportingOptions } from './outputs.ts';
import type { Terminal } from './terminal.ts';
import { whole } from './whole-number.ts';

export interface TlsOptions extends NetworkedOptions, ReportingOptions {
  readonly starttls?: string;
  readonly as?: string;
  readonly versions?: boolean;
  readonly predict?: boolean;
  readonly connections?: string;
  readonly pause?: string;
}

const CONNECTIONS = 4;
const FORMATS = ['terminal', 'json'] as const;

/**
 * Asks one port. 0: nothing wrong, 1: a fault was found, 3: it could not be asked or the run was ended.
 * @param target `host`, `host:port` or a URL
 * @param imitated servers to ask instead of the world's; for tests
 * Throws UsageError for mistakes of the caller.
 */
export async function tls(target: string, options: TlsOptions, terminal: Terminal, imitated?: ImitatedWorld): Promise<ExitCode> {
  readOutputs(options.format ?? [], FORMATS);
  const errand = readErrand(target, options);
  const pace = { connections: whole('--connections', options.connections ?? String(CONNECTIONS), 1, 32), pauseMs: whole('--pause', options.pause ?? '0', 0, 60_000) };
  const scenario = nobody(errand.endpoint);
  const inTime = endAfter(options.timeout, terminal);
  const door = openDoor({ scenario, credentials: new Map(), connectTo: new Map(), trust: [], pace, tls: errand }, options, terminal, imitated);
  try {
    return await askOver(door.network, scenario, errand, options, terminal);
  } finally {
    inTime();
    door.close();
  }
}

/** The same over any network, such as a tape. Throws UsageError, and TapeError when a tape lacks an answer. */
export async function askOver(network: Network, scenario: Scenario, errand: TlsErrand, options: ReportingOptions, terminal: Terminal): Promise<ExitCode> {
  const outputs = readOutputs(options.format ?? [], FORMATS);
  const { endpoint, profiles, ...rest } = errand;
  const { evidence } = await gather(scenario, network, [tlsEnumeration([endpoint], { ...rest, profiles: profiles.map(readProfile) })]);
  const [observation] = evidence.all;
  const outcome = observation?.outcome;
  const trace: TlsTrace = outcome?.status === 'observed' ? { endpoint, ms: observation?.ms ?? 0, fact: outcome.fact as TlsEnumerationFact }
    : { endpoint, ms: observation?.ms ?? 0, reason: outcome?.reason ?? 'nothing was asked' };
  writeOutputs(outputs, terminal, options, { people: (place) => tlsForPeople(trace, place), programs: () => tlsForPrograms(trace) });
  return exitCodeOf(trace, errand);
}

function exitCodeOf({ fact }: TlsTrace, { what }: TlsErrand): ExitCode {
  if (fact === undefined) return exitCodes.notObserved;
  const refused = what === 'profiles' && fact.compatibility.some(({ agreed, brokenOffBy }) => agreed === null || brokenOffBy !== undefined);
  return refused || tlsRemarks(fact).some(({ weight }) => weight === 'fault') ? exitCodes.fault : exitCodes.asExpected;
}

function readErrand(target: string, options: TlsOptions): TlsErrand {
  const { starttls, as, versions, predict } = options;
  if (starttls !== undefined && starttls !== 'smtp') throw new UsageError(`--starttls ${starttls} is not known; expected smtp.`);
  if (as !== undefined && versions === true) throw new UsageError('--as and --versions ask for different things; give one of them.');
  if (predict === true && (as !== undefined || versions === true)) throw new UsageError('--predict computes from all that a port shows; leave --as and --versions out.');
  const asked: Pick<TlsErrand, 'endpoint' | 'starttls'> = {
    endpoint: readEndpoint(target, starttls === undefined ? 443 : 25), ...(starttls === undefined ? {} : { starttls: 'smtp' }),
  };
  if (versions === true) return { ...asked, what: 'versions', profiles: [] };
  if (as !== undefined) return { ...asked, what: 'profiles', profiles: [readProfile(as).id] };
  return { ...asked, what: 'all', profiles: clientHelloProfiles.map(({ id }) => id), ...(predict === true ? { predict } : {}) };
}

function readProfile(id: string): ClientHelloProfile {
  const profile = profileOf(id);
  if (profile === undefined) throw new UsageError(`--as ${id} is not known; expected ${oneOf(clientHelloProfiles.map((known) => known.id))}.`);
  return profile;
}

/** `host:port`, an IPv6 address in brackets. */
function readEndpoint(text: string, usualPort: number): string {
  const mistake = new UsageError(`"${text}" is no host to ask; expected HOST or HOST:PORT, such as mail.contoso.com or mail.contoso.com:443.`);
  const bare = text.replace(/^https:\/\/([^/]*).*$/i, '$1');
  const parts = /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(bare);
  const host = readHost(parts?.[1] ?? bare);
  const port = Number(parts?.[2] ?? usualPort);
  if (host === undefined || port < 1 || port > 65_535) throw mistake;
  return `${host.kind === 'ip' && host.text.includes(':') ? `[${host.text}]` : host.text}:${port}`;
}

/** A scenario in which nobody looks anybody up. */
function nobody(endpoint: string): Scenario {
  return {
    name: 'tls', title: `TLS of ${endpoint}`, servers: {}, signIns: {}, mailboxes: {}, lookups: [],
    window: { from: 'now', hours: 24, intervalMinutes: 30 }, trustHosts: [],
  };
}
