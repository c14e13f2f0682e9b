/** Why a lookup could not be observed, as far as somebody can do something about it, and what helps most. Pure. */
import type { Evidence } from '../model/evidence.ts';
import type { FailureKind } from '../model/failure.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { whatIsSeen } from './availability.ts';

/**
 * `refused`: the server did not take user and password. `place`: nobody knows where to ask. `account`, `application`: nobody signed in, on premises
 * and in Exchange Online; `way`: its server cannot be reached from here.
 */
export type Lack = 'refused' | 'place' | 'way' | 'account' | 'application';

/** No connection came about, so that nothing is known of the server. */
const NO_WAY: readonly FailureKind[] = ['name-not-resolved', 'dns-unavailable', 'refused', 'unreachable', 'connect-timeout'];

export interface Unseen {
  readonly lack: Lack;
  readonly observation: Observation;
}

/** undefined: it was observed, or its reason says by itself what to do. */
export function lackOf(lookup: LookupPlan, evidence: Evidence): Unseen | undefined {
  const { requester } = lookup;
  const seen = whatIsSeen(lookup, evidence);
  if (seen.availability !== 'not-observed') return undefined;
  const search = evidence.of('autodiscover', requester.address);
  const steps = evidence.fact('autodiscover', requester.address)?.steps ?? [];
  const signIn = seen.exchange?.signIn ?? null;
  const byPassword = ['ntlm', 'basic'].includes(evidence.scenario.signIns[requester.signIn ?? '']?.method ?? '');
  const withoutAccount: Lack = evidence.server(requester.server).version === 'exchange-online' ? 'application' : 'account';
  if (seen.observation !== undefined && seen.exchange !== null) {
    const { observation, exchange } = seen;
    if (exchange.failure !== null) return NO_WAY.includes(exchange.failure.kind) ? { lack: 'way', observation } : undefined;
    if (exchange.status !== 401 || signIn === null) return undefined;
    // An account that is held back was refused before, at another place of this run.
    const refused = signIn.outcome === 'rejected'
      || (signIn.outcome === 'withheld' && signIn.secretMissing !== true && steps.some(({ outcome }) => outcome === 'rejected'));
    if (refused) return byPassword ? { lack: 'refused', observation } : undefined;
    return signIn.outcome === 'none' || signIn.secretMissing === true ? { lack: withoutAccount, observation } : undefined;
  }
  if (search?.outcome.status !== 'observed' || evidence.availabilityUrl(requester.id) !== undefined) return undefined;
  const asked = steps.some(({ outcome }) => outcome === 'rejected');
  if (asked && requester.signIn !== undefined) return byPassword ? { lack: 'refused', observation: search } : undefined;
  // Autodiscover that asks for an account is there; only the account is missing.
  if (asked || steps.some(({ secretMissing }) => secretMissing === true)) return { lack: withoutAccount, observation: search };
  return steps.some(({ outcome }) => outcome === 'withheld') ? undefined : { lack: 'place', observation: search };
}
