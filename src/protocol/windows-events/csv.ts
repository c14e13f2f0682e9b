/**
 * Events as comma-separated values: `Get-WinEvent | Export-Csv`, `Get-EventLog | Export-Csv`, and what Event Viewer saves. Sources: properties of
 * EventLogRecord and EventLogEntry (Microsoft Learn); Event Viewer writes level, date, source, number, category and, without a heading, the message,
 * in its language.
 */
import { csvFields, csvRecords } from '../csv.ts';
import { longestMessage, sourceOf, zonedMoment, type EventReader, type OnEvent } from './event.ts';

interface Columns {
  readonly source: number;
  readonly id: number;
  readonly message: number;
  readonly time: number;
  readonly computer: number;
}

/** Columns by their heading, and the separator; null: this is no heading of events. */
export function eventHeading(line: string): { readonly columns: Columns; readonly separator: string } | null {
  for (const separator of [',', ';', '\t']) {
    const names = csvFields(line.trim(), separator)?.map((name) => name.trim().toLowerCase());
    if (names === undefined || names.length < 3) continue;
    const at = (...wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name));
    const columns = {
      source: at('providername', 'source'), id: at('id', 'eventid', 'event id'), message: at('message', 'description'),
      time: at('timecreated', 'timegenerated', 'date and time'), computer: at('machinename', 'computer'),
    };
    if (columns.source >= 0 && columns.id >= 0) {
      return { separator, columns: { ...columns, message: columns.message < 0 ? names.length : columns.message } };
    }
    // Event Viewer in another language: the order is the same.
    if (names.length === 5 && names.every((name) => /^\p{L}[\p{L}\p{M} .'’°-]{1,40}$/u.test(name))) {
      return { separator, columns: { source: 2, id: 3, message: 5, time: 1, computer: -1 } };
    }
  }
  return null;
}

export function csvEvents(onEvent: OnEvent): EventReader {
  let heading: ReturnType<typeof eventHeading> = null;
  const take = (fields: readonly string[] | null): void => {
    if (fields === null || heading === null) {
      onEvent(null);
      return;
    }
    const value = (at: number): string => fields[at] ?? '';
    const { columns } = heading;
    const id = value(columns.id);
    if (value(columns.source) === '' || !/^\d{1,6}$/.test(id)) {
      onEvent(null);
      return;
    }
    const said = value(columns.time).slice(0, 60);
    onEvent({
      source: sourceOf(value(columns.source)), id: Number(id), computer: value(columns.computer) || null, at: zonedMoment(said), said,
      message: value(columns.message).slice(0, longestMessage), data: {},
    });
  };
  const records = csvRecords(take, () => heading?.separator ?? ',');
  return {
    line(line) {
      if (heading !== null) records.line(line);
      else if (!line.startsWith('#TYPE ')) heading = eventHeading(line);
    },
    end: records.end,
  };
}
