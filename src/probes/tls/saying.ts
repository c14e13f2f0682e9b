import { spokenTls } from '../../exchange/windows.ts';
import type { TlsEnumerationFact } from '../../model/facts.ts';

/** The fact in one line. */
export function sayEnumeration({ endpoint, versions, compatibility }: TlsEnumerationFact): string {
  const accepted = versions.filter(({ outcome }) => outcome === 'accepted');
  const suites = accepted.map(({ version, cipherSuites }) => `${version === 'SSLv2' ? 'SSL 2.0' : spokenTls(version)} (${counted(cipherSuites)})`);
  const served = compatibility.filter(({ agreed }) => agreed !== null).length;
  return `${endpoint} accepts ${suites.join(', ') || 'no TLS version'}`
    + (compatibility.length > 0 ? `; ${served} of ${compatibility.length} kinds of Exchange servers get a connection` : '');
}

/** Few are named. */
function counted(suites: readonly string[]): string {
  return suites.length > 3 ? `${suites.length} cipher suites` : `only ${suites.join(', ')}`;
}
