/** Where a server is, as people know it: the address of their webmail, or of EWS itself. */
import { nationalClouds, onlineEws } from '../exchange/national-clouds.ts';
import type { NationalCloud } from '../model/scenario.ts';
import { printable } from '../protocol/printable.ts';
import { readHost } from '../protocol/tls/host-name.ts';
import { asked } from './asking.ts';
import { UsageError } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** What `check` and `init` may be told of the two servers. */
export interface PlaceOptions {
  /** Of the requester's server. */
  readonly ews?: string;
  readonly targetEws?: string;
}

/** Availability URLs that are known already. */
export interface Places {
  readonly requester?: string;
  readonly target?: string;
}

/** Where people open their mail in Exchange Online, beside the hosts of EWS. Source: Microsoft 365 URLs and IP address ranges. */
const WEBMAIL_ONLINE: Readonly<Record<string, NationalCloud>> = { 'outlook.cloud.microsoft': 'worldwide' };

/** Throws UsageError. */
export function readPlaces({ ews, targetEws }: PlaceOptions): Places {
  return {
    ...(ews === undefined ? {} : { requester: readPlace('--ews ', ews) }),
    ...(targetEws === undefined ? {} : { target: readPlace('--target-ews ', targetEws) }),
  };
}

/**
 * The availability URL behind a webmail address, a host or an EWS URL. Webmail and EWS are directories of the same site, unless somebody published
 * them apart; who did knows the URL of EWS. Throws UsageError.
 * Source: Microsoft Learn, Default settings for Exchange virtual directories.
 */
function readPlace(option: string, text: string): string {
  const plain = text.trim().replace(/^["'<]+|["'>]+$/g, '');
  const url = parsed(/^[a-z][a-z0-9+.-]*:\/\//i.test(plain) ? plain : `https://${plain}`);
  // It may be a password, so it is not repeated.
  if (url !== undefined && (url.username !== '' || url.password !== ''))
    throw new UsageError(`${option || 'The address '}must not hold a user or password.`);
  if (url === undefined || !/^https?:$/.test(url.protocol) || readHost(url.hostname) === undefined || /@/.test(plain)) {
    throw new UsageError(`${option}"${printable(plain, 100)}" is no address of a server such as https://mail.contoso.com/owa.`);
  }
  const cloud = cloudOf(url.hostname);
  if (cloud !== undefined) return onlineEws(cloud);
  const path = url.pathname.toLowerCase().endsWith('.asmx') ? url.pathname : '/EWS/Exchange.asmx';
  return `https://${url.protocol === 'http:' ? url.hostname : url.host}${path}`;
}

/** The cloud of Microsoft 365 that a host belongs to; undefined: none. */
export function cloudOf(host: string): NationalCloud | undefined {
  const name = host.toLowerCase();
  return WEBMAIL_ONLINE[name] ?? (Object.keys(nationalClouds) as NationalCloud[]).find((cloud) => nationalClouds[cloud].ews.includes(name));
}

/** Asks where the server of a mailbox is that Autodiscover did not find; undefined: not known, or nobody can be asked. */
export async function askedPlace(address: string, terminal: Terminal): Promise<string | undefined> {
  return asked(terminal, `Autodiscover found no server of ${address}. Where is its webmail, such as https://mail.contoso.com/owa?`,
    (typed) => readPlace('', typed), { shown: 'Enter: not known', value: undefined });
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
