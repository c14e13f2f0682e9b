/** What a server reveals about itself without credentials: Exchange build, machines, a device before it, and Windows by its NTLM challenge. */
import { deviceNames } from '../exchange/balancers.ts';
import { nameOfBuild } from '../exchange/builds.ts';
import { versionOfBuild, versions } from '../exchange/versions.ts';
import { windowsOfBuild, windowsVersions } from '../exchange/windows.ts';
import type { Evidence } from '../model/evidence.ts';
import type { FingerprintFact } from '../model/facts.ts';
import { printable } from '../protocol/printable.ts';
import { lowestTls, securedSubjects, splitName } from './endpoints.ts';
import { buildsShown, deviceSeen, firstHeader, frontEnds, machinesSeen, poolMembersSeen, type Answered } from './fingerprint/answers.ts';
import { readChallenge } from './fingerprint/challenge.ts';
import { questions } from './fingerprint/questions.ts';
import { defineProbe, LIMITS, observed } from './probe.ts';

export default defineProbe({
  kind: 'fingerprint',
  title: 'what a server reveals without credentials: Exchange build, machines and devices, Windows build, domain, clock',
  subjects: (evidence) => securedSubjects(evidence, ({ role }) => role !== 'back-end'),
  async gather(name, network, evidence) {
    const origin = `https://${name.replace(/:443$/, '')}`;
    const minVersion = lowestTls(evidence, name) ?? 'TLSv1.2';
    const asked = questions(isNode(splitName(name).host, evidence));
    const attempts = await Promise.all(asked.map(async (question) => ({
      question,
      attempt: await network.send({
        label: question.label, method: 'GET', url: `${origin}${question.path}`, headers: { 'User-Agent': 'crosslines', ...question.headers },
        minVersion, timeoutMs: question.timeoutMs, limitBytes: LIMITS.pageBytes,
      }),
    })));
    const answered = attempts.flatMap(({ question, attempt }): readonly Answered[] => (attempt.ok ? [{ question, answer: attempt.value }] : []));
    const [first] = attempts;
    if (answered.length === 0 && first !== undefined && !first.attempt.ok) return first.attempt;
    const builds = buildsShown(answered);
    const exact = builds.find(({ by }) => by !== 'login page') ?? null;
    const challenged = answered.find(({ question }) => question.about === 'challenge');
    return observed({
      endpoint: name,
      exchangeBuild: exact?.build ?? null,
      exchangeBuildFrom: exact?.by ?? null,
      builds,
      behind: machinesSeen(asked, answered),
      device: deviceSeen(answered),
      poolMembers: poolMembersSeen(answered),
      frontEnd: frontEnds(answered),
      backEnd: firstHeader(answered, 'x-calculatedbetarget', 'x-beserver', 'x-diaginfo'),
      ntlm: challenged === undefined ? null : readChallenge(challenged.answer, network.now()),
      serverHeader: firstHeader(answered, 'server'),
    });
  },
  summarize: (fact) => printable(`${fact.endpoint}: ${parts(fact).join('; ') || 'reveals nothing about itself'}`, 400),
});

/** Does the scenario name that host as a machine? What only answers tell must not decide what is asked, or a replay would ask otherwise. */
function isNode(host: string, { scenario }: Evidence): boolean {
  const servers = Object.values(scenario.servers);
  return servers.some(({ nodes }) => nodes.some((node) => node.toLowerCase() === host))
    && !servers.some(({ ews }) => ews !== undefined && URL.canParse(ews) && new URL(ews).hostname.toLowerCase() === host);
}

function parts({ exchangeBuild, builds, behind, device, frontEnd, ntlm }: FingerprintFact): readonly string[] {
  const build = exchangeBuild ?? builds[0]?.build ?? null;
  const version = build === null ? null : versionOfBuild(build);
  const update = build === null ? null : nameOfBuild(build);
  const windows = ntlm?.windowsBuild ? windowsOfBuild(ntlm.windowsBuild) : null;
  return [
    ...(build === null ? [] : [`${update?.name ?? (version === null ? 'Exchange' : versions[version].name)}, build ${build}`]),
    ...(ntlm?.windowsBuild ? [windows === null ? `Windows build ${ntlm.windowsBuild}` : windowsVersions[windows].name] : []),
    ...(ntlm?.dnsComputer ? [`machine ${ntlm.dnsComputer}`] : []),
    ...(frontEnd.length > 0 ? [`front end ${frontEnd.join(', ')}`] : []),
    ...(behind.machines.length > 1 ? [`at least ${behind.machines.length} machines: ${behind.machines.map(({ name }) => name).join(', ')}`] : []),
    ...(device === null ? [] : [`before it ${device.sure ? '' : 'perhaps '}${deviceNames[device.kind]} (${device.shownBy})`]),
  ];
}
