/** `crosslines run`: scenarios in, one report each out. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { causes } from '../causes/index.ts';
import { examine } from '../examine.ts';
import { loadScenario, type Loaded } from '../load.ts';
import type { Report } from '../model/report.ts';
import { secret, type Credentials } from '../network/credentials.ts';
import { live } from '../network/live.ts';
import { recording } from '../network/tape.ts';
import { probes } from '../probes/index.ts';
import { exitCodes, UsageError, worst, type ExitCode } from './exit-codes.ts';
import { readFormats, writeReports } from './formats.ts';
import { labSecrets, startLabOf } from './lab-world.ts';
import { scenarioFile, scenarioFolder } from './named-scenarios.ts';
import { withLookups } from './picked-lookups.ts';
import { progressOf } from './progress.ts';
import type { Terminal } from './terminal.ts';

export interface RunOptions {
  readonly scenarios?: string;
  readonly lookup?: readonly string[];
  readonly connectTo?: readonly string[];
  readonly ca?: readonly string[];
  readonly timeout?: string;
  readonly record?: string;
  readonly allowUntrusted?: readonly string[];
  readonly allowWeakTls?: readonly string[];
  readonly trustHost?: readonly string[];
  readonly format?: readonly string[];
  readonly quiet?: boolean;
  readonly color?: boolean;
}

/** Throws UsageError and FileError for mistakes of the caller. */
export async function run(names: readonly string[], options: RunOptions, terminal: Terminal): Promise<ExitCode> {
  const outputs = readFormats(options.format ?? []);
  if (options.record !== undefined && names.length > 1) throw new UsageError('--record keeps one run; name one scenario.');
  const folder = scenarioFolder(options.scenarios, terminal);
  const labSecret = labSecrets();
  const loaded = names.map((name) => {
    const file = scenarioFile(name, folder);
    const found = loadScenario(file, { environment: terminal.environment, labSecret });
    return { file, loaded: { ...found, scenario: withLookups(found.scenario, options.lookup ?? []) } };
  });
  const timer = options.timeout === undefined ? undefined : setTimeout(() => { terminal.ending.abort(); }, seconds(options.timeout) * 1000);
  const reports: Report[] = [];
  for (const one of loaded) {
    if (terminal.ending.signal.aborted && reports.length > 0) break;
    reports.push(await runOne(one.loaded, one.file, options, terminal));
  }
  clearTimeout(timer);
  writeReports(reports, outputs, terminal, terminal.colours && options.color !== false);
  return worst(reports.map(exitCodeOf));
}

async function runOne(loaded: Loaded, file: string, options: RunOptions, terminal: Terminal): Promise<Report> {
  const { scenario } = loaded;
  const lab = await startLabOf(loaded, file);
  const connectTo = new Map([...loaded.connectTo, ...(lab?.routes ?? []), ...(options.connectTo ?? []).map(readRoute)]);
  const lower = (hosts: readonly string[] = []): ReadonlySet<string> => new Set(hosts.map((host) => host.toLowerCase()));
  const network = live({
    connectTo, ...(lab === undefined ? {} : { hosts: lab.hosts }),
    trust: [...loaded.trust, ...(options.ca ?? []).map(readPem), ...(lab === undefined ? [] : [lab.caPem])],
    signIns: scenario.signIns,
    credentials: await completed(loaded, terminal),
    rules: {
      namedHosts: lower([...namedHosts(loaded), ...scenario.trustHosts, ...(options.trustHost ?? [])]),
      allowUntrusted: lower(options.allowUntrusted), allowWeakTls: lower(options.allowWeakTls),
    },
    signal: terminal.ending.signal,
    onCredentials: (host, signIn) => {
      if (!options.quiet) terminal.tell(`credentials of sign-in ${signIn} go to ${host}\n`);
    },
  });
  const progress = progressOf(terminal, options.quiet === true);
  if (options.record !== undefined) writeFileSync(options.record, '', { mode: 0o600 });
  const door = options.record === undefined ? network
    : recording(network, { tool: terminal.version, scenario }, (line) => { appendFileSync(options.record ?? '', `${line}\n`); });
  try {
    return await examine(scenario, door, { probes, causes, toolVersion: terminal.version }, progress.show);
  } finally {
    progress.end();
    network.close();
    await lab?.stop();
  }
}

/** Hosts that the scenario itself names: its availability URLs, nodes and routes. */
function namedHosts({ scenario, connectTo }: Loaded): readonly string[] {
  return [
    ...Object.values(scenario.servers).flatMap(({ ews, nodes }) => [...nodes, ...(ews === undefined ? [] : [new URL(ews).hostname])]),
    ...[...connectTo.keys()].map((endpoint) => endpoint.slice(0, endpoint.lastIndexOf(':'))),
  ];
}

/** Asks for the secrets that the scenario leaves out, where somebody is there to be asked. */
async function completed({ scenario, credentials }: Loaded, terminal: Terminal): Promise<Credentials> {
  const known = new Map(credentials);
  for (const [id, credential] of credentials) {
    if (credential.known) continue;
    const signIn = scenario.signIns[id];
    const typed = await terminal.askHidden(`${signIn?.method === 'token' ? 'Token' : 'Password'} of ${signIn?.user ?? id} (Enter: go on without)`);
    if (typed) known.set(id, { known: true, secret: secret(typed) });
  }
  return known;
}

function readRoute(text: string): readonly [string, string] {
  const parts = /^(\[[^\]]+\]|[^:]+):(\d{1,5}):(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(text);
  if (parts === null) throw new UsageError(`--connect-to ${text} is not of the form HOST:PORT:ADDR:PORT, such as mail.contoso.com:443:127.0.0.1:8443.`);
  return [`${parts[1]?.toLowerCase()}:${parts[2]}`, `${parts[3]}:${parts[4]}`];
}

function readPem(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new UsageError(`--ca ${file} holds no PEM certificate.`);
  return text;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0 || value > 86_400) throw new UsageError(`--timeout ${text} is not a number of seconds from 1 to 86400.`);
  return value;
}

/** Expectation unmet: fault; not observed, crashed or interrupted: not observed. */
export function exitCodeOf(report: Report): ExitCode {
  const codes = report.verdicts.filter(({ met }) => !met).map(({ availability }) => (availability === 'not-observed' ? exitCodes.notObserved : exitCodes.fault));
  const crashed = report.observations.some(({ outcome }) => outcome.status === 'crashed');
  return worst([...codes, ...(crashed || report.interrupted ? [exitCodes.notObserved] : [])]);
}
