/** Counts what is alike in a log of any size, in bounded memory. */

export interface Counted<T> {
  readonly value: T;
  count: number;
  /** ISO 8601 UTC; null: no time could be read. */
  first: string | null;
  last: string | null;
  /** The newest moments, in order, as many as are kept. */
  times: string[];
}

export interface TallyLimits {
  /** Rows that are kept while counting; when twice as many are there, the least telling go. */
  readonly most: number;
  /** Moments that are kept of a row. */
  readonly times: number;
}

/** Of plain values, as they stand in JSON. */
export class Tally<T> {
  readonly #rows = new Map<string, Counted<T>>();
  readonly #limits: TallyLimits;
  readonly #telling: (value: T) => number;
  #leftOut = 0;

  /** @param telling rows with a higher number are kept and shown first; among equals, what is more frequent */
  constructor(telling: (value: T) => number, limits: TallyLimits) {
    this.#telling = telling;
    this.#limits = limits;
  }

  add(key: string, make: () => T, at: string | null): Counted<T> {
    let row = this.#rows.get(key);
    if (row === undefined) {
      if (this.#rows.size >= this.#limits.most * 2) this.#prune();
      row = { value: detached(make()), count: 0, first: at, last: at, times: [] };
      this.#rows.set(detached(key), row);
    }
    row.count += 1;
    if (at === null) return row;
    if (row.first === null || at < row.first) row.first = at;
    if (row.last === null || at >= row.last) row.last = at;
    if (this.#limits.times > 0) {
      row.times.push(at);
      if (row.times.length > this.#limits.times * 2) row.times = newest(row.times, this.#limits.times);
    }
    return row;
  }

  /** The most telling rows, and how much was counted in others. Rows that were pruned and came again count from then on. */
  end(shown: number): { readonly rows: readonly Counted<T>[]; readonly leftOut: number } {
    const sorted = this.#sorted();
    for (const row of sorted) row.times = newest(row.times, this.#limits.times);
    return { rows: sorted.slice(0, shown), leftOut: sorted.slice(shown).reduce((sum, { count }) => sum + count, this.#leftOut) };
  }

  #prune(): void {
    const keys = new Map([...this.#rows].map(([key, row]) => [row, key]));
    for (const row of this.#sorted().slice(this.#limits.most)) {
      this.#leftOut += row.count;
      this.#rows.delete(keys.get(row) ?? '');
    }
  }

  #sorted(): readonly Counted<T>[] {
    return [...this.#rows.values()].map((row) => ({ row, telling: this.#telling(row.value) }))
      .sort((a, b) => b.telling - a.telling || b.row.count - a.row.count).map(({ row }) => row);
  }
}

/** A copy that shares nothing with the text it was cut from: a piece of a line would keep the whole part of the file in memory. */
function detached<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function newest(times: string[], most: number): string[] {
  return most === 0 ? [] : times.sort().slice(-most);
}
