/** What the TLS of a port means for Exchange servers and people: what is wrong, and what is worth knowing. Pure. */
import type { EnumeratedTlsVersion, TlsEnumerationFact, TlsVersion } from '../model/facts.ts';
import { clientHelloProfiles, profileOf } from './client-hellos.ts';
import { spokenTls } from './windows.ts';

export interface TlsRemark {
  /** `fault`: something does not work or must not be so. `note`: worth knowing. */
  readonly weight: 'fault' | 'note';
  /** One sentence or two for people. */
  readonly says: string;
  readonly remedy?: string;
}

/**
 * Schannel cuts the list of authorities that it sends at 16 KB; a list that ends just below has been cut. Source: Microsoft KB933430 and
 * KB2464556 (event 36885), KB2880390 (Windows Server 2012).
 */
const SENT_AT_MOST = 16_384;
const NEARLY = 16_000;
/** Longest handshake message that Schannel takes as a client. Source: Microsoft Learn "TLS registry settings", MessageLimitClient (0x8000). */
const TAKEN_AT_MOST = 32_768;

/** Does the list of authorities look as if Schannel had cut it? */
export function looksTruncated(bytes: number): boolean {
  return bytes >= NEARLY && bytes <= SENT_AT_MOST;
}

/** Remarks, faults first. */
export function tlsRemarks(fact: TlsEnumerationFact): readonly TlsRemark[] {
  const remarks = [
    ...aboutVersions(fact), ...aboutWindows(fact), ...aboutSuites(fact), ...aboutCertificate(fact), ...aboutAuthorities(fact), ...aboutExtensions(fact),
  ];
  return [...remarks.filter(({ weight }) => weight === 'fault'), ...remarks.filter(({ weight }) => weight === 'note')];
}

const fault = (says: string, remedy?: string): TlsRemark => ({ weight: 'fault', says, ...(remedy === undefined ? {} : { remedy }) });
const note = (says: string): TlsRemark => ({ weight: 'note', says });

/** `SSL 2.0`, `TLS 1.2`. */
export function spokenVersion(version: EnumeratedTlsVersion['version']): string {
  return version === 'SSLv2' ? 'SSL 2.0' : spokenTls(version);
}

function aboutVersions({ versions, foreign, starttls }: TlsEnumerationFact): readonly TlsRemark[] {
  if (versions.length === 0) return [];
  const accepted = versions.filter(({ outcome }) => outcome === 'accepted').map(({ version }) => version);
  if (foreign !== null) {
    const smtp = foreign.protocol === 'smtp' && starttls === null;
    return [fault(`The port does not speak TLS${foreign.protocol === 'unknown' ? '' : ` but ${foreign.protocol.toUpperCase()}`}.`,
      smtp ? 'It is a mail server: ask it with --starttls smtp.' : 'Check the port, and whether a device before the server ends TLS.')];
  }
  const remarks: TlsRemark[] = [];
  const empty = versions.filter(({ outcome }) => outcome === 'no-usable-suite').map(({ version }) => version);
  if (accepted.length === 0) {
    remarks.push(fault(empty.length > 0
      ? `${listed(empty)} is switched on, but no cipher suite can be used in it: nobody gets a connection.`
      : 'No version of TLS is accepted: nobody gets a connection.',
    'Check on the server which versions and cipher suites are switched on, that the port has a certificate with its private key, and that '
      + 'the name asked for is the one of the binding.'));
  } else {
    if (!accepted.includes('TLSv1.2') && !accepted.includes('TLSv1.3')) {
      remarks.push(fault('Neither TLS 1.2 nor 1.3 is accepted: Exchange Online, and Exchange 2019 and later as installed, get no connection.',
        'Switch TLS 1.2 on, for servers and for clients, and restart the server.'));
    }
    if (empty.length > 0) {
      const says = `${listed(empty)} ${empty.length === 1 ? 'is' : 'are'} switched on, but no cipher suite can be used in ${empty.length === 1 ? 'it' : 'them'}.`;
      remarks.push(empty.includes('TLSv1.2') ? fault(says, 'Add a cipher suite for it to the order of the server, or switch the version '
        + 'off.') : note(says));
    }
  }
  const broken = accepted.filter((version) => version === 'SSLv2' || version === 'SSLv3');
  if (broken.length > 0) remarks.push(fault(`Accepts ${listed(broken)}, which is broken (RFC 6176, RFC 7568).`, 'Switch it off for servers.'));
  const old = accepted.filter((version) => version === 'TLSv1.0' || version === 'TLSv1.1');
  if (old.length > 0) remarks.push(note(`Accepts ${listed(old)} too, which is outdated (RFC 8996); older Exchange servers may still need it.`));
  return remarks;
}

function aboutWindows({ compatibility, versions }: TlsEnumerationFact): readonly TlsRemark[] {
  const refused = compatibility.filter(({ agreed, brokenOffBy }) => agreed === null || brokenOffBy !== undefined).map(({ profile }) => profile);
  // Where nobody at all gets a connection, that is said already.
  if (refused.length === 0 || (versions.length > 0 && versions.every(({ outcome }) => outcome !== 'accepted'))) return [];
  const dials = (version: TlsVersion) => (id: string): boolean => profileOf(id)?.versions.at(-1) === version;
  const legacy = refused.filter(dials('TLSv1.0')), modern = refused.filter(dials('TLSv1.2'));
  const renegotiation = compatibility.some(({ brokenOffBy }) => brokenOffBy === 'renegotiation');
  const remarks: TlsRemark[] = [];
  if (modern.length > 0) {
    remarks.push(fault(`No connection for ${machines(modern)} with TLS 1.2${renegotiation ? '' : ': they share no cipher suite or curve with it'}.`,
      'Add cipher suites that they know: ECDHE_RSA with AES-CBC and SHA-256 or SHA-384 for Windows Server 2008 R2 to 2012 R2.'));
  }
  if (legacy.length > 0) {
    remarks.push(note(`No connection for Exchange servers whose .NET values are unset, which dial with TLS 1.0 (${legacy.join(', ')}): `
      + 'there SystemDefaultTlsVersions and SchUseStrongCrypto must be 1.'));
  }
  return remarks;
}

function machines(ids: readonly string[]): string {
  const known = clientHelloProfiles.filter(({ id }) => ids.includes(id));
  const windows = [...new Set(known.filter(({ id }) => id !== 'exchange2019-setup').map((profile) => profile.windows))];
  const names = [
    ...(windows.length === 0 ? [] : [`Exchange on Windows Server ${windows.map((id) => id.replace('R2', ' R2')).join(', ')}`]),
    ...(ids.includes('exchange2019-setup') ? ['Exchange 2019 as its setup leaves it'] : []),
  ];
  return names.join(' and ');
}

const WORTHLESS = /_NULL_|EXPORT|_DES_CBC_|_anon_/;
const WEAK = /_RC4_|_3DES_|_RC2_|_IDEA_|_MD5$/;

function aboutSuites({ versions, dhBits }: TlsEnumerationFact): readonly TlsRemark[] {
  const suites = [...new Set(versions.filter(({ version }) => version !== 'SSLv2').flatMap(({ cipherSuites }) => cipherSuites))];
  const worthless = suites.filter((suite) => WORTHLESS.test(suite)), weak = suites.filter((suite) => WEAK.test(suite) && !WORTHLESS.test(suite));
  const cut = versions.filter(({ outcome, complete, cipherSuites }) => outcome === 'accepted' && !complete && cipherSuites.length > 1);
  return [
    ...(worthless.length > 0 ? [fault(`Accepts cipher suites without protection: ${some(worthless)}.`, 'Take them out of the order of the server.')] : []),
    ...(dhBits !== null && dhBits < 1024
      ? [fault(`Its Diffie-Hellman field has ${dhBits} bits only: Windows clients with current updates break off below 1024.`, 'Switch DHE suites off, or use 2048 bits.')]
      : dhBits !== null && dhBits < 2048 ? [note(`Its Diffie-Hellman field has ${dhBits} bits only.`)] : []),
    ...(weak.length > 0 ? [note(`Accepts weak cipher suites: ${some(weak)}.`)] : []),
    ...(cut.length > 0 ? [note(`The list of cipher suites for ${listed(cut.map(({ version }) => version))} may be incomplete: the server stopped answering.`)] : []),
  ];
}

/** Mail servers encrypt without being verified: Exchange puts a certificate of its own on port 25. Source: RFC 7435; Exchange TLS documentation. */
function aboutCertificate({ certificate, host, starttls }: TlsEnumerationFact): readonly TlsRemark[] {
  if (certificate === null) return [];
  const { leaf, chain, trusted, nameMatches, withinDates } = certificate;
  const identity = starttls === null ? fault : (says: string): TlsRemark => note(`${says} Between mail servers that is usual.`);
  // Nobody dials an Exchange server by its address but we, who look at one node.
  const ofName = /^[\d.]+$|:/.test(host) ? (says: string): TlsRemark => note(says) : identity;
  const weakSigned = [leaf, ...chain].find(({ signatureAlgorithm, selfSigned }) => !selfSigned && /md2|md5|sha1/i.test(signatureAlgorithm));
  const short = (leaf.keyType.startsWith('rsa') && leaf.keyBits < 2048) || (leaf.keyType === 'ec' && leaf.keyBits < 256);
  return [
    ...(withinDates ? [] : [fault(`The certificate is valid from ${leaf.notBefore.slice(0, 10)} to ${leaf.notAfter.slice(0, 10)} only.`, 'Renew it and bind the new one.')]),
    ...(nameMatches ? [] : [ofName(`The certificate is not for ${host} but for ${leaf.names.slice(0, 5).join(', ') || 'no name'}.`,
      'Connect by one of its names, or get a certificate with this one.')]),
    ...(trusted !== false ? [] : [identity(leaf.selfSigned ? 'The certificate is self-signed and not trusted here.'
      : 'The issuer of the certificate is not trusted here, or a certificate between is not sent along.',
    'Use a certificate of an authority that the other servers trust, with its intermediate certificates; with --ca FILE your own authority is '
      + 'trusted here.')]),
    ...(short ? [fault(`The key of the certificate has ${leaf.keyBits} bits only.`, 'Get one with 2048 bits or more.')] : []),
    ...(weakSigned === undefined ? [] : [fault(`A certificate of the chain is signed with ${weakSigned.signatureAlgorithm}, which is no longer safe.`, 'Renew it.')]),
  ];
}

/** Source: Microsoft KB2464556, KB933430: remove roots (a case of 355 was cured with 85), or send no list at all. */
const fewerRoots = 'On that server remove roots from Trusted Root Certification Authorities that it does not need for client certificates, '
  + 'or set SendTrustedIssuerList = 0 (DWORD) under HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL; '
  + 'on Windows Server 2012 only fewer roots help (KB2880390).';

function aboutAuthorities({ clientCertificateRequest: request }: TlsEnumerationFact): readonly TlsRemark[] {
  if (request?.requested !== true) return [];
  const size = `${request.authorities} authorities, ${request.bytes.toLocaleString('en')} bytes`;
  if (request.bytes > TAKEN_AT_MOST) {
    return [fault(`The list of authorities for client certificates is too long for Windows clients, which take ${TAKEN_AT_MOST.toLocaleString('en')} bytes (${size}).`, fewerRoots)];
  }
  if (looksTruncated(request.bytes)) {
    return [fault(`The list of authorities for client certificates ends at the 16 KB at which Windows cuts it off (${size}): it is truncated, and `
      + 'connections with client certificates fail (event 36885 on the server).', fewerRoots)];
  }
  return [note(`It asks for a client certificate (${size}).`)];
}

function aboutExtensions({ secureRenegotiation, compression, withoutSni, host }: TlsEnumerationFact): readonly TlsRemark[] {
  return [
    ...(secureRenegotiation === false ? [fault('Secure renegotiation (RFC 5746) is not confirmed: Exchange 2019 as installed breaks off.',
      'Update the server, or the device before it.')] : []),
    ...(compression === true ? [note('TLS compression is on (CRIME).')] : []),
    ...(withoutSni === 'refused' ? [note(`A client that names no host (SNI) gets no connection: old ones do not; the name ${host} works.`)] : []),
    ...(withoutSni === 'other-certificate' ? [note('A client that names no host gets another certificate.')] : []),
  ];
}

function listed(versions: readonly EnumeratedTlsVersion['version'][]): string {
  return versions.map(spokenVersion).join(', ').replace(/, ([^,]*)$/, ' and $1');
}

function some(suites: readonly string[]): string {
  return suites.length <= 4 ? suites.join(', ') : `${suites.slice(0, 3).join(', ')} and ${suites.length - 3} more`;
}
