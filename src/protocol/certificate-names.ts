import type { CertificateSummary } from '../model/facts.ts';
import { readHost } from './tls/host-name.ts';

/**
 * Is the certificate for that host? Names compare in lower-case ASCII; a `*` stands for exactly the left-most label, above at
 * least two others; an IP address must be named itself. The common name counts where the summary has nothing else.
 *
 * Source: RFC 6125 6.4, RFC 9525 6.3 to 6.5.
 */
export function matchesName(summary: Pick<CertificateSummary, 'names'>, host: string): boolean {
  const wanted = readHost(host);
  if (wanted === undefined) return false;
  return summary.names.some((name) => {
    if (name.startsWith('*.')) return wanted.kind === 'name' && coveredBy(name.slice(2), wanted.text);
    const offered = readHost(name);
    return offered !== undefined && offered.kind === wanted.kind && offered.text === wanted.text;
  });
}

function coveredBy(domain: string, host: string): boolean {
  const parent = readHost(domain);
  return parent?.kind === 'name' && parent.text.includes('.') && host.slice(host.indexOf('.') + 1) === parent.text
    && host.includes('.');
}
