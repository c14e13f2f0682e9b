/** Which server gets availability from which: requesting servers by target servers. */
import type { Report, Sight, Verdict } from '../model/report.ts';
import { sightsInOrder } from './grouping.ts';
import { sightOf } from './telling.ts';

/** What lookups from one server to another brought. */
export interface MatrixCell {
  /** The worst that a user sees. */
  readonly sight: Sight;
  /** Lookups with that sight. */
  readonly count: number;
  readonly of: number;
}

export interface ServerMatrix {
  /** Requesting servers. */
  readonly rows: readonly string[];
  /** Target servers. */
  readonly columns: readonly string[];
  /** Those for which there was no room: they fare best. */
  readonly rowsLeftOut: number;
  readonly columnsLeftOut: number;
  /** undefined: not asked. */
  cell(from: string, to: string): MatrixCell | undefined;
}

/** @param mostColumns at most so many target servers, and so many requesting ones */
export function serverMatrix({ verdicts, servers = [] }: Report, mostRows: number, mostColumns: number): ServerMatrix {
  const cells = new Map<string, Map<string, Verdict[]>>();
  for (const verdict of verdicts) {
    const { requesterServer, targetServer } = verdict.lookup;
    const row = cells.get(requesterServer) ?? new Map<string, Verdict[]>();
    cells.set(requesterServer, row);
    const cell = row.get(targetServer) ?? [];
    row.set(targetServer, cell);
    cell.push(verdict);
  }
  const known = [...servers.map(({ id }) => id), ...verdicts.flatMap(({ lookup }) => [lookup.requesterServer, lookup.targetServer])];
  const requesters = worstFirst(verdicts, known, mostRows, ({ requesterServer }) => requesterServer);
  const targets = worstFirst(verdicts, known, mostColumns, ({ targetServer }) => targetServer);
  return {
    rows: requesters.slice(0, mostRows), columns: targets.slice(0, mostColumns),
    rowsLeftOut: Math.max(0, requesters.length - mostRows), columnsLeftOut: Math.max(0, targets.length - mostColumns),
    cell: (from, to) => cellOf(cells.get(from)?.get(to)),
  };
}

/** Where there is room for all, as the scenario has them; otherwise those with the most trouble. */
function worstFirst(
  verdicts: readonly Verdict[], order: readonly string[], most: number, server: (lookup: Verdict['lookup']) => string,
): readonly string[] {
  const bad = new Map<string, number>();
  for (const verdict of verdicts) {
    const name = server(verdict.lookup);
    bad.set(name, (bad.get(name) ?? 0) + (sightOf(verdict) === 'shown' ? 0 : 1));
  }
  const all = [...new Set(order)].filter((name) => bad.has(name));
  return all.length <= most ? all : all.sort((a, b) => (bad.get(b) ?? 0) - (bad.get(a) ?? 0));
}

function cellOf(verdicts: readonly Verdict[] | undefined): MatrixCell | undefined {
  if (verdicts === undefined) return undefined;
  const found = verdicts.map(sightOf);
  const sight = sightsInOrder.find((one) => found.includes(one)) ?? 'shown';
  return { sight, count: found.filter((one) => one === sight).length, of: found.length };
}
