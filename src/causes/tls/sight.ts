/** What the TLS causes look at: the text that a failed handshake leaves, and which versions the two ends have in common. */
import type { LookupPlan } from '../../model/scenario.ts';
import type { Evidence } from '../../model/evidence.ts';
import { accepts, all, dialsAsInstalled, othersShown, says } from '../sight.ts';
import type { See } from '../cause.ts';

/**
 * What .NET says when a handshake that it began came to nothing. Resets by firewalls leave the same words.
 * Source: Microsoft Learn Q&A 142364; OfficeDocs-Support free-busy-sharing-issues-tls12.md.
 */
export const handshakeBroken: See = says(
  'connection-closed-on-send', 'connection-forcibly-closed', 'ssl-tls-channel-not-created', 'no-common-algorithm',
  'transport-read-failed-forcibly-closed', 'authentication-failed-transport-stream-closed', 'connection-closed-on-receive',
);

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
