/**
 * The result of a monitoring plugin, as Nagios and Icinga read it: one line about everything with performance data, then, where there are
 * several kinds of failure, one line for each. Source: Monitoring Plugins Development Guidelines, "Plugin Output for Nagios",
 * "Plugin Return Codes", "Performance data".
 */
import type { Report, Verdict } from '../model/report.ts';
import { printable } from '../protocol/printable.ts';
import { expectationsOf, groupSentence, groupsOf, type Group } from './grouping.ts';
import { noCause, toldOf } from './telling.ts';

export type PluginStatus = 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN';

/** The worst first. As in the exit codes of other formats, a fault weighs more than what was not observed. */
const WORST: readonly PluginStatus[] = ['CRITICAL', 'WARNING', 'UNKNOWN', 'OK'];
/** NRPE before version 3 hands on 1024 bytes, and the performance data must be among them. */
const MAX_LINE = 500;
const MAX_LINES = 20;

/** Lookups that are wrong in the same way. */
interface Kind {
  readonly status: PluginStatus;
  readonly group: Group;
}

export function nagios(reports: readonly Report[]): string {
  const kinds = kindsOf(reports);
  const asides = asidesOf(reports);
  const whole = closingOf(reports);
  const [worst] = kinds;
  const status = pluginStatus(reports);
  const said = worst === undefined || worst.status !== status ? [...asides.slice(0, 1), whole]
    : [kindText(worst), ...(kinds.length > 1 || worst.group.verdicts.length > 1 ? [whole] : [])];
  const long = [...kinds.map((kind) => `${kind.status} - ${kindText(kind)}`), ...asides];
  return [
    `${statusLine(status, said.join('; '))}|${performance(reports)}`,
    ...(long.length < 2 ? [] : long.slice(0, MAX_LINES).map(plain)),
    ...(long.length > MAX_LINES ? [`and ${long.length - MAX_LINES} more kinds of failure`] : []), '',
  ].join('\n');
}

/** A line without performance data, for what ends before there is a report. */
export function statusLine(status: PluginStatus, text: string): string {
  return plain(`${status} - ${text}`);
}

/** WARNING: something failed, and of all of it no cause is more than possible. UNKNOWN: not observed, our own mistake, or ended early. */
export function pluginStatus(reports: readonly Report[]): PluginStatus {
  const seen = new Set<PluginStatus>(reports.flatMap(({ verdicts }) => verdicts.map(statusOf)));
  if (asidesOf(reports).length > 0) seen.add('UNKNOWN');
  return WORST.find((status) => seen.has(status)) ?? 'OK';
}

function statusOf(verdict: Verdict): PluginStatus {
  if (verdict.met) return 'OK';
  if (verdict.availability === 'not-observed') return 'UNKNOWN';
  const [leading] = toldOf(verdict).full;
  return leading?.confidence === 'possible' ? 'WARNING' : 'CRITICAL';
}

function kindsOf(reports: readonly Report[]): readonly Kind[] {
  return groupsOf(reports.flatMap(({ verdicts }) => verdicts).filter(({ met }) => !met)).map((group) => ({ status: statusOf(group.leading), group }))
    .sort((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status) || b.group.verdicts.length - a.group.verdicts.length);
}

function causesOf(verdict: Verdict): readonly string[] {
  return toldOf(verdict).full.map(({ title, confidence }) => `${title} (${confidence})`);
}

function kindText({ group }: Kind): string {
  const { leading } = group;
  const causes = causesOf(leading).join('; ') || (leading.availability === 'hash-marks' ? noCause : '');
  const why = leading.notObserved ?? causes;
  return `${groupSentence(group)}${expectationsOf(group)}${why === '' ? '' : `: ${why}`}`;
}

/** What keeps a run from being whole. */
function asidesOf(reports: readonly Report[]): readonly string[] {
  return reports.flatMap(({ interrupted, observations }) => [
    ...(interrupted ? ['the run was ended early'] : []),
    ...observations.flatMap(({ id, outcome }) => (outcome.status === 'crashed' ? [`a mistake of crosslines itself: ${id}: ${outcome.reason}`] : [])),
  ]);
}

function closingOf(reports: readonly Report[]): string {
  const verdicts = reports.flatMap((report) => report.verdicts);
  const unmet = verdicts.filter(({ met }) => !met).length;
  const count = `${verdicts.length} lookup${verdicts.length === 1 ? '' : 's'}`;
  return unmet === 0 ? `${count}, all as expected` : `${unmet} of ${count} not as expected`;
}

function performance(reports: readonly Report[]): string {
  const verdicts = reports.flatMap((report) => report.verdicts);
  const count = (availability: Verdict['availability']): number => verdicts.filter((verdict) => verdict.availability === availability).length;
  const values = {
    lookups: verdicts.length, shown: count('shown'), hash_marks: count('hash-marks'), not_observed: count('not-observed'),
    unmet: verdicts.filter(({ met }) => !met).length, time: `${(reports.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(3)}s`,
  };
  return Object.entries(values).map(([label, value]) => `'${label}'=${value};;;0`).join(' ');
}

/**
 * One line in which nothing ends the text (`|`), is taken for markup by a web interface, or for a macro or command by a notification.
 * Source: Nagios Core, illegal_macro_output_chars (its usual value, without the quotation marks, which are left to it).
 */
function plain(text: string): string {
  const inert = printable(text, MAX_LINE).replace(/[|<>&`$~]/g, (found) => `\\x${found.charCodeAt(0).toString(16)}`);
  return printable(inert, MAX_LINE);
}
