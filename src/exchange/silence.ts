/** Why a server that was asked to call did not show a ClientHello, and what would tell. Pure. */
import type { SeenCall, WitnessedCallsFact } from '../model/facts.ts';

export interface SilenceRemark {
  readonly says: string;
  /** A read-only command or a place that would tell; absent: nothing more is to be seen. */
  readonly look?: string;
}

/** A server sends the first notification at the latest by then. Source: tls facts §5.1, push subscriptions; observed, as are the retries. */
export const FIRST_CALL_SECONDS = 30;

const events = 'on the server: Get-WinEvent -FilterHashtable @{LogName="Application";ProviderName="MSExchange Web Services"} -MaxEvents 20 | '
  + 'Format-List TimeCreated,Id,Message (events 6 and 7 name the exception of a notification that failed)';
const proxySetting = 'Get-ExchangeServer | Format-List Name,InternetWebProxy';

/** Hints by response code. Source: Microsoft Learn, ResponseCode (EWS). */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/ErrorInvalidPushSubscriptionUrl/, 'Exchange takes no such URL: --advertise must be an http or https address with a host that it can read.'],
  [/ErrorExceededSubscriptionCount|ErrorExceededConnectionCount/,
    'The account has as many subscriptions as its throttling policy allows (EwsMaxSubscriptions); they lapse by themselves.'],
  [/ErrorImpersonat/,
    'The account may not act on behalf of the mailbox: give it the role ApplicationImpersonation, or sign in as the mailbox\'s own user.'],
  [/ErrorMissingEmailAddress|ErrorNonExistentMailbox/,
    'The account has no mailbox of its own: sign in as the mailbox\'s own user, or with --impersonate.'],
  [/HTTP 401/, 'The account was not accepted: check user and password.'],
];

/** In order of what to look at first; empty: a ClientHello came, and the control too where it was asked for. */
export function explainSilence({ server, requests, nameResolves, calls, listenedMs }: WitnessedCallsFact): readonly SilenceRemark[] {
  const came = (test: (call: SeenCall) => boolean): boolean => calls.some(test);
  const hello = came(({ content }) => content.kind === 'client-hello');
  const control = came(({ content }) => content.kind === 'http' && content.control);
  if (server === null) return hello ? [] : [withoutRequest(calls)];
  const refused = requests.filter(({ accepted }) => !accepted);
  if (refused.length === requests.length) return refusedRemarks(refused[0]?.reason ?? 'no reason was given');
  if (hello) {
    if (control || refused.some(({ over }) => over === 'http')) return [];
    return [{
      says: 'The control without TLS did not come: a firewall or proxy on the way treats plain HTTP otherwise.',
    }];
  }
  if (refused.some(({ over }) => over === 'https')) return refusedRemarks(refused[0]?.reason ?? 'no reason was given');
  if (control) return helloMissing(came(({ content }) => content.kind === 'nothing' || content.kind === 'broken-hello'));
  return nothingCame(nameResolves, listenedMs, requests[0]?.url ?? '', came(({ content }) => content.kind === 'nothing'));
}

function withoutRequest(calls: readonly SeenCall[]): SilenceRemark {
  if (calls.length > 0) return { says: 'Somebody connected, but nobody sent a ClientHello.' };
  return {
    says: 'Nobody connected. Either nobody was made to call this machine, or a firewall (of this machine, or on the way) dropped the connections.',
    look: 'open http://<this machine>:<port>/ in a browser on the server: it shows one line where the way is free',
  };
}

function refusedRemarks(reason: string): readonly SilenceRemark[] {
  const hint = refusals.find(([pattern]) => pattern.test(reason))?.[1];
  const refused = { says: `The server was not asked to call, because it refused the subscription: ${reason}.` };
  return hint === undefined ? [refused] : [refused, { says: hint }];
}

/**
 * Source: Microsoft Learn, "Transport Layer Security (TLS) registry settings": with no version left that the program names, Windows makes no
 * credential, and nothing is sent.
 */
function helloMissing(connected: boolean): readonly SilenceRemark[] {
  const came = connected ? 'it connected and sent no ClientHello' : 'no connection came';
  return [
    {
      says: `The server reaches this machine without TLS, but with TLS ${came}: its TLS fails before the first packet. That is so where .NET names `
        + 'TLS 1.0 (SystemDefaultTlsVersions and SchUseStrongCrypto not set) and TLS 1.0 is switched off for the client role of Schannel.',
      look: 'on the server: reg query "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols" /s and reg query '
        + '"HKLM\\SOFTWARE\\Microsoft\\.NETFramework" /s /v SystemDefaultTlsVersions; Schannel event 36871 in its System log',
    },
    { says: 'Or the server sends https through a proxy that does not lead here.', look: proxySetting },
    { says: 'The server writes down why it gave up.', look: events },
  ];
}

function nothingCame(nameResolves: boolean | null, listenedMs: number, url: string, connected: boolean): readonly SilenceRemark[] {
  const { hostname, port } = URL.canParse(url) ? new URL(url) : { hostname: '', port: '' };
  const seconds = Math.round(listenedMs / 1000);
  return [
    ...(seconds >= FIRST_CALL_SECONDS ? []
      : [{ says: `It was listened for ${seconds} s only; a server takes up to ${FIRST_CALL_SECONDS} s before it calls.` }]),
    ...(connected ? [{ says: 'Somebody connected and said nothing: perhaps a monitor that only looks whether the port is open.' }] : []),
    ...(nameResolves === false ? [{
      says: `The name ${hostname} does not exist for this machine, and so perhaps not for the server.`,
      look: `on the server: Resolve-DnsName ${hostname}`,
    }] : []),
    {
      says: 'The server does not reach this machine at all, neither with TLS nor without: most often a firewall between the two, or of this machine.',
      look: `on the server: Test-NetConnection ${hostname} -Port ${port || '443'}`,
    },
    { says: 'Or it calls through a proxy that does not lead here.', look: proxySetting },
    { says: 'The server writes down why it gave up.', look: events },
  ];
}
