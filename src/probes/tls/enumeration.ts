/** Everything that a port shows of its TLS, or its versions alone, or its answers to some ClientHellos of Windows alone. */
import { seenByEnumeration, type ClientHelloProfile } from '../../exchange/client-hellos.ts';
import type { ClientHelloResult, EnumeratedTlsVersion, TlsEnumerationFact } from '../../model/facts.ts';
import type { Attempt } from '../../model/failure.ts';
import type { Network } from '../../network/port.ts';
import type { ServerHelloFlight } from '../../protocol/tls/server-flight.ts';
import { defineProbe, observed, type Probe } from '../probe.ts';
import { askerOf, usualLimits, type Asker, type AskingLimits } from './asking.ts';
import { askSession, readCertificates, type Certificates } from './chain.ts';
import { askAs, computedOrAsked } from './compatibility.ts';
import { askDhe, askFeatures, askOtherKey } from './features.ts';
import { askCurves, askGroups13 } from './groups.ts';
import { enumerateSuites } from './suites.ts';
import { askVersions, type AskedVersion } from './versions.ts';
import { sayEnumeration } from './saying.ts';

export interface TlsWish {
  /** `all` it can see; `versions` alone; `profiles` alone: what comes of their hellos. */
  readonly what: 'all' | 'versions' | 'profiles';
  readonly profiles: readonly ClientHelloProfile[];
  /** Compute what comes of their hellos, and send only those of which that cannot be told; goes with `all`. */
  readonly predict?: boolean;
  /** Ask the mail server for TLS first. */
  readonly starttls?: 'smtp';
  readonly limits?: AskingLimits;
}

/** A probe of the ports named, `host:port`, which are asked although no scenario knows them. */
export function tlsEnumeration(endpoints: readonly string[], wish: TlsWish): Probe<'tls-enumeration'> {
  return defineProbe({
    kind: 'tls-enumeration',
    title: 'everything a port shows of its TLS: versions, cipher suites, groups, extensions, certificate, who can connect',
    subjects: () => endpoints.map((name) => ({ name })),
    gather: (name, network) => enumerate(name, network, wish),
    summarize: sayEnumeration,
  });
}

/** Asks one port, `host:port`. Fails when no connection came about at all. */
export async function enumerate(endpoint: string, network: Network, wish: TlsWish): Promise<Attempt<TlsEnumerationFact>> {
  const asker = askerOf(endpoint, network, wish.starttls, wish.limits ?? usualLimits);
  const asked: Attempt<readonly AskedVersion[]> = wish.what === 'profiles' ? { ok: true, value: [] } : await askVersions(asker, wish.what === 'all');
  if (!asked.ok) return asked;
  const flights = asked.value.map(({ flight }) => flight).filter((flight): flight is ServerHelloFlight => flight?.kind === 'server-hello');
  const speaksTls = flights.length > 0 || asked.value.every(({ foreign }) => foreign === undefined);
  const profiles = wish.what === 'versions' || !speaksTls ? [] : wish.profiles;
  const [seen, tried] = await Promise.all([
    wish.what === 'all' ? askEverything(asker, asked.value, wish.starttls === undefined, network.now()) : { versions: asked.value.map(plain), ...unseen },
    Promise.all(wish.predict === true ? [] : profiles.map((profile) => askAs(asker, profile))),
  ]);
  const answers = wish.predict === true ? await Promise.all(profiles.map((profile) => computedOrAsked(asker, profile, seenByEnumeration(seen)))) : tried;
  const failure = answers.find((attempt) => !attempt.ok);
  if (wish.what === 'profiles' && failure?.ok === false) return failure;
  const foreign = asked.value.find((one) => one.foreign !== undefined)?.foreign;
  const talk = asker.talk();
  return observed({
    endpoint, host: asker.host, connections: asker.connections(),
    starttls: wish.starttls === undefined || talk === null ? null : { protocol: wish.starttls, ...talk },
    foreign: foreign === undefined || flights.length > 0 ? null : { protocol: foreign.protocolGuess, start: foreign.start },
    ...seen, compatibility: answers.flatMap((attempt): readonly ClientHelloResult[] => (attempt.ok ? [attempt.value] : [])),
  });
}

type Seen = Omit<TlsEnumerationFact, 'endpoint' | 'host' | 'connections' | 'starttls' | 'foreign' | 'compatibility'>;

/** Nothing waits but for what it needs to know. */
async function askEverything(asker: Asker, asked: readonly AskedVersion[], web: boolean, now: number): Promise<Seen> {
  const walked = Promise.all(asked.map((one) => enumerateSuites(asker, one)));
  const featured = askFeatures(asker, asked, web), session = askSession(asker, asked);
  const certificates = async (more: readonly (readonly Uint8Array[])[]): Promise<Certificates> =>
    readCertificates(asker.host, await session, [...(await featured).chains, ...more], now);
  const afterwards = async (versions: readonly EnumeratedTlsVersion[]) => {
    const [otherChain, dhBits, curves] = await Promise.all([
      askOtherKey(asker, versions, asked), askDhe(asker, versions), askCurves(asker, versions, async () => curveOfKey(await certificates([]))),
    ]);
    return { dhBits, curves, ...await certificates(otherChain === undefined ? [] : [otherChain]) };
  };
  const [versions, { features }, groups13, rest] = await Promise.all([walked, featured, askGroups13(asker, asked), walked.then(afterwards), session]);
  return { versions, ...features, groups13, ...rest };
}

/** Source: RFC 8422 5.1.1. */
const CURVE_OF_BITS: Readonly<Record<number, string>> = { 256: 'secp256r1', 384: 'secp384r1', 521: 'secp521r1' };

function curveOfKey({ certificate, otherCertificate }: Certificates): string | undefined {
  return CURVE_OF_BITS[[certificate?.leaf, otherCertificate].find((leaf) => leaf?.keyType === 'ec')?.keyBits ?? 0];
}

const unseen: Omit<Seen, 'versions'> = {
  certificate: null, otherCertificate: null, curves: null, groups13: null, dhBits: null, compression: null, secureRenegotiation: null,
  extendedMasterSecret: null, tickets: null, alpn: null, ocsp: null, withoutSni: null, clientCertificateRequest: null,
};

/** A version with the one suite that was chosen. */
function plain({ result, flight, cipherKinds }: AskedVersion): EnumeratedTlsVersion {
  const { version, outcome, alert, answered } = result;
  return {
    version, outcome, ...(alert === undefined ? {} : { alert }), ...(answered === undefined ? {} : { answered }),
    cipherSuites: cipherKinds ?? (outcome === 'accepted' && flight?.kind === 'server-hello' ? [flight.cipherSuite] : []),
    serverOrder: null, complete: false, refusal: null,
  };
}
