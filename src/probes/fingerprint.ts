/** What a server reveals about itself without credentials: Exchange build, node names, and Windows by its NTLM challenge. */
import { versionOfBuild, versions } from '../exchange/versions.ts';
import { nameOfBuild } from '../exchange/builds.ts';
import { windowsOfBuild, windowsVersions } from '../exchange/windows.ts';
import type { FingerprintFact } from '../model/facts.ts';
import type { HttpAnswer } from '../network/port.ts';
import { decodeChallenge, encodeNegotiate, NtlmDecodeError } from '../protocol/ntlm.ts';
import { printable } from '../protocol/printable.ts';
import { lowestTls, securedSubjects } from './endpoints.ts';
import { defineProbe, LIMITS, observed } from './probe.ts';
import { headerOf } from './sign-in-schemes.ts';

export default defineProbe({
  kind: 'fingerprint',
  title: 'what a server reveals without credentials: Exchange build, node, Windows build, domain, clock',
  subjects: (evidence) => securedSubjects(evidence, ({ role }) => role !== 'back-end'),
  async gather(name, network, evidence) {
    const origin = `https://${name.replace(/:443$/, '')}`;
    const ask = (label: string, path: string, headers: Record<string, string>) => network.send({
      label, method: 'GET', url: `${origin}${path}`, headers: { 'User-Agent': 'crosslines', ...headers },
      minVersion: lowestTls(evidence, name) ?? 'TLSv1.2', timeoutMs: LIMITS.requestMs, limitBytes: LIMITS.pageBytes,
    });
    // Message type 1 carries no credentials; the answer names the machine. Source: MS-NLMP 2.2.1.2.
    const negotiate = `NTLM ${Buffer.from(encodeNegotiate()).toString('base64')}`;
    const [challenged, owa] = await Promise.all([
      ask('ntlm challenge', '/EWS/Exchange.asmx', { Authorization: negotiate }),
      ask('owa', '/owa/', {}),
    ]);
    if (!challenged.ok && !owa.ok) return challenged;
    const answers = [challenged, owa].flatMap((attempt) => (attempt.ok ? [attempt.value] : []));
    const first = (header: string): string | null => answers.map((answer) => headerOf(answer, header)).find((value) => value !== null) ?? null;
    const build = /^\d+(\.\d+){3}$/.exec(first('x-owa-version') ?? '')?.[0] ?? null;
    return observed({
      endpoint: name,
      exchangeBuild: build,
      exchangeBuildFrom: build === null ? null : 'X-OWA-Version',
      frontEnd: (first('x-feserver') ?? '').split(',').map((node) => printable(node.trim(), 64)).filter((node) => node !== ''),
      backEnd: clean(first('x-calculatedbetarget') ?? first('x-beserver')),
      ntlm: challenged.ok ? readChallenge(challenged.value, network.now()) : null,
      serverHeader: clean(first('server')),
    });
  },
  summarize({ endpoint, exchangeBuild, frontEnd, ntlm }) {
    const version = exchangeBuild === null ? null : versionOfBuild(exchangeBuild);
    const update = exchangeBuild === null ? null : nameOfBuild(exchangeBuild);
    const windows = ntlm?.windowsBuild ? windowsOfBuild(ntlm.windowsBuild) : null;
    const parts = [
      ...(exchangeBuild === null ? [] : [`${update?.name ?? (version === null ? 'Exchange' : versions[version].name)}, build ${exchangeBuild}`]),
      ...(ntlm?.windowsBuild ? [windows === null ? `Windows build ${ntlm.windowsBuild}` : windowsVersions[windows].name] : []),
      ...(ntlm?.dnsComputer ? [`machine ${ntlm.dnsComputer}`] : []),
      ...(frontEnd.length > 0 ? [`front end ${frontEnd.join(', ')}`] : []),
    ];
    return printable(`${endpoint}: ${parts.join('; ') || 'reveals nothing about itself'}`, 300);
  },
});

function clean(value: string | null): string | null {
  return value === null ? null : printable(value, 200);
}

function readChallenge(answer: HttpAnswer, now: number): FingerprintFact['ntlm'] {
  const token = /\bNTLM\s+([A-Za-z0-9+/]{20,8000}={0,2})/i.exec(headerOf(answer, 'www-authenticate') ?? '')?.[1];
  if (token === undefined) return null;
  try {
    const challenge = decodeChallenge(new Uint8Array(Buffer.from(token, 'base64')));
    const name = (text: string | null): string | null => (text === null ? null : printable(text, 255));
    return {
      windowsBuild: challenge.version,
      netbiosDomain: name(challenge.netbiosDomain), netbiosComputer: name(challenge.netbiosComputer),
      dnsDomain: name(challenge.dnsDomain), dnsComputer: hostName(challenge.dnsComputer), dnsTree: name(challenge.dnsTree),
      clockOffsetSeconds: challenge.timestampMs === null ? null : Math.round((challenge.timestampMs - now) / 1000),
    };
  } catch (error) {
    if (error instanceof NtlmDecodeError) return null;
    throw error;
  }
}

/** The name is dialled later: only what can be a host name passes. */
function hostName(text: string | null): string | null {
  return text !== null && text.length <= 253 && /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$/.test(text)
    ? text.toLowerCase() : null;
}
