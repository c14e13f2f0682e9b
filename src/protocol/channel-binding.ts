import { createHash } from 'node:crypto';

/** Hash by which a certificate enters a channel binding. */
export type SignatureHash = 'sha256' | 'sha384' | 'sha512';

const prefix = Buffer.from('tls-server-end-point:', 'latin1');

/**
 * The channel binding hash (16 bytes) that NTLM sends as MsvAvChannelBindings, for a connection whose server showed this
 * certificate. Source: RFC 5929 section 4.1 (tls-server-end-point), MS-NLMP 3.1.5.1.2 and 2.2.2.1.
 *
 * @param certificateDer the server's own certificate, DER.
 * @param signatureHash hash of the certificate's signature, SHA-256 instead of MD5 and SHA-1: see `signatureHash`.
 */
export function channelBindingHash(certificateDer: Uint8Array, signatureHash: SignatureHash): Uint8Array {
  return endPointBindingHash(createHash(signatureHash).update(certificateDer).digest());
}

/**
 * The same for a certificate hash that is known already: MD5 over gss_channel_bindings_struct with both addresses empty.
 * Source: RFC 2744 section 3.11, MS-NLMP 2.2.2.1.
 */
export function endPointBindingHash(certificateHash: Uint8Array): Uint8Array {
  const lengths = new DataView(new ArrayBuffer(20));
  lengths.setUint32(16, prefix.length + certificateHash.length, true);
  return createHash('md5').update(new Uint8Array(lengths.buffer)).update(prefix).update(certificateHash).digest();
}
