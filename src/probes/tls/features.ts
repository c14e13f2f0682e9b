/** What a port shows beside versions and suites, as far as it is in plain text: extensions, certificates, the wish for a client certificate. */
import type { EnumeratedTlsVersion, TlsEnumerationFact, TlsVersion } from '../../model/facts.ts';
import { readableName } from '../../protocol/distinguished-name.ts';
import { cipherSuiteId } from '../../protocol/tls/cipher-suites.ts';
import { probeSuites } from '../../protocol/tls/client-hello.ts';
import { readHost } from '../../protocol/tls/host-name.ts';
import type { ServerHelloFlight } from '../../protocol/tls/server-flight.ts';
import type { Asker, AskedHello } from './asking.ts';

export type Features = Pick<TlsEnumerationFact, 'dhBits' | 'compression' | 'secureRenegotiation' | 'extendedMasterSecret' | 'tickets' | 'alpn' | 'ocsp'
  | 'withoutSni' | 'clientCertificateRequest'> & {
  /** DER of each chain that was shown, one for each kind of key. */
  readonly chains: readonly (readonly Uint8Array[])[];
};

const DEFLATE = 1;
const WEB = ['h2', 'http/1.1'] as const;

/** @param flights answers to the first hello of each version */
export async function askFeatures(asker: Asker, versions: readonly EnumeratedTlsVersion[], flights: readonly ServerHelloFlight[], web: boolean): Promise<Features> {
  const best = versions.findLast(({ version, outcome }) => outcome === 'accepted' && version !== 'SSLv2');
  if (best === undefined || best.version === 'SSLv2') return nothing;
  const old = versions.findLast(({ version, outcome }) => outcome === 'accepted' && version !== 'SSLv2' && version !== 'TLSv1.3');
  const readable = old === undefined || old.version === 'SSLv2' ? undefined : { version: old.version, suites: idsOf(old) };
  const [rich, otherChain, dhe, bare] = await Promise.all([
    readable === undefined || readable.version === 'SSLv3' ? undefined : askRich(asker, readable, web),
    askOtherKey(asker, versions, flights),
    askDhe(asker, versions),
    readHost(asker.host)?.kind === 'name'
      ? whole(asker, { label: 'no host named', version: readable?.version ?? best.version, cipherSuites: readable?.suites ?? probeSuites(best.version), withoutSni: true })
      : undefined,
  ]);
  const old12 = flights.filter(({ version }) => version !== 'TLSv1.3');
  const seen = [...(rich === undefined ? [] : [rich.flight]), ...[...old12].reverse()];
  const complete = seen.find((flight) => flight.complete);
  const request = seen.find(({ certificateRequest }) => certificateRequest !== undefined)?.certificateRequest;
  const own = seen.find(({ certificates }) => certificates !== undefined)?.certificates;
  const first = seen[0];
  return {
    chains: [own, otherChain].filter((chain) => chain !== undefined && chain.length > 0) as readonly (readonly Uint8Array[])[],
    dhBits: dhe,
    compression: rich === undefined ? null : rich.flight.compression === DEFLATE,
    secureRenegotiation: first?.secureRenegotiation ?? null,
    // SSL 3.0 knows no extensions; a hello of a later version tells.
    extendedMasterSecret: first?.extendedMasterSecret ?? null,
    tickets: first?.sessionTicket ?? null,
    alpn: rich?.alpn ?? null,
    ocsp: rich === undefined || !rich.flight.complete ? null : rich.flight.stapledOcsp === true,
    withoutSni: bare === undefined ? null : withoutSni(bare, own),
    clientCertificateRequest: complete === undefined && request === undefined ? null : {
      requested: request !== undefined, authorities: request?.authorities ?? 0, bytes: request?.authorityBytes ?? 0,
      names: request?.names.map(readableName) ?? [],
    },
  };
}

const nothing: Features = {
  chains: [], dhBits: null, compression: null, secureRenegotiation: null, extendedMasterSecret: null, tickets: null, alpn: null, ocsp: null,
  withoutSni: null, clientCertificateRequest: null,
};

interface Readable {
  readonly version: TlsVersion;
  readonly suites: readonly number[];
}

/** One hello with all that may be asked for; the application protocols that it leaves open in another. */
async function askRich(asker: Asker, { version, suites }: Readable, web: boolean) {
  const ask = (label: string, alpn: readonly string[]) => whole(asker, {
    label, version, cipherSuites: suites, extras: { alpn, statusRequest: true, compressionMethods: [DEFLATE, 0] },
  });
  const first = await ask('all extensions', web ? WEB : []);
  if (first === null || first === undefined) return undefined;
  if (!web || first.alpn !== WEB[0]) return { flight: first, alpn: first.alpn === null ? [] : [first.alpn] };
  const second = await ask('http/1.1 alone', [WEB[1]]);
  return { flight: first, alpn: [...new Set([first.alpn, second?.alpn].filter((name) => typeof name === 'string'))] };
}

/** The chain for the kind of key whose suites were accepted beside the one that was shown. */
async function askOtherKey(asker: Asker, versions: readonly EnumeratedTlsVersion[], flights: readonly ServerHelloFlight[]) {
  const shown = flights.find(({ certificates }) => certificates !== undefined);
  if (shown === undefined) return undefined;
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
async function askDhe(asker: Asker, versions: readonly EnumeratedTlsVersion[]): Promise<number | null> {
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
