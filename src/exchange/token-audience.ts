/** Which service a bearer token is made out for, by its own word. */
import { nationalClouds, type Audience } from './national-clouds.ts';

/**
 * Ids of the services themselves, which stand in `aud` of some tokens in place of their address.
 * Source: Microsoft Learn, Application IDs of commonly used Microsoft applications (Office 365 Exchange Online, Microsoft Graph).
 */
const services: Readonly<Record<string, Audience>> = {
  '00000002-0000-0ff1-ce00-000000000000': 'ews',
  '00000003-0000-0000-c000-000000000000': 'graph',
};

const names: Readonly<Record<Audience, string>> = { ews: 'Exchange (EWS)', graph: 'Microsoft Graph' };

/** What `aud` names; null: something else, or nothing that is known here. */
export function audienceOf(aud: string): Audience | null {
  const text = aud.trim().toLowerCase();
  // A token between servers names the service and the host: `<id>/<host>@<realm>`. Source: MS-XOAUTH 2.2.3.
  const [service = ''] = text.split('/');
  const named = services[service];
  if (named !== undefined) return named;
  const host = URL.canParse(text) ? new URL(text).hostname : text;
  return serviceAt(host);
}

/** The service of Microsoft 365 behind a host name, in any cloud. */
function serviceAt(host: string): Audience | null {
  const clouds = Object.values(nationalClouds);
  if (clouds.some(({ graph }) => graph.includes(host))) return 'graph';
  return clouds.some(({ ews }) => ews.includes(host)) ? 'ews' : null;
}

/** Why a token of this audience is of no use at this place, as a sentence; null: it may be. */
export function audienceRefusal(aud: string, url: URL): string | null {
  const made = audienceOf(aud);
  const there = serviceAt(url.hostname.toLowerCase());
  // Where Graph is not, only EWS and Autodiscover are asked; a host on premises is nobody's but its own.
  if (made === null || made === (there ?? 'ews')) return null;
  return `its token is made out for ${names[made]}, so ${url.hostname} cannot be asked with it; another sign-in would be needed`;
}
