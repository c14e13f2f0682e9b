/** What a reader can do where lookups could not be observed: the one thing that helps most, and what was seen all the same. */
import { registryOfServer } from './exchange/registry-seen.ts';
import { serversSeen } from './exchange/servers-seen.ts';
import { accepts, dialsAsInstalled } from './exchange/tls-seen.ts';
import { lackOf, type Lack } from './exchange/unseen.ts';
import { versionName } from './exchange/versions.ts';
import { spokenTls, windowsVersions } from './exchange/windows.ts';
import type { Evidence } from './model/evidence.ts';
import type { TlsVersion } from './model/facts.ts';
import type { Notice, ServerSeen } from './model/report.ts';
import type { LookupPlan } from './model/scenario.ts';

const MOST_NAMED = 3;
const MOST_SERVERS = 4;

/** One notice for each kind of thing that is missing, whoever misses it; then what needs no account. */
export function noticesAboutUnseen(evidence: Evidence): readonly Notice[] {
  const unseen = evidence.scenario.lookups.flatMap((lookup) => {
    const found = lackOf(lookup, evidence);
    return found === undefined ? [] : [{ lookup, ...found }];
  });
  const kinds = [...new Set(unseen.map(({ lack }) => lack))];
  const helps = kinds.map((kind): Notice => {
    const of = unseen.filter(({ lack }) => lack === kind);
    return { says: ADVICE[kind](named(of.map(({ lookup }) => lookup.requester.address), MOST_NAMED)), observation: of[0]?.observation.id ?? null };
  });
  return [...helps, ...(unseen.length === 0 ? [] : seenAllTheSame(unseen.map(({ lookup }) => lookup), evidence))];
}

/** Options are those of `check`; in brackets what a scenario says instead. */
const ADVICE: Readonly<Record<Lack, (who: string) => string>> = {
  refused: (who) => `What would help most: the right user and password for ${who}. The server refused the ones given: mistyped, expired or locked. `
    + 'Try them in Outlook on the web before running this again: too many refusals lock an account. '
    + 'The user is written DOMAIN\\user or user@domain (docs/permissions.md).',
  place: (who) => `What would help most: where ${who} opens the mail in a browser. Autodiscover, which tells where Exchange is, led nowhere from here; `
    + 'give that address with --ews https://mail.contoso.com/owa (ews: in a scenario), or run this inside the company network.',
  way: (who) => `What would help most: running this where ${who} works, such as inside the company network or over its VPN. From here the server could not be reached; `
    + 'a wrong address is set right with --ews (ews: in a scenario), and docs/firewall.md lists what must be open.',
  account: (who) => `What would help most: signing in as ${who}, because only then does the server say what that user sees: --user and the password when `
    + 'asked, or --password-env (signIn: in a scenario). A service account with --impersonate does as well (docs/permissions.md).',
  application: (who) => `What would help most: a token for ${who}, whose mailbox is in Exchange Online, where passwords are not taken. An application registered `
    + 'in your tenant gets one: --sign-in oauth --client-id ID; docs/permissions.md has the steps.',
};

/** Who the servers are and what their ports accept; nothing where no port was seen. */
function seenAllTheSame(lookups: readonly LookupPlan[], evidence: Evidence): readonly Notice[] {
  const servers = new Set(lookups.flatMap(({ requester, target }) => [requester.server, target.server]));
  const seen = serversSeen(evidence).filter(({ id }) => servers.has(id));
  if (seen.every(({ endpoints }) => endpoints.length === 0)) return [];
  const more = seen.length - MOST_SERVERS;
  return [{
    says: `Seen without signing in: ${seen.slice(0, MOST_SERVERS).map(told).join('; ')}${more > 0 ? `; ${more} more` : ''}. `
      + 'The rest of what was seen is in the JSON and HTML reports.',
    observation: null,
  }, ...noSharedVersion(lookups, evidence)];
}

function told({ id, version, windows, endpoints: [endpoint], accepts: accepted }: ServerSeen): string {
  if (endpoint === undefined) return `${id} was not found`;
  const who = version === 'unknown' ? 'answers' : `is ${versionName(version)}${windows === null ? '' : ` on ${windowsVersions[windows].name}`}`;
  const tls = accepted === null ? 'showed no TLS' : `accepts ${spoken(accepted.versions)}`;
  return `${id} ${who} at ${endpoint} and ${tls}`;
}

/** The classic cause, as far as it shows without an account. Settings may have been changed, so it is a place to look at and no more. */
function noSharedVersion(lookups: readonly LookupPlan[], evidence: Evidence): readonly Notice[] {
  return lookups.flatMap(({ requester, target }): readonly Notice[] => {
    const dials = registryOfServer(requester.server, evidence) === undefined ? dialsAsInstalled(requester.server, evidence) : null;
    const accepted = accepts(target.server, evidence);
    if (dials === null || accepted?.atMachine !== true || requester.server === target.server) return [];
    if (dials.some((version) => accepted.versions.includes(version))) return [];
    return [{
      says: `Worth a look already: unless somebody changed its settings, ${requester.server} calls other servers with ${spoken(dials)}, and ${target.server} accepts `
        + `${spoken(accepted.versions)} only. That alone gives cross lines: crosslines explain tls-version-mismatch-between-exchange-servers.`,
      observation: accepted.observation.id,
    }];
  });
}

function spoken(versions: readonly TlsVersion[]): string {
  return versions.map(spokenTls).join(', ');
}

function named(addresses: readonly string[], most: number): string {
  const each = [...new Set(addresses)];
  const more = each.length - most;
  return `${each.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
