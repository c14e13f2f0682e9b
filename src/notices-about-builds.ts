/** What a reader should know about builds: updates that are missing, machines that contradict each other, devices that speak for them. */
import { whatIsSeen } from './exchange/availability.ts';
import { deviceNames } from './exchange/balancers.ts';
import { shiftsTimesOverGraph } from './exchange/graph-path.ts';
import { identify } from './exchange/identity.ts';
import { sameUpdate, standingOf, type Floor, type UpdateStanding } from './exchange/updates.ts';
import { versionName, versionOfBuild, versions } from './exchange/versions.ts';
import { spokenByAnother } from './exchange/tls-seen.ts';
import { windowsOfBuild, windowsVersions } from './exchange/windows.ts';
import { buildWitnessed, witnessesOf } from './exchange/witnesses.ts';
import type { Evidence } from './model/evidence.ts';
import type { FingerprintFact, TlsVersion } from './model/facts.ts';
import type { Notice } from './model/report.ts';

/** In a fixed order: by server, then by port. */
export function noticesAboutBuilds(evidence: Evidence): readonly Notice[] {
  return [
    ...Object.keys(evidence.scenario.servers).flatMap((id) => [...aboutUpdate(id, evidence), ...aboutEnds(id, evidence)]),
    ...evidence.all.flatMap((observation): readonly Notice[] => {
      const fact = observation.kind === 'fingerprint' ? evidence.fact('fingerprint', observation.subject) : undefined;
      if (fact === undefined) return [];
      return [...unlikeAnswers(fact), ...unfitWindows(fact), ...foreignTls(fact, evidence), ...deviceBefore(fact)]
        .map((says) => ({ says, observation: observation.id }));
    }),
    ...shiftedTimes(evidence),
  ];
}

/** A lookup that works may still show wrong times: nobody would look for a cause then. */
function shiftedTimes(evidence: Evidence): readonly Notice[] {
  return evidence.scenario.lookups.flatMap((lookup): readonly Notice[] => {
    const { requester, target } = lookup;
    if (evidence.server(target.server).version !== 'exchange-online' || whatIsSeen(lookup, evidence).availability !== 'shown') return [];
    const witness = buildWitnessed(requester.server, evidence);
    return witness === undefined || !shiftsTimesOverGraph(witness.build) ? [] : [{
      says: `${requester.server} runs ${named(witness.build)}. Where it asks Exchange Online by Microsoft Graph (setting override RouteThroughMSGraph), `
        + 'this build shows busy times of cloud users shifted by the requester\'s UTC offset; the update of September 2026 mends it.',
      observation: witness.observation.id,
    }];
  });
}

function aboutUpdate(id: string, evidence: Evidence): readonly Notice[] {
  const witness = buildWitnessed(id, evidence);
  const standing = witness === undefined ? null : standingOf(witness.build);
  if (witness === undefined || standing === null) return [];
  const runs = `${id} runs ${spokenUpdate(standing, witness.build)}, which`;
  const lacks = !standing.tls12.reached ? `does not support TLS 1.2; ${whichDoes(standing, standing.tls12)}`
    : standing.withoutOldTls.reached ? null
      : `supports TLS 1.2 but not that TLS 1.0 and 1.1 are switched off; ${whichDoes(standing, standing.withoutOldTls)}`;
  return [
    ...(lacks === null ? [] : [{ says: `${runs} ${lacks}.`, observation: witness.observation.id }]),
    ...unsupportedTls13(id, runs, standing, evidence),
  ];
}

/** Only machines by their own name: at a published name a device may speak TLS 1.3 in their place. */
function unsupportedTls13(id: string, runs: string, standing: UpdateStanding, evidence: Evidence): readonly Notice[] {
  const { windows } = identify(id, evidence);
  // Windows that cannot speak it either does not speak it: then a device does, and that is said elsewhere.
  if (standing.tls13.reached || (windows !== undefined && windowsVersions[windows].server['TLSv1.3'] === 'unsupported')) return [];
  return evidence.endpoints(id).filter(({ role }) => role !== 'published').flatMap(({ host, port }): readonly Notice[] => {
    const observation = evidence.of('tls-versions', `${host}:${port}`);
    return observation === undefined || !accepts(evidence, `${host}:${port}`, 'TLSv1.3') ? [] : [{
      says: `${runs} does not support TLS 1.3, but ${host}:${port} accepts it; ${whichDoes(standing, standing.tls13)}.`,
      observation: observation.id,
    }];
  });
}

function whichDoes({ version }: UpdateStanding, { from }: Floor): string {
  return from === null ? `no update of ${versions[version].name} does` : `${from} or later does`;
}

/** The front end that a name leads to, and what Autodiscover says, beside the server that executes the calls. */
function aboutEnds(id: string, evidence: Evidence): readonly Notice[] {
  const { version } = identify(id, evidence);
  const witnesses = witnessesOf(id, evidence);
  const executor = witnesses.find(({ place }) => place === 'executor');
  // Its front and back ends are never of one build, and nobody outside can do anything about it.
  if (version === 'exchange-online') return [];
  const front = witnesses.find(({ place, build }) => place === 'published' && (executor === undefined
    ? version !== 'unknown' && versionOfBuild(build) !== version : !sameUpdate(build, executor.build)));
  const directory = executor === undefined ? undefined
    : witnesses.find(({ place, build }) => place === 'directory' && versionOfBuild(build) !== versionOfBuild(executor.build));
  const behind = executor === undefined ? `${id} is ${versionName(version)} as the scenario has it`
    : `calls of its mailboxes are executed by ${named(executor.build)}`;
  return [
    ...(front === undefined ? [] : [{
      says: `The front end before ${id} is ${named(front.build)}, ${front.by}, but ${behind}: front end and back end are not the same.`,
      observation: front.observation.id,
    }]),
    ...(directory === undefined ? [] : [{
      says: `${id} is ${named(directory.build)}, ${directory.by}, but ${behind}. The mailbox may have been moved.`,
      observation: directory.observation.id,
    }]),
  ];
}

/** Builds of different cumulative updates at one name: unlike machines, or an update that stopped half-way. */
function unlikeAnswers({ endpoint, builds, behind }: FingerprintFact): readonly string[] {
  const shown = [
    ...builds.map(({ build, by }) => ({ build, by })),
    ...behind.machines.flatMap(({ name, build }) => (build === null ? [] : [{ build, by: name }])),
  ];
  const [first] = shown;
  if (first === undefined || versionOfBuild(first.build) === 'exchange-online') return [];
  if (shown.every(({ build }) => sameUpdate(build, first.build))) return [];
  const each = [...new Set(shown.map(({ build, by }) => `${by} says ${named(build)}`))];
  return [
    `Not every answer of ${endpoint} is of the same update: ${each.join(', ')}. Machines behind that name differ, or an update was not finished.`,
  ];
}

function unfitWindows({ endpoint, builds, ntlm }: FingerprintFact): readonly string[] {
  const version = builds[0] === undefined ? null : versionOfBuild(builds[0].build);
  const windows = ntlm?.windowsBuild ? windowsOfBuild(ntlm.windowsBuild) : null;
  if (version === null || windows === null) return [];
  const { name, windows: supported } = versions[version];
  return supported.length === 0 || supported.includes(windows) ? [] : [
    `${endpoint} answers as ${name} but names itself ${windowsVersions[windows].name}, on which that version is not supported: `
    + 'more than one machine answers there, or it is an unsupported installation.',
  ];
}

/** TLS that the Windows of the machine cannot speak: something before it speaks TLS. */
function foreignTls({ endpoint }: FingerprintFact, evidence: Evidence): readonly string[] {
  const found = spokenByAnother(endpoint, evidence);
  if (found === undefined) return [];
  const lacking = found.windows === undefined ? 'which no Windows has' : `which ${windowsVersions[found.windows].name}, as it names itself, does not have`;
  return [`${endpoint} speaks ${found.what}, ${lacking}: a device before it ends TLS, and what is seen of TLS and certificate there is the device's.`];
}

function deviceBefore({ endpoint, device }: FingerprintFact): readonly string[] {
  if (device === null) return [];
  const answers = device.sure ? 'answers' : 'seems to answer';
  return [
    `Something other than Exchange ${answers} at ${endpoint}: ${deviceNames[device.kind]}, shown by ${device.shownBy}. `
    + 'The TLS versions and the certificate seen there may be its own.',
  ];
}

function accepts(evidence: Evidence, endpoint: string, wanted: TlsVersion): boolean {
  return evidence.fact('tls-versions', endpoint)?.versions.some(({ version, outcome }) => version === wanted && outcome === 'accepted') ?? false;
}

/** `Exchange 2016 CU5 (15.1.845.34)`; only the version where a build has no name. */
function named(build: string): string {
  const standing = standingOf(build);
  return standing === null ? `${versionName(versionOfBuild(build) ?? 'unknown')} (${build})` : spokenUpdate(standing, build);
}

function spokenUpdate({ name, exact }: UpdateStanding, build: string): string {
  return `${name}${exact ? '' : ' or close to it'} (${build})`;
}
