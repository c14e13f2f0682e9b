/** `crosslines check`: one pair of people without a scenario file. Their servers are found by Autodiscover, their versions by looking. */
import { broughtBy, observed } from './brought-files.ts';
import { SIDES, type ServerWords } from '../load/evidence.ts';
import type { AutodiscoverFact } from '../model/facts.ts';
import type { Report } from '../model/report.ts';
import type { Scenario } from '../model/scenario.ts';
import { isLeading } from '../reporters/telling.ts';
import { checkAccounts, type AccountOptions } from './check-accounts.ts';
import type { ExitCode } from './exit-codes.ts';
import { readFormats, writeReports } from './formats.ts';
import { endAfter, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import { askedAddresses, offeredSignIn, pairOf } from './pair.ts';
import type { ReportingOptions } from './outputs.ts';
import { examineLive } from './run.ts';
import { askedPlace, readPlaces, type PlaceOptions, type Places } from './server-place.ts';
import type { Terminal } from './terminal.ts';

export interface CheckOptions extends NetworkedOptions, ReportingOptions, AccountOptions, PlaceOptions {
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
  const places = readPlaces(options);
  const [requester, target] = await askedAddresses('check', givenRequester, givenTarget, terminal);
  const offered = await offeredSignIn(requester, options, terminal, imitated, places.requester);
  const accounts = await checkAccounts(requester, options.both === true ? target : undefined, offered, terminal);
  const { signIns, credentials } = accounts;
  const scenarioAt = (known: Places): Scenario => ({ ...pairOf(requester, target, accounts, options.both === true, known), signIns });
  const files = broughtBy(options.evidence ?? [], wordsOfPair(scenarioAt(places)), terminal.tell);
  const brought = await observed(files, terminal, options.quiet === true);
  const inTime = endAfter(options.timeout, terminal);
  const examined = (known: Places): Promise<Report> =>
    examineLive({ scenario: scenarioAt(known), credentials, connectTo: new Map(), trust: [], brought }, options, terminal, imitated);
  try {
    const first = await examined(places);
    const more = await askedPlaces(first, terminal);
    const report = Object.keys(more).length === 0 ? first : await examined({ ...places, ...more });
    return writeReports([report], outputs, terminal, options);
  } finally {
    inTime();
  }
}

/** Whoever sits there may know where the servers are that Autodiscover did not find, as far as that is what is missing. */
async function askedPlaces({ verdicts: [verdict], observations, interrupted }: Report, terminal: Terminal): Promise<Places> {
  if (verdict === undefined || interrupted || verdict.availability === 'shown' || verdict.findings.some(isLeading)) return {};
  const isLost = (address: string): boolean => observations.some((one) => {
    if (one.kind !== 'autodiscover' || one.subject !== address || one.outcome.status !== 'observed') return false;
    const { availabilityUrl, steps } = one.outcome.fact as AutodiscoverFact;
    return availabilityUrl === null && !steps.some(({ outcome }) => outcome === 'rejected' || outcome === 'withheld');
  });
  const placeOf = async (address: string): Promise<string | undefined> => (isLost(address) ? askedPlace(address, terminal) : undefined);
  const [requester, target] = [await placeOf(verdict.lookup.requester), await placeOf(verdict.lookup.target)];
  return { ...(requester === undefined ? {} : { requester }), ...(target === undefined ? {} : { target }) };
}

/** Files may be said to be of the two servers, of which nothing is known, or of a side. */
function wordsOfPair({ lookups: [lookup] }: Scenario): ServerWords {
  const of = (server: string | undefined): ServerWords[string] => ({ server: server ?? null, side: null });
  return { ...SIDES, requester: of(lookup?.requester.server), target: of(lookup?.target.server) };
}
