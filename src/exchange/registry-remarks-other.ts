/** Remarks on what stands beside the TLS versions: cipher suites, renegotiation, WinHTTP, the update of Exchange. */
import { suitesOfOnline } from './outgoing-tls.ts';
import { profileOf } from './client-hellos.ts';
import { schannelKey, suiteLocalKey, suitePolicyKey, winHttpKey } from './registry-places.ts';
import { citing, type Remark } from './registry-remark.ts';
import type { RegistryTls } from './registry-tls.ts';
import type { FoundValue, TlsRegistry } from '../model/registry.ts';
import { dwordAt, valueAt } from './registry-values.ts';
import { standingOf } from './updates.ts';
import type { WindowsId } from '../model/scenario.ts';
import { versionName } from './versions.ts';
import { suitesForeignTo } from './windows-suites.ts';
import { windowsVersions } from './windows.ts';

export function otherRemarks(registry: TlsRegistry, tls: RegistryTls): readonly Remark[] {
  return [...update(tls), ...notGiven(tls), ...suites(registry, tls), ...renegotiation(registry, tls), ...winHttp(registry), ...overwritten(registry)];
}

/** Much depends on both, and an export of SCHANNEL and .NET alone names neither. */
function notGiven({ machine: { exchange, windows } }: RegistryTls): readonly Remark[] {
  const lacking = [...(exchange === 'unknown' ? ['--exchange'] : []), ...(windows === undefined ? ['--windows'] : [])];
  return lacking.length === 0 ? [] : [{ id: 'version-not-given', weight: 'note', lines: [],
    says: `The files do not say which ${lacking.length === 2 ? 'Exchange and Windows' : exchange === 'unknown' ? 'Exchange' : 'Windows'} they are from: much depends on it.`,
    repair: `Add ${lacking.join(' and ')}.` }];
}

function update({ machine: { exchange, build } }: RegistryTls): readonly Remark[] {
  const standing = build === undefined ? null : standingOf(build);
  if (standing === null || standing.tls12.reached) return [];
  return [{
    id: 'update-below-tls12', weight: 'fault', lines: [],
    says: `${standing.name} (build ${build ?? ''}) does not support TLS 1.2, whatever the registry says.`,
    repair: standing.tls12.from === null ? `No update of ${versionName(exchange)} supports it.` : `Install ${standing.tls12.from} or later first.`,
  }];
}

/** The list in force: that of the group policy before the local one. */
export function suiteList(registry: TlsRegistry): { readonly suites: readonly string[]; readonly by: FoundValue } | null {
  for (const key of [suitePolicyKey, suiteLocalKey]) {
    const by = valueAt(registry, key, 'Functions');
    const text = by?.data?.type === 'string' || by?.data?.type === 'expandable' ? by.data.value.split(',') : by?.data?.type === 'strings' ? by.data.value : null;
    if (by !== undefined && text !== null) return { by, suites: text.map((name) => name.trim()).filter((name) => name !== '') };
  }
  return null;
}

/** Names of Windows before 2016 carry the curve. Source: Microsoft Learn, "TLS Cipher Suites in Windows 8.1". */
const withoutCurve = (name: string): string => name.replace(/_P(?:256|384|521)$/, '');

/** Those of the list that Windows has, without the curve; null: no list was set. */
export function usableSuites(registry: TlsRegistry, windows: WindowsId | undefined): readonly string[] | null {
  const plain = suiteList(registry)?.suites.map(withoutCurve);
  if (plain === undefined) return null;
  const foreign = new Set(suitesForeignTo(windows, plain));
  return plain.filter((name) => !foreign.has(name));
}

/** Source: Microsoft Learn, "Prioritizing Schannel cipher suites" (1023 characters); technical reference details about encryption (Exchange Online). */
function suites(registry: TlsRegistry, { machine: { windows }, inForce }: RegistryTls): readonly Remark[] {
  const list = suiteList(registry);
  if (list === null) return [];
  const remarks: Remark[] = [];
  const usable = usableSuites(registry, windows) ?? [];
  const lines = citing(list.by);
  const policy = list.by.path.toLowerCase() === suitePolicyKey.toLowerCase();
  if (policy && list.by.data?.type === 'string' && list.by.data.value.length > 1023) {
    remarks.push({ id: 'suite-list-too-long', weight: 'fault', lines, says: `The list of cipher suites has ${list.by.data.value.length} characters; Windows reads 1023 of a policy.`, repair: 'Shorten it.' });
  }
  const gone = list.suites.filter((name) => !usable.includes(withoutCurve(name)));
  if (gone.length > 0) {
    remarks.push({ id: 'unknown-suites', weight: 'note', lines,
      says: `${windows === undefined ? 'Windows' : windowsVersions[windows].name} does not have ${gone.slice(0, 4).join(', ')}${gone.length > 4 ? ` and ${gone.length - 4} more` : ''} of the list.` });
  }
  const peers = { 'Exchange Online': suitesOfOnline, 'Exchange 2019 as its setup leaves it': profileOf('exchange2019-setup')?.cipherSuites ?? [] };
  const none = Object.entries(peers).filter(([, theirs]) => !usable.some((name) => theirs.includes(name))).map(([peer]) => peer);
  if (none.length > 0) {
    remarks.push({ id: 'no-shared-suite', weight: 'fault', lines, says: `The list of cipher suites shares none with ${none.join(' and ')}: connections in TLS 1.2 fail there.`,
      repair: 'Restore ECDHE suites with AES-GCM, and with AES-CBC for Windows Server 2012 R2 and older, or remove the list.' });
  }
  const on13 = inForce.some(({ version, state }) => version === 'TLSv1.3' && state === 'on');
  if (on13 && !usable.some((name) => /^TLS_(?:AES|CHACHA20)_/.test(name))) {
    remarks.push({ id: 'tls13-without-suites', weight: 'fault', lines, says: 'TLS 1.3 is on, and the list holds none of its cipher suites (TLS_AES_…): handshakes with it fail.',
      repair: 'Put TLS_AES_256_GCM_SHA384 and TLS_AES_128_GCM_SHA256 first, or switch TLS 1.3 off.' });
  }
  return remarks;
}

/** Source: Microsoft Learn, "Exchange Server TLS configuration best practices": default in 2019, settable in 2016, not supported in 2013. */
function renegotiation(registry: TlsRegistry, { machine: { exchange } }: RegistryTls): readonly Remark[] {
  return ['AllowInsecureRenegoClients', 'AllowInsecureRenegoServers'].flatMap((name): readonly Remark[] => {
    const found = dwordAt(registry, schannelKey, name);
    if (found === undefined) return [];
    if (found.value !== 0) {
      return exchange !== 'exchange-2019' && exchange !== 'exchange-se' ? [] : [{ id: 'renegotiation-not-strict', weight: 'note', lines: citing(found.at),
        says: `${name} is ${found.value}: ${versionName(exchange)} has it at 0 (strict renegotiation).` }];
    }
    return exchange !== 'exchange-2013' && exchange !== 'exchange-2010' ? [{ id: 'renegotiation-strict', weight: 'note', lines: citing(found.at),
      says: `${name} is 0: peers without secure renegotiation (RFC 5746) are refused.` }] : [{ id: 'renegotiation-unsupported', weight: 'gap', lines: citing(found.at),
      says: `${name} is 0: strict renegotiation is supported from Exchange 2016 on.`, repair: 'Remove the value.' }];
  });
}

/** Source: Microsoft Support KB3140245. WinHTTP does not carry free/busy calls. */
function winHttp(registry: TlsRegistry): readonly Remark[] {
  return ([64, 32] as const).flatMap((bits): readonly Remark[] => {
    const found = dwordAt(registry, winHttpKey(bits), 'DefaultSecureProtocols');
    if (found === undefined) return [];
    const hex = `0x${found.value.toString(16)}`;
    const foreign = (found.value & ~0x2aa8) !== 0;
    if (foreign || (found.value & 0x800) === 0) {
      return [{ id: 'winhttp-mask', weight: 'gap', lines: citing(found.at), repair: 'Set 0x00000a00 (TLS 1.1 and 1.2), entered as hexadecimal.',
        says: `DefaultSecureProtocols is ${hex}${foreign ? ', which is no set of TLS versions: was a decimal number entered for a hexadecimal one?' : ', without TLS 1.2.'} It counts for WinHTTP, not for free/busy calls.` }];
    }
    return (found.value & 0xa0) === 0 ? [] : [{ id: 'winhttp-old-tls', weight: 'note', lines: citing(found.at), says: `DefaultSecureProtocols is ${hex}: WinHTTP offers SSL 3.0 or TLS 1.0 too.` }];
  });
}

function overwritten(registry: TlsRegistry): readonly Remark[] {
  return registry.overwritten.slice(0, 5).map((found) => ({ id: 'set-twice', weight: 'note', lines: [...citing(found), ...citing(found.by)], says: `${found.name} is set twice; the later line counts.` }));
}
