/** What a saved report holds (crosslines-report/1). Facts are looked at as far as renderings read them; the others are only printed. */
import type { AutodiscoverFact, AutodiscoverStep, AutodiscoverStepOutcome, CertificateFact, CertificateSummary, ClientHelloResult, ClientHellosFact, DeviceSeen, FactKind,
  FingerprintFact, LookupAttempt, LookupExchange, RegistryFact, ServerStateFact, SignInResult, TargetAnswer, TlsVersion, TlsVersionResult, TlsVersionsFact,
  UserAvailabilityFact } from '../model/facts.ts';
import type { FoundKey, TlsRegistry } from '../model/registry.ts';
import type { ComparisonResult } from '../model/comparison.ts';
import type { Failure } from '../model/failure.ts';
import type { Observation } from '../model/observation.ts';
import type { AttemptSeen, Citation, Concerns, Confidence, FailurePattern, Finding, Missing, Notice, Reference, Report, ServerSeen, Verdict } from '../model/report.ts';
import type { Availability, WindowsId } from '../model/scenario.ts';
import { registryValue } from './registry-shape.ts';
import { between, flag, isRecord, listOf, mapOf, moment, ms, number, orAbsent, orNull, recordOf, text, word, type Shape } from './shape.ts';

const failure = recordOf<Pick<Failure, 'kind' | 'message'>>({ kind: text, message: text });

const autodiscover = recordOf<AutodiscoverFact>({
  address: text, availabilityUrl: orNull(text), from: orNull(text), serverBuild: orNull(text),
  steps: listOf(recordOf<AutodiscoverStep>({
    method: word<AutodiscoverStep['method']>({
      'scp': true, 'https-root-domain': true, 'https-autodiscover-host': true, 'http-redirect': true, 'srv': true, 'redirect': true, 'soap': true, 'json': true,
    }),
    outcome: word<AutodiscoverStepOutcome>({
      'settings': true, 'redirect-address': true, 'redirect-url': true, 'error': true, 'http-status': true, 'not-autodiscover': true, 'rejected': true,
      'withheld': true, 'unreachable': true, 'not-followed': true, 'loop': true,
    }),
    url: text, detail: text, status: orAbsent(number), failure: orAbsent(failure), server: orAbsent(text), secretMissing: orAbsent(flag),
    availabilityUrl: orAbsent(text), ms,
  })),
});

const leaf = recordOf<CertificateSummary>({
  subject: text, issuer: text, names: listOf(text), notBefore: text, notAfter: text, serialNumber: text, fingerprint256: text, keyType: text, keyBits: number,
  signatureAlgorithm: text, selfSigned: flag,
});
const certificate = recordOf<CertificateFact>({
  endpoint: text, host: text, leaf, chain: listOf(leaf), trusted: flag, problem: orNull(text), nameMatches: flag, withinDates: flag,
  negotiated: recordOf<CertificateFact['negotiated']>({ version: text, cipherSuite: text }),
});

const tlsVersions = recordOf<TlsVersionsFact>({
  endpoint: text, connections: number,
  versions: listOf(recordOf<TlsVersionResult>({ version: text, outcome: text, alert: orAbsent(number), cipherSuite: orAbsent(text), answered: orAbsent(text) })),
});

const clientHellos = recordOf<ClientHellosFact>({
  endpoint: text,
  answers: listOf(recordOf<ClientHelloResult>({
    profile: text, outcome: text, alert: orAbsent(number), brokenOffBy: orAbsent(text), computed: orAbsent(flag),
    agreed: orNull(recordOf<NonNullable<ClientHelloResult['agreed']>>({ version: text, cipherSuite: text })),
  })),
});

const signIn = recordOf<Omit<SignInResult, 'rights'>>({
  id: text, method: text, outcome: text, reason: orAbsent(text), secretMissing: orAbsent(flag), refusal: orAbsent(text), machine: orAbsent(text),
});
const userAvailability = recordOf<Omit<UserAvailabilityFact, 'timed'>>({
  requester: text, url: text,
  exchanges: listOf(recordOf<Omit<LookupExchange, 'headers' | 'fault' | 'timings' | 'waited' | 'poolMember'>>({
    url: text, targets: listOf(text), status: orNull(number), failure: orNull(failure), signIn: orNull(signIn), executedBy: orNull(text), body: text, bodyStart: text,
    tls: orNull(recordOf<NonNullable<LookupExchange['tls']>>({ version: text, cipherSuite: text, verified: flag, steppedDown: flag })),
  })),
  targets: mapOf(listOf(recordOf<LookupAttempt>({ exchange: number, answer: orNull(recordOf<Pick<TargetAnswer, 'responseCode'>>({ responseCode: text })) }))),
});

const fingerprint = recordOf<Pick<FingerprintFact, 'exchangeBuild' | 'ntlm' | 'device'>>({
  exchangeBuild: orNull(text), device: orNull(recordOf<Pick<DeviceSeen, 'kind'>>({ kind: text })),
  ntlm: orNull(recordOf<Pick<NonNullable<FingerprintFact['ntlm']>, 'windowsBuild'>>({ windowsBuild: orNull(text) })),
});
const serverState = recordOf<Pick<ServerStateFact, 'lastBoot' | 'exchangeBuild'>>({ lastBoot: orNull(text), exchangeBuild: orNull(text) });
const registry = recordOf<RegistryFact>({
  server: text,
  registry: recordOf<Pick<TlsRegistry, 'keys' | 'values'>>({ keys: listOf(recordOf<FoundKey>({ path: text, file: text, line: number })), values: listOf(registryValue) }),
});

const facts: Readonly<Partial<Record<FactKind, Shape>>> = {
  'autodiscover': autodiscover, 'certificate': certificate, 'tls-versions': tlsVersions, 'client-hellos': clientHellos,
  'user-availability': userAvailability, 'graph-schedule': userAvailability, 'fingerprint': fingerprint, 'server-state': serverState, 'registry': registry,
};

const outcome = (kind: unknown): Shape => (value) => {
  if (!isRecord(value)) return { at: [], expected: 'an object' };
  const shape = typeof kind === 'string' && Object.hasOwn(facts, kind) ? facts[kind as FactKind] : undefined;
  switch (value['status']) {
    case 'observed': return recordOf<{ fact: unknown }>({ fact: shape ?? (() => undefined) })(value);
    case 'failed': return recordOf<{ reason: unknown; failure: unknown }>({ reason: text, failure })(value);
    default: return recordOf<{ status: unknown; reason: unknown }>({ status: word({ observed: true, failed: true, skipped: true, crashed: true }), reason: text })(value);
  }
};

const observation: Shape = (value) => recordOf<Observation>({
  id: text, kind: text, subject: text, at: moment, ms, summary: text, outcome: outcome(isRecord(value) ? value['kind'] : undefined),
})(value);

const availability = word<Availability>({ 'shown': true, 'hash-marks': true, 'not-observed': true });
const citations = listOf(recordOf<Citation>({ says: text, observation: text }));

const finding = recordOf<Finding>({
  cause: text, title: text, words: orNull(text), explanation: text, remedy: listOf(text), confirm: listOf(text),
  confidence: word<Confidence>({ 'confirmed': true, 'likely': true, 'possible': true, 'undetermined': true, 'ruled-out': true }),
  concerns: word<Concerns>({ helpdesk: true, exchange: true, network: true, directory: true, tenant: true }),
  supporting: citations, opposing: citations, missing: listOf(recordOf<Missing>({ says: text, observe: text })),
  references: listOf(recordOf<Reference>({ title: text, url: text })),
});

const known = word<FailurePattern['by']>({
  'answers': true, 'own-name': true, 'elimination': true, 'other-lookups': true, 'undetermined': true, 'no-machine': true,
});

const verdict = recordOf<Verdict>({
  lookup: recordOf<Verdict['lookup']>({ id: text, requester: text, target: text, requesterServer: text, targetServer: text }),
  availability, notObserved: orAbsent(text), toObserve: orAbsent(text),
  answer: recordOf<Verdict['answer']>({
    responseCode: orNull(text), freeBusyViewType: orNull(text), mergedFreeBusy: orNull(text), executedBy: orNull(text), messageText: orNull(text), api: orAbsent(text),
  }),
  window: recordOf<Verdict['window']>({ from: moment, to: moment, intervalMinutes: between(1, 60 * 24 * 42) }),
  attempts: listOf(recordOf<AttemptSeen>({ availability, node: orNull(text), by: orNull(known) })),
  patterns: listOf(recordOf<FailurePattern>({
    failure: text, failed: number, of: number, intermittent: flag, machines: listOf(text), end: orNull(word({ requester: true, target: true })), by: known, says: text,
    settle: orNull(text),
  })),
  expected: availability, expectedCauses: orAbsent(listOf(text)), met: flag, findings: listOf(finding),
});

const tlsVersion = word<TlsVersion>({ 'SSLv3': true, 'TLSv1.0': true, 'TLSv1.1': true, 'TLSv1.2': true, 'TLSv1.3': true });
const server = recordOf<ServerSeen>({
  id: text, build: orNull(text), endpoints: listOf(text),
  version: word<ServerSeen['version']>({
    'exchange-2007': true, 'exchange-2010': true, 'exchange-2013': true, 'exchange-2016': true, 'exchange-2019': true, 'exchange-se': true,
    'exchange-online': true, 'unknown': true,
  }),
  windows: orNull(word<WindowsId>({ '2008R2': true, '2012': true, '2012R2': true, '2016': true, '2019': true, '2022': true, '2025': true })),
  dials: orNull(recordOf<NonNullable<ServerSeen['dials']>>({ versions: listOf(tlsVersion), possibly: listOf(tlsVersion), by: word({ 'registry': true, 'as-installed': true }), because: text })),
  accepts: orNull(recordOf<NonNullable<ServerSeen['accepts']>>({ versions: listOf(tlsVersion), endpoint: text })),
});

/** One report. */
export const reportShape = recordOf<Report>({
  schema: word({ 'crosslines-report/1': true }), tool: recordOf<Report['tool']>({ name: word({ crosslines: true }), version: text }),
  scenario: recordOf<Report['scenario']>({ name: text, title: text }), startedAt: moment, ms, interrupted: flag, servers: orAbsent(listOf(server)),
  verdicts: listOf(verdict), notices: listOf(recordOf<Notice>({ says: text, observation: orNull(text) })), observations: listOf(observation),
  // No rendering reads it but the one that prints everything.
  comparison: orAbsent(recordOf<Pick<ComparisonResult, 'schema'>>({ schema: text })),
});
