import { child, children, escaped, textOf } from '../soap.ts';
import type { Tree } from '../soap.ts';
import type { ZoneChange, ZoneRule } from '../zone-rule.ts';

/** A time zone as Windows knows it. */
interface NamedZone {
  readonly id: string;
  readonly name: string;
  readonly rule: ZoneRule;
}

const change = (month: number, occurrence: number, at: number, bias: number): ZoneChange => ({
  bias,
  month,
  occurrence,
  weekday: 'Sunday',
  at,
});
/** The European Union changes everywhere at one o'clock UTC. Source: Directive 2000/84/EC. */
const european = (bias: number): ZoneRule => ({
  bias,
  standard: change(10, 5, 120 - bias, 0),
  daylight: change(3, 5, 60 - bias, -60),
});
/** The United States change at two o'clock local time. Source: Energy Policy Act of 2005. */
const american = (bias: number): ZoneRule => ({ bias, standard: change(11, 1, 120, 0), daylight: change(3, 2, 120, -60) });
const unchanging = (bias: number): ZoneRule => ({ bias, standard: null, daylight: null });

/** Some of the zones of Windows with the rules in force since 2007. Source: Default Time Zones of Windows, Microsoft Learn. */
const zones: readonly NamedZone[] = [
  { id: 'UTC', name: '(UTC) Coordinated Universal Time', rule: unchanging(0) },
  { id: 'GMT Standard Time', name: '(UTC+00:00) Dublin, Edinburgh, Lisbon, London', rule: european(0) },
  { id: 'W. Europe Standard Time', name: '(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', rule: european(-60) },
  { id: 'Romance Standard Time', name: '(UTC+01:00) Brussels, Copenhagen, Madrid, Paris', rule: european(-60) },
  { id: 'Central Europe Standard Time', name: '(UTC+01:00) Belgrade, Bratislava, Budapest, Ljubljana, Prague', rule: european(-60) },
  { id: 'FLE Standard Time', name: '(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius', rule: european(-120) },
  { id: 'India Standard Time', name: '(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', rule: unchanging(-330) },
  { id: 'Tokyo Standard Time', name: '(UTC+09:00) Osaka, Sapporo, Tokyo', rule: unchanging(-540) },
  { id: 'Eastern Standard Time', name: '(UTC-05:00) Eastern Time (US & Canada)', rule: american(300) },
  { id: 'Central Standard Time', name: '(UTC-06:00) Central Time (US & Canada)', rule: american(360) },
  { id: 'Pacific Standard Time', name: '(UTC-08:00) Pacific Time (US & Canada)', rule: american(480) },
];

/** The rule of a zone by the name that Windows gives it; undefined where the lab does not have it. */
export function ruleOfZone(id: string): ZoneRule | undefined {
  return zones.find((zone) => zone.id === id)?.rule;
}

/**
 * The response message of GetServerTimeZones: the zones asked for, or all. A zone that the lab does not have is left out.
 * Source: GetServerTimeZones operation and TimeZoneDefinition in the Exchange Web Services documentation.
 */
export function serverTimeZones(request: Tree): string {
  const asked = children(child(request, 'Ids'), 'Id').map((id) => textOf(id, '#text'));
  const full = !['false', '0'].includes(textOf(request, '@ReturnFullTimeZoneData').toLowerCase());
  const found = asked.length === 0 ? zones : asked.flatMap((id) => zones.filter((zone) => zone.id === id));
  return (
    '<m:GetServerTimeZonesResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
    + `<m:TimeZoneDefinitions>${found.map((zone) => definition(zone, full)).join('')}</m:TimeZoneDefinitions>`
    + '</m:GetServerTimeZonesResponseMessage>'
  );
}

function definition({ id, name, rule }: NamedZone, full: boolean): string {
  const named = `Id="${escaped(id)}" Name="${escaped(name)}"`;
  if (!full) return `<t:TimeZoneDefinition ${named}/>`;
  const { standard, daylight } = rule;
  const period = (part: string): string => `trule:Microsoft/Registry/${escaped(id)}/2007-${part}`;
  const described = (part: string, bias: number): string =>
    `<t:Period Bias="${duration(bias)}" Name="${part}" Id="${period(part)}"/>`;
  const periods =
    described('Standard', rule.bias + (standard?.bias ?? 0)) + (daylight ? described('Daylight', rule.bias + daylight.bias) : '');
  const yearly = (part: string, to: ZoneChange): string =>
    `<t:RecurringDayTransition><t:To Kind="Period">${period(part)}</t:To><t:TimeOffset>${duration(to.at)}</t:TimeOffset>`
    + `<t:Month>${to.month}</t:Month><t:DayOfWeek>${to.weekday}</t:DayOfWeek>`
    + `<t:Occurrence>${to.occurrence === 5 ? -1 : to.occurrence}</t:Occurrence></t:RecurringDayTransition>`;
  const transitions =
    standard && daylight
      ? yearly('Daylight', daylight) + yearly('Standard', standard)
      : `<t:Transition><t:To Kind="Period">${period('Standard')}</t:To></t:Transition>`;
  return (
    `<t:TimeZoneDefinition ${named}><t:Periods>${periods}</t:Periods>`
    + `<t:TransitionsGroups><t:TransitionsGroup Id="0">${transitions}</t:TransitionsGroup></t:TransitionsGroups>`
    + '<t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions></t:TimeZoneDefinition>'
  );
}

/** Minutes as XML Schema writes a duration: -90 → `-PT1H30M`. */
function duration(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const written = `${hours > 0 ? `${hours}H` : ''}${rest > 0 ? `${rest}M` : ''}`;
  return `${minutes < 0 ? '-' : ''}PT${written === '' ? '0S' : written}`;
}
