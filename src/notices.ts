/** What a reader should know beside the causes: contradictions between scenario and world, TLS stepped down, credentials withheld. */
import { unlikeMachines } from './exchange/failing-machine/by-own-name.ts';
import { failuresOf } from './exchange/failure-patterns.ts';
import { identify } from './exchange/identity.ts';
import { writtenSinceStart } from './exchange/last-start.ts';
import { strangersInWords } from './exchange/seen-callers.ts';
import { versionName } from './exchange/versions.ts';
import { windowsVersions } from './exchange/windows.ts';
import type { Evidence } from './model/evidence.ts';
import type { Notice } from './model/report.ts';
import { noticesAboutApis } from './notices-about-apis.ts';
import { noticesAboutBuilds } from './notices-about-builds.ts';
import { noticesAboutTenants } from './notices-about-tenants.ts';
import { noticesAboutUnseen } from './notices-about-unseen.ts';

/** Notices in a fixed order, each once. */
export function noticesOf(evidence: Evidence): readonly Notice[] {
  const notices = [
    ...contradictions(evidence), ...noticesAboutBuilds(evidence), ...notStarted(evidence), ...noticesAboutTenants(evidence), ...aboutLookups(evidence),
    ...noticesAboutApis(evidence), ...unlike(evidence), ...clocks(evidence), ...strangers(evidence), ...noticesAboutUnseen(evidence),
  ];
  return [...new Map(notices.map((notice) => [notice.says, notice])).values()];
}

function contradictions(evidence: Evidence): readonly Notice[] {
  return Object.keys(evidence.scenario.servers).flatMap((id): readonly Notice[] => {
    const seen = identify(id, evidence);
    return [
      ...(seen.versionShownBy !== undefined && seen.claimedVersion !== 'unknown' && seen.version !== seen.claimedVersion ? [{
        says: `The scenario calls ${id} ${versionName(seen.claimedVersion)}, but calls of its mailboxes were executed by ${versionName(seen.version)} (build ${seen.build ?? 'unknown'}). The diagnosis goes by what was seen.`,
        observation: seen.versionShownBy.id,
      }] : []),
      ...(seen.windowsShownBy !== undefined && seen.windows !== undefined && seen.claimedWindows !== undefined && seen.windows !== seen.claimedWindows ? [{
        says: `The scenario puts ${id} on ${windowsVersions[seen.claimedWindows].name}, but it names itself ${windowsVersions[seen.windows].name}. The diagnosis goes by what was seen.`,
        observation: seen.windowsShownBy.id,
      }] : []),
    ];
  });
}

/** A change that is not in force yet looks like one that does not help. */
function notStarted(evidence: Evidence): readonly Notice[] {
  return Object.keys(evidence.scenario.servers).flatMap((id): readonly Notice[] => {
    const found = writtenSinceStart(id, evidence);
    const [latest] = found?.keys ?? [];
    return found === undefined || latest === undefined ? [] : [{
      says: `${id} was last started on ${spoken(found.lastBoot)}, and keys that hold TLS settings were written after that, last on ${spoken(latest.at)} `
        + `(${latest.path}${found.keys.length > 1 ? ` and ${found.keys.length - 1} more` : ''}). Such values count only after a restart of the server.`,
      observation: found.observation.id,
    }];
  });
}

/** `2026-11-20 10:00 UTC`. */
function spoken(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

function aboutLookups(evidence: Evidence): readonly Notice[] {
  return evidence.scenario.lookups.flatMap(({ requester }) => {
    const observation = evidence.of('user-availability', requester.address);
    const fact = evidence.fact('user-availability', requester.address);
    if (observation === undefined || fact === undefined) return [];
    return fact.exchanges.flatMap((exchange): readonly Notice[] => {
      const host = new URL(exchange.url).host;
      return [
        ...(exchange.tls?.steppedDown ? [{
          says: `${host} could only be asked over ${exchange.tls.version.replace('TLSv', 'TLS ')}: it accepts nothing newer. Current Outlook and Windows may refuse that.`,
          observation: observation.id,
        }] : []),
        ...(exchange.tls !== null && !exchange.tls.verified && exchange.signIn?.outcome === 'accepted' ? [{
          says: `The certificate of ${host} did not verify; credentials went there because --allow-untrusted names it.`, observation: observation.id,
        }] : []),
        ...(exchange.signIn?.outcome === 'withheld' && exchange.signIn.secretMissing !== true ? [{
          says: `No credentials went to ${host} for ${requester.address}: ${exchange.signIn.reason ?? 'they were withheld'}.`, observation: observation.id,
        }] : []),
      ];
    });
  });
}

/** One of several machines is not well, and no lookup of this run met it: the next one may. */
function unlike(evidence: Evidence): readonly Notice[] {
  const { lookups, servers } = evidence.scenario;
  const told = lookups.flatMap((lookup) => failuresOf(lookup, evidence)).flatMap(({ pattern }) => pattern?.machines ?? []);
  return Object.keys(servers).flatMap((id) => (unlikeMachines(id, evidence) ?? []).filter(({ machine }) => !told.includes(machine)).map((found): Notice => ({
    says: `Of the machines of ${id}, ${found.machine} answers ${found.status} when it is asked by its own name, while ${found.well.join(', ')} `
      + `${found.well.length === 1 ? 'answers' : 'answer'} well. Lookups that meet it fail, so users may see cross lines now and then; repeat: 6 in the scenario would show it.`,
    observation: found.observation.id,
  })));
}

/** A witness was asked to tell of a server, and what it saw may be another machine's. */
function strangers(evidence: Evidence): readonly Notice[] {
  return evidence.all.flatMap((observation): readonly Notice[] => {
    const fact = observation.kind === 'witnessed-calls' ? evidence.fact('witnessed-calls', observation.subject) : undefined;
    const says = fact === undefined ? undefined : strangersInWords(observation.subject, fact, evidence);
    return says === undefined ? [] : [{ says, observation: observation.id }];
  });
}

/** Kerberos and tokens tolerate five minutes. Source: MS-KILE 3.1.5.1 (default skew), RFC 4120. */
const MAX_CLOCK_OFFSET_SECONDS = 300;

function clocks(evidence: Evidence): readonly Notice[] {
  return evidence.all.flatMap((observation): readonly Notice[] => {
    const fact = evidence.fact('fingerprint', observation.subject);
    const offset = observation.kind === 'fingerprint' ? fact?.ntlm?.clockOffsetSeconds ?? 0 : 0;
    return Math.abs(offset) <= MAX_CLOCK_OFFSET_SECONDS ? [] : [{
      says: `The clock of ${observation.subject} is ${Math.abs(offset)} seconds ${offset > 0 ? 'ahead of' : 'behind'} the clock of this machine.`,
      observation: observation.id,
    }];
  });
}
