/** What the TLS causes look at: the text that a failed handshake leaves, and which versions the two ends have in common. */
import type { LookupPlan } from '../../model/scenario.ts';
import type { Evidence } from '../../model/evidence.ts';
import { suitesOfOnline } from '../../exchange/outgoing-tls.ts';
import { brokenHandshakeMeanings } from '../../exchange/decisive-answer.ts';
import { accepts, all, dialsAsInstalled, othersShown, says } from '../sight.ts';
import { legsOf, type CallerValues, type Leg } from '../../exchange/predicted-leg.ts';
import type { See } from '../cause.ts';

/** The call broke off as a failed handshake does; firewalls leave the same words. */
export const handshakeBroken: See = says(...brokenHandshakeMeanings);

/** The target accepts versions, and none of them is what the requester's server dials with as installed. */
export const nothingInCommonAsInstalled: See = (lookup, evidence) => {
  const common = commonAsInstalled(lookup, evidence);
  return common === undefined ? undefined : common.versions.length === 0 ? [common.observation] : [];
};

/** The target accepts a version that the requester's server dials with as installed. */
export const somethingInCommonAsInstalled: See = (lookup, evidence) => {
  const common = commonAsInstalled(lookup, evidence);
  return common === undefined ? undefined : common.versions.length > 0 ? [common.observation] : [];
};

function commonAsInstalled(lookup: LookupPlan, evidence: Evidence) {
  const accepted = accepts(lookup.target.server, evidence);
  const dialled = dialsAsInstalled(lookup.requester.server, evidence);
  if (accepted === undefined || dialled === null) return undefined;
  return { versions: accepted.versions.filter((version) => dialled.includes(version)), observation: accepted.observation };
}

/** Only the published name of the target was seen, and it leads to another address than the machine: a device there may accept other versions. */
export const machineNotSeen: See = all(handshakeBroken, (lookup, evidence) => {
  const accepted = accepts(lookup.target.server, evidence);
  return accepted === undefined ? undefined : accepted.atMachine ? [] : [accepted.observation];
});

export const handshakeBrokenWithoutCommonVersion: See = all(handshakeBroken, nothingInCommonAsInstalled);

/** The hello of the requester's server with these .NET values comes to this at the target's port, on every Windows that it may run on. */
export const legComesTo = (comesOf: Leg['comesOf'], values: CallerValues, fits: (leg: Leg) => boolean = () => true): See => (lookup, evidence) => {
  const legs = legsOf(lookup, evidence, values);
  if (legs === undefined || legs.every((leg) => leg.comesOf === 'unknown')) return undefined;
  return legs.every((leg) => leg.comesOf === comesOf && fits(leg)) ? legs.flatMap(({ observations }) => observations) : [];
};

/** Exchange Online calls, every suite of the port was asked for, and none is one of Microsoft 365. */
export const noSuiteForOnline: See = (lookup, evidence) => {
  if (evidence.server(lookup.requester.server).version !== 'exchange-online') return [];
  const target = accepts(lookup.target.server, evidence);
  const observation = target === undefined ? undefined : evidence.of('tls-enumeration', target.endpoint);
  if (observation?.outcome.status !== 'observed') return undefined;
  const modern = observation.outcome.fact.versions.filter(({ version, outcome }) =>
    outcome === 'accepted' && (version === 'TLSv1.2' || version === 'TLSv1.3'));
  const shares = modern.some(({ version, complete, cipherSuites }) =>
    version === 'TLSv1.3' || !complete || cipherSuites.some((suite) => suitesOfOnline.includes(suite)));
  return modern.length === 0 || shares ? [] : [observation];
};

/** It was sent from here rather than computed. */
export const sentFromHere = ({ sent }: Leg): boolean => sent;

/** The requester's server reaches another one that accepts no version which this target refuses: so the two do share a version. */
export const reachesAnotherThatAcceptsNoMore: See = othersShown((other, lookup, evidence) => {
  if (other.requester.server !== lookup.requester.server || other.target.server === lookup.target.server
    || other.target.server === other.requester.server) return false;
  const there = accepts(other.target.server, evidence);
  const here = accepts(lookup.target.server, evidence);
  return there !== undefined && here !== undefined && there.versions.every((version) => here.versions.includes(version));
});

/** Read-only look at the values that decide what a server accepts and dials with. `server`: a word in braces, or words. */
export const readRegistryOn = (server: string): string =>
  `on ${server}: reg query "HKLM\\SOFTWARE\\Microsoft\\.NETFramework" /s /v SystemDefaultTlsVersions and `
  + 'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols" /s';
export const readRegistry = readRegistryOn('{requesterMachine}');

/** What only the registry of that end shows; nobody can read the registry of Exchange Online. */
export const registryOf = (end: 'requester' | 'target'): See => (lookup, evidence) =>
  (evidence.server(lookup[end].server).version === 'exchange-online' ? [] : undefined);

export const tlsReferences = [
  { title: 'Exchange Server TLS configuration best practices',
    url: 'https://learn.microsoft.com/exchange/plan-and-deploy/post-installation-tasks/security-best-practices/exchange-tls-configuration' },
] as const;
