/** Which ClientHello a server sends when it dials, and what comes of it. Pure: computed from what was seen of the other side. */
import type { ClientHelloResult, EnumeratedTlsVersion, TlsEnumerationFact, TlsRefusal, TlsVersion, TlsVersionsFact } from '../model/facts.ts';
import type { WindowsId } from '../model/scenario.ts';
import { clientHelloProfiles, type ClientHelloProfile, type DotnetTls } from './client-hellos-table.ts';

export { clientHelloProfiles, type ClientHelloProfile, type DotnetTls } from './client-hellos-table.ts';

/** The profile with that id; undefined: there is none. */
export function profileOf(id: string): ClientHelloProfile | undefined {
  return clientHelloProfiles.find((profile) => profile.id === id);
}

/**
 * The hello of .NET on that Windows version with suites as Windows has them. undefined: nobody has written that one down.
 * For an Exchange 2019 as its setup leaves it, take the profile `exchange2019-setup`.
 */
export function helloOf(windows: WindowsId, dotnet: DotnetTls): ClientHelloProfile | undefined {
  const fits = (wanted: DotnetTls) => (profile: ClientHelloProfile): boolean =>
    profile.windows === windows && profile.dotnet === wanted && profile.id !== 'exchange2019-setup';
  const known: readonly ClientHelloProfile[] = clientHelloProfiles;
  // The list of Windows Server 2019 holds nothing that strong cryptography takes away. Source: "TLS Cipher Suites in Windows 10 v1809".
  return known.find(fits(dotnet)) ?? (windows === '2019' && dotnet === 'strong-crypto' ? known.find(fits('system-default')) : undefined);
}

/** What of a hello decides what comes of it: of a profile, or of one that was seen. */
export type OfferedHello = Pick<ClientHelloProfile,
  'id' | 'versions' | 'cipherSuites' | 'extensions' | 'groups' | 'signatureAlgorithms' | 'strictRenegotiation'>;

/** What is known of the TLS of a port. */
export interface SeenTls {
  readonly versions: readonly Pick<EnumeratedTlsVersion, 'version' | 'outcome' | 'alert' | 'answered' | 'cipherSuites' | 'serverOrder' | 'complete' | 'refusal'>[];
  /** Names of elliptic curves up to TLS 1.2; null: not known. */
  readonly curves: readonly string[] | null;
  /** Keys of its certificates; null: not known. */
  readonly keys: readonly { readonly keyType: string; readonly keyBits: number }[] | null;
  readonly secureRenegotiation: boolean | null;
}

export type Prediction =
  /** `cipherSuite` null: they agree, but on which suite is not known. */
  | { readonly outcome: 'agreed'; readonly version: TlsVersion; readonly cipherSuite: string | null; readonly brokenOffBy?: 'version' | 'renegotiation' }
  /** `how`: as the server refuses it; null: not known. */
  | { readonly outcome: 'refused'; readonly why: 'no-shared-version' | 'no-shared-suite'; readonly how: TlsRefusal | null }
  | { readonly outcome: 'unknown'; readonly why: string };

/** What an enumeration shows. */
export function seenByEnumeration(
  fact: Pick<TlsEnumerationFact, 'versions' | 'certificate' | 'otherCertificate' | 'curves' | 'secureRenegotiation'>,
): SeenTls {
  const keys = [fact.certificate?.leaf, fact.otherCertificate].filter((leaf) => leaf !== undefined && leaf !== null);
  return { versions: fact.versions, curves: fact.curves, keys: keys.length === 0 ? null : keys, secureRenegotiation: fact.secureRenegotiation };
}

/** What is known where only the versions were asked for: the suite that the server took from a long list, nothing of the others. */
export function seenByVersions(fact: TlsVersionsFact): SeenTls {
  const versions = fact.versions.map(({ cipherSuite, ...result }) => ({
    ...result, cipherSuites: cipherSuite === undefined ? [] : [cipherSuite], serverOrder: null, complete: false, refusal: null,
  }));
  return { versions, curves: null, keys: null, secureRenegotiation: null };
}

/**
 * What a server answers to that hello. Our own hello of a version is like the client's except in its suites and groups, so what that met
 * is what the client meets; within a version the first shared suite counts, in the server's order where it has one.
 * Source: RFC 5246 E.1 (version), RFC 8422 4 and 5.1 (curves), RFC 5246 7.4.1.4.1 (signature algorithms).
 */
export function predict(profile: OfferedHello, seen: SeenTls): Prediction {
  const named = profile.versions.at(-1) ?? 'TLSv1.2';
  const asked = seen.versions.find(({ version }) => version === named);
  if (asked === undefined) return { outcome: 'unknown', why: `${named} was not asked for` };
  const chosen = asked.answered === undefined ? asked : seen.versions.find(({ version }) => version === asked.answered);
  if (chosen === undefined) return { outcome: 'unknown', why: 'the version that the server fell back to was not looked at' };
  if (chosen.outcome === 'no-usable-suite') return { outcome: 'refused', why: 'no-shared-suite', how: refusalOf(chosen) };
  if (chosen.outcome !== 'accepted') return { outcome: 'refused', why: 'no-shared-version', how: refusalOf(chosen) };
  const version = chosen.version === 'SSLv2' ? 'SSLv3' : chosen.version;
  return withBreak(profile, version, seen, suiteOf(profile, version, chosen, seen));
}

function suiteOf(profile: OfferedHello, version: TlsVersion, chosen: SeenTls['versions'][number], seen: SeenTls): Prediction {
  const shared = chosen.cipherSuites.filter((suite) => profile.cipherSuites.includes(suite));
  const fit = shared.map((suite) => ({ suite, fits: fits(suite, profile, version, seen) }));
  const usable = fit.filter(({ fits: fitting }) => fitting !== false);
  if (!chosen.complete) {
    // The server took this one out of everything; whether it would take another out of less is open. Where its curves are not known it is
    // taken to have secp256r1, which all of these clients offer. Source: RFC 8422 5.1.1, RFC 8446 9.1.
    if (usable.length > 0) return { outcome: 'agreed', version, cipherSuite: null };
    return { outcome: 'unknown', why: 'not every cipher suite of the server is known' };
  }
  if (usable.length === 0) return { outcome: 'refused', why: 'no-shared-suite', how: chosen.refusal };
  const order = chosen.serverOrder === false ? profile.cipherSuites : chosen.cipherSuites;
  const [first] = [...usable].sort((a, b) => order.indexOf(a.suite) - order.indexOf(b.suite));
  if (first === undefined || (chosen.serverOrder === null && usable.length > 1)) return { outcome: 'agreed', version, cipherSuite: null };
  if (first.fits === undefined) return { outcome: 'unknown', why: 'the curves or the key of the server are not known' };
  return { outcome: 'agreed', version, cipherSuite: first.suite };
}

/** undefined: cannot be told. */
function fits(suite: string, profile: OfferedHello, version: TlsVersion, seen: SeenTls): boolean | undefined {
  const ephemeral = /^TLS_ECDHE_/.test(suite);
  // SSL 3.0 has no extensions: a server that chooses it there goes by what it likes.
  const curve = !ephemeral || version === 'SSLv3' ? true : seen.curves === null ? undefined : seen.curves.some((name) => profile.groups.includes(name));
  const key = keyFits(suite, profile, version, seen.keys);
  if (curve === false || key === false) return false;
  return curve === undefined || key === undefined ? undefined : true;
}

/** Names of curves by the length of their keys. Source: RFC 8422 5.1.1. */
const curveOfBits: Readonly<Record<number, string>> = { 256: 'secp256r1', 384: 'secp384r1', 521: 'secp521r1' };

/** Does the server have a key for the suite whose curve and signatures the client takes? */
function keyFits(suite: string, profile: OfferedHello, version: TlsVersion, keys: SeenTls['keys']): boolean | undefined {
  const signs = /^TLS_(?:ECDHE_|DHE_)?(RSA|ECDSA)_/.exec(suite)?.[1];
  if (signs === undefined) return true;
  const fitting = keys?.filter(({ keyType }) => (signs === 'RSA' ? keyType.startsWith('rsa') : !keyType.startsWith('rsa'))) ?? [];
  // The suite was accepted, so there is a key for it, whichever.
  if (fitting.length === 0) return signs === 'RSA' ? true : undefined;
  return fitting.some(({ keyType, keyBits }) => {
    if (keyType === 'ec') return profile.groups.includes(curveOfBits[keyBits] ?? '');
    // Keys for Ed25519, Ed448 and PSS alone need schemes that these clients do not offer.
    return keyType === 'rsa' || version !== 'TLSv1.2' || profile.signatureAlgorithms.some((scheme) => scheme >= 0x0807 && scheme <= 0x080b);
  });
}

function withBreak(profile: OfferedHello, version: TlsVersion, seen: SeenTls, prediction: Prediction): Prediction {
  if (prediction.outcome !== 'agreed') return prediction;
  const brokenOffBy = breakOf(profile, version, seen.secureRenegotiation);
  return brokenOffBy === undefined ? prediction : { ...prediction, brokenOffBy };
}

/** Why that client breaks off when the server has chosen a version; undefined: it does not. */
export function breakOf(
  profile: OfferedHello, version: TlsVersion, secureRenegotiation: boolean | null,
): ClientHelloResult['brokenOffBy'] {
  if (!profile.versions.includes(version)) return 'version';
  return profile.strictRenegotiation && secureRenegotiation === false ? 'renegotiation' : undefined;
}

function refusalOf({ outcome, alert }: SeenTls['versions'][number]): TlsRefusal | null {
  if (alert !== undefined) return { outcome: 'alert', alert };
  return outcome === 'accepted' ? null : { outcome };
}
