/** Who answers an unauthenticated request for the availability service, and which ways to sign in are offered. */
import { printable } from '../protocol/printable.ts';
import type { HttpAnswer } from '../network/port.ts';
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
    const attempt = await network.send({
      label: 'anonymous', method: 'GET', url, headers: { 'User-Agent': 'crosslines' },
      minVersion: lowestTls(evidence, name) ?? 'TLSv1.2', timeoutMs: LIMITS.requestMs, limitBytes: LIMITS.pageBytes,
    });
    if (!attempt.ok) return attempt;
    const answer = attempt.value;
    const header = (wanted: string): string | null => {
      const found = headerOf(answer, wanted);
      return found === null ? null : printable(found, 200);
    };
    const start = new TextDecoder('utf-8').decode(answer.body.subarray(0, 2000));
    return observed({
      url, status: answer.status, schemes: schemesOf(answer), server: header('server'), location: header('location'), contentType: header('content-type'),
      exchangeHeaders: EXCHANGE_HEADERS.filter((known) => headerOf(answer, known) !== null),
      bodyStart: printable(start, 400),
    });
  },
  summarize({ url, status, schemes, server, location }) {
    const offers = schemes.length > 0 ? `, offers ${schemes.join(', ')}` : '';
    return printable(`${url} answers ${status} without credentials${offers}${location ? `, points to ${location}` : ''}${server ? ` (${server})` : ''}`, 300);
  },
});

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

const SCHEME = /(?:^|,)\s*(NTLM|Negotiate|Kerberos|Basic|Bearer|Digest)\b(?:[^,]*?realm="([^"]{0,60})")?/gi;

/** The schemes that WWW-Authenticate offers, in order of appearance; printable. */
export function schemesOf(answer: HttpAnswer): readonly string[] {
  const lines = answer.headers.filter(([name]) => name.toLowerCase() === 'www-authenticate').map(([, value]) => value);
  return lines.flatMap((line) => [...line.slice(0, 4000).matchAll(SCHEME)].map(([, scheme, realm]) =>
    realm === undefined ? scheme ?? '' : printable(`${scheme} realm="${realm}"`, 100)));
}
