/** The matrix of servers as a table of marks, for a terminal. */
import type { Report, Sight } from '../model/report.ts';
import type { Layout } from './layout.ts';
import { serverMatrix, type MatrixCell } from './server-matrix.ts';
import { marks, sightNames } from './telling.ts';

/** From so many servers on, lines about single lookups no longer give the picture. */
const LEAST_SERVERS = 3;
const MOST_ROWS = 30;
const MOST_NAME = 18;

/** Empty where there are too few servers for a table. */
export function matrixLines(report: Report, page: Layout): readonly string[] {
  const servers = new Set(report.verdicts.flatMap(({ lookup }) => [lookup.requesterServer, lookup.targetServer]));
  if (servers.size < LEAST_SERVERS || report.verdicts.length < 2 * LEAST_SERVERS) return [];
  const all = serverMatrix(report, Infinity, Infinity);
  const named = (name: string): string => page.line(name).slice(0, MOST_NAME);
  const head = 'from \\ to';
  const label = Math.max(head.length, ...all.rows.map((name) => named(name).length)) + 2;
  const widest = Math.max(...all.columns.map((name) => named(name).length), ...lengths(all));
  // Where names have no room above the columns, numbers stand there.
  const numbered = label + all.columns.length * (widest + 2) > page.width;
  const prefix = (index: number): string => (numbered ? `${String(index + 1).padStart(2)} ` : '');
  const margin = label + prefix(0).length;
  const column = (numbered ? Math.max(2, ...lengths(all)) : widest) + 2;
  const { rows, columns, cell, rowsLeftOut, columnsLeftOut } = serverMatrix(report, MOST_ROWS, Math.max(1, Math.floor((page.width - margin) / column)));
  const order = [...new Set([...columns, ...rows])];
  const heading = (name: string): string => (numbered ? String(order.indexOf(name) + 1) : named(name)).padEnd(column);
  return [
    page.dim(`${' '.repeat(prefix(0).length)}${head.padEnd(label)}${columns.map(heading).join('')}`.trimEnd()),
    ...rows.map((from) => {
      const cells = columns.map((to) => coloured(cell(from, to), column, page));
      return `${prefix(order.indexOf(from))}${named(from).padEnd(label)}${cells.join('')}`.trimEnd();
    }),
    ...(numbered && columns.some((name) => !rows.includes(name))
      ? [page.wrap('', columns.filter((name) => !rows.includes(name)).map((name) => `${order.indexOf(name) + 1} ${name}`).join(', '))] : []),
    page.dim(page.wrap('', legend(all.rows.flatMap((from) => all.columns.map((to) => all.cell(from, to)))))),
    ...(rowsLeftOut + columnsLeftOut === 0 ? []
      : [page.wrap('', `${rowsLeftOut} requesting and ${columnsLeftOut} target servers have no room here, those that fare best; --format html shows them.`)]),
  ];
}

function lengths({ rows, columns, cell }: ReturnType<typeof serverMatrix>): readonly number[] {
  return rows.flatMap((from) => columns.map((to) => said(cell(from, to)).length));
}

/** `✓`, `✗`, and where not all lookups are alike `✗ 2/5`. */
function said(cell: MatrixCell | undefined): string {
  if (cell === undefined) return '·';
  return cell.count === cell.of ? marks[cell.sight] : `${marks[cell.sight]} ${cell.count}/${cell.of}`;
}

function coloured(cell: MatrixCell | undefined, width: number, page: Layout): string {
  const shown = page.line(said(cell)).padEnd(width);
  if (cell === undefined) return page.dim(shown);
  return cell.sight === 'shown' ? page.green(shown) : cell.sight === 'not-observed' ? page.yellow(shown) : page.red(shown);
}

/** What the marks mean that occur. */
function legend(cells: readonly (MatrixCell | undefined)[]): string {
  const met = new Map<string, Set<Sight>>();
  for (const cell of cells) {
    if (cell === undefined) continue;
    met.set(marks[cell.sight], (met.get(marks[cell.sight]) ?? new Set()).add(cell.sight));
  }
  const meanings = [...met].map(([mark, sights]) => `${mark} ${[...sights].map((sight) => sightNames[sight]).join(' or ')}`);
  const partly = cells.some((cell) => cell !== undefined && cell.count < cell.of);
  return [...meanings, ...(partly ? ['2/5: two of five lookups'] : []), ...(cells.includes(undefined) ? ['· not asked'] : [])].join(', ');
}
