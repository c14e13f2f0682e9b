/** Which roots are trusted, and the TLS settings that follow from the lowest version to accept. */
import { constants, X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import type { MinTlsVersion } from './port.ts';

export interface Trust {
  context(minVersion: MinTlsVersion): tls.SecureContext;
  /** Does a path from the first certificate reach a trusted root, dates and names aside? */
  reaches(chain: readonly Uint8Array[]): boolean;
}

/** Roots of Node and, where this Node can read it, of the operating system; besides them `extra` (PEM texts). */
export function trust(extra: readonly string[]): Trust {
  const further = extra.flatMap((pem) => pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []);

  function reaches(chain: readonly Uint8Array[]): boolean {
    const shown = chain.map((der) => new X509Certificate(der));
    const leaf = shown[0];
    if (leaf === undefined) return false;
    const roots = [...further.map((pem) => new X509Certificate(pem)), ...readStandardRoots()];
    let current = leaf;
    for (let depth = 0; depth < 10; depth++) {
      const link = current;
      const issued = (issuer: X509Certificate): boolean => link.checkIssued(issuer) && verifies(link, issuer);
      if (roots.some((root) => root.fingerprint256 === link.fingerprint256 || issued(root))) return true;
      const next = shown.find((candidate) => candidate !== link && issued(candidate));
      if (next === undefined) return false;
      current = next;
    }
    return false;
  }

  return { context: (minVersion) => contextWith(further, minVersion), reaches };
}

/** By lowest version and further roots: some 150 roots take OpenSSL 30 ms to read, and the scenarios of one command often share them. */
const contexts = new Map<string, tls.SecureContext>();

function contextWith(further: readonly string[], minVersion: MinTlsVersion): tls.SecureContext {
  const key = [minVersion, ...further].join('\n');
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const made = tls.createSecureContext({
    ca: [...standardRoots(), ...further],
    minVersion,
    // Below TLS 1.2 OpenSSL speaks only at security level 0, and old Windows only without the renegotiation extension.
    ...(minVersion === 'TLSv1.2' ? {} : { ciphers: 'DEFAULT@SECLEVEL=0', secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT }),
  });
  contexts.set(key, made);
  return made;
}

/** A key that OpenSSL does not read has signed nothing. */
function verifies(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** `tls.getCACertificates` came with Node 22.15; before it only Node's own list is readable. */
function standardRoots(): readonly string[] {
  const read = (tls as { getCACertificates?: (type: 'default' | 'system') => readonly string[] }).getCACertificates;
  if (read === undefined) return tls.rootCertificates;
  return [...new Set([...read('default'), ...read('system')])];
}

let standardRootsRead: readonly X509Certificate[] | undefined;

function readStandardRoots(): readonly X509Certificate[] {
  standardRootsRead ??= standardRoots().map((pem) => new X509Certificate(pem));
  return standardRootsRead;
}
