/** What a server turned out to be, beside what the scenario says it is. */
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { Mailbox, VersionId, WindowsId } from '../model/scenario.ts';
import { versionOfBuild } from './versions.ts';
import { windowsOfBuild } from './windows.ts';

export interface Identity {
  /** As seen where it was seen, otherwise as claimed. */
  readonly version: VersionId;
  readonly windows: WindowsId | undefined;
  /** Build of the server that executed calls of its mailboxes; null: not seen. */
  readonly build: string | null;
  /** What showed the version, and what the Windows version; undefined: only claimed. */
  readonly versionShownBy: Observation | undefined;
  readonly windowsShownBy: Observation | undefined;
  readonly claimedVersion: VersionId;
  readonly claimedWindows: WindowsId | undefined;
}

/**
 * A call that ran as a mailbox of this server names the build that executed it: that is the server. The NTLM challenge of one of its
 * ports names the Windows build, which counts unless the port belongs to a namespace that another version answers.
 */
export function identify(serverId: string, evidence: Evidence): Identity {
  const claimed = evidence.server(serverId);
  let version: VersionId = claimed.version;
  let windows: WindowsId | undefined = claimed.windows;
  let build: string | null = null;
  let versionShownBy: Observation | undefined;
  let windowsShownBy: Observation | undefined;

  for (const mailbox of Object.values(evidence.scenario.mailboxes)) {
    if (mailbox.server !== serverId || !ranAsRequester(mailbox, evidence)) continue;
    const observation = evidence.of('user-availability', mailbox.address);
    const executed = evidence.fact('user-availability', mailbox.address)?.exchanges.find((exchange) => exchange.executedBy !== null)?.executedBy;
    const seen = executed === undefined || executed === null ? null : versionOfBuild(executed);
    if (executed && seen !== null) {
      version = seen;
      build = executed;
      versionShownBy = observation;
      break;
    }
  }
  for (const { host, port, role } of evidence.endpoints(serverId)) {
    const seen = evidence.fact('fingerprint', `${host}:${port}`);
    const seenVersion = seen?.exchangeBuild ? versionOfBuild(seen.exchangeBuild) : null;
    const seenWindows = seen?.ntlm?.windowsBuild ? windowsOfBuild(seen.ntlm.windowsBuild) : null;
    const foreign = role === 'published' && (isShared(serverId, host, evidence) || (seenVersion !== null && seenVersion !== version));
    if (seenWindows !== null && !foreign) {
      windows = seenWindows;
      windowsShownBy = evidence.of('fingerprint', `${host}:${port}`);
    }
  }
  return { version, windows, build, versionShownBy, windowsShownBy, claimedVersion: claimed.version, claimedWindows: claimed.windows };
}

/** Is that name also the published name of another server of the scenario? */
function isShared(serverId: string, host: string, evidence: Evidence): boolean {
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
