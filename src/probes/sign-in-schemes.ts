/** Who answers an unauthenticated request for the availability service, and which ways to sign in are offered. */
import type { Attempt } from '../model/failure.ts';
import type { DoorSeen, OAuthChallenge, SignInSchemesFact } from '../model/facts.ts';
import { readBearerChallenge } from '../protocol/bearer-challenge.ts';
import { printable } from '../protocol/printable.ts';
import type { HttpAnswer, HttpRequest } from '../network/port.ts';
import { lowestTls, securedSubjects } from './endpoints.ts';
import { defineProbe, LIMITS, observed } from './probe.ts';

/** Headers that only Exchange or the ASP.NET beneath it sets. Source: protocol facts §1.7 (recorded answers). */
const EXCHANGE_HEADERS = ['x-feserver', 'x-beserver', 'x-calculatedbetarget', 'x-diaginfo', 'x-owa-version', 'request-id', 'x-aspnet-version', 'x-soap-enabled', 'x-wssecurity-enabled', 'x-oauth-enabled', 'x-ms-diagnostics'];

export default defineProbe({
  kind: 'sign-in-schemes',
  title: 'who answers at the availability URL without credentials, and which sign-ins are offered',
  subjects: (evidence) => securedSubjects(evidence, ({ role }) => role !== 'back-end'),
  async gather(name, network, evidence) {
    const url = `https://${name.replace(/:443$/, '')}${pathAt(name, evidence.scenario)}`;
    const ask = (label: string, headers: HttpRequest['headers']): Promise<Attempt<HttpAnswer>> => network.send({
      label, method: 'GET', url, headers: { 'User-Agent': 'crosslines', ...headers },
      minVersion: lowestTls(evidence, name) ?? 'TLSv1.2', timeoutMs: LIMITS.requestMs, limitBytes: LIMITS.pageBytes,
    });
    const attempt = await ask('anonymous', {});
    if (!attempt.ok) return attempt;
    const answer = attempt.value;
    const asStranger = bearerOf(answer);
    // Source: MS-XOAUTH 4.6. Only Exchange is asked this: a device would learn nothing, and its answer would tell nothing.
    const withEmptyToken = asStranger === 'not-offered' ? await ask('empty token', { Authorization: 'Bearer' }) : null;
    return observed({
      ...doorSeen(url, answer),
      bearer: withEmptyToken === null ? asStranger : withEmptyToken.ok ? bearerOf(withEmptyToken.value) : null,
      challenge: challengeIn(withEmptyToken?.ok === true ? withEmptyToken.value : answer),
    });
  },
  summarize({ url, status, schemes, server, location, bearer, challenge }) {
    const offered = schemes.length > 0 ? `, offers ${schemes.join(', ')}` : '';
    const offers = `${offered}${bearer === 'not-offered' ? ' (OAuth not even to an empty token)' : ''}`;
    const trusts = challenge === null || challenge.trustedIssuers.length === 0 ? ''
      : `, takes OAuth tokens of ${challenge.trustedIssuers.map(({ principal, realm }) => (realm === null ? principal : `${principal}@${realm}`)).join(' ')}`;
    const modern = challenge?.authorizationUri ? `, sends people to ${challenge.authorizationUri}` : '';
    const to = location ? `, points to ${location}` : '';
    return printable(`${url} answers ${status} without credentials${offers}${trusts}${modern}${to}${server ? ` (${server})` : ''}`, 500);
  },
});

/** What an answer shows of who gave it. */
export function doorSeen(url: string, answer: HttpAnswer): DoorSeen {
  const header = (wanted: string): string | null => {
    const found = headerOf(answer, wanted);
    return found === null ? null : printable(found, 200);
  };
  const start = new TextDecoder('utf-8').decode(answer.body.subarray(0, 2000));
  return {
    url, status: answer.status, schemes: schemesOf(answer), server: header('server'), location: header('location'), contentType: header('content-type'),
    exchangeHeaders: exchangeHeadersOf(answer), bodyStart: printable(start, 400),
  };
}

/** Which of Exchange's own headers an answer carries. */
function exchangeHeadersOf(answer: HttpAnswer): readonly string[] {
  return EXCHANGE_HEADERS.filter((known) => headerOf(answer, known) !== null);
}

/** What Exchange says of the tokens that it takes; null: the answer is no 401 of Exchange, or offers no OAuth. */
export function challengeIn(answer: HttpAnswer): OAuthChallenge | null {
  return bearerOf(answer) === 'offered' ? readBearerChallenge(challengeLines(answer)) : null;
}

/** Does Exchange offer OAuth in this answer? null: the answer is no 401 of Exchange. */
export function bearerOf(answer: HttpAnswer): SignInSchemesFact['bearer'] {
  if (answer.status !== 401 || exchangeHeadersOf(answer).length === 0) return null;
  return schemesOf(answer).some((scheme) => /^bearer/i.test(scheme)) ? 'offered' : 'not-offered';
}

/** Path of the availability service at a port: as the scenario has it for that host, otherwise the standard one. */
function pathAt(name: string, scenario: { readonly servers: Readonly<Record<string, { readonly ews?: string }>> }): string {
  const url = Object.values(scenario.servers).flatMap(({ ews }) => (ews === undefined ? [] : [new URL(ews)]))
    .find((candidate) => `${candidate.hostname}:${candidate.port || '443'}` === name);
  return url?.pathname ?? '/EWS/Exchange.asmx';
}

/** Value of a header, several lines joined by a comma; null: not there. */
export function headerOf(answer: HttpAnswer, wanted: string): string | null {
  const values = answer.headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  return values.length === 0 ? null : values.join(', ');
}

function challengeLines(answer: HttpAnswer): readonly string[] {
  return answer.headers.filter(([name]) => name.toLowerCase() === 'www-authenticate').map(([, value]) => value);
}

const SCHEME = /(?:^|,)\s*(NTLM|Negotiate|Kerberos|Basic|Bearer|Digest)\b(?:[^,]*?realm="([^"]{0,60})")?/gi;

/** The schemes that WWW-Authenticate offers, in order of appearance; printable. */
export function schemesOf(answer: HttpAnswer): readonly string[] {
  return challengeLines(answer).flatMap((line) => [...line.slice(0, 4000).matchAll(SCHEME)].map(([, scheme, realm]) =>
    realm === undefined ? scheme ?? '' : printable(`${scheme} realm="${realm}"`, 100)));
}
