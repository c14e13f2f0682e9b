import type { ClientHelloProfile } from '../../exchange/client-hellos.ts';
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
export function encodeProfileHello(profile: ClientHelloProfile, serverName: string, random: Uint8Array): Uint8Array {
  const version = wireVersions[profile.versions.at(-1) ?? 'TLSv1.2'];
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

function bodyOf(id: number, profile: ClientHelloProfile, serverName: string): Uint8Array | undefined {
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

function known(id: number | undefined, name: string): number {
  if (id === undefined) throw new RangeError(`${name} is not known`);
  return id;
}
