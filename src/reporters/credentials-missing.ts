import type { FactKind } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { Report, Verdict } from '../model/report.ts';

/**
 * Was a lookup not observed only because no credentials went out, for the lookup itself or for finding the requester's server? Credentials
 * that were refused somewhere are another matter, and so is an account that is held back after that.
 */
export function withoutCredentials({ lookup, availability }: Verdict, report: Report): boolean {
  if (availability !== 'not-observed') return false;
  const asked = factOf('user-availability', lookup.requester, report);
  const steps = factOf('autodiscover', lookup.requester, report)?.steps ?? [];
  const exchanges = (asked?.exchanges ?? []).filter(({ targets }) => targets.includes(lookup.target));
  const refused = exchanges.some(({ signIn }) => signIn?.outcome === 'rejected' || signIn?.refusal !== undefined) || steps.some(({ outcome }) => outcome === 'rejected');
  if (refused) return false;
  return asked === undefined
    ? steps.some(({ outcome }) => outcome === 'withheld')
    : exchanges.length > 0 && exchanges.every(({ status, signIn }) => status === 401 && (signIn?.outcome === 'none' || signIn?.outcome === 'withheld'));
}

function factOf<K extends FactKind>(kind: K, subject: string, report: Report) {
  const found = report.observations.find((one): one is Observation<K> => one.kind === kind && one.subject === subject);
  return found?.outcome.status === 'observed' ? found.outcome.fact : undefined;
}
