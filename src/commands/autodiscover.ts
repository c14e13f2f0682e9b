/** `crosslines autodiscover`: the way from an address to its availability URL, step by step. */
import { examine } from '../examine.ts';
import type { Report } from '../model/report.ts';
import type { Scenario } from '../model/scenario.ts';
import autodiscoverProbe from '../probes/autodiscover.ts';
import { autodiscoverForPrograms, autodiscoverTrace, type Trace } from '../reporters/autodiscover-trace.ts';
import { checkAccounts, type AccountOptions } from './check-accounts.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { readFormats } from './formats.ts';
import { endAfter, openDoor, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import { writeOutputs } from './outputs.ts';
import { aloneWith, readAddress } from './pair.ts';
import type { ReportingOptions } from './outputs.ts';
import type { Terminal } from './terminal.ts';

export interface AutodiscoverOptions extends NetworkedOptions, ReportingOptions, Omit<AccountOptions, 'impersonate'> {}

/**
 * Searches the availability URL of an address. 0: found, 1: there is none, 3: the search did not come to an end.
 * @param imitated servers to ask instead of the world's; for tests
 * Throws UsageError for mistakes of the caller.
 */
export async function autodiscover(
  given: string, options: AutodiscoverOptions, terminal: Terminal, imitated?: ImitatedWorld,
): Promise<ExitCode> {
  const outputs = readFormats(options.format ?? []);
  for (const { reporter } of outputs) {
    if (reporter !== 'terminal' && reporter !== 'json') throw new UsageError(`--format ${reporter} renders lookups; expected terminal or json.`);
  }
  const address = readAddress(given);
  const { signIns, credentials, signInOf } = await checkAccounts(address, undefined, options, terminal);
  const scenario: Scenario = { ...aloneWith(address, signInOf(address)), name: 'autodiscover', title: `Autodiscover of ${address}`, signIns };
  const inTime = endAfter(options.timeout, terminal);
  const door = openDoor({ scenario, credentials, connectTo: new Map(), trust: [] }, options, terminal, imitated);
  try {
    const report = await examine(scenario, door.network, { probes: [autodiscoverProbe], causes: [], toolVersion: terminal.version });
    const trace = traceOf(address, report);
    writeOutputs(outputs, terminal, options, { people: (place) => autodiscoverTrace(trace, place), programs: () => autodiscoverForPrograms(trace) });
    return trace.fact === undefined ? exitCodes.notObserved : trace.fact.availabilityUrl === null ? exitCodes.fault : exitCodes.asExpected;
  } finally {
    inTime();
    door.close();
  }
}

function traceOf(address: string, { observations }: Report): Trace {
  const outcome = observations.find(({ kind }) => kind === 'autodiscover')?.outcome;
  if (outcome?.status !== 'observed') return { address, reason: outcome?.reason ?? 'nothing was asked' };
  return { address, fact: outcome.fact as NonNullable<Trace['fact']> };
}
