/** Mistakes in the values of Schannel: which TLS versions Windows lets anybody use. */
import type { TlsVersion } from '../model/facts.ts';
import { protocolsKey, roleKey, roles, type Role } from './registry-places.ts';
import { citing, type Remark } from './registry-remark.ts';
import type { InForce, RegistryTls } from './registry-tls.ts';
import type { TlsRegistry } from '../model/registry.ts';
import { dwordAt, valueAt } from './registry-values.ts';
import { compareBuilds, versionName, versions } from './versions.ts';
import { spokenTls, tlsVersionsInOrder, windowsVersions } from './windows.ts';

const CALLS: Readonly<Record<Role, string>> = { Server: 'connections that it gets', Client: 'calls that it makes' };
const STATES: Readonly<Record<InForce['state'], string>> = {
  'on': 'on', 'off': 'off', 'off-by-default': 'off unless a program names it', 'unsupported': 'not supported', 'unknown': 'not known',
};
const ON = 'Set Enabled = 1 and DisabledByDefault = 0 (DWORD) for both Client and Server.';

/** Source: tables of Microsoft Learn, "Transport Layer Security (TLS) registry settings"; HealthChecker (CSS-Exchange), TLS configuration check. */
export function schannelRemarks(registry: TlsRegistry, tls: RegistryTls): readonly Remark[] {
  return [
    ...tlsVersionsInOrder.filter((version) => version !== 'SSLv3').flatMap((version) => ofVersion(registry, tls, version)),
    ...withoutTls12(tls), ...tls13(tls), ...tooEarly(tls),
  ];
}

function stateIn({ inForce }: RegistryTls, version: TlsVersion, role: Role): InForce | undefined {
  return inForce.find((one) => one.version === version && one.role === role);
}

function ofVersion(registry: TlsRegistry, tls: RegistryTls, version: TlsVersion): readonly Remark[] {
  const [client, server] = [stateIn(tls, version, 'Client'), stateIn(tls, version, 'Server')];
  const remarks: Remark[] = [];
  const say = (remark: Remark): void => { remarks.push(remark); };
  for (const role of roles) {
    const key = roleKey(version, role);
    const [enabled, byDefault] = [dwordAt(registry, key, 'Enabled'), dwordAt(registry, key, 'DisabledByDefault')];
    for (const name of ['Enabled', 'DisabledByDefault']) {
      const found = valueAt(registry, key, name);
      if (found?.data != null && found.data.type !== 'dword') {
        say({ id: 'wrong-type', weight: 'fault', lines: citing(found), repair: `Delete it and create ${name} as a DWORD.`,
          says: `${name} of ${spokenTls(version)} ${role} is not a DWORD (${found.data.type}): Windows expects a DWORD, so it is taken as not set here.` });
      }
    }
    if (enabled?.value === 0 && byDefault?.value === 0) {
      say({ id: 'contradicting-values', weight: 'gap', lines: citing(enabled.at, byDefault.at),
        says: `${spokenTls(version)} ${role} has Enabled = 0 and DisabledByDefault = 0: the first wins, it is off.`, repair: 'Set DisabledByDefault = 1, or Enabled = 1 if it is wanted.' });
    }
    if (enabled !== undefined && enabled.value > 1) {
      say({ id: 'enabled-not-one', weight: 'note', lines: citing(enabled.at),
        says: `Enabled of ${spokenTls(version)} ${role} is 0x${enabled.value.toString(16)}, as IIS Crypto and older guides set it. To Windows any value but 0 is on; old HealthChecker versions said otherwise.` });
    }
    if (version === 'TLSv1.2' && enabled !== undefined && enabled.value !== 0 && byDefault === undefined && tls.machine.windows === '2008R2') {
      say({ id: 'disabled-by-default-missing', weight: 'fault', lines: citing(enabled.at), repair: `Set DisabledByDefault = 0 (DWORD) in ${key}.`,
        says: `Windows Server 2008 R2 has TLS 1.2 off by default, and DisabledByDefault = 0 is missing for ${role}: Enabled alone is not known to switch it on.` });
    }
  }
  const set = [client, server].filter((one) => one !== undefined && one.through.length > 0);
  const [only] = set;
  if (client !== undefined && server !== undefined && only !== undefined && differ(client.state, server.state)) {
    say({ id: 'roles-differ', weight: version === 'TLSv1.2' ? 'fault' : 'gap', lines: citing(...set.flatMap((one) => one?.through ?? [])),
      says: `${spokenTls(version)} is ${STATES[server.state]} for ${CALLS.Server} and ${STATES[client.state]} for ${CALLS.Client}: one direction works and the other does not.`,
      repair: version === 'TLSv1.2' ? ON : `Set the values of ${spokenTls(version)} alike for Client and Server.` });
  } else if (only !== undefined && set.length === 1) {
    const missing = only.role === 'Server' ? 'Client' : 'Server';
    say({ id: 'role-missing', weight: 'gap', lines: citing(...only.through),
      says: `Only the key ${spokenTls(version)}\\${only.role} has values; ${missing}, which rules ${CALLS[missing]}, is left to Windows (${STATES[(missing === 'Client' ? client : server)?.state ?? 'unknown']}).`,
      repair: `Set the values for ${missing} too, so that nothing depends on the version of Windows.` });
  }
  return remarks;
}

/** TLS 1.2 is what every server that is still supported speaks. */
function withoutTls12(tls: RegistryTls): readonly Remark[] {
  return roles.flatMap((role): readonly Remark[] => {
    const found = stateIn(tls, 'TLSv1.2', role);
    if (found === undefined || found.state === 'on' || found.state === 'unknown' || (found.through.length === 0 && !found.shown)) return [];
    return [{
      id: role === 'Client' ? 'tls12-off-for-calls' : 'tls12-not-accepted', weight: 'fault', lines: citing(...found.through), repair: ON,
      says: `TLS 1.2 is ${STATES[found.state]} for ${CALLS[role]}${found.through.length === 0 ? ', as Windows has it' : ''}: `
        + `${role === 'Client' ? 'this server cannot call' : 'it cannot be called by'} servers that want TLS 1.2 (Exchange 2019, SE, Exchange Online).`,
    }];
  });
}

/** Source: Microsoft Learn, "Exchange Server TLS configuration best practices": TLS 1.3 from Exchange 2019 CU15, on Windows Server 2022 and later. */
function tls13(tls: RegistryTls): readonly Remark[] {
  const { exchange, build, windows } = tls.machine;
  const floor = exchange === 'unknown' ? undefined : versions[exchange].tls13From;
  return roles.flatMap((role): readonly Remark[] => {
    const found = stateIn(tls, 'TLSv1.3', role);
    const wanted = found?.through.find(({ name, data }) => data?.type === 'dword' && (name.toLowerCase() === 'enabled' ? data.value !== 0 : data.value === 0));
    if (found === undefined) return [];
    const off = 'Set Enabled = 0 and DisabledByDefault = 1 for TLS 1.3, Client and Server.';
    if (found.state === 'unsupported' && wanted !== undefined) {
      return [{ id: 'tls13-forced', weight: 'fault', lines: citing(wanted), repair: off,
        says: `TLS 1.3 is switched on for ${CALLS[role]}, which ${windows === undefined ? 'this Windows' : windowsVersions[windows].name} does not support: connections fail or are refused.` }];
    }
    const tooOld = floor === null || (floor !== undefined && build !== undefined && compareBuilds(build, floor) < 0);
    if (!tooOld || (wanted === undefined && (found.state !== 'on' || !found.shown))) return [];
    return [{ id: 'tls13-without-exchange', weight: wanted === undefined ? 'gap' : 'fault', lines: citing(wanted), repair: off,
      says: `TLS 1.3 is on for ${CALLS[role]}, and this update of ${versionName(exchange)} does not support it (Exchange 2019 CU15 on Windows Server 2022 does).` }];
  });
}

/** Old versions switched off before the update of Exchange that allows it. */
function tooEarly(tls: RegistryTls): readonly Remark[] {
  const { exchange, build } = tls.machine;
  const floor = exchange === 'unknown' ? null : versions[exchange].legacyTlsOffFrom;
  if (floor === null || build === undefined || compareBuilds(build, floor) >= 0) return [];
  const off = tls.inForce.filter(({ version, state, through }) => (version === 'TLSv1.0' || version === 'TLSv1.1') && state === 'off' && through.length > 0);
  return off.length === 0 ? [] : [{
    id: 'old-tls-off-too-early', weight: 'fault', lines: citing(...off.flatMap(({ through }) => through)),
    says: `TLS 1.0 or 1.1 is off, and build ${build} of ${versionName(exchange)} still needs it: that is allowed from build ${floor} on.`,
    repair: `Install a later update of ${versionName(exchange)}, or remove the values below ${protocolsKey} for TLS 1.0 and 1.1 until then.`,
  }];
}

/** What is not known differs from nothing. */
function differ(a: InForce['state'], b: InForce['state']): boolean {
  return a !== b && a !== 'unknown' && b !== 'unknown';
}
