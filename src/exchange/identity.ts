/** What a server turned out to be, beside what the scenario says it is. */
import type { Evidence } from '../model/evidence.ts';
import type { FingerprintFact } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { ClaimedVersion, Mailbox, VersionId, WindowsId } from '../model/scenario.ts';
import { nationalClouds } from './national-clouds.ts';
import { versionOfBuild } from './versions.ts';
import { windowsOfBuild } from './windows.ts';

export interface Identity {
  /** As seen where it was seen, otherwise as claimed; `unknown`: neither. */
  readonly version: ClaimedVersion;
  readonly windows: WindowsId | undefined;
  /** Build of the server that executed calls of its mailboxes; null: not seen. */
  readonly build: string | null;
  /** What showed the version, and what the Windows version; undefined: only claimed. */
  readonly versionShownBy: Observation | undefined;
  readonly windowsShownBy: Observation | undefined;
  readonly claimedVersion: ClaimedVersion;
  readonly claimedWindows: WindowsId | undefined;
}

interface VersionSeen {
  readonly version: VersionId;
  /** Build of the server that executed a call; null: the version was seen otherwise. */
  readonly build: string | null;
  readonly shownBy: Observation | undefined;
}

/**
 * The version of a server, seen without looking at its ports. A call that ran as one of its mailboxes names the build that executed
 * it. Where nobody claims a version, also what Autodiscover says of its mailboxes: the version of their server, or an availability URL
 * in Microsoft 365. undefined: not seen. Source: MS-OXDSCLI, ServerVersion.
 */
export function versionSeen(serverId: string, evidence: Pick<Evidence, 'scenario' | 'of' | 'fact'>): VersionSeen | undefined {
  const mailboxes = Object.values(evidence.scenario.mailboxes).filter(({ server }) => server === serverId);
  for (const mailbox of mailboxes) {
    if (!ranAsRequester(mailbox, evidence)) continue;
    const executed = evidence.fact('user-availability', mailbox.address)?.exchanges.find((exchange) => exchange.executedBy !== null)?.executedBy;
    const version = executed ? versionOfBuild(executed) : null;
    if (executed && version !== null) return { version, build: executed, shownBy: evidence.of('user-availability', mailbox.address) };
  }
  if (evidence.scenario.servers[serverId]?.version !== 'unknown') return undefined;
  for (const { address } of mailboxes) {
    const found = evidence.fact('autodiscover', address);
    const version = found?.serverBuild ? versionOfBuild(found.serverBuild) : null;
    const online = found?.availabilityUrl ? isOnline(found.availabilityUrl) : false;
    if (version !== null || online) return { version: version ?? 'exchange-online', build: null, shownBy: evidence.of('autodiscover', address) };
  }
  return undefined;
}

/** Hosts of Exchange Online's availability URLs, in every cloud. */
const ONLINE_HOSTS = Object.values(nationalClouds).flatMap(({ ews }) => ews);

function isOnline(url: string): boolean {
  return URL.canParse(url) && ONLINE_HOSTS.includes(new URL(url).hostname.toLowerCase());
}

/**
 * A call that ran as a mailbox of this server names the build that executed it: that is the server. The NTLM challenge of one of its
 * ports names the Windows build, which counts unless the port belongs to a namespace that another version answers.
 */
export function identify(serverId: string, evidence: Evidence): Identity {
  const claimed = evidence.scenario.servers[serverId] ?? evidence.server(serverId);
  const seenFirst = versionSeen(serverId, evidence);
  let version: ClaimedVersion = seenFirst?.version ?? claimed.version;
  let versionShownBy = seenFirst?.shownBy;
  let windows: WindowsId | undefined = claimed.windows;
  let windowsShownBy: Observation | undefined;

  for (const { host, port, role } of evidence.endpoints(serverId)) {
    const seen = evidence.fact('fingerprint', `${host}:${port}`);
    const seenVersion = versionShown(seen);
    const seenWindows = seen?.ntlm?.windowsBuild ? windowsOfBuild(seen.ntlm.windowsBuild) : null;
    const shared = role === 'published' && isShared(serverId, host, evidence);
    if (version === 'unknown' && seenVersion !== null && !shared) {
      version = seenVersion;
      versionShownBy = evidence.of('fingerprint', `${host}:${port}`);
    }
    const foreign = shared || (role === 'published' && seenVersion !== null && seenVersion !== version);
    if (seenWindows !== null && !foreign) {
      windows = seenWindows;
      windowsShownBy = evidence.of('fingerprint', `${host}:${port}`);
    }
  }
  // What was gathered on the machine itself; with several machines behind the name it is of one of them.
  const told = claimed.nodes.length > 1 ? undefined : evidence.fact('server-state', serverId);
  const toldVersion = told?.exchangeBuild ? versionOfBuild(told.exchangeBuild) : null;
  const toldWindows = told?.windowsBuild ? windowsOfBuild(told.windowsBuild) : null;
  if (version === 'unknown' && toldVersion !== null) {
    version = toldVersion;
    versionShownBy = evidence.of('server-state', serverId);
  }
  if (windowsShownBy === undefined && toldWindows !== null) {
    windows = toldWindows;
    windowsShownBy = evidence.of('server-state', serverId);
  }
  const build = seenFirst?.build ?? null;
  return { version, windows, build, versionShownBy, windowsShownBy, claimedVersion: claimed.version, claimedWindows: claimed.windows };
}

/** The version that a port shows, be it only by the three parts in a sign-in page; null: none. */
export function versionShown(fact: FingerprintFact | undefined): VersionId | null {
  const build = fact?.exchangeBuild ?? fact?.builds[0]?.build;
  return build === undefined ? null : versionOfBuild(build);
}

/** Is that name also the published name of another server of the scenario? */
export function isShared(serverId: string, host: string, evidence: Evidence): boolean {
  return Object.keys(evidence.scenario.servers).some((other) => other !== serverId
    && evidence.endpoints(other).some((endpoint) => endpoint.role === 'published' && endpoint.host === host));
}

/**
 * Does a call with this mailbox's sign-in run as the mailbox itself? With impersonation it does; otherwise when the account's name is
 * that of the mailbox. For a token nobody here can tell, and a wrong guess would hide a fault: it counts as its own.
 */
export function ranAsRequester(mailbox: Mailbox, { scenario }: Pick<Evidence, 'scenario'>): boolean {
  const signIn = mailbox.signIn === undefined ? undefined : scenario.signIns[mailbox.signIn];
  if (signIn === undefined || signIn.impersonate || signIn.method === 'token' || signIn.user === undefined) return true;
  const account = signIn.user.toLowerCase();
  const address = mailbox.address.toLowerCase();
  const name = account.includes('\\') ? account.slice(account.indexOf('\\') + 1) : account.split('@')[0];
  return account === address || name === address.split('@')[0];
}
