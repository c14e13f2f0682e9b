/** What a port shows of its TLS, for programs. */
import { looksTruncated, tlsRemarks } from '../exchange/tls-remarks.ts';
import type {
  CertificateFact, CertificateSummary, ClientCertificateRequest, ClientHelloResult, EnumeratedTlsVersion, TlsEnumerationFact,
} from '../model/facts.ts';
import { groupsOf, type TlsTrace } from './tls.ts';

/** What `crosslines tls` prints of a port that could not be asked. */
export interface TlsNotAsked {
  readonly schema: 'crosslines-tls/1';
  readonly endpoint: string;
  readonly connections: 0;
  readonly ms: number;
  readonly reason: string;
  readonly versions: readonly never[];
}

/** What `crosslines tls` prints of a port. null stands for what was not seen. */
export interface TlsResult {
  readonly schema: 'crosslines-tls/1';
  /** `host:port`. */
  readonly endpoint: string;
  /** How many were made. */
  readonly connections: number;
  readonly ms: number;
  /** What is wrong, and what repairs it. */
  readonly faults: readonly { readonly says: string; readonly remedy: string | null }[];
  /** What is worth knowing. */
  readonly notes: readonly string[];
  readonly versions: readonly (Omit<EnumeratedTlsVersion, 'complete' | 'refusal'> & Partial<Pick<EnumeratedTlsVersion, 'complete'>>)[];
  readonly certificate: (CertificateSummary & Pick<CertificateFact, 'chain' | 'problem' | 'nameMatches' | 'withinDates'> & {
    /** Does a path reach a root that is trusted here, dates aside? null: it could not be checked. */
    readonly trusted: boolean | null;
  }) | null;
  /** The certificate for another kind of key, where the server has two. */
  readonly otherCertificate: CertificateSummary | null;
  /** Curves and groups of all versions. */
  readonly groups: readonly string[];
  /** Bits of the server's field for DHE. */
  readonly dhBits: number | null;
  readonly compression: boolean | null;
  readonly renegotiation: 'secure' | 'legacy' | 'unknown';
  readonly extendedMasterSecret: boolean | null;
  readonly tickets: boolean | null;
  /** Application protocols that it chose of those asked for. */
  readonly alpn: readonly string[];
  readonly ocsp: boolean | null;
  /** What a client gets that names no host. */
  readonly withoutSni: TlsEnumerationFact['withoutSni'];
  /** The dialogue before TLS. */
  readonly starttls: TlsEnumerationFact['starttls'];
  /** What seems to speak on a port that does not speak TLS. */
  readonly protocol: TlsEnumerationFact['foreign'];
  readonly clientCertificateRequest: (ClientCertificateRequest & {
    /** The list is as long as Windows sends it at most, so that names may be missing. */
    readonly truncated: boolean;
  }) | null;
  /** What each kind of Exchange server gets that dials this port. */
  readonly compatibility: readonly ClientHelloResult[];
}

/** crosslines-tls/1. */
export function tlsForPrograms({ endpoint, ms, fact, reason }: TlsTrace): TlsResult | TlsNotAsked {
  if (fact === undefined) return { schema: 'crosslines-tls/1', endpoint, connections: 0, ms, reason: reason ?? 'no reason was given', versions: [] };
  const { certificate, clientCertificateRequest: request } = fact;
  const remarks = tlsRemarks(fact);
  return {
    schema: 'crosslines-tls/1', endpoint, connections: fact.connections, ms,
    faults: remarks.filter(({ weight }) => weight === 'fault').map(({ says, remedy }) => ({ says, remedy: remedy ?? null })),
    notes: remarks.filter(({ weight }) => weight === 'note').map(({ says }) => says),
    versions: fact.versions.map(({ version, outcome, alert, answered, cipherSuites, serverOrder, complete }) => ({
      version, outcome, ...(alert === undefined ? {} : { alert }), ...(answered === undefined ? {} : { answered }), cipherSuites, serverOrder,
      ...(outcome === 'accepted' ? { complete } : {}),
    })),
    certificate: certificate === null ? null : {
      ...certificate.leaf, chain: certificate.chain, trusted: certificate.trusted, problem: certificate.problem,
      nameMatches: certificate.nameMatches, withinDates: certificate.withinDates,
    },
    otherCertificate: fact.otherCertificate,
    groups: groupsOf(fact), dhBits: fact.dhBits, compression: fact.compression,
    renegotiation: fact.secureRenegotiation === null ? 'unknown' : fact.secureRenegotiation ? 'secure' : 'legacy',
    extendedMasterSecret: fact.extendedMasterSecret, tickets: fact.tickets, alpn: fact.alpn ?? [], ocsp: fact.ocsp, withoutSni: fact.withoutSni,
    starttls: fact.starttls, protocol: fact.foreign,
    clientCertificateRequest: request === null ? null : {
      requested: request.requested, authorities: request.authorities, bytes: request.bytes, names: request.names,
      truncated: looksTruncated(request.bytes),
    },
    compatibility: fact.compatibility,
  };
}
