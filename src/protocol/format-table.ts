/** Reads what PowerShell's Format-Table wrote, as far as it is sure: columns under dashes, values cut off at their ends. */
import type { ConfigurationValue } from '../model/facts.ts';

/** A table in a text, by its lines from 0. */
export interface FormatTable {
  readonly first: number;
  readonly last: number;
  readonly rows: readonly {
    readonly row: number;
    /** Values that are whole, and lists; what was cut off is not there. */
    readonly properties: readonly (readonly [name: string, value: ConfigurationValue])[];
  }[];
}

const columnsLimit = 50;
const rowsLimit = 2000;
/** Characters that take two places on a screen, or none: columns then do not stand where they are counted. */
const UNEVEN = /[\p{M}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffe6]|\t|[\ud800-\udfff]/u;
const DASHES = /^ *-{2,}(?: +-{2,})* *$/;

interface Column {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The table whose names stand in this line; null: none begins there. */
export function tableAt(lines: readonly string[], at: number): FormatTable | null {
  const names = lines[at] ?? '';
  const dashes = lines[at + 1] ?? '';
  if (!DASHES.test(dashes) || dashes.length > 4000 || names.length > 4000 || UNEVEN.test(names)) return null;
  const starts = Array.from(dashes.matchAll(/-+/g), ({ index }) => index);
  const columns = starts.map((from, index): Column => {
    const to = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    return { name: names.slice(from, to).trim(), from, to };
  });
  // A name longer than its column is cut off, too, and then it is not known.
  if (columns.length > columnsLimit || columns.some(({ name, from }) => !/^[A-Za-z_][\w.]*(?:…|\.\.\.)?$/.test(name) || /\S/.test(names.charAt(from - 1)))) return null;
  if (names.slice(0, starts[0]).trim() !== '') return null;
  const rows: { readonly row: number; readonly cells: Map<string, string | null> }[] = [];
  let last = at + 1;
  for (let row = at + 2; row < lines.length && rows.length < rowsLimit; row++) {
    const line = lines[row] ?? '';
    if (line.trim() === '') break;
    last = row;
    const cells = cellsOf(line, columns);
    const before = rows.at(-1);
    if (cells.get(columns[0]?.name ?? '') === '' && before !== undefined) {
      // A wrapped value goes on here, and how its parts belong together cannot be told.
      for (const [name, cell] of cells) if (cell !== '') before.cells.set(name, null);
    } else rows.push({ row, cells });
  }
  return { first: at, last, rows: rows.map(({ row, cells }) => ({ row, properties: [...cells].flatMap(([name, cell]) => propertyOf(name, cell)) })) };
}

/** Null for a cell that runs over the edge of its column, or stands beside it. */
function cellsOf(line: string, columns: readonly Column[]): Map<string, string | null> {
  const uneven = UNEVEN.test(line);
  return new Map(columns.map(({ name, from, to }) => {
    const over = uneven || /\S/.test(line.charAt(from - 1)) || (Number.isFinite(to) && /\S/.test(line.charAt(to - 1)));
    return [name, over ? null : line.slice(from, to).trim()];
  }));
}

function propertyOf(name: string, cell: string | null): readonly (readonly [string, ConfigurationValue])[] {
  if (cell === null || /(?:…|\.\.\.)$/.test(name)) return [];
  const cut = /(?:…|\.\.\.)$/.test(cell);
  if (!cell.startsWith('{')) return cut ? [] : [[name, { text: cell, items: null, cut: false }]];
  const inner = /^\{(.*?)(…|\.\.\.)?\}?$/s.exec(cell);
  const whole = cell.endsWith('}');
  const items = (inner?.[1] ?? '').split(/,\s*/).map((item) => item.trim()).filter((item) => item !== '');
  // The last member of a list that was cut off at the edge may be cut off itself.
  return [[name, { text: cell, items: whole ? items : items.slice(0, -1), cut: !whole || inner?.[2] !== undefined }]];
}
