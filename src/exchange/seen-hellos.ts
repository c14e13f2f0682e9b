/** A ClientHello that was seen, beside the hellos that Windows is known to send: the nearest ones, and what differs. Pure. */
import type { SeenHello, TlsVersion } from '../model/facts.ts';
import { clientHelloProfiles, type ClientHelloProfile, type OfferedHello } from './client-hellos.ts';
import { spokenTls, tlsVersionsInOrder } from './windows.ts';

export interface Nearest {
  readonly profile: ClientHelloProfile;
  /** Number of differences; 0: the same. */
  readonly distance: number;
  /** What differs, for people. */
  readonly differs: readonly string[];
}

/** A hello of another version is another kind of hello, however alike the rest is. */
const OTHER_VERSION = 10;
const SERVER_NAME = 0;
const MOST_NAMED = 4;

/** Extensions of the profiles, and those that tell other clients apart. Source: IANA registry "TLS ExtensionType Values". */
const extensionNames: Readonly<Record<number, string>> = {
  0: 'server_name', 5: 'status_request', 10: 'supported_groups', 11: 'ec_point_formats', 13: 'signature_algorithms',
  16: 'application_layer_protocol_negotiation',
  22: 'encrypt_then_mac', 23: 'extended_master_secret', 35: 'session_ticket', 43: 'supported_versions', 45: 'psk_key_exchange_modes', 51: 'key_share',
  65281: 'renegotiation_info',
};

/** The profiles with the fewest differences, all of them where several are as near. */
export function nearestProfiles(hello: SeenHello): readonly Nearest[] {
  const compared = (clientHelloProfiles as readonly ClientHelloProfile[]).map((profile) => compare(hello, profile));
  const least = Math.min(...compared.map(({ distance }) => distance));
  return compared.filter(({ distance }) => distance === least);
}

/** How far one hello is from one profile. A missing host name counts as none: .NET sends none where it calls an address. */
export function compare(hello: SeenHello, profile: ClientHelloProfile): Nearest {
  const named = profile.versions.at(-1) ?? 'TLSv1.2';
  const differs: string[] = [];
  let distance = 0;
  const add = (count: number, says: string): void => {
    if (count === 0) return;
    distance += count;
    differs.push(says);
  };
  const newest = hello.newest === null ? 'SSL 2.0' : spokenTls(hello.newest);
  if (hello.newest !== named) add(OTHER_VERSION, `offers ${newest} instead of ${spokenTls(named)}`);
  if (hello.format === 'ssl2') add(OTHER_VERSION, 'is in the form of SSL 2.0');
  const lists: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['cipher suites', hello.cipherSuites, profile.cipherSuites],
    ['extensions', ...extensionsOf(hello, profile)],
    ['groups', hello.groups, profile.groups],
  ];
  for (const [what, seen, known] of lists) {
    const more = seen.filter((one) => !known.includes(one));
    const less = known.filter((one) => !seen.includes(one));
    add(more.length, `${what} more: ${some(more)}`);
    add(less.length, `${what} missing: ${some(less)}`);
    if (more.length === 0 && less.length === 0 && seen.join() !== known.join()) add(1, `${what} in another order`);
  }
  return { profile, distance, differs };
}

function extensionsOf(hello: SeenHello, profile: ClientHelloProfile): readonly [readonly string[], readonly string[]] {
  const spoken = (ids: readonly number[]): readonly string[] =>
    ids.filter((id) => hello.extensions.includes(SERVER_NAME) || id !== SERVER_NAME).map(extensionName);
  return [spoken(hello.extensions), spoken(profile.extensions)];
}

/** Name of an extension, with its number. */
export function extensionName(id: number): string {
  const name = extensionNames[id];
  return name === undefined ? String(id) : `${id} ${name}`;
}

function some(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The versions that it offers, as far as the hello tells: by the list of its extension, or the one that its old field names. */
export function versionsOffered({ supportedVersions, newest }: SeenHello): readonly TlsVersion[] {
  if (supportedVersions !== null) return tlsVersionsInOrder.filter((version) => supportedVersions.includes(version));
  return newest === null ? [] : [newest];
}

/**
 * The same hello as one to be sent or computed with. A hello without a list of versions does not say how low its client goes; where it is that of a
 * known client, that is known.
 */
export function offered(hello: SeenHello): OfferedHello & { readonly lowestKnown: boolean } {
  const [known] = nearestProfiles(hello).filter(({ distance }) => distance === 0);
  const { cipherSuites, extensions, groups, signatureAlgorithms } = hello;
  return {
    id: `ja3:${hello.ja3.hash}`, cipherSuites, extensions, groups, signatureAlgorithms,
    versions: known?.profile.versions ?? versionsOffered(hello), strictRenegotiation: known?.profile.strictRenegotiation ?? false,
    lowestKnown: known !== undefined || hello.supportedVersions !== null,
  };
}
