/** Numbers by which Windows names protocols and algorithms in logs. */
import type { TlsVersion } from '../model/facts.ts';

/**
 * `crypt-protocol` of IIS: a bit of SP_PROT_…_SERVER, in hexadecimal. Sources: Microsoft Security blog 2017-09-07, new IIS functionality to help
 * identify weak TLS usage; Microsoft Learn, SCHANNEL_CRED.
 */
const PROTOCOLS: Readonly<Record<string, TlsVersion>> = { 10: 'SSLv3', 40: 'TLSv1.0', 100: 'TLSv1.1', 400: 'TLSv1.2', 1000: 'TLSv1.3' };

/** ALG_ID values. Source: Microsoft Learn, ALG_ID (wincrypt.h). */
const ALGORITHMS: Readonly<Record<string, string>> = {
  '6603': '3DES', '660e': 'AES-128', '6610': 'AES-256', '6801': 'RC4', '8003': 'MD5', '8004': 'SHA1', '800c': 'SHA-256', '800d': 'SHA-384',
  'a400': 'RSA', 'ae06': 'ECDHE', 'aa02': 'DHE',
};

export function protocolOfIis(hex: string): TlsVersion | undefined {
  return Object.hasOwn(PROTOCOLS, hex) ? PROTOCOLS[hex] : undefined;
}

/** The name of an algorithm; a number that is not known stays. */
export function algorithmOfIis(hex: string): string {
  const key = hex.toLowerCase();
  return Object.hasOwn(ALGORITHMS, key) ? ALGORITHMS[key] ?? hex : `0x${key.slice(0, 8)}`;
}

/** `TLS 1.0` or `SSL 3.0`, as Schannel writes it; null: none of them. */
export function versionOfWords(words: string): TlsVersion | null {
  const found = /\b(?:TLS ?(1\.[0-3])|(SSL ?3\.0))\b/.exec(words);
  return found === null ? null : found[2] !== undefined ? 'SSLv3' : `TLSv${found[1] ?? ''}` as TlsVersion;
}
