/** Which TLS versions each port accepts, by hand-made hellos: one per version, and a second one before a version is called off. */
import { spokenTls } from '../exchange/windows.ts';
import type { TlsVersion, TlsVersionResult } from '../model/facts.ts';
import type { Attempt, Failure } from '../model/failure.ts';
import type { HandshakeAnswer, Network } from '../network/port.ts';
import { alternativeSuites, encodeClientHello, probeSuites } from '../protocol/tls/client-hello.ts';
import { enoughForServerHello, readServerFlight } from '../protocol/tls/server-flight.ts';
import { knownEndpoints, nameOf, splitName } from './endpoints.ts';
import { defineProbe, LIMITS, observed } from './probe.ts';
import { judge, tlsAlert } from './tls/judging.ts';

const VERSIONS: readonly TlsVersion[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const FLIGHT_BYTES = 65_536;

export default defineProbe({
  kind: 'tls-versions',
  title: 'TLS versions that every port accepts, SSLv3 to TLS 1.3',
  subjects: (evidence) => knownEndpoints(evidence).map((endpoint) => ({ name: nameOf(endpoint) })),
  async gather(name, network) {
    const { host, port } = splitName(name);
    const results = await Promise.all(VERSIONS.map((version) => probeVersion(version, host, port, network)));
    const reached = results.find((result) => result.result !== undefined);
    if (reached === undefined) return { ok: false, failure: results[0]?.failure ?? { kind: 'unreachable', message: `no connection to ${name}` } };
    return observed({
      endpoint: name,
      connections: results.reduce((sum, { connections }) => sum + connections, 0),
      versions: results.map(({ result }, index) => result ?? { version: VERSIONS[index] ?? 'TLSv1.2', outcome: 'timeout' as const }),
    });
  },
  summarize({ endpoint, versions }) {
    const accepted = versions.filter(({ outcome }) => outcome === 'accepted').map(({ version }) => spokenTls(version));
    const refused = versions.filter(({ outcome }) => outcome !== 'accepted');
    const how = [...new Set(refused.map(({ outcome, alert }) => (alert === undefined ? outcome : `${outcome} ${alert}`)))].join(', ');
    return `${endpoint} accepts ${accepted.join(', ') || 'no TLS version'}${refused.length > 0
      ? `; refuses ${refused.map(({ version }) => spokenTls(version)).join(', ')} (${how})` : ''}`;
  },
});

interface Probed {
  readonly result?: TlsVersionResult;
  readonly failure?: Failure;
  readonly connections: number;
}

async function probeVersion(version: TlsVersion, host: string, port: number, network: Network): Promise<Probed> {
  const ask = (label: string, cipherSuites: readonly number[]): Promise<Attempt<HandshakeAnswer>> => network.handshake({
    label: `${version} ${label}`, host, port,
    send: encodeClientHello({ version, serverName: host, cipherSuites, random: network.random(32), keyShare: network.random(32) }),
    enough: enoughForServerHello, timeoutMs: LIMITS.handshakeMs, limitBytes: FLIGHT_BYTES,
  });
  const first = await ask('all suites', probeSuites(version));
  if (!first.ok) return { failure: first.failure, connections: 1 };
  const result = judged(version, first.value);
  if (isFinal(result)) return { result, connections: 1 };
  // A reset, silence or a bare alert may be about the suites or the size of the hello rather than about the version.
  const second = await ask('few suites', alternativeSuites(version));
  if (!second.ok) return { result, connections: 2 };
  const again = judged(version, second.value);
  return { result: again.outcome === 'accepted' ? again : result, connections: 2 };
}

function isFinal({ outcome, alert }: TlsVersionResult): boolean {
  return outcome === 'accepted' || outcome === 'not-tls' || (outcome === 'alert' && alert === tlsAlert.protocolVersion);
}

function judged(version: TlsVersion, { received, end }: HandshakeAnswer): TlsVersionResult {
  return judge(version, readServerFlight(received), end);
}
