import type { MailboxPlan, ServerPlan } from './plan.ts';
import { buildNumbers, exchangeProfiles } from './profiles.ts';
import { escaped } from './soap.ts';
import type { AvailabilityCall, SoapRefusal } from './soap.ts';

const types = 'http://schemas.microsoft.com/exchange/services/2006/types';
const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const errors = 'http://schemas.microsoft.com/exchange/services/2006/errors';
const instance = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';

/** A failure for one target, before it is phrased. */
export interface TargetFailure {
  readonly responseCode: string;
  /** Class name below Microsoft.Exchange.InfoWorker.Common.Availability. */
  readonly exception: string;
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
  const [major, minor, build, revision] = buildNumbers(server.build);
  return (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>'
    + `<h:ServerVersionInfo MajorVersion="${major}" MinorVersion="${minor}" `
    + `MajorBuildNumber="${build}" MinorBuildNumber="${revision}" `
    + `Version="${exchangeProfiles[server.version].schema}" xmlns:h="${types}" xmlns="${types}" `
    + 'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/></s:Header>'
    + `<s:Body ${instance}><GetUserAvailabilityResponse xmlns="${messages}"><FreeBusyResponseArray>`
    + `${responses.join('')}</FreeBusyResponseArray></GetUserAvailabilityResponse></s:Body></s:Envelope>`
  );
}

/**
 * FreeBusyResponse of a target that could not be answered, in the words of Exchange 2013 and later: class name, sentence,
 * inner exceptions, the server where it arose and the location id.
 */
export function failedTarget(server: ServerPlan, failure: TargetFailure): string {
  const type = `Microsoft.Exchange.InfoWorker.Common.Availability.${failure.exception}`;
  const lid = failure.lid === undefined ? '' : ` LID: ${failure.lid}`;
  const text =
    `${type}: ${failure.sentence}${failure.inner === undefined ? '' : ` ---> ${failure.inner}`}`
    + `\r\n. Name of the server where exception originated: ${server.netbios}.${lid}`;
  const part = (name: string, value: string): string => `<${name} xmlns="${errors}">${escaped(value)}</${name}>`;
  return (
    `<FreeBusyResponse><ResponseMessage ResponseClass="Error"><MessageText>${escaped(text)}</MessageText>`
    + `<ResponseCode>${failure.responseCode}</ResponseCode><DescriptiveLinkKey>0</DescriptiveLinkKey><MessageXml>`
    + part('ExceptionType', type)
    + (failure.exceptionCode === undefined ? '' : part('ExceptionCode', String(failure.exceptionCode)))
    + part('ExceptionServerName', server.netbios)
    + part('ExceptionMessage', `${failure.sentence}${lid}`)
    + '</MessageXml></ResponseMessage><FreeBusyView>'
    + `<FreeBusyViewType xmlns="${types}">None</FreeBusyViewType></FreeBusyView></FreeBusyResponse>`
  );
}

const coordinatedTime =
  '<TimeZone><Bias>0</Bias><StandardTime><Bias>0</Bias><Time>00:00:00</Time><DayOrder>1</DayOrder><Month>1</Month>'
  + '<DayOfWeek>Sunday</DayOfWeek></StandardTime><DaylightTime>'
  + '<Bias>0</Bias><Time>00:00:00</Time><DayOrder>1</DayOrder><Month>1</Month>'
  + '<DayOfWeek>Sunday</DayOfWeek></DaylightTime></TimeZone>';

/** FreeBusyResponse of a target whose calendar could be read. `owner`: the requester asks for the own calendar. */
export function shownTarget(mailbox: MailboxPlan, call: AvailabilityCall, owner: boolean): string {
  // Others have the right to see times only, so the detailed views come down to the plain ones.
  const view = owner ? call.view : call.view.replace('Detailed', 'FreeBusy');
  const noData = mailbox.faults.has('no-data');
  const busy = noData ? [] : busyTimes(mailbox, call);
  const child = (name: string, content: string): string => `<${name} xmlns="${types}">${content}</${name}>`;
  const events = busy
    .map(
      ([start, end]) =>
        `<CalendarEvent><StartTime>${local(start)}</StartTime><EndTime>${local(end)}</EndTime>`
        + '<BusyType>Busy</BusyType></CalendarEvent>',
    )
    .join('');
  return (
    '<FreeBusyResponse><ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
    + '</ResponseMessage><FreeBusyView>'
    + child('FreeBusyViewType', view)
    + (view.includes('Merged') ? child('MergedFreeBusy', mergedFreeBusy(call, busy, noData ? '5' : '0')) : '')
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

function local(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19);
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
