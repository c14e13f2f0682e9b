/** Bits of the NegotiateFlags field that this client looks at. Source: MS-NLMP 2.2.2.5. */
export const ntlmFlags = {
  unicode: 0x00000001,
  oem: 0x00000002,
  requestTarget: 0x00000004,
  ntlm: 0x00000200,
  alwaysSign: 0x00008000,
  extendedSessionSecurity: 0x00080000,
  targetInfo: 0x00800000,
  version: 0x02000000,
  key128: 0x20000000,
  key56: 0x80000000,
} as const;

/** The flags that {@link encodeNegotiate} offers, as an unsigned 32-bit number. */
export const offeredFlags = (
  ntlmFlags.unicode | ntlmFlags.oem | ntlmFlags.requestTarget | ntlmFlags.ntlm | ntlmFlags.alwaysSign
  | ntlmFlags.extendedSessionSecurity | ntlmFlags.version | ntlmFlags.key128 | ntlmFlags.key56
) >>> 0;

/** First eight bytes of every NTLM message: `NTLMSSP` and a zero byte. Source: MS-NLMP 2.2.1. */
export const ntlmSignature: Uint8Array = Uint8Array.of(0x4e, 0x54, 0x4c, 0x4d, 0x53, 0x53, 0x50, 0x00);

/**
 * The VERSION structure that this client sends: Windows 10.0 without a build number, NTLM revision 15. Servers use it for
 * debugging only. Source: MS-NLMP 2.2.2.10.
 */
export const clientVersion: Uint8Array = Uint8Array.of(0x0a, 0, 0, 0, 0, 0, 0, 0x0f);

/**
 * The first message of NTLM (type 1, 40 bytes), without domain and workstation. It offers neither signing nor sealing nor
 * key exchange, which HTTP does not use. The same bytes each time. Source: MS-NLMP 2.2.1.1.
 */
export function encodeNegotiate(): Uint8Array {
  const message = new Uint8Array(40);
  message.set(ntlmSignature);
  const view = new DataView(message.buffer);
  view.setUint32(8, 1, true);
  view.setUint32(12, offeredFlags, true);
  message.set(clientVersion, 32);
  return message;
}
