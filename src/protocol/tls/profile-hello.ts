import type { OfferedHello } from '../../exchange/client-hellos.ts';
import type { TlsVersion } from '../../model/facts.ts';
import { cipherSuiteId } from './cipher-suites.ts';
import { groupId } from './groups.ts';
import { encodeRawHello, extensionBody, extensionId, type Extension } from './raw-hello.ts';

const wireVersions: Readonly<Record<TlsVersion, number>> = {
  'SSLv3': 0x0300, 'TLSv1.0': 0x0301, 'TLSv1.1': 0x0302, 'TLSv1.2': 0x0303, 'TLSv1.3': 0x0304,
};

/**
 * The hello that such a server sends, byte for byte but for host and random.
 *
 * @param serverName host that is dialled; an IP address is not sent, as .NET does not
 * @param random 32 bytes
 * @throws RangeError when the profile names a suite, group or extension that this folder does not know.
 */
export function encodeProfileHello(profile: OfferedHello, serverName: string, random: Uint8Array): Uint8Array {
  // TLS 1.3 has a field of its own, which these hellos lack; without it they end at 1.2.
  const version = Math.min(wireVersions[profile.versions.at(-1) ?? 'TLSv1.2'], wireVersions['TLSv1.2']);
  return encodeRawHello({
    recordVersion: version, clientVersion: version, random, sessionId: new Uint8Array(),
    cipherSuites: profile.cipherSuites.map((name) => known(cipherSuiteId(name), name)),
    compressionMethods: [0],
    extensions: profile.extensions.flatMap((id): readonly Extension[] => {
      const body = bodyOf(id, profile, serverName);
      return body === undefined ? [] : [[id, body]];
    }),
  });
}

function bodyOf(id: number, profile: OfferedHello, serverName: string): Uint8Array | undefined {
  switch (id) {
    case extensionId.serverName: return extensionBody.serverName(serverName);
    case extensionId.groups: return extensionBody.groups(profile.groups.map((name) => known(groupId(name), name)));
    case extensionId.pointFormats: return extensionBody.pointFormats([0]);
    case extensionId.signatureAlgorithms: return extensionBody.signatureAlgorithms(profile.signatureAlgorithms);
    case extensionId.extendedMasterSecret: case extensionId.sessionTicket: return extensionBody.empty();
    case extensionId.renegotiationInfo: return extensionBody.renegotiationInfo();
    default: throw new RangeError(`extension ${id} is not known`);
  }
}

/** As much of a hello that was seen as can be sent: what this folder does not know is left out. */
export function sendable<Hello extends OfferedHello>(hello: Hello): Hello {
  return {
    ...hello, cipherSuites: hello.cipherSuites.filter((name) => cipherSuiteId(name) !== undefined),
    groups: hello.groups.filter((name) => groupId(name) !== undefined),
    extensions: hello.extensions.filter((id) => PROFILED.has(id)),
  };
}

const PROFILED: ReadonlySet<number> = new Set([
  extensionId.serverName, extensionId.groups, extensionId.pointFormats, extensionId.signatureAlgorithms, extensionId.extendedMasterSecret,
  extensionId.sessionTicket, extensionId.renegotiationInfo,
]);

function known(id: number | undefined, name: string): number {
  if (id === undefined) throw new RangeError(`${name} is not known`);
  return id;
}
