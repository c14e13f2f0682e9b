/** Mistakes in the values of .NET: what Exchange offers when it calls another server. */
import { dotnetGenerations, dotnetKey, roleKey, type Bits } from './registry-places.ts';
import { citing, type Remark } from './registry-remark.ts';
import type { Offered, RegistryTls } from './registry-tls.ts';
import type { TlsRegistry } from '../model/registry.ts';
import { dwordAt, valueAt } from './registry-values.ts';
import { versionName, versions } from './versions.ts';
import { spokenTls } from './windows.ts';

const NAMES = ['SystemDefaultTlsVersions', 'SchUseStrongCrypto'] as const;
const BITS: readonly Bits[] = [64, 32];

/** Source: Microsoft Learn, "TLS best practices with .NET Framework", "Exchange Server TLS configuration best practices". */
export function dotnetRemarks(registry: TlsRegistry, tls: RegistryTls): readonly Remark[] {
  return [...wrongTypes(registry), ...wrongGeneration(registry, tls), ...calls(tls), ...missing(registry, tls)];
}

function wrongTypes(registry: TlsRegistry): readonly Remark[] {
  return dotnetGenerations.flatMap((generation) => BITS.flatMap((bits) => NAMES.flatMap((name): readonly Remark[] => {
    const found = valueAt(registry, dotnetKey(generation, bits), name);
    return found?.data == null || found.data.type === 'dword' ? [] : [{
      id: 'wrong-type', weight: 'fault', lines: citing(found), repair: `Delete it and create ${name} as a DWORD.`,
      says: `${name} under ${generation} is not a DWORD (${found.data.type}): .NET expects a DWORD, so it is taken as not set here.`,
    }];
  })));
}

/** Values of the other generation of .NET than the one that runs this Exchange, and none of its own. */
function wrongGeneration(registry: TlsRegistry, { machine: { exchange } }: RegistryTls): readonly Remark[] {
  const own = exchange === 'unknown' ? null : versions[exchange].dotnetGeneration;
  if (own === null) return [];
  const set = (generation: typeof own) => BITS.flatMap((bits) => NAMES.map((name) => dwordAt(registry, dotnetKey(generation, bits), name)))
    .flatMap((found) => (found?.value === 1 ? [found.at] : []));
  const elsewhere = dotnetGenerations.filter((generation) => generation !== own).flatMap(set);
  return elsewhere.length === 0 || set(own).length > 0 ? [] : [{
    id: 'wrong-dotnet-generation', weight: 'fault', lines: citing(...elsewhere), repair: `Set them under ${dotnetKey(own, 64)} and ${dotnetKey(own, 32)}.`,
    says: `The values of .NET are set for another generation: ${versionName(exchange)} runs on ${own} and does not look at them.`,
  }];
}

/** What the calls of Exchange come to. */
function calls(tls: RegistryTls): readonly Remark[] {
  const services = tls.machine.exchange === 'unknown' ? undefined : tls.offered.find(({ bits }) => bits === 64);
  if (services === undefined) return [];
  const clients = tls.inForce.filter(({ role, through }) => role === 'Client' && through.length > 0);
  const old = clients.find(({ version }) => version === 'TLSv1.0');
  if (!services.shown) {
    const off = old?.state === 'off';
    return [{
      id: off ? 'old-tls-off-before-dotnet' : 'dotnet-not-in-file', weight: off ? 'gap' : 'note', lines: citing(...(off ? old.through : [])),
      says: off ? 'TLS 1.0 is off for calls, and the files do not show the values of .NET: where these are not set, .NET has no version left and no call leaves the server.'
        : 'The files do not hold the key of .NET, which decides what this server offers when it calls another.',
      repair: `Export it too: reg export "${dotnetKey(services.generation, 64).replace(/\\v[\d.]+$/, '')}" dotnet64.reg and the same below Wow6432Node.`,
    }];
  }
  if (services.certain.includes('TLSv1.2')) return [];
  if (services.versions === null) return [{ id: 'calls-not-known', weight: 'gap', lines: citing(...services.through), says: `What this server offers when it calls another is not known: ${services.because}.`, repair: repairOf(services) }];
  if (services.versions.every((version) => version === 'SSLv3')) {
    return [{
      id: 'no-version-left', weight: 'fault', lines: citing(...services.through, ...clients.flatMap(({ through }) => through)), repair: repairOf(services),
      says: `No TLS version is left for calls: ${services.because}, and that is off for Client. `
        + (services.versions.length === 0 ? 'Every call fails on this server itself, before anything is sent.' : 'Only SSL 3.0 is, which nobody accepts any more.'),
    }];
  }
  if (services.versions.some((version) => version === 'TLSv1.2' || version === 'TLSv1.3')) return [];
  return [{
    id: 'calls-only-old-tls', weight: 'fault', lines: citing(...services.through), repair: repairOf(services),
    says: `Calls to other servers leave with ${services.versions.map(spokenTls).join(' and ')} only: ${services.because}. Exchange 2019, SE and Exchange Online refuse such calls.`,
  }];
}

function repairOf({ generation }: Offered): string {
  return `Set SystemDefaultTlsVersions = 1${generation === 'v4.0.30319' ? ' and SchUseStrongCrypto = 1' : ''} (DWORD) in ${dotnetKey(generation, 64)} and ${dotnetKey(generation, 32)}.`;
}

/** Half of the values that Microsoft asks for. */
function missing(registry: TlsRegistry, { machine: { exchange }, offered, inForce }: RegistryTls): readonly Remark[] {
  const own = exchange === 'unknown' ? null : versions[exchange].dotnetGeneration;
  if (own === null) return [];
  const wanted = own === 'v4.0.30319' ? NAMES : NAMES.slice(0, 1);
  const at = (name: string, bits: Bits) => valueAt(registry, dotnetKey(own, bits), name);
  const isSet = (name: string, bits: Bits): boolean => dwordAt(registry, dotnetKey(own, bits), name)?.value === 1;
  const any = wanted.some((name) => BITS.some((bits) => isSet(name, bits)));
  if (!any) return [];
  const remarks: Remark[] = [];
  for (const bits of BITS) {
    const lacking = wanted.filter((name) => !isSet(name, bits));
    if (lacking.length === 0) continue;
    const whole = lacking.length === wanted.length;
    remarks.push({
      id: whole ? (bits === 32 ? 'wow6432node-missing' : 'only-wow6432node') : 'dotnet-half-set', weight: bits === 64 && whole ? 'fault' : 'gap',
      lines: citing(...wanted.flatMap((name) => [at(name, bits), isSet(name, bits === 64 ? 32 : 64) ? at(name, bits === 64 ? 32 : 64) : undefined])),
      says: `${lacking.join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} not set to 1 for ${bits}-bit programs (${dotnetKey(own, bits)})`
        + `${bits === 64 ? '; the services of Exchange are such' : whole ? '; the services of Exchange run in 64 bits, tools in 32 still call with old TLS' : ''}.`,
      repair: `Set ${lacking.map((name) => `${name} = 1`).join(' and ')} (DWORD) in ${dotnetKey(own, bits)}.`,
    });
  }
  const client = inForce.find(({ version, role }) => version === 'TLSv1.2' && role === 'Client');
  if (client?.through.length === 0 && !client.shown && offered.some(({ shown }) => shown)) {
    remarks.push({ id: 'schannel-not-in-file', weight: 'note', lines: [],
      says: `The files do not hold ${roleKey('TLSv1.2', 'Client')}: whether TLS 1.2 is on is taken to be as installed.`, repair: 'Export the SCHANNEL key too.' });
  }
  return remarks;
}
