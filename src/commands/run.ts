/** `crosslines run`: scenarios in, one report each out. */
import { broughtBy, broughtWith, observed } from './brought-files.ts';
import { causes } from '../causes/index.ts';
import { compareRuns, type SavedRuns } from '../compare-runs.ts';
import { examine } from '../examine.ts';
import { loadScenario, type Loaded } from '../load.ts';
import type { Observation } from '../model/observation.ts';
import type { Report } from '../model/report.ts';
import { probes } from '../probes/index.ts';
import { askedCredentials } from './asked-credentials.ts';
import { UsageError, type ExitCode } from './exit-codes.ts';
import { serverWords } from '../load/evidence.ts';
import { readFormats, writeReports } from './formats.ts';
import { labSecrets, startLabOf, withLabCertificates } from './lab-world.ts';
import { endAfter, openDoor, type Errand, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import { scenarioFile, scenarioFolder } from './named-scenarios.ts';
import { withLookups } from './picked-lookups.ts';
import type { ReportingOptions } from './outputs.ts';
import { progressOf } from './progress.ts';
import { readSavedReports } from './saved-report.ts';
import type { Terminal } from './terminal.ts';

export interface RunOptions extends NetworkedOptions, ReportingOptions {
  /** `FILE[=server]`. */
  readonly evidence?: readonly string[];
  readonly scenarios?: string;
  readonly lookup?: readonly string[];
  /** Imitate every server by its version, also where the scenario has no `lab:` section. */
  readonly mock?: boolean;
  /** A report from before, to compare with. */
  readonly baseline?: string;
}

/** Throws UsageError and FileError for mistakes of the caller. */
export async function run(names: readonly string[], options: RunOptions, terminal: Terminal): Promise<ExitCode> {
  const outputs = readFormats(options.format ?? []);
  if (options.record !== undefined && names.length > 1) throw new UsageError('--record keeps one run; name one scenario.');
  const baseline = options.baseline === undefined ? undefined : { file: options.baseline, reports: readSavedReports(options.baseline) };
  const folder = scenarioFolder(options.scenarios, terminal);
  const labSecret = labSecrets();
  const loaded: { readonly file: string; readonly brought: readonly Observation[]; readonly loaded: Loaded }[] = [];
  for (const name of names) {
    const file = scenarioFile(name, folder);
    const found = loadScenario(file, { environment: terminal.environment, labSecret, imitate: options.mock === true });
    const scenario = withLookups(found.scenario, options.lookup ?? []);
    const files = [
      ...broughtWith(file, found.evidence, terminal.tell),
      ...broughtBy(options.evidence ?? [], serverWords(found.scenario.servers), terminal.tell),
    ];
    loaded.push({ file, brought: await observed(files, terminal, options.quiet === true), loaded: { ...found, scenario } });
  }
  const inTime = endAfter(options.timeout, terminal);
  const reports: Report[] = [];
  for (const one of loaded) {
    if (terminal.ending.signal.aborted && reports.length > 0) break;
    reports.push(await runOne(one.loaded, one, options, terminal));
  }
  inTime();
  const comparisons = baseline === undefined ? [] : reports.map((report) => compareRuns(baselineOf(report, baseline, options), { file: 'this run', reports: [report] }));
  return writeReports(reports, outputs, terminal, options, comparisons);
}

/** What the baseline holds of that scenario. Lookups that --lookup leaves out on purpose are not missed. */
function baselineOf(report: Report, { file, reports }: SavedRuns, { lookup = [] }: RunOptions): SavedRuns {
  const same = reports.length === 1 ? reports : reports.filter(({ scenario }) => scenario.name === report.scenario.name);
  const asked = (id: string): boolean => lookup.length === 0 || report.verdicts.some((verdict) => verdict.lookup.id === id);
  return { file, reports: same.map((one) => ({ ...one, verdicts: one.verdicts.filter((verdict) => asked(verdict.lookup.id)) })) };
}

async function runOne(
  loaded: Loaded, { file, brought }: { readonly file: string; readonly brought: readonly Observation[] }, options: RunOptions, terminal: Terminal,
): Promise<Report> {
  const lab = await startLabOf(loaded, file);
  try {
    const credentials = await askedCredentials(loaded.scenario.signIns, withLabCertificates(loaded.credentials, lab), terminal);
    return await examineLive({ ...loaded, credentials, brought }, options, terminal, lab);
  } finally {
    await lab?.stop();
  }
}

/** One scenario examined over the live network, with progress shown. Throws UsageError for options that cannot be read. */
export async function examineLive(errand: Errand, options: NetworkedOptions, terminal: Terminal, imitated?: ImitatedWorld): Promise<Report> {
  const progress = progressOf(terminal, options.quiet === true);
  const door = openDoor(errand, options, { ...terminal, tell: progress.tell }, imitated);
  try {
    return await examine(errand.scenario, door.network, {
      probes, causes, toolVersion: terminal.version, ...(errand.brought === undefined ? {} : { brought: errand.brought }),
    }, progress.show);
  } finally {
    progress.end();
    door.close();
  }
}
