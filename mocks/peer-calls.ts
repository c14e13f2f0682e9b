import type { AccessTokens } from './access-tokens.ts';
import type { Identity } from './authority.ts';
import type { HeaderLines } from './answer.ts';
import type { AvailabilityCall } from './availability-call.ts';
import { callPeer, unusableAnswer } from './outgoing.ts';
import type { LabNetwork, PeerAnswer } from './outgoing.ts';
import type { LabPlan, ServerPlan } from './plan.ts';
import type { OrganizationPlan } from './plan-organizations.ts';
import { buildNumbers, exchangeProfiles } from './profiles.ts';
import type { PushNotifier } from './push-notifier.ts';
import { child, escaped, parsedXml, textOf } from './soap.ts';
import { failedTarget, handedOn } from './soap-answers.ts';
import { utcRule, zoneClock, zoneElement } from './zone-rule.ts';

/** What all back ends of one lab share. */
export interface BackEndWorld {
  readonly plan: LabPlan;
  readonly network: LabNetwork;
  /** Value of the header by which peers know each other; random per lab. */
  readonly peerSecret: string;
  /** Access tokens for Exchange Online. */
  readonly tokens: AccessTokens;
  /** The Auth certificate of each organization on premises. */
  readonly signing: ReadonlyMap<OrganizationPlan, Identity>;
  /** Sends the notifications that clients subscribed to. */
  readonly notifier: PushNotifier;
}

/** Header by which a front end or a peer proves that it belongs to the lab. */
export const peerHeader = 'X-Lab-Peer';
/** Header with the requester's address, from peer to peer. */
export const requesterHeader = 'X-Lab-Requester';
/** Header with the account's place in the plan, from front end to back end. */
export const accountHeader = 'X-Lab-Account';
/** Content type of everything that is SOAP. */
export const soapType = 'text/xml; charset=utf-8';

/**
 * Where a server asks another one of its organization for a calendar: on the back end of 2013 and later, unless one of the two is an
 * Exchange 2010, which knows no back ends.
 * Source: OfficeDocs-Support 3057905 and event 4002 texts (443 of an Exchange 2010), rmilne.ca (444 as InternalNLBBypassUrl).
 */
export function peerUrl(from: ServerPlan, to: ServerPlan): URL {
  const old = [from, to].some(({ version }) => exchangeProfiles[version].built === 'single');
  return new URL(old ? `https://${to.fqdn}/ews/exchange.asmx` : `https://${to.fqdn}:444/EWS/Exchange.asmx`);
}

/** How a server names itself in its calls. Source: OfficeDocs-Support 3082946. */
export function userAgent(server: ServerPlan, kind: string): string {
  const numbers = buildNumbers(server.build).map((number, index) => String(number).padStart(index < 2 ? 2 : index === 2 ? 4 : 3, '0'));
  return `${kind}/EXCH/${numbers.join('.')}`;
}

/**
 * The call to a peer: FreeBusyResponse elements for the addresses, from the peer or about the failure to reach it. Never throws.
 */
export async function askPeer(
  world: BackEndWorld,
  server: ServerPlan,
  peer: ServerPlan,
  requester: string,
  addresses: readonly string[],
  call: AvailabilityCall,
): Promise<readonly string[]> {
  const headers: HeaderLines = [
    ['User-Agent', userAgent(server, 'ASProxy/CrossSite/Directory')],
    ['Content-Type', soapType],
    ['SOAPAction', '"http://schemas.microsoft.com/exchange/services/2006/messages/GetUserAvailability"'],
    [peerHeader, world.peerSecret],
    [requesterHeader, requester],
  ];
  const url = peerUrl(server, peer);
  return freeBusyFrom(server, url, await callPeer(server, world.network, url, headers, proxyRequest(addresses, call)), addresses);
}

/** What `server` makes of an answer to a proxied request: one FreeBusyResponse element per address. */
export function freeBusyFrom(server: ServerPlan, url: URL, answer: PeerAnswer, addresses: readonly string[]): readonly string[] {
  if (!answer.ok) return addresses.map(() => (answer.timedOut ? outOfTime(server) : proxyFailed(server, answer.exception)));
  const unusable = unusableAnswer(answer) ?? soapWords(answer.body);
  if (unusable !== null) return addresses.map(() => proxyFailed(server, unusable));
  const responses = answer.body.match(/<FreeBusyResponse>.*?<\/FreeBusyResponse>/gs) ?? [];
  return responses.length === addresses.length
    ? responses.map((response) => handedOn(server, response, url))
    : addresses.map(() => proxyFailed(server, 'System.InvalidOperationException: There is an error in XML document.'));
}

/** FreeBusyResponse of a target for which the call to another server failed so. */
export function proxyFailed(server: ServerPlan, exception: string): string {
  return failedTarget(server, {
    responseCode: 'ErrorProxyRequestProcessingFailed',
    exception: 'ProxyWebRequestProcessingException',
    exceptionCode: 5016,
    lid: 43532,
    sentence: 'Proxy web request failed.',
    inner: exception,
  });
}

/** What .NET's SOAP client throws at a body that is a fault or no XML; null where it is an answer. */
function soapWords(body: string): string | null {
  const tree = parsedXml(body);
  if (!tree)
    return 'System.InvalidOperationException: Response is not well-formed XML. ---> '
      + 'System.Xml.XmlException: Root element is missing.';
  const fault = child(tree, 'Envelope', 'Body', 'Fault');
  return textOf(fault, 'faultcode') === ''
    ? null
    : `System.Web.Services.Protocols.SoapException: ${textOf(fault, 'faultstring')}`;
}

/** The request as a server sends it on. `header`: content of the SOAP header. */
export function proxyRequest(addresses: readonly string[], call: AvailabilityCall, header = ''): string {
  // In the zone of the requester, because the peer's answer is handed on as it is.
  const zone = call.zone ?? utcRule;
  const moment = (ms: number): string => new Date(zoneClock(zone, ms)).toISOString().slice(0, 19);
  return (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
    + 'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" '
    + 'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">'
    + `${header === '' ? '' : `<soap:Header>${header}</soap:Header>`}<soap:Body><m:GetUserAvailabilityRequest>`
    + `${zoneElement(zone)}<m:MailboxDataArray>${addresses
      .map(
        (address) =>
          `<t:MailboxData><t:Email><t:Address>${escaped(address)}</t:Address></t:Email>`
          + '<t:AttendeeType>Required</t:AttendeeType></t:MailboxData>',
      )
      .join('')}</m:MailboxDataArray>`
    + `<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${moment(call.from)}</t:StartTime>`
    + `<t:EndTime>${moment(call.to)}</t:EndTime></t:TimeWindow>`
    + `<t:MergedFreeBusyIntervalInMinutes>${call.intervalMinutes}</t:MergedFreeBusyIntervalInMinutes>`
    + `<t:RequestedView>${call.view}</t:RequestedView></t:FreeBusyViewOptions>`
    + '</m:GetUserAvailabilityRequest></soap:Body></soap:Envelope>'
  );
}

/** FreeBusyResponse of a target for which there was no more time. */
export function outOfTime(server: ServerPlan): string {
  return failedTarget(server, {
    responseCode: 'ErrorTimeoutExpired',
    exception: 'TimeoutExpiredException',
    lid: 43404,
    sentence: "Request could not be processed in time. Timeout occurred during 'Waiting-For-Request-Completion'.",
  });
}
