/** `crosslines check`: one pair of people without a scenario file. Their servers are found by Autodiscover, their versions by looking. */
import { broughtBy, observed } from './brought-files.ts';
import { SIDES, type ServerWords } from '../load/evidence.ts';
import type { Scenario } from '../model/scenario.ts';
import { checkAccounts, type AccountOptions } from './check-accounts.ts';
import type { ExitCode } from './exit-codes.ts';
import { readFormats, writeReports } from './formats.ts';
import { endAfter, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import { askedAddresses, offeredSignIn, pairOf } from './pair.ts';
import type { ReportingOptions } from './outputs.ts';
import { examineLive } from './run.ts';
import type { Terminal } from './terminal.ts';

export interface CheckOptions extends NetworkedOptions, ReportingOptions, AccountOptions {
  /** Also the lookup back. */
  readonly both?: boolean;
  /** `FILE[=requester|target|on-premises|cloud]`. */
  readonly evidence?: readonly string[];
}

/**
 * Looks `target` up as `requester` and explains what is seen; with `both` also the other way round.
 * @param imitated servers to ask instead of the world's; for tests
 * Throws UsageError for mistakes of the caller.
 */
export async function check(
  givenRequester: string | undefined, givenTarget: string | undefined, options: CheckOptions, terminal: Terminal, imitated?: ImitatedWorld,
): Promise<ExitCode> {
  const outputs = readFormats(options.format ?? []);
  const [requester, target] = await askedAddresses('check', givenRequester, givenTarget, terminal);
  const offered = await offeredSignIn(requester, options, terminal, imitated);
  const accounts = await checkAccounts(requester, options.both === true ? target : undefined, offered, terminal);
  const { signIns, credentials } = accounts;
  const scenario: Scenario = { ...pairOf(requester, target, accounts, options.both === true), signIns };
  const files = broughtBy(options.evidence ?? [], wordsOfPair(scenario), terminal.tell);
  const brought = await observed(files, terminal, options.quiet === true);
  const inTime = endAfter(options.timeout, terminal);
  try {
    const report = await examineLive({ scenario, credentials, connectTo: new Map(), trust: [], brought }, options, terminal, imitated);
    return writeReports([report], outputs, terminal, options);
  } finally {
    inTime();
  }
}

/** Files may be said to be of the two servers, of which nothing is known, or of a side. */
function wordsOfPair({ lookups: [lookup] }: Scenario): ServerWords {
  const of = (server: string | undefined): ServerWords[string] => ({ server: server ?? null, side: null });
  return { ...SIDES, requester: of(lookup?.requester.server), target: of(lookup?.target.server) };
}
