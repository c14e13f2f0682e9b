/** Named groups. Source: IANA registry "TLS Supported Groups" (RFC 8422, RFC 7027, RFC 7919, RFC 8734, draft-ietf-tls-ecdhe-mlkem). */
export const groupNames: Readonly<Record<number, string>> = {
  19: 'secp192r1', 21: 'secp224r1', 22: 'secp256k1', 23: 'secp256r1', 24: 'secp384r1', 25: 'secp521r1',
  26: 'brainpoolP256r1', 27: 'brainpoolP384r1', 28: 'brainpoolP512r1', 29: 'x25519', 30: 'x448',
  31: 'brainpoolP256r1tls13', 32: 'brainpoolP384r1tls13', 33: 'brainpoolP512r1tls13',
  256: 'ffdhe2048', 257: 'ffdhe3072', 258: 'ffdhe4096', 259: 'ffdhe6144', 260: 'ffdhe8192',
  4587: 'SecP256r1MLKEM768', 4588: 'X25519MLKEM768', 4589: 'SecP384r1MLKEM1024',
};

/** Groups worth asking for up to TLS 1.2, whose finite fields are the server's own: elliptic curves. */
export const curvesBefore13: readonly number[] = [23, 24, 25, 29, 30, 28, 27, 26, 22, 21, 19];

/** Groups worth asking for with TLS 1.3. */
export const groupsOf13: readonly number[] = [4588, 4587, 4589, 23, 24, 25, 29, 30, 31, 32, 33, 256, 257, 258, 259, 260];

/** Name of a group, or its number (`0x4138`) when it is not in the table. */
export function groupName(id: number): string {
  return groupNames[id] ?? `0x${id.toString(16).padStart(4, '0')}`;
}

const groupIds = new Map(Object.entries(groupNames).map(([id, name]) => [name, Number(id)]));

/** Number of a group by its name; undefined for a name that is not in the table. */
export function groupId(name: string): number | undefined {
  return groupIds.get(name);
}
