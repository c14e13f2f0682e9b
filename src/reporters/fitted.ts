/** Lines that may be few: what matters most is said first, and what there is no room for is left out whole. */

/** A form of a piece. */
export interface Form {
  /** Forms of lower rank get their room first; 0: always said, cut where it must be. */
  readonly rank: number;
  readonly lines: readonly string[];
}

export interface Piece {
  /** From the shortest on; each says more than the one before. */
  readonly forms: readonly Form[];
  /** Colours a line; not counted. Absent: plain. */
  readonly style?: (line: string) => string;
}

/**
 * The pieces in their order, each in the longest form for which there is room, or left out.
 * @param most lines, at least one for each piece with a form of rank 0
 * @param columns characters of a line; a longer one takes several
 */
export function fitted(pieces: readonly Piece[], most: number, columns: number): readonly string[] {
  const heightOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + heightIn(line, columns), 0);
  const chosen = pieces.map((): readonly string[] => []);
  const room = (): number => most - chosen.reduce((sum, lines) => sum + heightOf(lines), 0);
  const forms = pieces.flatMap((piece, at) => piece.forms.map((form) => ({ ...form, at }))).sort((a, b) => a.rank - b.rank);
  const needed = forms.filter(({ rank }) => rank === 0);
  for (const [index, { at, lines }] of needed.entries()) {
    // Those that come after get one line at least.
    const share = Math.max(1, room() - (needed.length - index - 1));
    chosen[at] = heightOf(lines) <= share ? lines : cut(lines, share, columns);
  }
  for (const { rank, at, lines } of forms) {
    if (rank > 0 && heightOf(lines) <= room() + heightOf(chosen[at] ?? [])) chosen[at] = lines;
  }
  return pieces.flatMap(({ style }, at) => (chosen[at] ?? []).map((line) => style?.(line) ?? line));
}

/** The first of the lines, ending in an ellipsis that every screen can show. */
function cut(lines: readonly string[], most: number, columns: number): readonly string[] {
  const kept: string[] = [];
  let room = most;
  for (const line of lines) {
    const height = heightIn(line, columns);
    if (height >= room) return [...kept, `${line.slice(0, room * columns - 3)}...`];
    kept.push(line);
    room -= height;
  }
  return kept;
}

function heightIn(line: string, columns: number): number {
  return Math.max(1, Math.ceil(line.length / columns));
}
