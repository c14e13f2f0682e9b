/** One event of Windows, in whatever form it was copied or exported. */

export interface WindowsEvent {
  /** `Schannel`, `MSExchange Availability` …, without the words that a manifest puts before it. */
  readonly source: string;
  readonly id: number;
  readonly computer: string | null;
  /** ISO 8601 UTC; null: the form does not say of which zone its time is, or writes it as its language does. */
  readonly at: string | null;
  /** The time as it is written; empty: none. */
  readonly said: string;
  /** The rendered message; of XML without one, its values. */
  readonly message: string;
  /** Named values of XML. */
  readonly data: Readonly<Record<string, string>>;
}

/** Characters of a message that are kept. */
export const longestMessage = 32_000;

export interface EventReader {
  line(text: string): void;
  /** No more lines. */
  end(): void;
}

/** null: a record that cannot be read, which began at that line. */
export type OnEvent = (event: WindowsEvent | null) => void;

/** Providers have two names: `Microsoft-Windows-Kernel-General` in a manifest, `Kernel-General` in Event Viewer. */
export function sourceOf(name: string): string {
  return name.trim().replace(/^Microsoft-Windows-/i, '').slice(0, 120);
}

/** Only a time with its zone is a moment. Source: Microsoft Learn, Event schema, SystemTime. */
export function zonedMoment(text: string): string | null {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d{0,6})?(Z|[+-]\d\d:\d\d)$/.exec(text.trim());
  if (found === null) return null;
  const moment = new Date(`${found[1] ?? ''}.${(found[2] ?? '0').padEnd(3, '0')}${found[3] ?? 'Z'}`);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
