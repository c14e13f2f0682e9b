import type { MailboxPlan, ServerPlan } from './plan.ts';
import { buildNumbers, exchangeProfiles } from './profiles.ts';
import type { AvailabilityCall } from './availability-call.ts';
import type { ClientAnswer } from './client-operations.ts';
import { escaped } from './soap.ts';
import type { SoapRefusal } from './soap.ts';
import { utcRule, zoneClock } from './zone-rule.ts';

const types = 'http://schemas.microsoft.com/exchange/services/2006/types';
const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const errors = 'http://schemas.microsoft.com/exchange/services/2006/errors';
const instance = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';

/** A failure for one target, before it is phrased. */
export interface TargetFailure {
  readonly responseCode: string;
  /** Class name below Microsoft.Exchange.InfoWorker.Common.Availability; absent where no recorded answer tells it. */
  readonly exception?: string;
  /** Absent where no recorded answer tells the number. */
  readonly exceptionCode?: number;
  /** Absent where no recorded answer tells it. */
  readonly lid?: number;
  readonly sentence: string;
  /** Inner exceptions as .NET prints them, outermost first. */
  readonly inner?: string;
}

/** The answer as a whole, from the FreeBusyResponse elements in request order. */
export function availabilityAnswer(server: ServerPlan, responses: readonly string[]): string {
  const content = `<FreeBusyResponseArray>${responses.join('')}</FreeBusyResponseArray>`;
  return enveloped(server, 'GetUserAvailabilityResponse', `xmlns="${messages}"`, content);
}

/** The answer to one of the other operations as a whole. */
export function operationAnswer(server: ServerPlan, { element, content }: ClientAnswer): string {
  return enveloped(server, element, `xmlns:m="${messages}" xmlns:t="${types}"`, content);
}

/** Source: answers recorded from Exchange 2010, 2016 and Online, which differ in where they declare their namespaces. */
function enveloped(server: ServerPlan, element: string, namespaces: string, content: string): string {
  const [major, minor, build, revision] = buildNumbers(server.build);
  const { built, schema } = exchangeProfiles[server.version];
  const cloud = built === 'cloud';
  return (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>'
    + `<h:ServerVersionInfo MajorVersion="${major}" MinorVersion="${minor}" `
    + `MajorBuildNumber="${build}" MinorBuildNumber="${revision}" `
    + `Version="${schema}" xmlns:h="${types}"${cloud ? '' : ` xmlns="${types}"`} `
    + 'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/></s:Header>'
    + `<s:Body${cloud ? '' : ` ${instance}`}><${element} ${namespaces}${cloud ? ` ${instance}` : ''}>${content}</${element}>`
    + '</s:Body></s:Envelope>'
  );
}

/**
 * FreeBusyResponse of a target that could not be answered, in the words of the server's generation. Exchange 2010: the plain sentence
 * and what lay beneath it. Exchange 2013 and later: class name, sentence, inner exceptions, the server where it arose and the location
 * id. Exchange Online: the same with the short name of the class in ExceptionType.
 * Source: answers recorded in openchange/openchange (2010) and ecederstrand/exchangelib (Online); Microsoft Learn, Resolve free/busy errors.
 */
export function failedTarget(server: ServerPlan, failure: TargetFailure): string {
  const { built } = exchangeProfiles[server.version];
  const { exception } = failure;
  const type = exception === undefined ? '' : `Microsoft.Exchange.InfoWorker.Common.Availability.${exception}`;
  const lid = failure.lid === undefined ? '' : ` LID: ${failure.lid}`;
  const beneath = (link: string): string => (failure.inner === undefined ? '' : `${link}${failure.inner}`);
  const text =
    built === 'single'
      ? `${failure.sentence}${beneath(' , inner exception: ')}`
      : `${type === '' ? '' : `${type}: `}${failure.sentence}${beneath(' ---> ')}\r\n. Name of the server where exception originated: ${server.netbios}.${lid}`;
  return (
    `<FreeBusyResponse><ResponseMessage ResponseClass="Error"><MessageText>${escaped(text)}</MessageText>`
    + `<ResponseCode>${failure.responseCode}</ResponseCode><DescriptiveLinkKey>0</DescriptiveLinkKey><MessageXml>`
    + (exception === undefined ? '' : part('ExceptionType', built === 'cloud' ? exception : type))
    + (failure.exceptionCode === undefined ? '' : part('ExceptionCode', String(failure.exceptionCode)))
    + part('ExceptionServerName', server.netbios)
    + (built === 'single' ? '' : part('ExceptionMessage', `${failure.sentence}${lid}`))
    + '</MessageXml></ResponseMessage><FreeBusyView>'
    + `<FreeBusyViewType xmlns="${types}">None</FreeBusyViewType></FreeBusyView></FreeBusyResponse>`
  );
}

/** FreeBusyResponse of an address that nobody in the directory has. */
export function unknownTarget(server: ServerPlan, address: string): string {
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

/** A peer's FreeBusyResponse as `server` hands it on: Exchange 2010 says of an error which URL answered. Source: as above. */
export function handedOn(server: ServerPlan, response: string, source: URL): string {
  if (exchangeProfiles[server.version].built !== 'single') return response;
  return response.replace('</MessageXml>', () => `${part('ResponseSource', source.href)}</MessageXml>`);
}

function part(name: string, value: string): string {
  return `<${name} xmlns="${errors}">${escaped(value)}</${name}>`;
}

const coordinatedTime =
  '<TimeZone><Bias>0</Bias><StandardTime><Bias>0</Bias><Time>00:00:00</Time><DayOrder>1</DayOrder><Month>1</Month>'
  + '<DayOfWeek>Sunday</DayOfWeek></StandardTime><DaylightTime>'
  + '<Bias>0</Bias><Time>00:00:00</Time><DayOrder>1</DayOrder><Month>1</Month>'
  + '<DayOfWeek>Sunday</DayOfWeek></DaylightTime></TimeZone>';

/** FreeBusyResponse of a target whose calendar could be read. `owner`: the requester asks for the own calendar. */
export function shownTarget(mailbox: MailboxPlan, call: AvailabilityCall, owner: boolean): string {
  // Others have the right to see times only, so the detailed views come down to the plain ones.
  const view = owner ? call.view : plainView(call.view);
  const noData = mailbox.faults.has('no-data');
  const idle = noData ? exchangeProfiles[mailbox.server.version].noData : '0';
  const busy = noData ? [] : busyTimes(mailbox, call);
  return shownTimes(call, view, mergedFreeBusy(call, busy, idle), busy);
}

/**
 * FreeBusyResponse with these times.
 * @param merged digits
 * @param busy start and end, milliseconds since 1970
 */
export function shownTimes(
  call: AvailabilityCall, view: AvailabilityCall['view'], merged: string, busy: readonly (readonly [number, number])[],
): string {
  const child = (name: string, content: string): string => `<${name} xmlns="${types}">${content}</${name}>`;
  const events = busy
    .map(
      ([start, end]) =>
        `<CalendarEvent><StartTime>${local(call, start)}</StartTime><EndTime>${local(call, end)}</EndTime>`
        + '<BusyType>Busy</BusyType></CalendarEvent>',
    )
    .join('');
  return (
    '<FreeBusyResponse><ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
    + '</ResponseMessage><FreeBusyView>'
    + child('FreeBusyViewType', view)
    + (view.includes('Merged') ? child('MergedFreeBusy', merged) : '')
    + (view === 'MergedOnly' || events === '' ? '' : child('CalendarEventArray', events))
    + (view === 'MergedOnly'
      ? ''
      : child(
          'WorkingHours',
          `${coordinatedTime}<WorkingPeriodArray><WorkingPeriod>`
            + '<DayOfWeek>Monday Tuesday Wednesday Thursday Friday</DayOfWeek><StartTimeInMinutes>480</StartTimeInMinutes>'
            + '<EndTimeInMinutes>1020</EndTimeInMinutes></WorkingPeriod></WorkingPeriodArray>',
        ))
    + '</FreeBusyView></FreeBusyResponse>'
  );
}

function plainView(view: AvailabilityCall['view']): AvailabilityCall['view'] {
  return view === 'Detailed' ? 'FreeBusy' : view === 'DetailedMerged' ? 'FreeBusyMerged' : view;
}

const dayMs = 86_400_000;

function busyTimes(mailbox: MailboxPlan, call: AvailabilityCall): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let day = Math.floor(call.from / dayMs) * dayMs; day < call.to; day += dayMs) {
    for (const [start, end] of mailbox.busy) {
      const [from, to] = [day + start * 60_000, day + end * 60_000];
      if (from < call.to && to > call.from) found.push([from, to]);
    }
  }
  return found;
}

function mergedFreeBusy(call: AvailabilityCall, busy: readonly (readonly [number, number])[], idle: string): string {
  const step = call.intervalMinutes * 60_000;
  return Array.from({ length: Math.ceil((call.to - call.from) / step) }, (_, index) => {
    const from = call.from + index * step;
    return busy.some(([start, end]) => start < from + step && end > from) ? '2' : idle;
  }).join('');
}

/** A moment by the clock of the request's zone. Source: TimeZone (Availability) in the Exchange Web Services documentation. */
function local({ zone }: AvailabilityCall, moment: number): string {
  return new Date(zoneClock(zone ?? utcRule, moment)).toISOString().slice(0, 19);
}

/** A SOAP fault in the shape of Exchange 2010 and later. */
export function soapFault(refusal: SoapRefusal): string {
  const values = Object.entries(refusal.values)
    .map(([name, value]) => `<t:Value Name="${escaped(name)}">${escaped(value)}</t:Value>`)
    .join('');
  return (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
    + `<faultcode xmlns:a="${types}">a:${refusal.code}</faultcode>`
    + `<faultstring xml:lang="en-US">${escaped(refusal.message)}</faultstring>`
    + `<detail><e:ResponseCode xmlns:e="${errors}">${refusal.code}</e:ResponseCode>`
    + `<e:Message xmlns:e="${errors}">${escaped(refusal.message)}</e:Message>`
    + (values === '' ? '' : `<t:MessageXml xmlns:t="${types}">${values}</t:MessageXml>`)
    + '</detail></s:Fault></s:Body></s:Envelope>'
  );
}
