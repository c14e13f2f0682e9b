/** Cipher suites that Windows knows at all, switched on or not. What a port accepts beyond them, another TLS stack accepts. */
import type { WindowsId } from '../model/scenario.ts';

/** Source: Microsoft Learn, "Cipher Suites in TLS/SSL (Schannel SSP)": the lists of all versions, with those that are supported but not enabled. */
const everyWindows: ReadonlySet<string> = new Set([
  ...['ECDHE_ECDSA', 'ECDHE_RSA'].flatMap((exchange) =>
    suites(exchange, ['AES_256_CBC_SHA384', 'AES_128_CBC_SHA256', 'AES_256_CBC_SHA', 'AES_128_CBC_SHA'])),
  ...suites('ECDHE_ECDSA', ['AES_256_GCM_SHA384', 'AES_128_GCM_SHA256']),
  ...suites('DHE_RSA', ['AES_256_GCM_SHA384', 'AES_128_GCM_SHA256', 'AES_256_CBC_SHA', 'AES_128_CBC_SHA']),
  ...suites('DHE_DSS', ['AES_256_CBC_SHA256', 'AES_128_CBC_SHA256', 'AES_256_CBC_SHA', 'AES_128_CBC_SHA', '3DES_EDE_CBC_SHA', 'DES_CBC_SHA']),
  ...suites('RSA', [
    'AES_256_GCM_SHA384', 'AES_128_GCM_SHA256', 'AES_256_CBC_SHA256', 'AES_128_CBC_SHA256', 'AES_256_CBC_SHA', 'AES_128_CBC_SHA', '3DES_EDE_CBC_SHA',
    'RC4_128_SHA', 'RC4_128_MD5', 'DES_CBC_SHA', 'NULL_SHA256', 'NULL_SHA', 'NULL_MD5',
  ]),
  'TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA', 'TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA', 'TLS_RSA_EXPORT1024_WITH_RC4_56_SHA',
  'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
]);
const since2016: ReadonlySet<string> = new Set(suites('ECDHE_RSA', ['AES_256_GCM_SHA384', 'AES_128_GCM_SHA256']));
const since2022: ReadonlySet<string> = new Set(['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256']);
const before2016: readonly WindowsId[] = ['2008R2', '2012', '2012R2'];
const before2022: readonly WindowsId[] = [...before2016, '2016', '2019'];

/**
 * Suites of the list that Windows does not have.
 * @param windows undefined: that no Windows version has
 */
export function suitesForeignTo(windows: WindowsId | undefined, names: readonly string[]): readonly string[] {
  return names.filter((name) => !everyWindows.has(name)
    && !(since2016.has(name) && (windows === undefined || !before2016.includes(windows)))
    && !(since2022.has(name) && (windows === undefined || !before2022.includes(windows))));
}

function suites(exchange: string, ciphers: readonly string[]): readonly string[] {
  return ciphers.map((cipher) => `TLS_${exchange}_WITH_${cipher}`);
}
