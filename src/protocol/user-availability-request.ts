/** Writes the GetUserAvailability request: the exact text that goes over the wire. */
import type { DateTime, IXHRApi } from 'ews-javascript-api';
import { escapeXml, fitsOneLineOfXml } from './xml.ts';

export interface UserAvailabilityRequest {
  /** SMTP addresses, 1 to 100, in the order in which the answers are wanted. */
  readonly targets: readonly string[];
  /** Start of the window, ISO 8601 with zone. */
  readonly from: string;
  /** End of the window, ISO 8601 with zone; the window is at least as long as the interval. */
  readonly to: string;
  /** 5 to 1440. */
  readonly intervalMinutes: number;
  /** Clock in which the window is written and the answer wanted, so many minutes ahead of UTC; absent: UTC. */
  readonly offsetMinutes?: number;
  /** Ask on behalf of this SMTP address (`ExchangeImpersonation`). */
  readonly impersonate?: string;
}

/** Content type that belongs to the text. */
export const requestContentType = 'text/xml; charset=utf-8';

/** SOAPAction that belongs to the text. Source: MS-OXWAVLS, GetUserAvailability operation. */
export const requestSoapAction = '"http://schemas.microsoft.com/exchange/services/2006/messages/GetUserAvailability"';

/**
 * Mailboxes in one request.
 * Source: MicrosoftDocs/office-developer-exchange-docs responsecode.md, ErrorMailboxDataArrayTooBig.
 */
export const targetsLimit = 100;

const addressLimit = 1_000;

/**
 * The request as SOAP 1.1 text, the window in UTC to the second, built by ews-javascript-api (loaded on first use, about 200 ms).
 * Asks for `MergedOnly`: the least that tells whether free/busy is seen, so no subject or place comes back. Names Exchange2010 as
 * version: the oldest that knows the time zone header, understood by every later server, while a version too new for a server is
 * a fault. Exchange 2007 as requester's server needs another request and is not served.
 *
 * The library guesses the time zone of the process when it makes a service and, for a few zones that it does not know, says so on
 * the standard output; the program therefore sets `TZ=UTC` before this is called. The text does not depend on it.
 *
 * @throws RangeError when a part of the request is out of its bounds, or an address cannot stand in XML
 * Source: MS-OXWAVLS; MicrosoftDocs/office-developer-exchange-docs getuseravailability-operation.md.
 */
export async function encodeUserAvailabilityRequest(request: UserAvailabilityRequest): Promise<string> {
  const window = checked(request);
  // By its default: bundled, this CommonJS module has no named exports to an import at run time.
  const { default: ews } = await import('ews-javascript-api');

  // The typings of the library leave XmlNamespace out (its issue 446).
  const types = (ews as unknown as { readonly XmlNamespace: { readonly Types: number } }).XmlNamespace.Types;

  /** Writes both ends to the second; the library would write midnight, in the zone of the process. */
  class ExactWindow extends ews.TimeWindow {
    WriteToXmlUnscopedDatesOnly(writer: ElementWriter, elementName: string): void {
      writer.WriteStartElement(types, elementName);
      writer.WriteElementValue(types, 'StartTime', seconds(window.from));
      writer.WriteElementValue(types, 'EndTime', seconds(window.to));
      writer.WriteEndElement();
    }
  }
  function seconds(at: Date): string {
    return utcSeconds(new Date(at.getTime() + (request.offsetMinutes ?? 0) * 60_000));
  }
  class NoCredentials extends ews.ExchangeCredentials {}

  const service = new ews.ExchangeService(ews.ExchangeVersion.Exchange2010, ews.TimeZoneInfo.Utc);
  // Never dialled: the capture below takes the place of the transport.
  service.Url = new ews.Uri('https://exchange.invalid/EWS/Exchange.asmx');
  service.Credentials = new NoCredentials();
  const capture = capturing();
  service.XHRApi = capture.transport;
  if (request.impersonate !== undefined) {
    service.ImpersonatedUserId = new ews.ImpersonatedUserId(ews.ConnectingIdType.SmtpAddress, escapeXml(request.impersonate));
  }
  const options = new ews.AvailabilityOptions();
  options.MergedFreeBusyInterval = request.intervalMinutes;
  options.RequestedFreeBusyView = ews.FreeBusyViewType.MergedOnly;
  const moment = (at: Date): DateTime => ews.DateTime.Parse(at.toISOString(), ews.DateTimeKind.Utc);
  // The library writes element text as it is given, hence the escapes.
  const attendees = request.targets.map((address) => new ews.AttendeeInfo(escapeXml(address)));
  try {
    const exact = new ExactWindow(moment(window.from), moment(window.to));
    await service.GetUserAvailability(attendees, exact, ews.AvailabilityData.FreeBusy, options);
  } catch (error) {
    if (capture.text() === null) throw error;
  }
  return inZone(capture.text() ?? fail('the EWS library sent nothing'), request.offsetMinutes);
}

/**
 * The same request with a zone of its own in place of the library's UTC: a fixed distance from UTC, without daylight saving time.
 * Source: MicrosoftDocs/office-developer-exchange-docs timezone-availability.md (Bias: minutes that lead from local time to UTC).
 */
function inZone(text: string, offsetMinutes: number | undefined): string {
  if (offsetMinutes === undefined) return text;
  const never = '<t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>1</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>';
  const zone = `<t:TimeZone><t:Bias>${0 - offsetMinutes}</t:Bias><t:StandardTime>${never}</t:StandardTime>`
    + `<t:DaylightTime>${never}</t:DaylightTime></t:TimeZone>`;
  return text.replace(/<t:TimeZoneContext>.*?<\/t:TimeZoneContext>/s, '').replace(/<m:GetUserAvailabilityRequest\b[^>]*>/, (opening) => `${opening}${zone}`);
}

/** The part of the library's XML writer that is used here; its typings hide it. */
interface ElementWriter {
  WriteStartElement(namespace: number, name: string): void;
  WriteElementValue(namespace: number, name: string, value: string): void;
  WriteEndElement(): void;
}

function capturing(): { readonly transport: IXHRApi; readonly text: () => string | null } {
  let sent: string | null = null;
  // 599 because the library stumbles over a 500 without a body, and handles every other status alike.
  const refusal = {
    status: 599,
    message: 'captured',
    responseText: '',
    headers: {},
    getAllResponseHeaders: () => '',
    getResponseHeader: () => null,
  };
  // The library wants its own shape to be rejected with, not an Error.
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  const refuse = (): Promise<never> => Promise.reject(refusal);
  const transport: IXHRApi = {
    apiName: 'capture',
    xhr: ({ data }) => {
      sent = typeof data === 'string' ? data : null;
      return refuse();
    },
    xhrStream: refuse,
    disconnect: () => undefined,
  };
  return { transport, text: () => sent };
}

function checked(request: UserAvailabilityRequest): { readonly from: Date; readonly to: Date } {
  const { targets, intervalMinutes, impersonate } = request;
  if (targets.length < 1 || targets.length > targetsLimit) {
    fail(`a request names 1 to ${targetsLimit} mailboxes, not ${targets.length}`);
  }
  for (const address of [...targets, ...(impersonate === undefined ? [] : [impersonate])]) {
    const usable = address.trim() !== '' && address.length <= addressLimit && fitsOneLineOfXml(address);
    if (!usable) fail('an address is empty, too long or not printable');
  }
  const from = new Date(request.from);
  const to = new Date(request.to);
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) fail('the time window is no pair of ISO 8601 dates');
  if (!Number.isInteger(intervalMinutes) || intervalMinutes < 5 || intervalMinutes > 1_440) {
    fail('the interval is a whole number of minutes, 5 to 1440');
  }
  if (to.getTime() - from.getTime() < intervalMinutes * 60_000) fail('the time window is shorter than its interval');
  return { from, to };
}

function utcSeconds(at: Date): string {
  return at.toISOString().slice(0, 19);
}

function fail(message: string): never {
  throw new RangeError(message);
}
