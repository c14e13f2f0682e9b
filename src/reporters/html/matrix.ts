/** Which server gets availability from which: requester by target, as a heat map that can be read without its colours. */
import { serverMatrix, type MatrixCell } from '../server-matrix.ts';
import { marks, sightNames } from '../telling.ts';
import { markup, type Markup } from './markup.ts';
import { counted, leftOut, scrolling } from './pieces.ts';
import { section, type Scene } from './scene.ts';

const MOST_SERVERS = 30;

export function matrix(scene: Scene): Markup | undefined {
  const { rows, columns, rowsLeftOut, columnsLeftOut, cell } = serverMatrix(scene.report, MOST_SERVERS, MOST_SERVERS);
  if (rows.length === 0) return undefined;
  return section(scene, 'matrix', 'Which server gets an answer from which', markup`
<p>Read along a row: people whose mailbox is on that server look up people on the servers above.</p>
${scrolling('Matrix of servers', markup`<table class="matrix"><thead><tr><th scope="col">from \\ to</th>
${columns.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((from) => markup`<tr><th scope="row">${from}</th>
${columns.map((to) => cellOf(cell(from, to)))}</tr>`)}</tbody></table>`)}
${leftOut(rowsLeftOut, 'requesting servers', 'are left out of this table, those that fare best')}
${leftOut(columnsLeftOut, 'target servers', 'are left out of this table, those that fare best')}`);
}

function cellOf(cell: MatrixCell | undefined): Markup {
  if (cell === undefined) return markup`<td class="cell none"><span class="visually-hidden">not asked</span><span aria-hidden="true">·</span></td>`;
  const { sight, count, of } = cell;
  const heat = sight === 'shown' ? '' : count * 2 > of ? ' most' : ' some';
  return markup`<td class="cell ${sight}${heat}"><span class="mark" aria-hidden="true">${marks[sight]}</span>
<span class="what">${sight === 'shown' ? 'shown' : sightNames[sight]}</span> <span class="of">${
    count === of ? counted(count, 'lookup') : `${count} of ${of} lookups`}</span></td>`;
}
