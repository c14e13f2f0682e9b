import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, HeaderLines } from './answer.ts';
import { iisHeader, poolStopped } from './exchange-headers.ts';
import { callPeer, unusableAnswer } from './outgoing.ts';
import type { LabNetwork } from './outgoing.ts';
import type { AccountPlan, LabPlan, MailboxPlan, ServerPlan } from './plan.ts';
import { buildNumbers, exchangeProfiles, oldRequestVersions } from './profiles.ts';
import { child, escaped, parsedXml, readAvailabilityCall, SoapRefusal, textOf } from './soap.ts';
import type { AvailabilityCall } from './soap.ts';
import { availabilityAnswer, failedTarget, shownTarget, soapFault } from './soap-answers.ts';

/** Who calls a back end: an account that signed in, or a peer on behalf of a requester. */
export type Caller =
  { readonly kind: 'account'; readonly account: AccountPlan } | { readonly kind: 'peer'; readonly requester: string };

/** What all back ends of one lab share. */
export interface BackEndWorld {
  readonly plan: LabPlan;
  readonly network: LabNetwork;
  /** Value of the header by which peers know each other; random per lab. */
  readonly peerSecret: string;
}

/** Time that the store gets before the availability service gives up. Real servers wait much longer. */
const storeBudgetMs = 300;
const soapType = 'text/xml; charset=utf-8';

/** Header by which a front end or a peer proves that it belongs to the lab. */
export const peerHeader = 'X-Lab-Peer';
/** Header with the requester's address, from peer to peer. */
export const requesterHeader = 'X-Lab-Requester';
/** Header with the account's place in the plan, from front end to back end. */
export const accountHeader = 'X-Lab-Account';

/** Executes an EWS call on the back end of `server`. Never throws. */
export async function executeEws(world: BackEndWorld, server: ServerPlan, caller: Caller, xml: string): Promise<Answer> {
  const faults = server.faults;
  if (faults.has('ews-application-pool-stopped')) return poolStopped(server);
  if (faults.has('empty-500')) return answered(server, 500, null, '');
  if (faults.has('html-200')) {
    return answered(
      server,
      200,
      'text/html; charset=utf-8',
      '<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>',
    );
  }
  try {
    if (faults.has('throttled')) {
      throw new SoapRefusal('ErrorServerBusy', 'The server cannot service this request right now. Try again later.', {
        BackOffMilliseconds: '297749',
      });
    }
    const profile = exchangeProfiles[server.version];
    const call = readAvailabilityCall(xml, [...oldRequestVersions, ...profile.requestVersions]);
    const requester = requesterOf(world.plan, caller, call.impersonated);
    const responses = await answerTargets(world, server, requester, call);
    const answer = answered(server, 200, soapType, availabilityAnswer(server, responses));
    return faults.has('truncated-answer') ? { ...answer, cutShort: true } : answer;
  } catch (refusal) {
    const known =
      refusal instanceof SoapRefusal
        ? refusal
        : new SoapRefusal('ErrorInternalServerError', 'An internal server error occurred. The operation failed.');
    return answered(server, 500, soapType, soapFault(known));
  }
}

function answered(server: ServerPlan, status: number, contentType: string | null, body: string): Answer {
  return {
    status,
    body,
    headers: [
      ['Cache-Control', 'private'],
      ...(contentType === null ? [] : [['Content-Type', contentType] as const]),
      iisHeader(server),
      ['X-DiagInfo', server.netbios],
      ['X-BEServer', server.netbios],
      ['X-AspNet-Version', '4.0.30319'],
      ['X-Powered-By', 'ASP.NET'],
    ],
  };
}

/** Address of the mailbox on whose behalf the call runs; empty where the account has none. */
function requesterOf(plan: LabPlan, caller: Caller, impersonated: string | null): string {
  if (caller.kind === 'peer') return caller.requester;
  if (impersonated === null) return caller.account.mailbox ?? '';
  if (impersonated !== caller.account.mailbox && !caller.account.impersonation) {
    throw new SoapRefusal(
      'ErrorImpersonateUserDenied',
      'The account does not have permission to impersonate the requested user.',
    );
  }
  if (!plan.mailboxes.has(impersonated)) {
    throw new SoapRefusal('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.');
  }
  return impersonated;
}

async function answerTargets(
  world: BackEndWorld,
  server: ServerPlan,
  requester: string,
  call: AvailabilityCall,
): Promise<readonly string[]> {
  if (!call.hasTimeZone) {
    return call.targets.map(() =>
      failedTarget(server, {
        responseCode: 'ErrorTimeZone',
        exception: 'TimeZoneException',
        sentence: 'The time zone is not valid.',
      }),
    );
  }
  const places = call.targets.map((address) => ({ address, mailbox: world.plan.mailboxes.get(address.toLowerCase()) }));
  const elsewhere = new Set(places.flatMap(({ mailbox }) => (mailbox && mailbox.server !== server ? [mailbox.server] : [])));
  const proxied = new Map(
    await Promise.all(
      [...elsewhere].map(async (peer) => {
        const addresses = places.filter(({ mailbox }) => mailbox?.server === peer).map(({ address }) => address);
        const responses = await askPeer(world, server, peer, requester, addresses, call);
        return [peer, new Map(addresses.map((address, index) => [address, responses[index] ?? '']))] as const;
      }),
    ),
  );
  if (server.faults.has('lookups-time-out')) await wait(storeBudgetMs);
  return places.map(({ address, mailbox }) => {
    if (!mailbox) return unknownTarget(server, address);
    if (mailbox.server === server) return localTarget(server, mailbox, requester, call);
    return proxied.get(mailbox.server)?.get(address) ?? '';
  });
}

function unknownTarget(server: ServerPlan, address: string): string {
  if (!/^[^@\s]+@[^@\s]+$/.test(address)) {
    return failedTarget(server, {
      responseCode: 'ErrorInvalidSmtpAddress',
      exception: 'InvalidSmtpAddressException',
      exceptionCode: 5035,
      sentence: `E-mail address <>SMTP:${address} is not a valid SMTP address.`,
    });
  }
  return failedTarget(server, {
    responseCode: 'ErrorMailRecipientNotFound',
    exception: 'MailRecipientNotFoundException',
    exceptionCode: 5009,
    lid: 57660,
    sentence: `Unable to resolve e-mail address ${address} to an Active Directory object.`,
  });
}

function localTarget(server: ServerPlan, mailbox: MailboxPlan, requester: string, call: AvailabilityCall): string {
  if (server.faults.has('lookups-time-out')) return outOfTime(server);
  const owner = requester === mailbox.address;
  if (mailbox.faults.has('default-permission-none') && !owner) {
    return failedTarget(server, {
      responseCode: 'ErrorNoFreeBusyAccess',
      exception: 'NoFreeBusyAccessException',
      exceptionCode: 5037,
      lid: 47652,
      sentence: 'The caller does not have access to free/busy data.',
    });
  }
  return shownTarget(mailbox, call, owner);
}

function outOfTime(server: ServerPlan): string {
  return failedTarget(server, {
    responseCode: 'ErrorTimeoutExpired',
    exception: 'TimeoutExpiredException',
    lid: 43404,
    sentence: "Request could not be processed in time. Timeout occurred during 'Waiting-For-Request-Completion'.",
  });
}

/** The CrossSite call: FreeBusyResponse elements for the addresses, from the peer or about the failure to reach it. */
async function askPeer(
  world: BackEndWorld,
  server: ServerPlan,
  peer: ServerPlan,
  requester: string,
  addresses: readonly string[],
  call: AvailabilityCall,
): Promise<readonly string[]> {
  const [major, minor, build, revision] = buildNumbers(server.build).map((number, index) =>
    String(number).padStart(index < 2 ? 2 : index === 2 ? 4 : 3, '0'),
  );
  const headers: HeaderLines = [
    ['User-Agent', `ASProxy/CrossSite/Directory/EXCH/${major}.${minor}.${build}.${revision}`],
    ['Content-Type', soapType],
    ['SOAPAction', '"http://schemas.microsoft.com/exchange/services/2006/messages/GetUserAvailability"'],
    [peerHeader, world.peerSecret],
    [requesterHeader, requester],
  ];
  const url = new URL(`https://${peer.fqdn}:444/EWS/Exchange.asmx`);
  const answer = await callPeer(server, world.network, url, headers, proxyRequest(addresses, call));
  if (!answer.ok) return addresses.map(() => (answer.timedOut ? outOfTime(server) : proxyFailed(server, answer.exception)));
  const unusable = unusableAnswer(answer) ?? soapWords(answer.body);
  if (unusable !== null) return addresses.map(() => proxyFailed(server, unusable));
  const responses = answer.body.match(/<FreeBusyResponse>.*?<\/FreeBusyResponse>/gs) ?? [];
  return responses.length === addresses.length
    ? responses
    : addresses.map(() => proxyFailed(server, 'System.InvalidOperationException: There is an error in XML document.'));
}

function proxyFailed(server: ServerPlan, exception: string): string {
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

function proxyRequest(addresses: readonly string[], call: AvailabilityCall): string {
  const change =
    '<t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>1</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>';
  const moment = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
  return (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
    + 'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" '
    + 'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">'
    + '<soap:Body><m:GetUserAvailabilityRequest>'
    + `<t:TimeZone><t:Bias>0</t:Bias><t:StandardTime>${change}</t:StandardTime>`
    + `<t:DaylightTime>${change}</t:DaylightTime></t:TimeZone>`
    + `<m:MailboxDataArray>${addresses
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
