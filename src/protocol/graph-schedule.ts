/** Microsoft Graph getSchedule: the exact text that goes over the wire, and what comes back. */
import { meaningsIn } from '../exchange/error-texts.ts';
import { codeOfMeaning, codeOfNumber } from '../exchange/exception-codes.ts';
import type { BusyTime, SoapFault, TargetAnswer } from '../model/facts.ts';
import { lidsIn } from './exception-text.ts';
import { printable } from './printable.ts';
import { decodeText } from './xml.ts';

export interface ScheduleRequest {
  /** SMTP addresses, 1 to `schedulesLimit`. */
  readonly targets: readonly string[];
  /** Start and end of the window, ISO 8601 with zone; less than 62 days, at least one interval. */
  readonly from: string;
  readonly to: string;
  /** 5 to 1440. */
  readonly intervalMinutes: number;
}

export interface ScheduleAnswer {
  readonly body: 'answer' | 'fault' | 'empty' | 'not-json' | 'other-json';
  /** One per target in the order of the request; null: the answer does not mention it. Empty without `answer`. */
  readonly answers: readonly (TargetAnswer | null)[];
  /** Busy times of each target, in that order. */
  readonly busy: readonly (readonly BusyTime[])[];
  /** What refused the request as a whole. */
  readonly fault: SoapFault | null;
  /** Start of a body that is neither answer nor fault; printable, at most 300 characters; else empty. */
  readonly bodyStart: string;
}

/** Schedules in one request. Source: Microsoft Learn, calendar: getSchedule (20, as documented; the service was seen to take 100). */
export const schedulesLimit = 20;
/** Source: Microsoft Learn, calendar: getSchedule ("The time range must be less than 62 days"; ErrorTimeIntervalTooBig). */
const windowLimitMs = 62 * 86_400_000;

const addressLimit = 1_000;
const textLimit = 4_000;
const bodyStartLength = 300;
/** 62 days at 5 minutes are 17 856 digits. */
const digitsLimit = 20_000;
const busyLimit = 1_000;

/**
 * The body of `POST …/calendar/getSchedule`, the window in UTC, each moment with its zone.
 * @throws RangeError when a part of the request is out of its bounds
 * Source: Microsoft Learn, calendar: getSchedule (schedules, startTime, endTime, availabilityViewInterval); dateTimeTimeZone.
 */
export function encodeScheduleRequest({ targets, from, to, intervalMinutes }: ScheduleRequest): string {
  if (targets.length < 1 || targets.length > schedulesLimit) fail(`a request names 1 to ${schedulesLimit} schedules, not ${targets.length}`);
  if (targets.some((address) => address.trim() === '' || address.length > addressLimit)) fail('an address is empty or too long');
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(start) || Number.isNaN(end)) fail('the time window is no pair of ISO 8601 dates');
  if (!Number.isInteger(intervalMinutes) || intervalMinutes < 5 || intervalMinutes > 1_440) {
    fail('the interval is a whole number of minutes, 5 to 1440');
  }
  if (end - start < intervalMinutes * 60_000) fail('the time window is shorter than its interval');
  if (end - start >= windowLimitMs) fail('the time window is 62 days or longer');
  const moment = (at: number) => ({ dateTime: new Date(at).toISOString().slice(0, 19), timeZone: 'UTC' });
  return JSON.stringify({ schedules: targets, startTime: moment(start), endTime: moment(end), availabilityViewInterval: intervalMinutes });
}

/** Headers that belong to the body: times in the answer come in UTC, too. Source: Microsoft Learn, calendar: getSchedule (request headers). */
export const scheduleHeaders = { 'Content-Type': 'application/json', 'Accept': 'application/json', 'Prefer': 'outlook.timezone="UTC"' } as const;

/** The path for calls in the name of one user. Source: Microsoft Learn, calendar: getSchedule (HTTP request). */
export function schedulePath(requester: string): string {
  return `/v1.0/users/${encodeURIComponent(requester)}/calendar/getSchedule`;
}

/**
 * Reads the body of an HTTP answer, whatever its status. What concerns one target comes inside an answer of status 200, what concerns the request
 * as an `error`. Entries are told apart by their address. Never throws.
 * Source: Microsoft Learn, scheduleInformation, scheduleItem, freeBusyError; Microsoft Graph error responses.
 */
export function decodeScheduleAnswer(body: Uint8Array, targets: readonly string[]): ScheduleAnswer {
  if (body.length === 0) return other('empty', body);
  const top = parsed(body);
  if (top === undefined) return other('not-json', body);
  if (!isRecord(top)) return other('other-json', body);
  if (isRecord(top['error'])) return { ...other('fault', new Uint8Array()), fault: faultOf(top['error']) };
  if (!Array.isArray(top['value'])) return other('other-json', body);
  const entries = new Map<string, Readonly<Record<string, unknown>>>();
  for (const entry of top['value'].slice(0, schedulesLimit * 5) as readonly unknown[]) {
    const id = isRecord(entry) && typeof entry['scheduleId'] === 'string' ? entry['scheduleId'].toLowerCase() : undefined;
    if (isRecord(entry) && id !== undefined && !entries.has(id)) entries.set(id, entry);
  }
  const mine = targets.map((target) => entries.get(target.toLowerCase()));
  return {
    body: 'answer', fault: null, bodyStart: '',
    answers: mine.map((entry) => (entry === undefined ? null : answerOf(entry))),
    busy: mine.map((entry) => (entry === undefined ? [] : busyOf(entry['scheduleItems']))),
  };
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(decodeText(body));
  } catch {
    return undefined;
  }
}

function other(kind: ScheduleAnswer['body'], body: Uint8Array): ScheduleAnswer {
  const bodyStart = printable(decodeText(body.subarray(0, bodyStartLength * 8)), bodyStartLength);
  return { body: kind, answers: [], busy: [], fault: null, bodyStart };
}

function faultOf(error: Readonly<Record<string, unknown>>): SoapFault {
  const code = textOf(error['code'], 200);
  return { faultCode: code, responseCode: code === '' ? null : code, message: textOf(error['message'], textLimit), values: {} };
}

/** In the words of EWS, whose codes these are: a view where digits came, none where an error or nothing came. */
function answerOf(entry: Readonly<Record<string, unknown>>): TargetAnswer {
  const error = isRecord(entry['error']) ? entry['error'] : null;
  const messageText = textOf(error?.['message'], textLimit);
  const code = textOf(error?.['responseCode'], 200);
  const view = textOf(entry['availabilityView'], digitsLimit);
  const digits = /^\d+$/.test(view) ? view : null;
  return {
    responseCode: error === null ? 'NoError' : codeNamed(code, messageText),
    responseClass: error === null ? 'Success' : 'Error',
    messageText, exceptionType: null, exceptionCode: /^\d{1,9}$/.test(code) ? code : null,
    exceptionServerName: null, exceptionMessage: null, responseSource: null,
    lids: lidsIn(messageText),
    freeBusyViewType: error === null && digits !== null ? 'MergedOnly' : 'None',
    mergedFreeBusy: error === null ? digits : null,
  };
}

/**
 * The service gives the number of the availability service in place of the code (`5009`); what has no certain name keeps its number.
 * Source: microsoftgraph/microsoft-graph-docs issue 11225.
 */
function codeNamed(code: string, message: string): string {
  if (!/^\d{1,9}$/.test(code)) return code === '' ? 'Error' : code;
  return codeOfNumber(Number(code)) ?? meaningsIn(message).flatMap(({ meaning }) => codeOfMeaning(meaning) ?? [])[0] ?? code;
}

/** Times only: subjects and places, which come along where the caller may see them, are left behind. What has no place in time is left out. */
function busyOf(items: unknown): readonly BusyTime[] {
  if (!Array.isArray(items)) return [];
  return (items.slice(0, busyLimit) as readonly unknown[]).flatMap((item): readonly BusyTime[] => {
    if (!isRecord(item)) return [];
    const [from, to] = [momentOf(item['start']), momentOf(item['end'])];
    return from === null || to === null || from > to ? [] : [{ status: printable(textOf(item['status'], 40), 40), from, to }];
  });
}

/** Only UTC, which was asked for, is understood. */
function momentOf(value: unknown): string | null {
  if (!isRecord(value) || !/^(UTC|Coordinated Universal Time|Etc\/GMT)$/i.test(textOf(value['timeZone'], 40))) return null;
  const [found] = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(textOf(value['dateTime'], 40)) ?? [];
  const at = found === undefined ? Number.NaN : Date.parse(`${found}Z`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

function textOf(value: unknown, limit: number): string {
  return typeof value === 'string' ? value.slice(0, limit) : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(message: string): never {
  throw new RangeError(message);
}
