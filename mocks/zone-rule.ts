import { child, isTree, textOf } from './soap.ts';
import type { Tree } from './soap.ts';

/** Days of the week as EWS writes them, from Sunday on. */
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** The yearly change to standard or to daylight time. */
export interface ZoneChange {
  /** Minutes that this part of the year adds to the zone's own bias. */
  readonly bias: number;
  /** 1 to 12. */
  readonly month: number;
  /** Which such day of the month, 1 to 4; 5 is the last one. */
  readonly occurrence: number;
  readonly weekday: (typeof weekdays)[number];
  /** Minutes after midnight, by the clock before the change. */
  readonly at: number;
}

/** A time zone by its rule. Biases are minutes, and UTC = local time + bias. Source: SerializableTimeZone of the EWS schema. */
export interface ZoneRule {
  readonly bias: number;
  readonly standard: ZoneChange | null;
  readonly daylight: ZoneChange | null;
}

/** Coordinated universal time. */
export const utcRule: ZoneRule = { bias: 0, standard: null, daylight: null };

/** Reads the TimeZone element of a request. What it lacks counts as nothing, and a bias of more than a day as none. */
export function readZoneRule(zone: Tree): ZoneRule {
  return {
    bias: minutesOf(textOf(zone, 'Bias')),
    standard: readChange(zone, 'StandardTime'),
    daylight: readChange(zone, 'DaylightTime'),
  };
}

function readChange(zone: Tree, name: string): ZoneChange | null {
  if (!isTree(zone[name])) return null;
  const change = child(zone, name);
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)(:\d\d)?$/.exec(textOf(change, 'Time')) ?? [];
  const weekday = weekdays.find((day) => day === textOf(change, 'DayOfWeek'));
  const [month, occurrence] = [Number(textOf(change, 'Month')), Number(textOf(change, 'DayOrder'))];
  const within = (value: number, last: number): boolean => Number.isInteger(value) && value >= 1 && value <= last;
  if (weekday === undefined || hours === undefined || !within(month, 12) || !within(occurrence, 5)) return null;
  return { bias: minutesOf(textOf(change, 'Bias')), month, occurrence, weekday, at: Number(hours) * 60 + Number(minutes) };
}

function minutesOf(written: string): number {
  const minutes = Number(written);
  return Number.isInteger(minutes) && Math.abs(minutes) <= 1440 ? minutes : 0;
}

/** The clock of the zone at a moment of UTC; both in milliseconds since 1970, as if the clock showed UTC. */
export function zoneClock(rule: ZoneRule, moment: number): number {
  return moment - biasAt(rule, moment) * 60_000;
}

/** The moment of UTC at which the clock of the zone shows this. An hour that comes twice is taken as standard time. */
export function momentOf(rule: ZoneRule, clock: number): number {
  const standard = rule.bias + (rule.standard?.bias ?? 0);
  const biases = [standard, rule.bias + (rule.daylight?.bias ?? 0)];
  const bias = biases.find((candidate) => biasAt(rule, clock + candidate * 60_000) === candidate) ?? standard;
  return clock + bias * 60_000;
}

function biasAt({ bias, standard, daylight }: ZoneRule, moment: number): number {
  const winter = bias + (standard?.bias ?? 0);
  const summer = bias + (daylight?.bias ?? 0);
  if (!standard || !daylight || winter === summer) return winter;
  const year = new Date(moment - winter * 60_000).getUTCFullYear();
  const begins = changeIn(year, daylight) + winter * 60_000;
  const ends = changeIn(year, standard) + summer * 60_000;
  // South of the equator, summer goes on over the new year.
  const inSummer = begins < ends ? moment >= begins && moment < ends : moment >= begins || moment < ends;
  return inSummer ? summer : winter;
}

const dayMs = 86_400_000;

function changeIn(year: number, { month, occurrence, weekday, at }: ZoneChange): number {
  const first = Date.UTC(year, month - 1, 1);
  const toWeekday = (weekdays.indexOf(weekday) - new Date(first).getUTCDay() + 7) % 7;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = toWeekday + (occurrence - 1) * 7;
  return first + (day < days ? day : day - 7) * dayMs + at * 60_000;
}

/** The TimeZone element in the types namespace, its children with the prefix `t:`. */
export function zoneElement(rule: ZoneRule): string {
  // The schema wants both changes; a zone without them gets two that change nothing.
  const none: ZoneChange = { bias: 0, month: 1, occurrence: 1, weekday: 'Sunday', at: 0 };
  const change = (name: string, { bias, month, occurrence, weekday, at }: ZoneChange): string =>
    `<t:${name}><t:Bias>${bias}</t:Bias><t:Time>${clockTime(at)}</t:Time><t:DayOrder>${occurrence}</t:DayOrder>`
    + `<t:Month>${month}</t:Month><t:DayOfWeek>${weekday}</t:DayOfWeek></t:${name}>`;
  return (
    `<t:TimeZone><t:Bias>${rule.bias}</t:Bias>${change('StandardTime', rule.standard ?? none)}`
    + `${change('DaylightTime', rule.daylight ?? none)}</t:TimeZone>`
  );
}

function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
}
