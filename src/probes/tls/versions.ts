/** Which versions a port accepts: one hello for each, and more only where an answer can mean two things. */
import type { ProbedTlsVersion, TlsVersion, TlsVersionResult } from '../../model/facts.ts';
import type { Attempt, Failure } from '../../model/failure.ts';
import { alternativeSuites, probeSuites } from '../../protocol/tls/client-hello.ts';
import type { ServerFlight } from '../../protocol/tls/server-flight.ts';
import { encodeSsl2Hello, readSsl2Answer } from '../../protocol/tls/ssl2.ts';
import type { Answered, Asker } from './asking.ts';
import { judge, tlsAlert } from './judging.ts';

const VERSIONS: readonly TlsVersion[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
/** Source: RFC 7507: a server with a newer version on answers this with alert 86, once it has agreed to the version. */
const FALLBACK_SIGNAL = 0x5600;

export interface AskedVersion {
  readonly result: Omit<TlsVersionResult, 'version'> & { readonly version: ProbedTlsVersion };
  /** The flight that accepted it. */
  readonly flight?: ServerFlight;
  /** SSL 2.0: names of the cipher kinds. */
  readonly cipherKinds?: readonly string[];
  /** The hello with all suites got no answer, one with few did. */
  readonly onlyShortHellos: boolean;
  /** What seems to speak there instead. */
  readonly foreign?: ServerFlight & { readonly kind: 'not-tls' };
  /** No answer at all: why. */
  readonly failure?: Failure;
}

/** The suites of an enumeration, weak ones first: a server that still takes a strong one has an order of its own. */
export function suitesToTry(version: TlsVersion): readonly number[] {
  return [...probeSuites(version)].reverse();
}

/**
 * All versions, oldest first. Fails when no connection came about.
 * @param whole read whole flights, for certificates
 */
export async function askVersions(asker: Asker, whole: boolean): Promise<Attempt<readonly AskedVersion[]>> {
  const [old, ...first] = await Promise.all([askSsl2(asker), ...VERSIONS.map((version) => askVersion(asker, version, suitesToTry(version), whole))]);
  const reached = [old, ...first].find(({ failure }) => failure === undefined);
  if (reached === undefined) return { ok: false, failure: old?.failure ?? { kind: 'unreachable', message: `no connection to ${asker.host}` } };
  const taken = new Set(first.flatMap(({ flight, result: { version } }) => (flight === undefined || version === 'SSLv2' ? [] : suitesToTry(version))));
  const again = await Promise.all(first.map((asked) => askShorter(asker, asked, taken, whole)));
  const settled = await Promise.all(again.map((asked) => settleSuites(asker, asked, again)));
  return { ok: true, value: old === undefined ? settled : [old, ...settled] };
}

async function askVersion(asker: Asker, version: TlsVersion, cipherSuites: readonly number[], whole: boolean, label = 'all suites'): Promise<AskedVersion> {
  const attempt = await asker.hello({ label: `${version} ${label}`, version, cipherSuites, whole });
  return attempt.ok ? read(version, attempt.value) : { result: { version, outcome: 'timeout' }, onlyShortHellos: false, failure: attempt.failure };
}

function read(version: TlsVersion, { flight, end }: Answered): AskedVersion {
  const result = judge(version, flight, end);
  return {
    result, onlyShortHellos: false,
    ...(flight.kind === 'server-hello' ? { flight } : {}),
    ...(flight.kind === 'not-tls' ? { foreign: flight } : {}),
  };
}

/**
 * A reset, silence or a bare alert may be about the suites or the length of the hello rather than about the version; not so where the
 * server chose from a hello that held all the same suites.
 */
async function askShorter(asker: Asker, asked: AskedVersion, taken: ReadonlySet<number>, whole: boolean): Promise<AskedVersion> {
  const { result: { version, outcome, alert }, failure, flight } = asked;
  const clear = outcome === 'accepted' || outcome === 'not-tls' || flight !== undefined || failure !== undefined || alert === tlsAlert.protocolVersion;
  if (version === 'SSLv2' || clear || (taken.size > 0 && suitesToTry(version).every((suite) => taken.has(suite) || version === 'TLSv1.3'))) return asked;
  const shorter = await askVersion(asker, version, alternativeSuites(version), whole, 'few suites');
  return shorter.result.outcome === 'accepted' ? { ...shorter, onlyShortHellos: true } : asked;
}

/**
 * handshake_failure in a version although the server names the version where it is an old version that it minds: then it is the suites.
 * Where no other one tells, the signal of a fallback does. SSL 3.0 has no alert for versions.
 */
async function settleSuites(asker: Asker, asked: AskedVersion, all: readonly AskedVersion[]): Promise<AskedVersion> {
  const { version, outcome, alert } = asked.result;
  if (version === 'SSLv2' || version === 'SSLv3' || outcome !== 'alert' || alert !== tlsAlert.handshakeFailure) return asked;
  const on: AskedVersion = { ...asked, result: { ...asked.result, outcome: 'no-usable-suite' } };
  const minded = all.filter(({ result }) => result.alert === tlsAlert.protocolVersion).map((one) => one.result.version);
  if (minded.some((one) => one !== 'SSLv3' && one !== 'TLSv1.3')) return on;
  if (!all.slice(all.indexOf(asked) + 1).some(({ result }) => result.outcome === 'accepted')) return minded.includes('TLSv1.3') ? on : asked;
  const attempt = await asker.hello({ label: `${version} as a fallback`, version, cipherSuites: [...alternativeSuites(version), FALLBACK_SIGNAL] });
  const told = attempt.ok && attempt.value.flight.kind === 'alert' && attempt.value.flight.description === tlsAlert.inappropriateFallback;
  return told ? on : asked;
}

async function askSsl2(asker: Asker): Promise<AskedVersion> {
  const version = 'SSLv2';
  const attempt = await asker.raw('SSLv2', encodeSsl2Hello(asker.random(16)), (received) => readSsl2Answer(received).kind !== 'incomplete');
  if (!attempt.ok) return { result: { version, outcome: 'timeout' }, onlyShortHellos: false, failure: attempt.failure };
  const { received, flight, end } = attempt.value;
  const answer = readSsl2Answer(received);
  if (answer.kind === 'server-hello' && answer.cipherKinds.length > 0) {
    return { result: { version, outcome: 'accepted' }, cipherKinds: answer.cipherKinds, onlyShortHellos: false };
  }
  if (answer.kind === 'server-hello' || answer.kind === 'no-cipher') return { result: { version, outcome: 'no-usable-suite' }, onlyShortHellos: false };
  // Whatever a TLS server makes of it, it does not speak SSL 2.0.
  const asked = read('SSLv3', { received, flight, end });
  const { outcome, alert } = asked.result;
  return {
    ...asked, result: { version, outcome: outcome === 'accepted' ? 'closed' : outcome, ...(alert === undefined ? {} : { alert }) },
  };
}
