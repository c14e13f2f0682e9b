/** NTLM over HTTP: the three messages and the channel binding. Source: MS-NLMP, RFC 5929. */
export { encodeNegotiate } from './ntlm-negotiate.ts';
export { NtlmDecodeError, decodeChallenge, zeroServerChallenge } from './ntlm-challenge.ts';
export type { AvPair, NtlmChallenge } from './ntlm-challenge.ts';
export { encodeAuthenticate, splitUser } from './ntlm-authenticate.ts';
export type { AuthenticateRequest, SplitUser } from './ntlm-authenticate.ts';
export { channelBindingHash } from './channel-binding.ts';
export type { SignatureHash } from './channel-binding.ts';
