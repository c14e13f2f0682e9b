/** Runs a scenario in this process against its lab, as `crosslines run` does. */
import { causes } from '../src/causes/index.ts';
import { broughtWith } from '../src/commands/brought-files.ts';
import { readEvidence } from '../src/readers/index.ts';
import { labSecrets, startLabOf, withLabCertificates } from '../src/commands/lab-world.ts';
import { namedHosts } from '../src/commands/live-door.ts';
import { examine } from '../src/examine.ts';
import { loadScenario, readScenario, type Loaded } from '../src/load.ts';
import type { Report, Verdict } from '../src/model/report.ts';
import type { Scenario } from '../src/model/scenario.ts';
import { live } from '../src/network/live.ts';
import { recording } from '../src/network/tape.ts';
import { probes } from '../src/probes/index.ts';

export interface Ran {
  readonly report: Report;
  /** Lines of the tape. */
  readonly tape: readonly string[];
}

export interface RunChanges {
  /** Changes the scenario that the spine sees, after the lab was started from the file. */
  readonly hide?: (scenario: Scenario) => Scenario;
  readonly environment?: Readonly<Record<string, string>>;
  readonly allowUntrusted?: readonly string[];
  readonly onCredentials?: (host: string, signIn: string) => void;
}

/** Runs a scenario file, or a scenario given as text; its files are looked for beside `file`. */
export async function runScenario(source: { readonly file: string } | { readonly yaml: string; readonly file?: string }, changes: RunChanges = {}): Promise<Ran> {
  const options = { environment: (name: string) => changes.environment?.[name], labSecret: changes.environment ? (name: string) => changes.environment?.[name] ?? '' : labSecrets() };
  const file = source.file ?? 'inline.yaml';
  const loaded: Loaded = 'yaml' in source ? readScenario(source.yaml, file, options) : loadScenario(file, options);
  const brought = await readEvidence(broughtWith(file, loaded.evidence, () => undefined), new Date().toISOString());
  const lab = await startLabOf(loaded, file);
  const scenario = changes.hide?.(loaded.scenario) ?? loaded.scenario;
  const network = live({
    connectTo: new Map([...loaded.connectTo, ...(lab?.routes ?? [])]), ...(lab === undefined ? {} : { hosts: lab.hosts }),
    trust: [...loaded.trust, ...(lab === undefined ? [] : [lab.caPem])],
    signIns: scenario.signIns, credentials: withLabCertificates(loaded.credentials, lab),
    rules: {
      namedHosts: new Set(namedHosts({ scenario, connectTo: loaded.connectTo })),
      allowUntrusted: new Set(changes.allowUntrusted ?? []), allowWeakTls: new Set(),
    },
    signal: new AbortController().signal, pause: () => Promise.resolve(), onDeviceCode: () => { /* the imitated user needs no telling */ },
    ...(changes.onCredentials === undefined ? {} : { onCredentials: changes.onCredentials }),
  });
  const tape: string[] = [];
  try {
    const recorded = recording(network, { tool: 'test', scenario, ...(brought.length === 0 ? {} : { brought }) }, (line) => { tape.push(line); });
    const report = await examine(scenario, recorded, { probes, causes, toolVersion: 'test', brought });
    return { report, tape };
  } finally {
    network.close();
    await lab?.stop();
  }
}

/** Causes of a verdict that are likely or confirmed, sorted. */
export function found({ findings }: Verdict): readonly string[] {
  return findings.filter(({ confidence }) => confidence === 'likely' || confidence === 'confirmed').map(({ cause }) => cause).sort();
}

/** Causes of a verdict that are possible. */
export function possible({ findings }: Verdict): readonly string[] {
  return findings.filter(({ confidence }) => confidence === 'possible').map(({ cause }) => cause);
}
