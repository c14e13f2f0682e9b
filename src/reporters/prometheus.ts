/**
 * The text that the textfile collector of node_exporter or windows_exporter reads. People are counted, never named: the labels are scenario,
 * servers and causes, and of very many only the first have series of their own. Source: Prometheus, "Exposition formats" (text format 0.0.4)
 * and "Metric and label naming"; node_exporter, "Textfile Collector" (no timestamps of samples).
 */
import type { Report, Verdict } from '../model/report.ts';
import { printable } from '../protocol/printable.ts';
import { toldOf } from './telling.ts';

/** Pairs of servers, and series of causes, that are counted apart. */
const MAX_PAIRS = 100;
const MAX_CAUSES = 200;
/** Counts all further ones; no server and no cause can be named so. */
const OTHERS = '(others)';
const MAX_LABEL = 200;

const SIGHTS: readonly Verdict['availability'][] = ['shown', 'hash-marks', 'not-observed'];

type Labels = Readonly<Record<string, string>>;

/** A gauge and its samples. Samples with the same labels become one. */
interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [Labels, number])[];
  readonly together: (one: number, other: number) => number;
}

export function prometheus(reports: readonly Report[]): string {
  const lookups = inPairs(reports);
  const sum = (one: number, other: number): number => one + other;
  const ofRun = (value: (report: Report) => number): Gauge['samples'] =>
    reports.map((report) => [{ scenario: report.scenario.name }, value(report)]);
  const gauge = (name: string, help: string, together: Gauge['together'], samples: Gauge['samples']): Gauge => ({ name, help, together, samples });
  const gauges: readonly Gauge[] = [
    gauge('crosslines_info', 'Version of crosslines.', Math.max, reports.map(({ tool }) => [{ version: tool.version }, 1])),
    gauge('crosslines_run_timestamp_seconds', 'When the run ended, in Unix time.', Math.max,
      ofRun(({ startedAt, ms }) => (Date.parse(startedAt) + ms) / 1000)),
    gauge('crosslines_run_duration_seconds', 'How long the run took.', sum, ofRun(({ ms }) => ms / 1000)),
    gauge('crosslines_run_complete', '1: every question was asked; 0: the run was ended early, or crosslines itself made a mistake.', Math.min,
      ofRun(isComplete)),
    gauge('crosslines_lookups', 'Lookups, by what the user sees.', sum, lookups.flatMap(([labels, { availability }]) =>
      SIGHTS.map((one) => [{ ...labels, availability: one.replace('-', '_') }, one === availability ? 1 : 0] as const))),
    gauge('crosslines_lookups_unmet', 'Lookups that are not as expected.', sum, lookups.map(([labels, { met }]) => [labels, met ? 0 : 1])),
    gauge('crosslines_causes', 'Lookups for which a cause was found, by cause and how sure it is.', sum, causesIn(lookups)),
  ];
  return gauges.flatMap(gaugeLines).map((line) => `${line}\n`).join('');
}

type Counted = readonly (readonly [Labels, Verdict])[];

/** Each lookup with the labels of its servers, or of the others where there are too many pairs; those with failures first. */
function inPairs(reports: readonly Report[]): Counted {
  const all = reports.flatMap(({ scenario, verdicts }) => verdicts.map((verdict) => {
    const { requesterServer: requester_server, targetServer: target_server } = verdict.lookup;
    return [{ scenario: scenario.name, requester_server, target_server }, verdict] as const;
  }));
  const apart = most(all.map(([labels, { met }]) => [keyOf(labels), met ? 0 : 1]), MAX_PAIRS);
  return all.map(([labels, verdict]) => [apart.has(keyOf(labels)) ? labels : { ...labels, requester_server: OTHERS, target_server: OTHERS }, verdict]);
}

function causesIn(lookups: Counted): Gauge['samples'] {
  const all = lookups.flatMap(([labels, verdict]) => toldOf(verdict).full.map(({ cause, confidence }) => ({ ...labels, cause, confidence })));
  const apart = most(all.map((labels) => [keyOf(labels), 1]), MAX_CAUSES);
  return all.map((labels) => [apart.has(keyOf(labels)) ? labels : { ...labels, requester_server: OTHERS, target_server: OTHERS, cause: OTHERS }, 1]);
}

function isComplete({ interrupted, observations }: Report): number {
  return interrupted || observations.some(({ outcome }) => outcome.status === 'crashed') ? 0 : 1;
}

/** The keys that weigh most. */
function most(weighed: readonly (readonly [string, number])[], limit: number): ReadonlySet<string> {
  const sums = new Map<string, number>();
  for (const [key, weight] of weighed) sums.set(key, (sums.get(key) ?? 0) + weight);
  return new Set([...sums].sort(([, a], [, b]) => b - a).slice(0, limit).map(([key]) => key));
}

function gaugeLines({ name, help, samples, together }: Gauge): readonly string[] {
  const values = new Map<string, number>();
  for (const [labels, value] of samples) {
    const key = keyOf(labels);
    const before = values.get(key);
    values.set(key, before === undefined ? value : together(before, value));
  }
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...[...values].map(([labels, value]) => `${name}${labels} ${value}`)];
}

/** Labels as they are written, which also tells them from each other. */
function keyOf(labels: Labels): string {
  return `{${Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`).join(',')}}`;
}

/** `printable` has left no line end. */
function escaped(text: string): string {
  return printable(text, MAX_LABEL).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
