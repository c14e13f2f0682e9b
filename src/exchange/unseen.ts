/**
 * What lets a lookup be observed that could not be: the one thing that helps most. Options are those of `check`, in brackets what a scenario says.
 * Pure.
 */
import type { Evidence } from '../model/evidence.ts';
import type { FailureKind } from '../model/failure.ts';
import type { LookupExchange } from '../model/facts.ts';
import type { LookupPlan, Mailbox } from '../model/scenario.ts';

/** No connection came about, so that nothing is known of the server. */
const NO_WAY: readonly FailureKind[] = ['name-not-resolved', 'dns-unavailable', 'refused', 'unreachable', 'connect-timeout'];

/** Of a request that failed or came back with 401. null: the reason says by itself what to do. */
export function toObserveAfter({ requester }: LookupPlan, { failure, status, signIn }: LookupExchange, evidence: Evidence): string | null {
  if (failure !== null) return NO_WAY.includes(failure.kind) ? elsewhere(requester.address) : null;
  if (status !== 401) return null;
  if (signIn === null || signIn.outcome === 'none' || signIn.secretMissing === true) return anAccount(requester, evidence);
  const steps = evidence.fact('autodiscover', requester.address)?.steps ?? [];
  // An account that is held back was refused before, at another place of this run.
  const refused = signIn.outcome === 'rejected' || (signIn.outcome === 'withheld' && steps.some(({ outcome }) => outcome === 'rejected'));
  return refused && byPassword(requester, evidence) ? theRightPassword(requester, evidence) : null;
}

/** Of a lookup whose server Autodiscover did not find. null: the search did not end so, or its steps say by themselves what to do. */
export function toObserveUnfound({ requester }: LookupPlan, evidence: Evidence): string | null {
  const search = evidence.fact('autodiscover', requester.address);
  if (search === undefined || evidence.availabilityUrl(requester.id) !== undefined) return null;
  const came = (wanted: string): boolean => search.steps.some(({ outcome }) => outcome === wanted);
  if (came('rejected') && requester.signIn !== undefined) return byPassword(requester, evidence) ? theRightPassword(requester, evidence) : null;
  // Autodiscover that asks for an account is there; only the account is missing.
  if (came('rejected') || search.steps.some(({ secretMissing }) => secretMissing === true)) return anAccount(requester, evidence);
  return came('withheld') ? null : aPlace(requester.address);
}

function byPassword({ signIn }: Mailbox, { scenario }: Evidence): boolean {
  return ['ntlm', 'basic'].includes(scenario.signIns[signIn ?? '']?.method ?? '');
}

function anAccount({ address, server }: Mailbox, evidence: Evidence): string {
  if (evidence.server(server).version === 'exchange-online') {
    return `Get a token for ${address}, whose mailbox is in Exchange Online, where passwords are not taken: register an application in your tenant, `
      + 'and run crosslines again with --sign-in oauth --client-id ID (signIn: in a scenario); docs/permissions.md has the steps.';
  }
  return `Sign in as ${address}, because only then does the server say what that user sees: run crosslines again with --user and `
    + '--password-env, or type the password (signIn: in a scenario). A service account with --impersonate does as well: docs/permissions.md.';
}

function theRightPassword({ address, signIn }: Mailbox, { scenario }: Evidence): string {
  const account = scenario.signIns[signIn ?? '']?.user ?? address;
  return `Check user and password of ${account}${account === address ? ', best in Outlook on the web' : ''}: mistyped, expired or locked, and too many `
    + 'refusals lock an account. Then run crosslines again; the user is written DOMAIN\\user or user@domain.';
}

function aPlace(address: string): string {
  return `Find out where ${address} opens mail in a browser, and run crosslines again with that address: `
    + '--ews https://mail.contoso.com/owa (ews: in a scenario). Or run it inside the company network.';
}

function elsewhere(address: string): string {
  return `Run crosslines again where ${address} works, such as inside the company network or over its VPN: from here the server could not be reached `
    + '(docs/firewall.md). A wrong address is set right with --ews (ews: in a scenario).';
}
