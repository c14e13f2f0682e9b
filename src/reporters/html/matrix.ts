/** Which server gets availability from which: requester by target, as a heat map that can be read without its colours. */
import type { Verdict } from '../../model/report.ts';
import { sightSeen, type Sight } from '../grouping.ts';
import { markup, type Markup } from './markup.ts';
import { counted, leftOut, marks, scrolling, sights } from './pieces.ts';
import { section, type Scene } from './scene.ts';

const MOST_SERVERS = 30;

export function matrix(scene: Scene): Markup | undefined {
  const { verdicts } = scene.report;
  const cells = new Map<string, Map<string, Verdict[]>>();
  for (const verdict of verdicts) {
    const { requesterServer, targetServer } = verdict.lookup;
    const row = cells.get(requesterServer) ?? new Map<string, Verdict[]>();
    cells.set(requesterServer, row);
    const cell = row.get(targetServer) ?? [];
    row.set(targetServer, cell);
    cell.push(verdict);
  }
  if (verdicts.length === 0) return undefined;
  const known = [...scene.servers.keys(), ...verdicts.flatMap(({ lookup }) => [lookup.requesterServer, lookup.targetServer])];
  const requesters = worstFirst(verdicts, known, ({ requesterServer }) => requesterServer);
  const targets = worstFirst(verdicts, known, ({ targetServer }) => targetServer);
  const rows = requesters.slice(0, MOST_SERVERS);
  const columns = targets.slice(0, MOST_SERVERS);
  return section(scene, 'matrix', 'Which server gets an answer from which', markup`
<p>Read along a row: people whose mailbox is on that server look up people on the servers above.</p>
${scrolling('Matrix of servers', markup`<table class="matrix"><thead><tr><th scope="col">from \\ to</th>
${columns.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((from) => markup`<tr><th scope="row">${from}</th>
${columns.map((to) => cellOf(cells.get(from)?.get(to) ?? []))}</tr>`)}</tbody></table>`)}
${leftOut(requesters.length - rows.length, 'requesting servers', 'are left out of this table, those that fare best')}
${leftOut(targets.length - columns.length, 'target servers', 'are left out of this table, those that fare best')}`);
}

/** Where there is room for all, as the scenario has them; otherwise those with the most trouble. */
function worstFirst(verdicts: readonly Verdict[], order: readonly string[], server: (lookup: Verdict['lookup']) => string): readonly string[] {
  const bad = new Map<string, number>();
  for (const verdict of verdicts) {
    const name = server(verdict.lookup);
    bad.set(name, (bad.get(name) ?? 0) + (sightSeen(verdict) === 'shown' ? 0 : 1));
  }
  const all = [...new Set(order)].filter((name) => bad.has(name));
  return all.length <= MOST_SERVERS ? all : all.sort((a, b) => (bad.get(b) ?? 0) - (bad.get(a) ?? 0));
}

const WORST: readonly Sight[] = ['hash-marks', 'wrong-times', 'not-observed', 'shown'];

function cellOf(verdicts: readonly Verdict[]): Markup {
  if (verdicts.length === 0) return markup`<td class="cell none"><span class="visually-hidden">not asked</span><span aria-hidden="true">·</span></td>`;
  const found = verdicts.map(sightSeen);
  const sight = WORST.find((one) => found.includes(one)) ?? 'shown';
  const count = found.filter((one) => one === sight).length;
  const heat = sight === 'shown' ? '' : count * 2 > found.length ? ' most' : ' some';
  return markup`<td class="cell ${sight}${heat}"><span class="mark" aria-hidden="true">${marks[sight]}</span>
<span class="what">${sight === 'shown' ? 'shown' : sights[sight]}</span> <span class="of">${
    count === found.length ? counted(count, 'lookup') : `${count} of ${found.length} lookups`}</span></td>`;
}
