/** Which roots are trusted, and the TLS settings that follow from the lowest version to accept. */
import { constants, X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import type { MinTlsVersion } from './port.ts';

export interface Trust {
  context(minVersion: MinTlsVersion): tls.SecureContext;
  /**
   * Does a path from the first certificate reach a trusted root, dates and names aside?
   * @param problem what OpenSSL said of the chain
   */
  reaches(chain: readonly Uint8Array[], problem: string): boolean;
}

/** By these OpenSSL says that it found no path at all, whatever the dates. Source: openssl-verification-options(1), X509_STORE_CTX_get_error(3). */
const NO_PATH = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Roots of Node and, where this Node can read it, of the operating system; besides them `extra` (PEM texts). */
export function trust(extra: readonly string[]): Trust {
  const given = extra.flatMap((pem) => pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []);
  const further = [...systemRoots(), ...given];

  function reaches(chain: readonly Uint8Array[], problem: string): boolean {
    // Among the roots of Node there is nothing else; what somebody gave may be an intermediate certificate, which OpenSSL does not take for an end.
    if (NO_PATH.has(problem) && further.length === 0) return false;
    const shown = chain.map((der) => new X509Certificate(der));
    const leaf = shown[0];
    if (leaf === undefined) return false;
    const roots = [...further.map((pem) => new X509Certificate(pem)), ...readNodeRoots()];
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

/** By lowest version and further roots: some 150 roots that are given as text take OpenSSL 30 ms to read, and the scenarios of one command often share them. */
const contexts = new Map<string, tls.SecureContext>();

function contextWith(further: readonly string[], minVersion: MinTlsVersion): tls.SecureContext {
  const key = [minVersion, ...further].join('\n');
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const made = tls.createSecureContext({
    // Node's own list alone is at hand as OpenSSL wants it.
    ...(further.length === 0 ? {} : { ca: [...nodeRoots(), ...further] }),
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

function nodeRoots(): readonly string[] {
  return readRoots('default') ?? tls.rootCertificates;
}

/** What the operating system trusts beside. */
function systemRoots(): readonly string[] {
  const own = new Set(nodeRoots());
  return readRoots('system')?.filter((pem) => !own.has(pem)) ?? [];
}

/** `tls.getCACertificates` came with Node 22.15; before it only Node's own list is readable. */
function readRoots(type: 'default' | 'system'): readonly string[] | undefined {
  return (tls as { getCACertificates?: (wanted: string) => readonly string[] }).getCACertificates?.(type);
}

let nodeRootsRead: readonly X509Certificate[] | undefined;

function readNodeRoots(): readonly X509Certificate[] {
  nodeRootsRead ??= nodeRoots().map((pem) => new X509Certificate(pem));
  return nodeRootsRead;
}
