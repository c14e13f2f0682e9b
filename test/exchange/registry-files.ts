/** Registry files for tests, written as regedit writes them. */
import { registryCollector } from '../../src/exchange/registry-values.ts';
import { machineOf } from '../../src/exchange/registry-machine.ts';
import { registryRemarks } from '../../src/exchange/registry-remarks.ts';
import { registryTls, type RegistryMachine } from '../../src/exchange/registry-tls.ts';
import { registryExportReader } from '../../src/protocol/registry-export.ts';

export const PROTOCOLS = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols';
export const NET = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework';
export const NET32 = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework';
export const ON = ['"Enabled"=dword:00000001', '"DisabledByDefault"=dword:00000000'];
export const OFF = ['"Enabled"=dword:00000000', '"DisabledByDefault"=dword:00000001'];
export const NET_ON = ['"SystemDefaultTlsVersions"=dword:00000001', '"SchUseStrongCrypto"=dword:00000001'];

export type Keys = readonly (readonly [key: string, ...values: readonly string[]])[];

export function file(keys: Keys): string {
  return ['Windows Registry Editor Version 5.00', '', ...keys.flatMap(([key, ...values]) => [`[${key}]`, ...values, ''])].join('\r\n');
}

export const tls12 = (values: readonly string[] = ON): Keys => [[`${PROTOCOLS}\\TLS 1.2\\Client`, ...values], [`${PROTOCOLS}\\TLS 1.2\\Server`, ...values]];
export const net = (generation: string, values: readonly string[] = NET_ON): Keys => [[`${NET}\\${generation}`, ...values], [`${NET32}\\${generation}`, ...values]];

/** The Schannel key as it is exported, with nothing below it. */
export const bare: Keys = [[PROTOCOLS], [NET], [NET32]];

export function judged(written: string | Uint8Array, said: Partial<RegistryMachine>) {
  const collector = registryCollector();
  const reader = registryExportReader((entry) => { collector.take('a.reg', entry); });
  reader.push(typeof written === 'string' ? Buffer.from(`\ufeff${written}`, 'utf16le') : written);
  const reading = reader.end();
  const registry = collector.result();
  const tls = registryTls(registry, machineOf(registry, said));
  return { reading, registry, tls, remarks: registryRemarks(registry, tls) };
}
