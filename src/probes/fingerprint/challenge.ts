/** What an NTLM challenge tells about the machine that wrote it. */
import type { FingerprintFact } from '../../model/facts.ts';
import type { HttpAnswer } from '../../network/port.ts';
import { hostName } from '../../protocol/host-name.ts';
import { decodeChallenge, NtlmDecodeError } from '../../protocol/ntlm.ts';
import { printable } from '../../protocol/printable.ts';
import { headerOf } from '../sign-in-schemes.ts';

/**
 * Windows build, names and clock; null where the answer holds no readable challenge.
 * @param now milliseconds since 1970, when the answer had come
 */
export function readChallenge(answer: HttpAnswer, now: number): FingerprintFact['ntlm'] {
  const token = /\bNTLM\s+([A-Za-z0-9+/]{20,8000}={0,2})/i.exec(headerOf(answer, 'www-authenticate') ?? '')?.[1];
  if (token === undefined) return null;
  try {
    const challenge = decodeChallenge(new Uint8Array(Buffer.from(token, 'base64')));
    const name = (text: string | null): string | null => (text === null ? null : printable(text, 255));
    return {
      windowsBuild: challenge.version,
      netbiosDomain: name(challenge.netbiosDomain), netbiosComputer: name(challenge.netbiosComputer),
      dnsDomain: name(challenge.dnsDomain), dnsComputer: hostName(challenge.dnsComputer), dnsTree: name(challenge.dnsTree),
      clockOffsetSeconds: challenge.timestampMs === null ? null : Math.round((challenge.timestampMs - now) / 1000),
    };
  } catch (error) {
    if (error instanceof NtlmDecodeError) return null;
    throw error;
  }
}
