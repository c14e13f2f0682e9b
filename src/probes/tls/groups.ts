/** Groups that a port accepts: the one that it chose is left out of the next hello, until it refuses. */
import type { EnumeratedTlsVersion, TlsVersion } from '../../model/facts.ts';
import { cipherSuiteId } from '../../protocol/tls/cipher-suites.ts';
import { probeSuites } from '../../protocol/tls/client-hello.ts';
import { curvesBefore13, groupName, groupsOf13 } from '../../protocol/tls/groups.ts';
import type { Asker } from './asking.ts';
import type { AskedVersion } from './versions.ts';

/** Curves up to TLS 1.2, as names; null: no ephemeral suite, or not seen. */
export async function askCurves(asker: Asker, versions: readonly EnumeratedTlsVersion[], keyCurve: () => Promise<string | undefined>): Promise<readonly string[] | null> {
  const best = versions.findLast(({ version, cipherSuites }) => isOld(version) && cipherSuites.some((suite) => suite.startsWith('TLS_ECDHE_')));
  if (best === undefined || !isOld(best.version)) return null;
  const ephemeral = best.cipherSuites.filter((suite) => suite.startsWith('TLS_ECDHE_'));
  // With an RSA key the curve is free; with another one, its own curve must stay among those offered. Source: RFC 8422 5.1.
  const rsa = ephemeral.filter((suite) => suite.startsWith('TLS_ECDHE_RSA_'));
  const suites = idsOf(rsa.length > 0 ? rsa : ephemeral);
  const own = rsa.length > 0 ? undefined : await keyCurve();
  const last = curvesBefore13.find((id) => groupName(id) === own);
  const { version } = best;
  return walk(curvesBefore13, last, async (groups, count) => {
    const attempt = await asker.hello({ label: `${version} curve ${count}`, version, cipherSuites: suites, whole: true, extras: { groups } });
    return attempt.ok && attempt.value.flight.kind === 'server-hello' ? attempt.value.flight.group : undefined;
  });
}

/** Groups of TLS 1.3, as names; null: the version is off. */
export async function askGroups13(asker: Asker, asked: readonly AskedVersion[]): Promise<readonly string[] | null> {
  if (!asked.some(({ result: { version, outcome } }) => version === 'TLSv1.3' && outcome === 'accepted')) return null;
  return walk(groupsOf13, undefined, async (groups, count) => {
    const attempt = await asker.hello({
      label: `TLSv1.3 group ${count}`, version: 'TLSv1.3', cipherSuites: probeSuites('TLSv1.3'), withoutKey: true, extras: { groups },
    });
    return attempt.ok && attempt.value.flight.kind === 'server-hello' ? attempt.value.flight.group : undefined;
  });
}

/** @param last stays in every hello, at the end */
async function walk(
  offered: readonly number[], last: number | undefined, ask: (groups: readonly number[], count: number) => Promise<number | undefined>,
): Promise<readonly string[] | null> {
  const found: number[] = [];
  for (;;) {
    const left = [...offered.filter((id) => !found.includes(id) && id !== last), ...(last === undefined ? [] : [last])];
    const group = left.length === 0 ? undefined : await ask(left, found.length + 1);
    // A server that chooses what was not offered, or the same again, goes by no list of ours.
    const known = group === undefined || found.includes(group);
    if (group !== undefined && !known) found.push(group);
    if (known || !left.includes(group) || group === last) break;
  }
  return found.length === 0 ? null : found.map(groupName);
}

function isOld(version: EnumeratedTlsVersion['version']): version is Exclude<TlsVersion, 'SSLv3' | 'TLSv1.3'> {
  return version === 'TLSv1.0' || version === 'TLSv1.1' || version === 'TLSv1.2';
}

function idsOf(names: readonly string[]): readonly number[] {
  return names.map(cipherSuiteId).filter((id) => id !== undefined);
}
