/** Which servers of a report registry values repair, and what in it is no matter of registry values. */
import type { Finding, Report, ServerSeen, Verdict } from '../model/report.ts';
import type { VersionId } from '../model/scenario.ts';
import { repairableCauses, type RepairableCause } from './registry-remedy.ts';

export interface ServerToRepair {
  /** As the report has it; anybody can have written that. */
  readonly seen: ServerSeen;
  readonly causes: readonly RepairableCause[];
  /** Ids of the lookups that it would mend. */
  readonly lookups: readonly string[];
}

/** A cause that needs something else than registry values. */
export interface OtherMatter {
  readonly finding: Finding;
  readonly lookups: readonly string[];
}

export interface Repairs {
  readonly servers: readonly ServerToRepair[];
  readonly others: readonly OtherMatter[];
  /** Not shown, and no cause is likely. */
  readonly unexplained: readonly string[];
  /** Servers to repair of which the report says nothing, because an earlier version wrote it. */
  readonly unknown: readonly string[];
}

/** Versions whose setup leaves TLS to Windows and .NET. Source: Microsoft Learn, "Exchange Server TLS configuration best practices". */
const LEFT_TO_WINDOWS: readonly ServerSeen['version'][] = ['exchange-2010', 'exchange-2013', 'exchange-2016'] satisfies readonly VersionId[];

/** By the likely causes of the lookups that are not well. */
export function repairsOf(reports: readonly Report[], suiteOrder: boolean): Repairs {
  const servers = new Map<string, { seen: ServerSeen; causes: Set<RepairableCause>; lookups: Set<string> }>();
  const others = new Map<string, { finding: Finding; lookups: string[] }>();
  const unexplained: string[] = [];
  const unknown = new Set<string>();
  for (const [index, report] of reports.entries()) {
    for (const verdict of report.verdicts) {
      const likely = verdict.findings.filter(({ confidence }) => confidence === 'confirmed' || confidence === 'likely');
      if (likely.length === 0 && verdict.availability !== 'shown') unexplained.push(verdict.lookup.id);
      for (const finding of likely) {
        const cause = repairableCauses.find((id) => id === finding.cause);
        if (cause === undefined || (cause === 'tls-cipher-suite-mismatch' && !suiteOrder)) {
          const known = others.get(finding.cause);
          if (known === undefined) others.set(finding.cause, { finding, lookups: [verdict.lookup.id] });
          else known.lookups.push(verdict.lookup.id);
          continue;
        }
        for (const id of endsToChange(cause, verdict, report)) {
          const seen = report.servers?.find((server) => server.id === id);
          if (seen === undefined) {
            unknown.add(id);
            continue;
          }
          const entry = servers.get(`${index} ${id}`) ?? { seen, causes: new Set(), lookups: new Set() };
          entry.causes.add(cause);
          entry.lookups.add(verdict.lookup.id);
          servers.set(`${index} ${id}`, entry);
        }
      }
    }
  }
  return {
    servers: [...servers.values()].map(({ seen, causes, lookups }) => ({
      seen,
      causes: repairableCauses.filter((cause) => causes.has(cause)),
      lookups: [...lookups],
    })),
    others: [...others.values()],
    unexplained,
    unknown: [...unknown],
  };
}

/** The older of the two servers is changed; where both are of the newer kind, both are looked at. */
function endsToChange(cause: RepairableCause, { lookup }: Verdict, { servers }: Report): readonly string[] {
  if (cause === 'tls12-outbound-to-cloud-not-enabled') return [lookup.requesterServer];
  if (cause === 'tls12-inbound-endpoint-not-available') return [lookup.targetServer];
  const ends = [...new Set([lookup.requesterServer, lookup.targetServer])];
  const version = (id: string): ServerSeen['version'] | undefined => servers?.find((server) => server.id === id)?.version;
  const own = ends.filter((id) => version(id) !== 'exchange-online');
  const older = own.filter((id) => LEFT_TO_WINDOWS.includes(version(id) ?? 'unknown'));
  return older.length > 0 ? older : own;
}
