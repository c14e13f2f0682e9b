/** What a reader should know beside the causes: contradictions between scenario and world, TLS stepped down, credentials withheld. */
import { identify } from './exchange/identity.ts';
import { versionName } from './exchange/versions.ts';
import { windowsVersions } from './exchange/windows.ts';
import type { Evidence } from './model/evidence.ts';
import type { Notice } from './model/report.ts';
import { noticesAboutBuilds } from './notices-about-builds.ts';

/** Notices in a fixed order, each once. */
export function noticesOf(evidence: Evidence): readonly Notice[] {
  const notices = [...contradictions(evidence), ...noticesAboutBuilds(evidence), ...aboutLookups(evidence), ...clocks(evidence)];
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
        ...(exchange.signIn?.outcome === 'withheld' ? [{
          says: `No credentials went to ${host} for ${requester.address}: ${exchange.signIn.reason ?? 'they were withheld'}.`, observation: observation.id,
        }] : []),
      ];
    });
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
