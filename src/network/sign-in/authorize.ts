/** Signs one request in over a lane: Basic, bearer token or NTLM. The secret stays in here. */
import { randomBytes } from 'node:crypto';
import type { SignInResult } from '../../model/facts.ts';
import type { SignIn } from '../../model/scenario.ts';
import { signatureHash } from '../../protocol/certificate.ts';
import { channelBindingHash, decodeChallenge, encodeAuthenticate, encodeNegotiate, NtlmDecodeError, splitUser } from '../../protocol/ntlm.ts';
import type { Secret } from '../credentials.ts';
import { hostName } from '../../protocol/host-name.ts';
import { withoutEcho } from '../echo.ts';
import type { Lane, RawAnswer, RawRequest } from '../http.ts';

export interface Authorized {
  readonly answer: RawAnswer;
  readonly result: SignInResult;
  /** Does the answer show that the server found the secret right? A page of a proxy or a busy server shows nothing. */
  readonly proven: boolean;
}

/** Sends the request signed in. Throws NetworkFailure. One attempt: a refusal is returned, never repeated. */
export async function authorize(lane: Lane, request: RawRequest, signIn: SignIn, secret: Secret): Promise<Authorized> {
  if (signIn.method === 'ntlm') return withNtlm(lane, request, signIn, secret);
  const basic = signIn.method === 'basic';
  const sent = basic ? Buffer.from(`${signIn.user ?? ''}:${secret.reveal()}`, 'utf8').toString('base64') : secret.reveal();
  const answer = withoutEcho(await lane.exchange(withHeader(request, `${basic ? 'Basic' : 'Bearer'} ${sent}`)), sent);
  return judged(answer, judge(signIn, answer, basic ? 'basic' : 'bearer'));
}

/** A SOAP fault comes with status 500, from behind the sign-in. */
function judged(answer: RawAnswer, result: SignInResult): Authorized {
  return { answer, result, proven: result.outcome === 'accepted' && (answer.status < 300 || answer.status === 500) };
}

/** Which machine took the connection of a lane, as its challenge said. */
const machines = new WeakMap<Lane, string>();

/** The result, with the machine where the answer came over the connection that it named itself on. */
function byMachine(result: SignInResult, lane: Lane, sameConnection: boolean): SignInResult {
  const machine = machines.get(lane);
  return machine === undefined || !sameConnection ? result : { ...result, machine };
}

async function withNtlm(lane: Lane, request: RawRequest, signIn: SignIn, secret: Secret): Promise<Authorized> {
  if (lane.alive()) {
    // The connection may still be signed in from the request before (Persistent-Auth); then no challenge comes.
    const answer = await lane.exchange(request);
    if (answer.status !== 401) return judged(answer, byMachine(accepted(signIn), lane, answer.reused));
  }
  machines.delete(lane);
  const negotiate = encodeNegotiate();
  const first = await lane.exchange({ ...withHeader(request, `NTLM ${base64(negotiate)}`), body: request.body === undefined ? undefined : '' });
  const challengeText = challengesOf(first).map((line) => /(?:^|,\s*)NTLM\s+([A-Za-z0-9+/=]+)/i.exec(line)?.[1]).find((found) => found !== undefined);
  if (first.status !== 401 || challengeText === undefined) {
    const kinds = schemesOf(first);
    const offered = kinds.some((name) => name.toLowerCase() === 'ntlm');
    const reason = offered ? 'the server offers NTLM, but sent no challenge' : offersOf(kinds);
    const refused: SignInResult = { id: signIn.id, method: signIn.method, outcome: 'not-offered', reason };
    return { answer: first, result: first.status === 401 ? refused : accepted(signIn), proven: false };
  }
  const challengeBytes = new Uint8Array(Buffer.from(challengeText, 'base64'));
  let challenge;
  try {
    challenge = decodeChallenge(challengeBytes);
  } catch (error) {
    if (!(error instanceof NtlmDecodeError)) throw error;
    const reason = 'the NTLM challenge of the server is malformed';
    return { answer: first, result: { id: signIn.id, method: 'ntlm', outcome: 'not-offered', reason }, proven: false };
  }
  const machine = hostName(challenge.dnsComputer);
  if (machine !== null) machines.set(lane, machine);
  const leaf = first.secured?.session.chain[0];
  const { user, domain } = splitUser(signIn.user ?? '');
  const authenticate = encodeAuthenticate({
    challenge, negotiate, user, domain, password: secret.reveal(), workstation: '',
    clientChallenge: new Uint8Array(randomBytes(8)), clientTimeMs: Date.now(),
    ...(signIn.channelBinding && leaf !== undefined ? { channelBinding: channelBindingHash(leaf, signatureHash(leaf)) } : {}),
    targetSpn: `HTTP/${request.url.hostname}`,
  });
  lane.seal(true);
  try {
    const sent = base64(authenticate);
    const answer = withoutEcho(await lane.exchange(withHeader(request, `NTLM ${sent}`)), sent);
    return judged(answer, byMachine(answer.status === 401 ? rejected(signIn) : accepted(signIn), lane, true));
  } finally {
    lane.seal(false);
  }
}

function judge(signIn: SignIn, answer: RawAnswer, scheme: string): SignInResult {
  if (answer.status !== 401) return accepted(signIn);
  const kinds = schemesOf(answer);
  // Where nothing is named, the credentials may have been looked at: it counts, so that the account is not locked.
  return kinds.length === 0 || kinds.some((name) => name.toLowerCase() === scheme)
    ? rejected(signIn)
    : { id: signIn.id, method: signIn.method, outcome: 'not-offered', reason: offersOf(kinds) };
}

function rejected(signIn: SignIn): SignInResult {
  return { id: signIn.id, method: signIn.method, outcome: 'rejected', reason: 'the server refused the credentials' };
}

function schemesOf(answer: RawAnswer): readonly string[] {
  const offered = challengesOf(answer).flatMap((line) => line.match(/(?:^|,\s*)(NTLM|Negotiate|Basic|Bearer|Digest|Kerberos)\b/gi) ?? []);
  return [...new Set(offered.map((name) => name.replace(/^,\s*/, '')))];
}

function offersOf(kinds: readonly string[]): string {
  return kinds.length === 0 ? 'the server offers no way to sign in' : `the server offers ${kinds.join(', ')} only`;
}

function accepted(signIn: SignIn): SignInResult {
  return { id: signIn.id, method: signIn.method, outcome: 'accepted' };
}

function challengesOf(answer: RawAnswer): readonly string[] {
  return answer.headers.filter(([name]) => name.toLowerCase() === 'www-authenticate').map(([, value]) => value);
}

function withHeader(request: RawRequest, authorization: string): RawRequest {
  return { ...request, headers: { ...request.headers, Authorization: authorization } };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
