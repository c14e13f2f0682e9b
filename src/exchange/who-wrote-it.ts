/** Who wrote an answer: Exchange behind IIS, http.sys beneath it, or something before both. */
import type { LookupExchange, SignInSchemesFact } from '../model/facts.ts';

/**
 * `http.sys` stands before IIS on an Exchange server and is also what a Web Application Proxy answers with.
 * Source: Microsoft Learn, Resolve free/busy errors (503: Microsoft-HTTPAPI rather than Microsoft-IIS).
 */
export type Answerer = 'exchange' | 'http.sys' | 'device';

function answererOf(server: string | null | undefined, exchangeHeaders: boolean): Answerer {
  if (exchangeHeaders || /microsoft-iis/i.test(server ?? '')) return 'exchange';
  return /microsoft-httpapi/i.test(server ?? '') ? 'http.sys' : 'device';
}

/** Who answered a request without credentials. */
export function answererAt({ server, exchangeHeaders }: Pick<SignInSchemesFact, 'server' | 'exchangeHeaders'>): Answerer {
  return answererOf(server, exchangeHeaders.length > 0);
}

/** Who answered the lookup itself. */
export function answererIn({ headers }: Pick<LookupExchange, 'headers'>): Answerer {
  const ofExchange = ['x-feserver', 'x-beserver', 'x-calculatedbetarget', 'x-diaginfo'];
  return answererOf(headers['server'], ofExchange.some((name) => headers[name] !== undefined));
}
