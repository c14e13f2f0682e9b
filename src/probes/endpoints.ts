/** Which ports there are to ask, and how low TLS must go to ask them. Shared by the probes of this folder. */
import type { Endpoint, Evidence } from '../model/evidence.ts';
import type { MinTlsVersion } from '../network/port.ts';
import type { Subject } from './probe.ts';

/** Ports of all servers that take part in a lookup, each once. */
export function knownEndpoints(evidence: Evidence): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const server of serversInvolved(evidence)) {
    for (const endpoint of evidence.endpoints(server)) {
      const key = nameOf(endpoint);
      if (!found.has(key)) found.set(key, endpoint);
    }
  }
  return [...found.values()];
}

/** `host:port`, the subject of what is asked of a port. */
export function nameOf(endpoint: { readonly host: string; readonly port: number }): string {
  return `${endpoint.host}:${endpoint.port}`;
}

/** Ids of the servers of requesters and targets. Exchange Online is not probed as a target: we do not stand where its peers stand. */
function serversInvolved(evidence: Evidence): readonly string[] {
  return [...new Set(evidence.scenario.lookups.flatMap(({ requester, target }) => [requester.server, target.server]))];
}

/**
 * Ports to ask over TLS, once the TLS probe has settled for them: skipped where nothing answers there.
 * @param fits which ports the question makes sense for
 */
export function securedSubjects(evidence: Evidence, fits: (endpoint: Endpoint) => boolean): readonly Subject[] {
  return knownEndpoints(evidence).filter(fits).flatMap((endpoint): readonly Subject[] => {
    const name = nameOf(endpoint);
    const probed = evidence.of('tls-versions', name);
    if (probed === undefined) return [];
    if (probed.outcome.status !== 'observed') return [{ name, skip: `no TLS handshake there: ${probed.outcome.reason}` }];
    if (lowestTls(evidence, name) === null) return [{ name, skip: 'the port accepts no TLS version that this machine can speak' }];
    return [{ name }];
  });
}

/** The lowest version to allow so that the port can be asked; null: none that Node can speak. What is not known counts as modern. */
export function lowestTls(evidence: Evidence, endpoint: string): MinTlsVersion | null {
  const fact = evidence.fact('tls-versions', endpoint);
  if (fact === undefined) return 'TLSv1.2';
  const accepted = fact.versions.filter(({ outcome }) => outcome === 'accepted').map(({ version }) => version);
  if (accepted.includes('TLSv1.2') || accepted.includes('TLSv1.3')) return 'TLSv1.2';
  if (accepted.includes('TLSv1.1')) return 'TLSv1.1';
  return accepted.includes('TLSv1.0') ? 'TLSv1' : null;
}

/** Host and port of `host:port`. */
export function splitName(name: string): { readonly host: string; readonly port: number } {
  const at = name.lastIndexOf(':');
  return { host: name.slice(0, at), port: Number(name.slice(at + 1)) };
}

/** `host:port` of a URL, as endpoints are named. */
export function endpointOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname.toLowerCase()}:${port || '443'}`;
}
