/** The spine: gather, diagnose, assemble the report. */
import type { Cause } from './causes/cause.ts';
import { diagnose } from './diagnose.ts';
import { serversSeen } from './exchange/servers-seen.ts';
import { gather } from './gather.ts';
import type { Observation } from './model/observation.ts';
import type { Report } from './model/report.ts';
import type { Scenario } from './model/scenario.ts';
import type { Network } from './network/port.ts';
import { noticesOf } from './notices.ts';
import type { Probe } from './probes/probe.ts';

export interface Knowledge {
  readonly probes: readonly Probe[];
  readonly causes: readonly Cause[];
  /** Version of crosslines. */
  readonly toolVersion: string;
  /** What files tell that the user brought along; absent: none. */
  readonly brought?: readonly Observation[];
}

/** One run of a scenario over a network, live or from a tape. Throws TapeError when a tape lacks an answer. */
export async function examine(
  scenario: Scenario, network: Network, { probes, causes, toolVersion, brought = [] }: Knowledge, onProgress?: (answered: number, known: number) => void,
): Promise<Report> {
  const startedAt = network.now();
  const { evidence, interrupted } = await gather(scenario, network, probes, onProgress, brought);
  const verdicts = diagnose(evidence, causes, startedAt);
  return {
    schema: 'crosslines-report/1',
    tool: { name: 'crosslines', version: toolVersion },
    scenario: { name: scenario.name, title: scenario.title },
    startedAt: new Date(startedAt).toISOString(),
    ms: network.now() - startedAt,
    interrupted, servers: serversSeen(evidence), verdicts, notices: noticesOf(evidence), observations: evidence.all,
  };
}
