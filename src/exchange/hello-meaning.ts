/** What a seen ClientHello says about the server that sent it, in plain words. */
import type { SeenHello, TlsVersion } from '../model/facts.ts';
import { suitesOfOnline } from './outgoing-tls.ts';
import { nearestProfiles, versionsOffered } from './seen-hellos.ts';
import { spokenTls } from './windows.ts';
import { suitesForeignTo } from './windows-suites.ts';

export interface HelloRemark {
  /** `fault`: such a server does not reach others that are in order. */
  readonly weight: 'fault' | 'note';
  readonly says: string;
  readonly remedy?: string;
}

const fault = (says: string, remedy?: string): HelloRemark => ({ weight: 'fault', says, ...(remedy === undefined ? {} : { remedy }) });
const note = (says: string): HelloRemark => ({ weight: 'note', says });

/** So many differences are as many as an update or a policy makes; with more it is another kind of client. */
const NEAR = 6;
const MODERN: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];
/** Signals that stand among the suites. Source: RFC 5746 3.3, RFC 7507. */
const signals: ReadonlySet<string> = new Set(['0x00ff', '0x5600']);

/** Does it offer TLS 1.2 or newer? */
export function offersModernTls(hello: SeenHello): boolean {
  return versionsOffered(hello).some((version) => MODERN.includes(version));
}

/** Remarks, faults first. */
export function helloRemarks(hello: SeenHello): readonly HelloRemark[] {
  const foreign = suitesOfOthers(hello);
  const remarks = [...aboutVersion(hello), ...outside(hello), ...(foreign.length > 0 ? [notWindows(foreign)] : aboutWindows(hello))];
  return [...remarks.filter(({ weight }) => weight === 'fault'), ...remarks.filter(({ weight }) => weight === 'note')];
}

/** Source: Microsoft Learn, "TLS best practices with .NET Framework"; "Exchange Server TLS configuration best practices". */
function aboutVersion(hello: SeenHello): readonly HelloRemark[] {
  const { newest } = hello;
  if (newest === null) return [fault('It offers SSL 2.0 only, which no server of today accepts.')];
  if (MODERN.includes(newest)) return [note(`It offers ${spokenTls(newest)}.`)];
  const how = newest !== 'TLSv1.0' ? 'so newer versions are switched off for its outgoing calls: SCHANNEL\\Protocols\\TLS 1.2\\Client decides'
    : 'as .NET does when neither SystemDefaultTlsVersions nor SchUseStrongCrypto is set, or when TLS 1.2 is off for the client role of Schannel';
  return [fault(`It dials with nothing newer than ${spokenTls(newest)}, ${how}. A server that was changed and not restarted looks the same.`,
    'crosslines fix tls-version-mismatch-between-exchange-servers --exchange VERSION --windows VERSION writes the values for that server; restart '
      + 'it, and witness again.')];
}

/**
 * Services that ask for TLS 1.2, and what they would see. Source: Microsoft Learn, "Technical reference details about encryption" (TLS 1.2 since
 * 2018, list of suites); a calendar service's notices of 2018 and 2020, that it no longer accepts TLS 1.0, then 1.1.
 */
function outside(hello: SeenHello): readonly HelloRemark[] {
  if (!offersModernTls(hello)) {
    return [fault('Services that require TLS 1.2, as Microsoft 365 and most calendar and room services do, refuse it: notifications to them stop.')];
  }
  const shares = hello.cipherSuites.some((suite) => suitesOfOnline.includes(suite)) || versionsOffered(hello).includes('TLSv1.3');
  return shares ? [note('Services that require TLS 1.2 accept its version, and Microsoft 365 has cipher suites in common with it.')]
    : [fault('It offers TLS 1.2, but none of the cipher suites of Microsoft 365.')];
}

/** Cipher suites, named or not, that no Windows has: then another program or a device sent it. */
export function suitesOfOthers(hello: SeenHello): readonly string[] {
  return suitesForeignTo(undefined, hello.cipherSuites.filter((suite) => !signals.has(suite)));
}

function notWindows(suites: readonly string[]): HelloRemark {
  return note(`It offers what the TLS of Windows does not have, such as ${suites[0] ?? ''}: it was sent by another program, or by a device in between that makes the `
    + 'connection anew. Then it says nothing about the settings of an Exchange server.');
}

/** Source: Microsoft Learn, "Cipher Suites in TLS/SSL (Schannel SSP)" of each version; extensions as in the profiles of client-hellos-table.ts. */
function aboutWindows(hello: SeenHello): readonly HelloRemark[] {
  const [nearest] = nearestProfiles(hello);
  const has = (suite: string): boolean => hello.cipherSuites.includes(suite);
  const windows = hello.supportedVersions !== null && hello.newest === 'TLSv1.3' ? 'Windows Server 2022 or later'
    : has('TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384') || hello.groups.includes('x25519') ? 'Windows Server 2016 or later'
      : offersModernTls(hello) || hello.format === 'tls' ? 'Windows Server 2012 R2 or earlier' : null;
  const near = nearest !== undefined && nearest.distance <= NEAR;
  const system = near || windows === null ? [] : [note(`If it is Windows, its cipher suites and groups are those of ${windows}.`)];
  const weak = has('TLS_RSA_WITH_RC4_128_SHA') && offersModernTls(hello)
    ? [note('RC4 is among its cipher suites: SchUseStrongCrypto is not set.')] : [];
  return [...system, ...weak];
}

/** How it stands to the hellos that are known: the same as one, nearly, or like none. */
export function likeness(hello: SeenHello): { readonly how: 'same' | 'near' | 'unlike'; readonly nearest: ReturnType<typeof nearestProfiles> } {
  const nearest = nearestProfiles(hello);
  const distance = nearest[0]?.distance ?? Infinity;
  return { how: distance === 0 ? 'same' : distance <= NEAR ? 'near' : 'unlike', nearest };
}
