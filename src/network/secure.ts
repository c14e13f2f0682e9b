/** TLS over an open connection by the platform's library: the certificate is looked at but not insisted on. */
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import { classify, failed } from './failures.ts';
import type { NegotiateRequest, TlsSession } from './port.ts';
import { settled } from './settled.ts';
import type { Trust } from './trust.ts';

/** @param signal aborted when the run is ended. Throws NetworkFailure. */
export async function secureOver(
  tcp: Socket, { host, port, minVersion, timeoutMs }: Omit<NegotiateRequest, 'label'>, trust: Trust, signal: AbortSignal,
): Promise<{ readonly socket: TLSSocket; readonly session: TlsSession }> {
  const where = `${host}:${port}`;
  const socket = connectTls({
    socket: tcp, secureContext: trust.context(minVersion), rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    checkServerIdentity: () => undefined, // judged below, apart from the chain
  });
  socket.on('error', () => { /* told to whoever waits on it; later ones have nobody to tell */ });
  await settled(socket, 'secureConnect', timeoutMs, () => failed('tls-timeout', `${where} fell silent during the TLS handshake`),
    (error) => (signal.aborted ? failed('interrupted', 'the run was ended') : classify(error, 'tls', where)));
  return { socket, session: sessionOf(socket, host, trust) };
}

const TLS_VERSION: Readonly<Record<string, string>> = { TLSv1: 'TLSv1.0' };

function sessionOf(socket: TLSSocket, host: string, trust: Trust): TlsSession {
  const protocol = socket.getProtocol() ?? 'unknown';
  const chain: Uint8Array[] = [];
  const seen = new Set<string>();
  const leaf = socket.getPeerCertificate(true);
  let certificate = leaf;
  while (certificate?.raw !== undefined && !seen.has(certificate.fingerprint256) && chain.length < 16) {
    seen.add(certificate.fingerprint256);
    chain.push(new Uint8Array(certificate.raw));
    certificate = certificate.issuerCertificate;
  }
  const chainProblem = socket.authorized ? null : String(socket.authorizationError);
  const nameProblem = leaf?.raw === undefined ? null : (checkServerIdentity(host, leaf) as NodeJS.ErrnoException | undefined)?.code ?? null;
  const problem = chainProblem ?? nameProblem;
  return {
    version: TLS_VERSION[protocol] ?? protocol,
    cipherSuite: socket.getCipher().standardName ?? socket.getCipher().name,
    chain,
    verified: problem === null,
    problem,
    trusted: chainProblem === null || trust.reaches(chain, chainProblem),
  };
}
