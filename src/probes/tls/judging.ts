/** What the answer to the hello of one version says of that version. */
import type { TlsRefusal, TlsVersion, TlsVersionResult } from '../../model/facts.ts';
import type { HandshakeAnswer } from '../../network/port.ts';
import type { ServerFlight } from '../../protocol/tls/server-flight.ts';

/** Source: RFC 8446 6.2; 86: RFC 7507 2. */
export const tlsAlert = { handshakeFailure: 40, protocolVersion: 70, insufficientSecurity: 71, inappropriateFallback: 86 } as const;

/** The version is on only where the server answers with that very version. */
export function judge(version: TlsVersion, flight: ServerFlight, end: HandshakeAnswer['end']): TlsVersionResult {
  switch (flight.kind) {
    case 'server-hello':
      return flight.version === version
        ? { version, outcome: 'accepted', cipherSuite: flight.cipherSuite }
        : { version, outcome: 'closed', answered: flight.version };
    case 'alert':
      // 71 speaks of suites, so the version is on. 40 may mean either, and stays an alert.
      return { version, outcome: flight.description === tlsAlert.insufficientSecurity ? 'no-usable-suite' : 'alert', alert: flight.description };
    case 'not-tls':
      return { version, outcome: 'not-tls' };
    case 'incomplete':
      return { version, outcome: ending(end) };
  }
}

/** How a hello was refused, as it was on the wire. undefined: it was not, the server chose something. */
export function refusalIn(flight: ServerFlight, end: HandshakeAnswer['end']): TlsRefusal | undefined {
  switch (flight.kind) {
    case 'server-hello': return undefined;
    case 'alert': return { outcome: 'alert', alert: flight.description };
    case 'not-tls': return { outcome: 'not-tls' };
    case 'incomplete': return { outcome: ending(end) };
  }
}

function ending(end: HandshakeAnswer['end']): 'reset' | 'timeout' | 'closed' {
  return end === 'reset' || end === 'timeout' ? end : 'closed';
}
