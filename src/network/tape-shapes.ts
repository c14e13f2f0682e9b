/** What a tape may hold. A tape is a file that anybody can have written: every answer is looked at before it is believed. */
import type {
  CallingServer, ConfigurationCmdlet, ConfigurationFact, ConfigurationObject, ConfigurationValue, Connection, ConnectionLog, ConnectionsFact,
  ConnectionTls, LogFile, LoggedEvent, LoggedFailure, MailHop, MailHopsFact, Peer, Restart, SchannelEvent, TargetAnswer, WindowsEventsFact,
} from '../model/facts.ts';
import type { FailureKind } from '../model/failure.ts';
import type { CallContent, PushRequest, RegistryFact, SeenCall, SeenHello, ServerStateFact, SignInResult, TlsVersion, TokenRights,
  WitnessedCallsFact } from '../model/facts.ts';
import type { Cited, FoundKey, FoundValue, TlsRegistry } from '../model/registry.ts';
import type { Availability, ClaimedVersion, KnownEvent, Mailbox, NationalCloud, OAuthApplication, OAuthFlow, Scenario, Server, SignIn, SignInMethod,
  WindowsId } from '../model/scenario.ts';
import type { WitnessErrand } from '../model/witness-errand.ts';
import type { TlsErrand } from './tape.ts';
import type { Call, HandshakeAnswer, HttpAnswer, ServiceRecord, StarttlsTalk, TlsSession } from './port.ts';

/** The verbs of the network that a tape answers. */
export type Operation = 'now' | 'random' | 'resolve' | 'services' | 'handshake' | 'negotiate' | 'send' | 'wait' | 'listen' | 'call';

type Check = (value: unknown) => boolean;

const LATEST_MS = 8.64e15; // the last moment that Date knows, ECMA-262 21.4.1.1
const MOST_HOURS = 24 * 42;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const bytes: Check = (value) => value instanceof Uint8Array;
const nothing: Check = (value) => value === null;
const from = (least: number, most: number): Check => (value) => typeof value === 'number' && value >= least && value <= most;
const number = from(-LATEST_MS, LATEST_MS);
const either = (...checks: readonly Check[]): Check => (value) => checks.some((check) => check(value));
const listOf = (check: Check): Check => (value) => Array.isArray(value) && value.every(check);
const record: (value: unknown) => value is Record<string, unknown> = (value): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
const mapOf = (check: Check): Check => (value) => record(value) && Object.values(value).every(check);
/** Words as the keys of a table, so that the compiler sees that none is missing. */
const word = <W extends string>(words: Readonly<Record<W, true>>): Check => (value) =>
  typeof value === 'string' && Object.hasOwn(words, value);
const absentOr = (check: Check): Check => (value) => value === undefined || check(value);
/** Every member of T has its check. */
const shape = <T>(checks: Readonly<Record<keyof T, Check>>): Check => (value) =>
  record(value) && Object.entries<Check>(checks).every(([name, check]) =>
    check(Object.hasOwn(value, name) ? value[name] : undefined));

const failureKind = word<FailureKind>({
  'name-not-resolved': true, 'dns-unavailable': true, 'refused': true, 'unreachable': true, 'connect-timeout': true,
    'tls-alert': true,
  'tls-reset': true, 'tls-closed': true, 'tls-timeout': true, 'not-tls': true, 'tls-local': true, 'certificate': true,
    'reset': true,
  'closed': true, 'answer-timeout': true, 'answer-too-large': true, 'protocol': true, 'starttls': true, 'proxy': true,
  'not-listening': true, 'interrupted': true,
});
const failure = shape<{ kind: unknown; message: unknown; alert?: unknown; code?: unknown }>({ kind: failureKind, message: text,
  alert: absentOr(from(0, 255)), code: absentOr(from(200, 599)) });
const attempt = (value: Check): Check => (given) =>
  record(given) && (given['ok'] === true ? value(given['value']) : given['ok'] === false && failure(given['failure']));

const callEnd = word<SeenCall['end']>({ 'enough': true, 'closed': true, 'reset': true, 'timeout': true, 'limit': true, 'turned-away': true });
const session = { version: text, cipherSuite: text, verified: flag, problem: either(nothing, text), trusted: flag };
const pair: Check = (value) => Array.isArray(value) && value.length === 2 && value.every(text);

const ANSWERS: Readonly<Record<Operation, Check>> = {
  now: number,
  random: bytes,
  resolve: attempt(listOf(text)),
  services: attempt(listOf(shape<ServiceRecord>({ target: text, port: from(0, 65_535), priority: from(0, 65_535), weight: from(0, 65_535) }))),
  handshake: attempt(shape<HandshakeAnswer>({
    received: bytes, starttls: absentOr(shape<StarttlsTalk>({ greeting: text, keywords: listOf(text) })), end: word<HandshakeAnswer['end']>({ enough: true, closed: true, reset: true, timeout: true, limit: true }),
  })),
  negotiate: attempt(shape<TlsSession>({ ...session, chain: listOf(bytes) })),
  send: attempt(shape<HttpAnswer>({
    status: from(0, 999), headers: listOf(pair), body: bytes, tls: either(nothing, shape<Omit<TlsSession, 'chain'>>(session)),
    signIn: shape<SignInResult>({
      id: text, method: text, reason: absentOr(text), machine: absentOr(text), refusal: absentOr(text), secretMissing: absentOr(flag),
      rights: absentOr(shape<TokenRights>({
        flow: word<TokenRights['flow']>({ application: true, delegated: true }), audience: text, application: text, tenant: text,
        account: text, object: text, roles: listOf(text), scopes: listOf(text), expiresAt: text,
      })),
      outcome: word<SignInResult['outcome']>({ 'accepted': true, 'rejected': true, 'not-offered': true, 'withheld': true,
        'none': true }),
    }),
    timings: shape<HttpAnswer['timings']>({ connectMs: number, tlsMs: number, firstByteMs: number, totalMs: number }),
  })),
  wait: attempt(nothing),
  listen: attempt(shape<{ at: string }>({ at: text })),
  call: either(nothing, shape<Call>({ from: text, received: bytes, end: callEnd })),
};

/** Is this the name of a verb that a tape answers? */
export function isOperation(value: unknown): value is Operation {
  return typeof value === 'string' && Object.hasOwn(ANSWERS, value);
}

/** Is this, read from a tape, an answer to that operation? Never throws. */
export function isAnswer(operation: Operation, value: unknown): boolean {
  return ANSWERS[operation](value);
}

const httpsUrl: Check = (value) => typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:';
const address: Check = (value) => typeof value === 'string' && /^[^@]+@[^@]+$/.test(value);
const moment: Check = (value) => typeof value === 'string' && (value === 'now' || !Number.isNaN(Date.parse(value)));
const availability = word<Availability>({ 'shown': true, 'hash-marks': true, 'not-observed': true });

const nationalCloud = word<NationalCloud>({ 'worldwide': true, 'us-gov': true, 'us-gov-dod': true, 'china': true });

const server = shape<Server>({
  id: text, nodes: listOf(text), ews: absentOr(httpsUrl), tenant: absentOr(text), nationalCloud: absentOr(nationalCloud),
  api: absentOr(word<NonNullable<Server['api']>>({ ews: true, graph: true, both: true })),
  version: word<ClaimedVersion>({
    'exchange-2007': true, 'exchange-2010': true, 'exchange-2013': true, 'exchange-2016': true, 'exchange-2019': true,
      'exchange-se': true,
    'exchange-online': true, 'unknown': true,
  }),
  windows: absentOr(word<WindowsId>({ '2008R2': true, '2012': true, '2012R2': true, '2016': true, '2019': true, '2022': true,
    '2025': true })),
});
const signIn = shape<SignIn>({
  id: text, method: word<SignInMethod>({ ntlm: true, basic: true, oauth: true, token: true, none: true }),
  user: absentOr(text), impersonate: flag, channelBinding: flag,
  oauth: absentOr(shape<OAuthApplication>({
    tenant: text, clientId: text, flow: word<OAuthFlow>({ 'secret': true, 'certificate': true, 'device-code': true }), nationalCloud,
  })),
});
const mailbox = shape<Mailbox>({ id: text, address, server: text, signIn: absentOr(text), anchorMailbox: absentOr(text) });

/** Is this, read from a tape, a scenario whose references hold? Never throws. */
export function isScenario(value: unknown): value is Scenario {
  if (!record(value)) return false;
  const { servers, signIns } = value;
  const known: Check = (box) => mailbox(box) && record(box) && record(servers) && record(signIns)
    && Object.hasOwn(servers, String(box['server'])) && (typeof box['signIn'] !== 'string' || Object.hasOwn(signIns,
      box['signIn']));
  return shape<Scenario>({
    name: text, title: text, servers: mapOf(server), signIns: mapOf(signIn), mailboxes: mapOf(known), trustHosts: listOf(text),
    repeat: absentOr(from(1, 8)),
    scp: absentOr(listOf(httpsUrl)),
    knownEvent: absentOr(shape<KnownEvent>({ mailbox: text, start: moment, end: moment, offsetMinutes: from(-840, 840) })),
    lookups: listOf(shape<Scenario['lookups'][number]>({
      id: text, requester: known, target: known, expected: availability, expectedCauses: absentOr(listOf(text)),
    })),
    window: shape<Scenario['window']>({ from: moment, hours: from(1, MOST_HOURS), intervalMinutes: from(1, MOST_HOURS * 60) }),
  })(value);
}

/** Is this, read from a tape, what `crosslines tls` was asked for? Never throws. */
export const isTlsErrand = shape<TlsErrand>({
  endpoint: (value) => typeof value === 'string' && /^(?:\[[0-9a-f:.]+\]|[^\s:[\]]+):\d{1,5}$/i.test(value),
  what: word<TlsErrand['what']>({ all: true, versions: true, profiles: true }), profiles: listOf(text), starttls: absentOr((value) => value === 'smtp'),
  predict: absentOr((value) => value === true),
});

/** Is this, read from a tape, what `crosslines witness` was asked for? Never throws. */
export const isWitnessErrand = shape<WitnessErrand>({
  address: text, port: from(0, 65_535), advertise: either(nothing, text), via: either(nothing, text), count: either(nothing, from(1, LATEST_MS)),
  seconds: either(nothing, from(1, LATEST_MS)),
});

const side: Check = either(nothing, (value) => value === 'on-premises' || value === 'cloud');
const configuration = shape<ConfigurationFact>({
  cmdlet: word<ConfigurationCmdlet>({
    'Get-OrganizationRelationship': true, 'Get-IntraOrganizationConnector': true, 'Get-AvailabilityAddressSpace': true,
    'Get-WebServicesVirtualDirectory': true, 'Get-AutodiscoverVirtualDirectory': true, 'Get-AuthServer': true, 'Get-AuthConfig': true,
    'Get-PartnerApplication': true, 'Get-FederationTrust': true, 'Get-FederatedOrganizationIdentifier': true, 'Get-SettingOverride': true, 'Get-OrganizationConfig': true,
    'Get-CASMailbox': true, 'Get-ExchangeCertificate': true, 'Test-OAuthConnectivity': true, 'Test-FederationTrust': true,
    'Test-OrganizationRelationship': true,
  }),
  side, server: either(nothing, text),
  objects: listOf(shape<ConfigurationObject>({
    source: text, line: from(1, LATEST_MS), properties: mapOf(shape<ConfigurationValue>({ text, items: either(nothing, listOf(text)), cut: flag })),
  })),
});
/** A date as observations carry it. */
const when: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));

const lineOf = { file: text, line: from(1, LATEST_MS) };
const registryData: Check = (value) => record(value) && (value['type'] === 'dword' ? from(0, 0xffffffff)(value['value'])
  : value['type'] === 'strings' ? listOf(text)(value['value'])
    : value['type'] === 'binary' ? from(0, 0xffffffff)(value['code']) && text(value['value'])
      : word({ qword: true, string: true, expandable: true })(value['type']) && text(value['value']));
const registryValue = { ...lineOf, path: text, name: text, data: either(nothing, registryData) };
const registry = shape<RegistryFact>({
  server: text,
  registry: shape<TlsRegistry>({
    keys: listOf(shape<FoundKey>({ ...lineOf, path: text })), values: listOf(shape<FoundValue>(registryValue)),
    overwritten: listOf(shape<TlsRegistry['overwritten'][number]>({ ...registryValue, by: shape<Cited>(lineOf) })), leftOut: from(0, LATEST_MS),
  }),
});

const orNothing = (check: Check): Check => either(nothing, check);
const serverState = shape<ServerStateFact>({
  server: text, computer: orNothing(text), collectedAt: orNothing(when), lastBoot: orNothing(when), windowsBuild: orNothing(text), exchangeBuild: orNothing(text),
  dotnetRelease: orNothing(from(0, 0xffffffff)), keysWritten: listOf(shape<ServerStateFact['keysWritten'][number]>({ path: text, at: when })),
});
const tlsVersion = word<TlsVersion>({ 'SSLv3': true, 'TLSv1.0': true, 'TLSv1.1': true, 'TLSv1.2': true, 'TLSv1.3': true });
const u16 = from(0, 0xffff);
const hello = shape<SeenHello>({
  format: word<SeenHello['format']>({ tls: true, ssl2: true }), clientVersion: u16, supportedVersions: either(nothing, listOf(tlsVersion)),
  newest: either(nothing, tlsVersion), cipherSuites: listOf(text), extensions: listOf(u16), groups: listOf(text), signatureAlgorithms: listOf(u16),
  serverName: either(nothing, text), alpn: listOf(text), ja3: shape<SeenHello['ja3']>({ text, hash: text }),
});
const callContents: { readonly [K in CallContent['kind']]: Readonly<Record<keyof Extract<CallContent, { readonly kind: K }>, Check>> } = {
  'client-hello': { kind: text, hello },
  'http': { kind: text, method: text, path: text, userAgent: either(nothing, text), via: either(nothing, text), control: flag },
  'broken-hello': { kind: text },
  'nothing': { kind: text },
  'not-tls': { kind: text, start: text },
};
const callContent: Check = (value) => record(value) && typeof value['kind'] === 'string' && Object.hasOwn(callContents, value['kind'])
  && Object.entries<Check>(callContents[value['kind'] as CallContent['kind']]).every(([name, check]) => check(value[name]));

/** Is this, read from a tape or a file, what a witness saw? Never throws. */
export const isWitnessedCalls = shape<WitnessedCallsFact>({
  server: either(nothing, text), mailbox: either(nothing, text), listening: text, listenedMs: from(0, LATEST_MS), nameResolves: either(nothing, flag),
  requests: listOf(shape<PushRequest>({
    over: word<PushRequest['over']>({ https: true, http: true }), url: text, accepted: flag, reason: absentOr(text),
  })),
  calls: listOf(shape<SeenCall>({ from: text, at: when, end: callEnd, content: callContent })),
});

const textOrNull = either(nothing, text);
const count = from(0, LATEST_MS);
const countOrNull = either(nothing, count);
const whenOrNull = either(nothing, when);
const connectionTls = either(tlsVersion, word<Exclude<ConnectionTls, TlsVersion>>({ none: true, unstated: true, failed: true }));
const peer = shape<Peer>({ address: textOrNull, name: textOrNull });
const logFile = shape<LogFile>({ name: text, lines: count, damaged: count, damagedLines: listOf(count) });
const connections = shape<ConnectionsFact>({
  server: textOrNull, machine: textOrNull, log: word<ConnectionLog>({ 'smtp': true, 'iis': true, 'http-proxy': true, 'ews': true }),
  files: listOf(logFile), leftOut: count, first: whenOrNull, last: whenOrNull, lookups: count,
  byTls: listOf(shape<ConnectionsFact['byTls'][number]>({ tls: connectionTls, count })),
  connections: listOf(shape<Connection>({
    role: word<Connection['role']>({ dials: true, accepts: true }), peer, through: text, tls: connectionTls, cipher: textOrNull, status: countOrNull,
    caller: either(nothing, shape<CallingServer>({
      program: word<CallingServer['program']>({ ASProxy: true, ASAutoDiscover: true }), type: text, build: textOrNull,
    })),
    failure: textOrNull, passedOn: either(nothing, shape<NonNullable<Connection['passedOn']>>({ to: text, build: textOrNull, status: countOrNull })),
    count, first: whenOrNull, last: whenOrNull,
  })),
});
const mailHops = shape<MailHopsFact>({
  source: text, damaged: count, leftOut: count,
  hops: listOf(shape<MailHop>({
    from: peer, by: peer, protocol: text, tls: connectionTls, encrypted: flag, cipher: textOrNull, build: textOrNull, at: whenOrNull,
  })),
});
const targetAnswer = shape<TargetAnswer>({
  responseCode: text, responseClass: text, messageText: text, exceptionType: textOrNull, exceptionCode: textOrNull, exceptionServerName: textOrNull,
  exceptionMessage: textOrNull, responseSource: textOrNull, lids: listOf(count), freeBusyViewType: textOrNull, mergedFreeBusy: textOrNull,
});
const windowsEvents = shape<WindowsEventsFact>({
  server: textOrNull, machine: textOrNull, files: listOf(logFile), others: count, leftOut: count,
  restarts: listOf(shape<Restart>({ what: word<Restart['what']>({ started: true, stopped: true }), at: whenOrNull, said: text })),
  events: listOf(shape<LoggedEvent>({
    source: text, id: count, count, times: listOf(when), said: textOrNull, text,
    schannel: either(nothing, shape<SchannelEvent>({
      protocol: either(nothing, tlsVersion), alert: countOrNull, state: countOrNull,
      role: either(nothing, word<'client' | 'server'>({ client: true, server: true })),
    })),
    failure: either(nothing, shape<LoggedFailure>({ requestType: textOrNull, url: textOrNull, target: textOrNull, answer: targetAnswer })),
  })),
});

/** Kinds of facts that files can tell. */
const BROUGHT: Readonly<Record<string, Check>> = {
  configuration, registry, connections, 'server-state': serverState, 'witnessed-calls': isWitnessedCalls, 'mail-hops': mailHops,
  'windows-events': windowsEvents,
};

/** Is this, read from a tape, what files told that were brought along? Never throws. */
export const isBrought = listOf((value) => record(value) && text(value['subject'])
  && value['id'] === `${String(value['kind'])} ${String(value['subject'])}` && when(value['at']) && value['ms'] === 0 && text(value['summary'])
  && record(value['outcome']) && value['outcome']['status'] === 'observed'
  && typeof value['kind'] === 'string' && Object.hasOwn(BROUGHT, value['kind']) && BROUGHT[value['kind']]?.(value['outcome']['fact']) === true);
