/** What the TLS causes look at: the text that a failed handshake leaves, and which versions the two ends have in common. */
import { identify } from '../../exchange/identity.ts';
import { compareBuilds, versions } from '../../exchange/versions.ts';
import { writtenSinceStart } from '../../exchange/last-start.ts';
import { registryOfServer } from '../../exchange/registry-seen.ts';
import type { RegistryTls } from '../../exchange/registry-tls.ts';
import type { TlsVersion } from '../../model/facts.ts';
import type { Observation } from '../../model/observation.ts';
import { mayShareNoTls, versionsNamed } from '../../exchange/named-versions.ts';
import type { LookupPlan } from '../../model/scenario.ts';
import type { Evidence } from '../../model/evidence.ts';
import { suitesOfOnline } from '../../exchange/outgoing-tls.ts';
import { brokenHandshakeMeanings } from '../../exchange/decisive-answer.ts';
import { builtSo } from '../server-health/sight.ts';
import { accepts, all, describesCrossLines, dialsAsInstalled, inAnswer, lacks, othersShown, says, textHas } from '../sight.ts';
import { offersModernTls } from '../../exchange/hello-meaning.ts';
import { legsOf, type CallerValues, type Leg } from '../../exchange/predicted-leg.ts';
import { hellosSeenOf, legsSeen } from '../../exchange/seen-legs.ts';
import type { See } from '../cause.ts';

/**
 * An encrypted answer was being read when the connection was cut: the handshake was over. Source: Microsoft Learn, SslStream.EndRead (it fails where
 * authentication has not occurred); johanveldhuis.nl, Troubleshooting federated sharing, part III.
 */
const tlsWasUp: See = textHas(/\b_sslstream\.(?:endread|read)\b/);

const MODERN: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];

/** The call broke off as a failed handshake does; firewalls leave the same words. */
export const handshakeBroken: See = all(says(...brokenHandshakeMeanings), lacks(tlsWasUp));

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

/** An event of Windows counts only beside words of a lookup: servers log such events for every program. */
export const besideLookup = (test: Parameters<typeof inAnswer>[0]): See =>
  all(textHas(/free.?\/?.?busy|availability|\bews\b|exchange\.asmx|autodiscover|cross(?:ed)? lines|hash ?marks?/), inAnswer(test));

/**
 * The failure follows the line between versions of which one accepts TLS 1.2 only and the other may dial with less.
 * Source: crucialcarrier.com, Exchange 2019 free/busy issue with Exchange 2013/2016; Microsoft Learn, TLS configuration best practices.
 */
export const failsBetweenVersions: See = all(describesCrossLines, lacks(handshakeBroken),
  inAnswer(({ text, answer }) => answer?.responseCode === '' && mayShareNoTls(versionsNamed(text))));

/**
 * Mail between two servers of different versions is dropped as well, before a server says why. Source: hayesjupe.com, Exchange 2010 to 2016 mail
 * flow stops with 421 4.4.2; Microsoft Learn, TLS configuration best practices (SMTP uses the same settings of Windows).
 */
export const mailDroppedToo: See = all(textHas(/\b421[ -]4\.4[. ]2\b.{0,60}connection dropped|\btls negotiation failed\b/), (lookup, evidence) => {
  const asked = evidence.of('user-availability', lookup.requester.address);
  const [from, to] = [lookup.requester.server, lookup.target.server].map((id) => identify(id, evidence).version);
  return asked === undefined || from === 'unknown' || to === 'unknown' ? undefined : from === to ? [] : [asked];
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

/** Every ClientHello that a witness saw the requester's server send comes to this at the target's machine. */
export const seenLegComesTo = (comesOf: Leg['comesOf']): See => (lookup, evidence) => {
  const legs = legsSeen(lookup, evidence);
  if (legs === undefined || legs.some((leg) => leg.comesOf === 'unknown')) return undefined;
  return legs.every((leg) => leg.comesOf === comesOf) ? legs.flatMap(({ observations }) => observations) : [];
};

/** Do the ClientHellos that were seen offer TLS 1.2 or newer, all of them, or none? */
export const seenCallsWith = (modern: boolean): See => (lookup, evidence) => {
  const hellos = hellosSeenOf(lookup.requester.server, evidence);
  const witness = evidence.of('witnessed-calls', lookup.requester.server);
  if (hellos === undefined || witness === undefined) return undefined;
  return hellos.every((hello) => offersModernTls(hello) === modern) ? [witness] : [];
};

/** How one gets to see them. */
export const askWitness = 'crosslines witness --via {requester} --advertise https://<this machine>:8443/ --format json=witness.json, '
  + 'then --evidence witness.json';

/** From which update on Exchange supports TLS 1.2. Source: exchange/versions.ts. */
export const TLS12_UPDATES = 'TLS 1.2 (Exchange 2010 SP3 RU19, 2013 CU19, 2016 CU8 or later)';

/** An end was seen with an older one. The first three parts of its build decide, since not every place shows the fourth. */
export const tooOldForTls12 = (end: 'requester' | 'target'): See => builtSo(end, ({ build, version }) => {
  const from = versions[version].tls12From;
  return from === null || compareBuilds(build, from.split('.').slice(0, 3).join('.')) < 0;
});

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
  `on ${server}: reg query HKLM\\SOFTWARE\\Microsoft\\.NETFramework /s /v SystemDefaultTlsVersions; `
  + 'reg query HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols /s';
/** What is added where the exported keys can be brought along. */
export const asFiles = '; as .reg files: --evidence FILE=SERVER';
export const readRegistry = readRegistryOn('{requesterMachine}');

/** What only the registry of that end shows; nobody can read the registry of Exchange Online. */
export const registryOf = (end: 'requester' | 'target'): See => (lookup, evidence) =>
  (evidence.server(lookup[end].server).version === 'exchange-online' ? [] : undefined);

// Registry exports that were brought along. A restart since the last change shows nowhere: values that are right only doubt.

/** An export may be older than the failure: it proves only beside words of a broken handshake. */
export function besideBrokenHandshake(see: See): See {
  return (lookup, evidence) => {
    const found = see(lookup, evidence);
    return found === undefined || found.length === 0 ? found : all(handshakeBroken, see)(lookup, evidence);
  };
}

/** Does a value of the files decide, or does an export show that none is there? Otherwise it is only taken to be as installed. */
function callsShown({ offered, inForce }: RegistryTls): boolean {
  const services = offered.find(({ bits }) => bits === 64);
  const tls12 = inForce.find(({ role, version }) => role === 'Client' && version === 'TLSv1.2');
  return services?.shown === true && (tls12?.shown === true || (tls12?.through.length ?? 0) > 0);
}

function settings(lookup: LookupPlan, evidence: Evidence) {
  const requester = registryOfServer(lookup.requester.server, evidence);
  const target = accepts(lookup.target.server, evidence);
  if (requester === undefined || target === undefined || !callsShown(requester.tls) || requester.tls.dials === null) return undefined;
  const shared = requester.tls.dials.filter((version) => target.versions.includes(version));
  return { shared, observations: [requester.observation, target.observation] as readonly Observation[] };
}

/** A role of TLS 1.2 is off on the end that needs it, while the other role of the same machine has it on by its values. */
const oneRoleOff = (end: 'requester' | 'target'): See => (lookup, evidence) => {
  const found = registryOfServer(lookup[end].server, evidence);
  if (found === undefined) return registryOf(end)(lookup, evidence);
  const state = (role: 'Client' | 'Server') => found.tls.inForce.find((one) => one.version === 'TLSv1.2' && one.role === role);
  const [needed, other] = end === 'requester' ? [state('Client'), state('Server')] : [state('Server'), state('Client')];
  const off = needed !== undefined && (needed.shown || needed.through.length > 0) && (needed.state === 'off' || needed.state === 'off-by-default');
  return off && other?.state === 'on' && other.through.length > 0 ? [found.observation] : [];
};

export const requesterRoleOff = besideBrokenHandshake(oneRoleOff('requester'));
export const targetRoleOff = besideBrokenHandshake(oneRoleOff('target'));

/** The settings of the requester's server and what the target accepts have nothing in common, and no half-set role explains it. */
export const settingsShareNothing = besideBrokenHandshake(all(
  (lookup, evidence) => {
    const found = settings(lookup, evidence);
    return found === undefined ? undefined : found.shared.length === 0 ? found.observations : [];
  },
  (lookup, evidence) => (registryOfServer(lookup.requester.server, evidence) === undefined ? undefined : lacks(requesterRoleOff)(lookup, evidence)),
));

/** They have, if the server was restarted since the values were set. */
export const settingsShareSomething: See = (lookup, evidence) => {
  const found = settings(lookup, evidence);
  return found === undefined ? undefined : found.shared.length > 0 ? found.observations : [];
};

/**
 * The registry of that end switches TLS 1.2 on for calls that it gets, and its port at the machine itself refuses TLS 1.2: the values are not
 * in force, because Schannel takes them when a credential is opened anew. Source: Microsoft Learn, "TLS registry settings".
 */
export const portContradictsRegistry = (end: 'requester' | 'target'): See => (lookup, evidence) => {
  const found = registryOfServer(lookup[end].server, evidence);
  const accepted = accepts(lookup[end].server, evidence);
  if (found === undefined || accepted?.atMachine !== true) return undefined;
  const server = found.tls.inForce.find(({ version, role }) => version === 'TLSv1.2' && role === 'Server');
  const setOn = server?.state === 'on' && server.through.length > 0;
  return setOn && !accepted.versions.includes('TLSv1.2') ? [found.observation, accepted.observation] : [];
};

/** What was gathered on that end: its TLS settings were written after its last start, or all of them before it. */
const start = (end: 'requester' | 'target', after: boolean): See => (lookup, evidence) => {
  const found = writtenSinceStart(lookup[end].server, evidence);
  return found === undefined ? undefined : found.keys.length > 0 === after ? [found.observation] : [];
};

export const writtenAfterStart = (end: 'requester' | 'target'): See => start(end, true);
export const startedSince = (end: 'requester' | 'target'): See => start(end, false);

/** The list of cipher suites in the requester's registry holds none that the target accepts in TLS 1.2. */
export const suiteListSharesNothing = besideBrokenHandshake((lookup, evidence) => {
  const found = registryOfServer(lookup.requester.server, evidence);
  const target = accepts(lookup.target.server, evidence);
  const list = found === undefined ? null : found.suites;
  const seen = target === undefined ? undefined : evidence.of('tls-enumeration', target.endpoint);
  const accepted = seen?.outcome.status === 'observed' ? seen.outcome.fact.versions.find(({ version }) => version === 'TLSv1.2') : undefined;
  if (found === undefined || seen === undefined || accepted?.complete !== true) return undefined;
  return list !== null && !list.some((suite) => accepted.cipherSuites.includes(suite)) ? [found.observation, seen] : [];
});

/** The settings let calls leave with nothing newer than TLS 1.1, or with TLS 1.2. */
const callsWith = (modern: boolean): See => (lookup, evidence) => {
  const found = registryOfServer(lookup.requester.server, evidence);
  if (found === undefined || !callsShown(found.tls) || found.tls.dials === null) return undefined;
  return found.tls.dials.some((version) => MODERN.includes(version)) === modern ? [found.observation] : [];
};

export const callsOnlyOldTls = besideBrokenHandshake(callsWith(false));
export const callsModernTls = callsWith(true);

export const tlsReferences = [
  { title: 'Exchange Server TLS configuration best practices',
    url: 'https://learn.microsoft.com/exchange/plan-and-deploy/post-installation-tasks/security-best-practices/exchange-tls-configuration' },
] as const;
