/** The certificate of a port, judged by the platform's library where that gets through, otherwise read from what was in plain text. */
import type { CertificateSummary, EnumeratedTlsVersion, TlsEnumerationFact } from '../../model/facts.ts';
import type { MinTlsVersion, TlsSession } from '../../network/port.ts';
import { CertificateDecodeError, matchesName, summarizeCertificate } from '../../protocol/certificate.ts';
import type { Asker } from './asking.ts';
import type { AskedVersion } from './versions.ts';

export type Certificates = Pick<TlsEnumerationFact, 'certificate' | 'otherCertificate'>;

const LOWEST: Readonly<Partial<Record<EnumeratedTlsVersion['version'], MinTlsVersion>>> = {
  'TLSv1.3': 'TLSv1.2', 'TLSv1.2': 'TLSv1.2', 'TLSv1.1': 'TLSv1.1', 'TLSv1.0': 'TLSv1',
};

/** One complete handshake by the platform's library, in the newest version that it speaks; undefined: it does not get through. */
export async function askSession(asker: Asker, asked: readonly AskedVersion[]): Promise<TlsSession | undefined> {
  const newest = asked.findLast(({ result: { version, outcome } }) => outcome === 'accepted' && LOWEST[version] !== undefined);
  const minVersion = newest === undefined ? undefined : LOWEST[newest.result.version];
  const session = minVersion === undefined ? undefined : await asker.negotiate({ label: 'certificate', minVersion });
  return session?.ok === true && session.value.chain.length > 0 ? session.value : undefined;
}

/** @param judged the complete handshake @param shown chains that were seen in plain text @param now milliseconds since 1970 */
export function readCertificates(
  host: string, judged: TlsSession | undefined, shown: readonly (readonly Uint8Array[])[], now: number,
): Certificates {
  const chains = [...(judged === undefined ? [] : [judged.chain]), ...shown].map((chain) => summaries(chain)).filter((chain) => chain.length > 0);
  const [leaf, ...others] = chains[0] ?? [];
  if (leaf === undefined) return { certificate: null, otherCertificate: null };
  const other = chains.slice(1).find((chain) => chain[0] !== undefined && chain[0].fingerprint256 !== leaf.fingerprint256 && chain[0].keyType !== leaf.keyType);
  return {
    certificate: {
      leaf, chain: others,
      trusted: judged?.trusted ?? null, problem: judged?.problem ?? null,
      nameMatches: matchesName(leaf, host),
      withinDates: Date.parse(leaf.notBefore) <= now && now <= Date.parse(leaf.notAfter),
    },
    otherCertificate: other?.[0] ?? null,
  };
}

/** What can be read of a chain, which anybody may have made up. */
function summaries(chain: readonly Uint8Array[]): readonly CertificateSummary[] {
  return chain.slice(0, 20).flatMap((der) => {
    try {
      return [summarizeCertificate(der)];
    } catch (error) {
      if (error instanceof CertificateDecodeError) return [];
      throw error;
    }
  });
}
