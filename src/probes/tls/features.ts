/** What a port shows beside versions and suites, as far as it is in plain text: extensions, certificates, the wish for a client certificate. */
import type { EnumeratedTlsVersion, TlsEnumerationFact, TlsVersion } from '../../model/facts.ts';
import { readableName } from '../../protocol/distinguished-name.ts';
import { cipherSuiteId } from '../../protocol/tls/cipher-suites.ts';
import { probeSuites } from '../../protocol/tls/client-hello.ts';
import { readHost } from '../../protocol/tls/host-name.ts';
import type { ServerHelloFlight } from '../../protocol/tls/server-flight.ts';
import type { Asker, AskedHello } from './asking.ts';
import type { AskedVersion } from './versions.ts';

type Features = Pick<TlsEnumerationFact, 'compression' | 'secureRenegotiation' | 'extendedMasterSecret' | 'tickets' | 'alpn' | 'ocsp'
  | 'withoutSni' | 'clientCertificateRequest'>;

export interface AskedFeatures {
  readonly features: Features;
  /** DER of each chain that was shown. */
  readonly chains: readonly (readonly Uint8Array[])[];
}

const DEFLATE = 1;
const WEB = ['h2', 'http/1.1'] as const;

/** @param asked all versions, oldest first @param web ask for application protocols */
export async function askFeatures(asker: Asker, asked: readonly AskedVersion[], web: boolean): Promise<AskedFeatures> {
  const offers = asked.flatMap(offerOf);
  const best = offers.at(-1);
  if (best === undefined) return { features: nothing, chains: [] };
  const readable = offers.findLast(({ version }) => version !== 'TLSv1.3');
  const [rich, bare] = await Promise.all([
    readable === undefined || readable.version === 'SSLv3' ? undefined : askRich(asker, readable, web),
    readHost(asker.host)?.kind === 'name' ? whole(asker, { label: 'no host named', ...(readable ?? best), withoutSni: true }) : undefined,
  ]);
  const flights = offers.map(({ flight }) => flight);
  const old12 = flights.filter(({ version }) => version !== 'TLSv1.3');
  const seen = [...(rich === undefined ? [] : [rich.flight]), ...[...old12].reverse()];
  const complete = seen.find((flight) => flight.complete);
  const request = seen.find(({ certificateRequest }) => certificateRequest !== undefined)?.certificateRequest;
  const first = seen[0];
  const features: Features = {
    compression: rich === undefined ? null : rich.flight.compression === DEFLATE,
    secureRenegotiation: first?.secureRenegotiation ?? null,
    // SSL 3.0 knows no extensions; a hello of a later version tells.
    extendedMasterSecret: first?.extendedMasterSecret ?? null,
    tickets: first?.sessionTicket ?? null,
    alpn: rich?.alpn ?? null,
    ocsp: rich === undefined || !rich.flight.complete ? null : rich.flight.stapledOcsp === true,
    withoutSni: bare === undefined ? null : withoutSni(bare, rich?.flight.certificates),
    clientCertificateRequest: complete === undefined && request === undefined ? null : {
      requested: request !== undefined, authorities: request?.authorities ?? 0, bytes: request?.authorityBytes ?? 0,
      names: request?.names.map(readableName) ?? [],
    },
  };
  return { features, chains: seen.flatMap(({ certificates }) => (certificates === undefined || certificates.length === 0 ? [] : [certificates])) };
}

const nothing: Features = {
  compression: null, secureRenegotiation: null, extendedMasterSecret: null, tickets: null, alpn: null, ocsp: null,
  withoutSni: null, clientCertificateRequest: null,
};

/** A hello that the port has answered in this version. */
interface Offer {
  readonly version: TlsVersion;
  readonly cipherSuites: readonly number[];
  readonly flight: ServerHelloFlight;
}

/** Suites as in the hello that was answered, strong ones first, as clients send them. */
function offerOf({ result: { version, outcome }, flight, onlyShortHellos }: AskedVersion): readonly Offer[] {
  if (version === 'SSLv2' || outcome !== 'accepted' || flight?.kind !== 'server-hello') return [];
  return [{ version, flight, cipherSuites: onlyShortHellos ? [flight.cipherSuiteId] : probeSuites(version) }];
}

/** One hello with all that may be asked for; the application protocols that it leaves open in another. */
async function askRich(asker: Asker, { version, cipherSuites }: Offer, web: boolean) {
  const ask = (label: string, alpn: readonly string[]) => whole(asker, {
    label, version, cipherSuites, extras: { alpn, statusRequest: true, compressionMethods: [DEFLATE, 0] },
  });
  const first = await ask('all extensions', web ? WEB : []);
  if (first === null || first === undefined) return undefined;
  if (!web || first.alpn === null) return { flight: first, alpn: [] };
  const others = WEB.filter((name) => name !== first.alpn);
  const second = await ask(`${others.join()} alone`, others);
  return { flight: first, alpn: [...new Set([first.alpn, second?.alpn].filter((name) => typeof name === 'string'))] };
}

/** The chain for the kind of key whose suites were accepted beside the one that was shown. */
export async function askOtherKey(asker: Asker, versions: readonly EnumeratedTlsVersion[], asked: readonly AskedVersion[]) {
  const shown = asked.map(({ flight }) => flight).find((flight) => flight?.kind === 'server-hello' && flight.certificates !== undefined);
  if (shown?.kind !== 'server-hello') return undefined;
  const other = isEcdsa(shown.cipherSuite) ? (suite: string) => !isEcdsa(suite) : isEcdsa;
  const holder = versions.findLast(({ version, cipherSuites }) => version !== 'TLSv1.3' && version !== 'SSLv2' && cipherSuites.some(other));
  if (holder === undefined || holder.version === 'SSLv2') return undefined;
  const flight = await whole(asker, { label: 'the other kind of key', version: holder.version, cipherSuites: idsOf(holder, other) });
  return flight?.certificates;
}

function isEcdsa(suite: string): boolean {
  return /_ECDSA_/.test(suite);
}

/** Bits of the field that the server uses for DHE; null: no such suite. */
export async function askDhe(asker: Asker, versions: readonly EnumeratedTlsVersion[]): Promise<number | null> {
  const isDhe = (suite: string): boolean => /^TLS_DHE_(?!\w*EXPORT)/.test(suite);
  const holder = versions.findLast(({ version, cipherSuites }) => version !== 'SSLv2' && cipherSuites.some(isDhe));
  if (holder === undefined || holder.version === 'SSLv2') return null;
  const flight = await whole(asker, { label: 'DHE', version: holder.version, cipherSuites: idsOf(holder, isDhe) });
  return flight?.dhBits ?? null;
}

/** The whole flight; null: refused; undefined: no connection. */
async function whole(asker: Asker, hello: AskedHello): Promise<ServerHelloFlight | null | undefined> {
  const attempt = await asker.hello({ ...hello, whole: true });
  if (!attempt.ok) return undefined;
  return attempt.value.flight.kind === 'server-hello' ? attempt.value.flight : null;
}

function withoutSni(bare: ServerHelloFlight | null, own: readonly Uint8Array[] | undefined): Features['withoutSni'] {
  if (bare === null) return 'refused';
  const leaf = bare.certificates?.[0];
  if (leaf === undefined || own?.[0] === undefined) return 'accepted';
  return Buffer.compare(leaf, own[0]) === 0 ? 'same-certificate' : 'other-certificate';
}

function idsOf({ cipherSuites }: EnumeratedTlsVersion, fits: (suite: string) => boolean = () => true): readonly number[] {
  return cipherSuites.filter(fits).map(cipherSuiteId).filter((id) => id !== undefined);
}
