/** What was seen all the same where nobody signed in, so that lookups could not be observed. */
import { whatIsSeen } from './exchange/availability.ts';
import { registryOfServer } from './exchange/registry-seen.ts';
import { serversSeen } from './exchange/servers-seen.ts';
import { accepts, dialsAsInstalled } from './exchange/tls-seen.ts';
import { versionName } from './exchange/versions.ts';
import { spokenTls, windowsVersions } from './exchange/windows.ts';
import type { Evidence } from './model/evidence.ts';
import type { TlsVersion } from './model/facts.ts';
import type { Notice, ServerSeen } from './model/report.ts';
import type { LookupPlan } from './model/scenario.ts';

const MOST_SERVERS = 4;

/** Of lookups for which nobody signed in. */
export function noticesAboutUnseen(evidence: Evidence): readonly Notice[] {
  const unseen = evidence.scenario.lookups.filter((lookup) => {
    const { availability, exchange } = whatIsSeen(lookup, evidence);
    return availability === 'not-observed' && exchange?.status === 401 && exchange.signIn?.outcome !== 'accepted';
  });
  return unseen.length === 0 ? [] : [...seenAllTheSame(unseen, evidence), ...noSharedVersion(unseen, evidence)];
}

/** Who the servers are and what their ports accept; nothing where no port was seen. */
function seenAllTheSame(lookups: readonly LookupPlan[], evidence: Evidence): readonly Notice[] {
  const servers = new Set(lookups.flatMap(({ requester, target }) => [requester.server, target.server]));
  const seen = serversSeen(evidence).filter(({ id }) => servers.has(id));
  if (seen.every(({ accepts: accepted }) => accepted === null)) return [];
  const more = seen.length - MOST_SERVERS;
  return [{
    says: `Seen without signing in: ${seen.slice(0, MOST_SERVERS).map(told).join('; ')}${more > 0 ? `; ${more} more` : ''}. `
      + 'The rest of what was seen is in the JSON and HTML reports.',
    observation: null,
  }];
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
      says: `Worth a look already: unless somebody changed its settings, ${requester.server} calls other servers with ${spoken(dials)}, `
        + `and ${target.server} accepts ${spoken(accepted.versions)} only. That alone gives cross lines: crosslines explain tls-version-mismatch-between-exchange-servers.`,
      observation: accepted.observation.id,
    }];
  }).slice(0, MOST_SERVERS);
}

function spoken(versions: readonly TlsVersion[]): string {
  return versions.map(spokenTls).join(', ');
}
