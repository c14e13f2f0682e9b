/** Is a mailbox in Exchange Online? Asked of the Autodiscover of its own domain, without credentials, so that the right sign-in can be offered. */
import { nationalClouds } from '../exchange/national-clouds.ts';
import type { Network } from '../network/port.ts';
import { decodeJsonAnswer, encodeJsonQuestion } from '../protocol/autodiscover-json.ts';

const PATIENCE_MS = 5_000;
const LONGEST_ANSWER = 65_536;
const HOSTS = Object.values(nationalClouds).flatMap(({ ews }) => ews);

/**
 * True where the availability URL that Autodiscover V2 gives is one of Exchange Online, or where the domain's Autodiscover leads there by a
 * redirect. Source: protocol facts §3.3 (V2), §3.1 (redirect over plain HTTP, as domains whose mailboxes are all in the cloud have it).
 */
export async function inExchangeOnline(address: string, network: Network): Promise<boolean> {
  const host = `autodiscover.${address.slice(address.lastIndexOf('@') + 1)}`;
  if (!URL.canParse(`https://${host}`)) return false;
  const ask = (url: string) => network.send({ label: `in exchange online ${url.slice(0, 5)}`, method: 'GET', url,
    headers: { 'User-Agent': 'crosslines' }, timeoutMs: PATIENCE_MS, limitBytes: LONGEST_ANSWER });
  const [json, redirect] = await Promise.all([ask(encodeJsonQuestion(`https://${host}`, address)),
    ask(`http://${host}/autodiscover/autodiscover.xml`)]);
  const said = json.ok ? decodeJsonAnswer(json.value.body) : undefined;
  if (said?.kind === 'url') return isOnline(said.url);
  const answers = [json, redirect].flatMap((attempt) => (attempt.ok && attempt.value.status >= 300 && attempt.value.status < 400 ? [attempt.value]
    : []));
  return answers.some(({ headers }) => headers.some(([name, value]) => name.toLowerCase() === 'location' && isOnline(value)));
}

function isOnline(url: string): boolean {
  return URL.canParse(url) && HOSTS.includes(new URL(url).hostname.toLowerCase());
}
