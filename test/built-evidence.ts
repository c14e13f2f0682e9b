/** Evidence built from facts, without a network: for tests of what is concluded from it. */
import { evidenceOf, observationId } from '../src/evidence.ts';
import type { Evidence } from '../src/model/evidence.ts';
import type {
  AutodiscoverFact, AutodiscoverStep, CertificateFact, DoorAnswer, DoorSeen, FactKind, FactOf, FingerprintFact, LookupAttempt, LookupExchange, PartnerDoorsFact, SignInSchemesFact,
  SoapFault, TargetAnswer, TlsVersion, TlsEnumerationFact, TlsVersionResult,
} from '../src/model/facts.ts';
import type { FailureKind } from '../src/model/failure.ts';
import type { Observation, Outcome } from '../src/model/observation.ts';
import type { LookupPlan, Mailbox, Scenario, Server, SignIn } from '../src/model/scenario.ts';

export const AT = '2026-11-20T09:00:00.000Z';

export interface ScenarioParts {
  readonly servers: Readonly<Record<string, Omit<Partial<Server>, 'id'> & Pick<Server, 'version'>>>;
  /** Server of each mailbox, or more about it; addresses are `<id>@contoso.test`. */
  readonly mailboxes: Readonly<Record<string, string | (Partial<Mailbox> & Pick<Mailbox, 'server'>)>>;
  /** `anna -> boris` */
  readonly lookups: readonly (string | (Partial<LookupPlan> & Pick<LookupPlan, 'id'>))[];
  readonly signIns?: Readonly<Record<string, Partial<SignIn>>>;
}

export function scenarioOf(parts: ScenarioParts): Scenario {
  const mailboxes = Object.fromEntries(Object.entries(parts.mailboxes).map(([id, more]): [string, Mailbox] => [
    id, { id, address: `${id}@contoso.test`, ...(typeof more === 'string' ? { server: more } : more) },
  ]));
  const mailbox = (id: string): Mailbox => {
    const found = mailboxes[id];
    if (found === undefined) throw new Error(`no mailbox ${id}`);
    return found;
  };
  return {
    name: 'built', title: 'Built for a test', mailboxes, trustHosts: [],
    servers: Object.fromEntries(Object.entries(parts.servers).map(([id, server]) => [id, { id, nodes: [], ...server }])),
    signIns: Object.fromEntries(Object.entries(parts.signIns ?? {}).map(([id, signIn]) => [
      id, { id, method: 'ntlm', impersonate: false, channelBinding: true, ...signIn },
    ])),
    lookups: parts.lookups.map((given) => {
      const more = typeof given === 'string' ? { id: given } : given;
      const [from = '', to = ''] = more.id.split(' -> ');
      return { expected: 'shown', requester: mailbox(from), target: mailbox(to), ...more };
    }),
    window: { from: AT, hours: 2, intervalMinutes: 30 },
  };
}

/** Evidence of these observations, later ones in place of earlier ones with the same id. */
export function built(scenario: Scenario, ...observations: readonly Observation[]): Evidence {
  return evidenceOf(scenario, new Map(observations.map((observation) => [observation.id, observation])));
}

export function lookupOf(evidence: Evidence, id: string): LookupPlan {
  const found = evidence.scenario.lookups.find((lookup) => lookup.id === id);
  if (found === undefined) throw new Error(`no lookup ${id}`);
  return found;
}

export function observation<K extends FactKind>(kind: K, subject: string, outcome: Outcome<FactOf[K]>): Observation {
  return { id: observationId(kind, subject), kind, subject, at: AT, ms: 5, outcome, summary: `${kind} of ${subject}` };
}

const seen = <K extends FactKind>(kind: K, subject: string, fact: FactOf[K]): Observation => observation(kind, subject, { status: 'observed', fact });

export function failed(kind: FactKind, subject: string, failure: FailureKind, message: string = failure): Observation {
  return observation(kind, subject, { status: 'failed', reason: message, failure: { kind: failure, message } });
}

export function skipped(kind: FactKind, subject: string, reason: string): Observation {
  return observation(kind, subject, { status: 'skipped', reason });
}

export const allTls: readonly TlsVersion[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** A port that accepts these versions and answers the others with a reset, or as `others` says. */
export function tls(endpoint: string, accepted: readonly TlsVersion[], others: Partial<Record<TlsVersion, Partial<TlsVersionResult>>> = {}): Observation {
  const versions = allTls.map((version): TlsVersionResult => ({
    version, ...(accepted.includes(version) ? { outcome: 'accepted', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA' } : { outcome: 'reset' }),
    ...others[version],
  }));
  return seen('tls-versions', endpoint, { endpoint, connections: 5, versions });
}

/** Hellos sent to a port: what each got; null: a refusal. */
export function hellos(endpoint: string, answers: Readonly<Record<string, readonly [TlsVersion, string] | null>>): Observation {
  return seen('client-hellos', endpoint, {
    endpoint, answers: Object.entries(answers).map(([profile, agreed]) => (agreed === null ? { profile, outcome: 'reset', agreed }
      : { profile, outcome: 'accepted', agreed: { version: agreed[0], cipherSuite: agreed[1] } })),
  });
}

/** A port of which every suite in TLS 1.2, and nothing else, is known. */
export function suites(endpoint: string, cipherSuites: readonly string[], more: Partial<TlsEnumerationFact> = {}): Observation {
  return seen('tls-enumeration', endpoint, {
    endpoint, host: endpoint.slice(0, endpoint.lastIndexOf(':')), connections: 20, starttls: null, foreign: null, compatibility: [],
    versions: allTls.map((version) => ({
      version, cipherSuites: version === 'TLSv1.2' ? cipherSuites : [], outcome: version === 'TLSv1.2' ? 'accepted' as const : 'reset' as const,
      serverOrder: true, complete: true, refusal: null,
    })),
    certificate: null, otherCertificate: null, curves: ['secp384r1', 'secp256r1'], groups13: null, dhBits: null, compression: null, secureRenegotiation: true,
    extendedMasterSecret: null, tickets: null, alpn: null, ocsp: null, withoutSni: null, clientCertificateRequest: null, ...more,
  });
}

export function certificate(endpoint: string, more: Partial<Omit<CertificateFact, 'leaf'>> & { readonly leaf?: Partial<CertificateFact['leaf']> } = {}): Observation {
  const host = endpoint.slice(0, endpoint.lastIndexOf(':'));
  const { leaf, ...rest } = more;
  return seen('certificate', endpoint, {
    endpoint, host, chain: [], trusted: true, problem: null, nameMatches: true, withinDates: true,
    negotiated: { version: 'TLSv1.2', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' }, ...rest,
    leaf: {
      subject: `CN=${host}`, issuer: 'CN=Contoso Issuing CA', names: [host], notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2027-01-01T00:00:00.000Z',
      serialNumber: '01', fingerprint256: '00', keyType: 'rsa', keyBits: 2048, signatureAlgorithm: 'sha256WithRSAEncryption', selfSigned: false, ...leaf,
    },
  });
}

/** An Exchange front end that offers NTLM and Negotiate, or something else. */
export function door(endpoint: string, more: Partial<SignInSchemesFact> = {}): Observation {
  return seen('sign-in-schemes', endpoint, {
    url: `https://${endpoint}/EWS/Exchange.asmx`, status: 401, schemes: ['Negotiate', 'NTLM'], server: 'Microsoft-IIS/10.0', location: null, contentType: null,
    exchangeHeaders: ['x-feserver', 'request-id'], bodyStart: '', bearer: null, challenge: null, ...more,
  });
}

/** A server that answers at the addresses for other organizations as Exchange does, or otherwise. */
export function partnerDoors(server: string, more: Partial<PartnerDoorsFact> = {}): Observation {
  return seen('partner-doors', server, {
    server, ewsPasses: doorAnswer(), autodiscoverPasses: doorAnswer(), autodiscover: doorAnswer({ status: 200 }), federation: null,
    capabilities: { soap: true, wsSecurity: true, oauth: true, federationIssuer: null }, bearer: 'offered', challenge: null, availabilityUrl: null, ...more,
  });
}

/** One of its addresses. */
export function doorAnswer(more: Partial<DoorSeen> = {}): DoorAnswer {
  const url = 'https://autodiscover.contoso.test/autodiscover/autodiscover.svc/WSSecurity';
  return { url, fault: null, seen: {
    url, status: 500, schemes: [], server: 'Microsoft-IIS/10.0', location: null, contentType: 'text/xml', exchangeHeaders: ['x-feserver'], bodyStart: '', ...more,
  } };
}

export function fingerprint(endpoint: string, more: Partial<Omit<FingerprintFact, 'ntlm'>> & { readonly ntlm?: Partial<NonNullable<FingerprintFact['ntlm']>> | null } = {}): Observation {
  const { ntlm, ...rest } = more;
  return seen('fingerprint', endpoint, {
    endpoint, exchangeBuild: null, exchangeBuildFrom: null, builds: [], behind: { asked: 0, answered: 0, machines: [] }, device: null, poolMembers: [],
    frontEnd: [], backEnd: null, serverHeader: null, ...rest,
    ntlm: ntlm === null || ntlm === undefined ? null : {
      windowsBuild: null, netbiosDomain: 'CONTOSO', netbiosComputer: null, dnsDomain: 'contoso.test', dnsComputer: null, dnsTree: null, clockOffsetSeconds: 0, ...ntlm,
    },
  });
}

export function autodiscover(address: string, steps: readonly (Partial<AutodiscoverStep> & Pick<AutodiscoverStep, 'method' | 'outcome'>)[], more: Partial<AutodiscoverFact> = {}): Observation {
  return seen('autodiscover', address, {
    address, availabilityUrl: null, from: null, serverBuild: null, ...more,
    steps: steps.map((step) => ({ url: `https://${step.method}.test/autodiscover/autodiscover.xml`, detail: step.outcome, ms: 5, ...step })),
  });
}

/** A good answer. */
export function good(mergedFreeBusy = '0220', more: Partial<TargetAnswer> = {}): TargetAnswer {
  return {
    responseCode: 'NoError', responseClass: 'Success', messageText: '', exceptionType: null, exceptionCode: null, exceptionServerName: null,
    exceptionMessage: null, responseSource: null, lids: [], freeBusyViewType: 'FreeBusyMerged', mergedFreeBusy, ...more,
  };
}

/** An error for one target, as 2010 and later send it. */
export function refusal(responseCode: string, messageText = '', more: Partial<TargetAnswer> = {}): TargetAnswer {
  return good('', { responseCode, responseClass: 'Error', messageText, freeBusyViewType: 'None', mergedFreeBusy: null, ...more });
}

export function fault(responseCode: string | null, message = 'An internal server error occurred. The operation failed.', values: Readonly<Record<string, string>> = {}): SoapFault {
  return { faultCode: responseCode === null ? 'soap:Client' : `a:${responseCode}`, responseCode, message, values };
}

export const exchangeDefaults: LookupExchange = {
  url: 'https://mail.contoso.test/EWS/Exchange.asmx', targets: [], status: 200, failure: null,
  signIn: { id: 'corp', method: 'ntlm', outcome: 'accepted' }, headers: {}, tls: null, executedBy: null, body: 'answer', fault: null, bodyStart: '', timings: null,
};

/** One try: the answer for the target in it (null: none), and what is special about its exchange. */
export interface Try extends Partial<LookupExchange> {
  readonly answer?: TargetAnswer | null;
}

/** The lookups of one requester: tries by target, each in an exchange of its own. */
export function lookups(requester: string, tries: Readonly<Record<string, Try | readonly Try[]>>): Observation {
  const address = `${requester}@contoso.test`;
  const exchanges: LookupExchange[] = [];
  const targets = Object.fromEntries(Object.entries(tries).map(([target, given]): [string, LookupAttempt[]] => {
    const to = `${target}@contoso.test`;
    return [to, (Array.isArray(given) ? given as readonly Try[] : [given as Try]).map(({ answer = null, ...more }) => {
      exchanges.push({ ...exchangeDefaults, targets: [to], ...more });
      return { exchange: exchanges.length - 1, answer };
    })];
  }));
  return seen('user-availability', address, { requester: address, url: exchangeDefaults.url, exchanges, targets });
}
