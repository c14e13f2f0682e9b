/**
 * Events as they are copied from Event Viewer, one field a line, or listed by `Get-WinEvent | Format-List`. The names of the fields are those of the
 * languages of which public copies were seen; what has other names is not recognized.
 */
import { longestMessage, sourceOf, zonedMoment, type EventReader, type OnEvent } from './event.ts';

const LABELS = {
  source: ['source', 'event source', 'providername', 'quelle', 'ereignisquelle', 'origen', 'origine'],
  id: ['event id', 'eventid', 'id', 'ereignis-id', 'ereigniskennung', "id de l'événement", 'id. del evento', 'id evento'],
  time: ['date', 'timecreated', 'timegenerated', 'datum', 'fecha', 'data'],
  computer: ['computer', 'machinename', 'ordinateur', 'equipo'],
  message: ['description', 'message', 'beschreibung', 'descripción', 'descrizione'],
} as const;
type Label = keyof typeof LABELS;

const KNOWN = new Map<string, Label>(Object.entries(LABELS).flatMap(([label, words]) => words.map((word) => [word, label as Label] as const)));
/** Fields that stand at the beginning of an event. */
const FIRST = new Set([
  'log name', 'event type', 'protokollname', 'ereignistyp', 'nom du journal', 'nombre de registro', 'nome registro', 'timecreated', 'logname',
]);
/** Fields that end a message. */
const AFTER = /^event xml ?:|^ereignis-xml ?:|^xml (?:de l'événement|de evento|evento) ?:/i;
const FIELD = /^[\s>]{0,10}([\p{L}][\p{L}\p{M} .'’-]{0,30}?)\s{0,14}: ?(.*)$/u;

/** Do these lines hold an event? */
export function holdsEventText(lines: readonly string[]): boolean {
  const seen = new Set(lines.flatMap((line) => KNOWN.get(nameOf(line) ?? '') ?? []));
  return seen.has('source') && seen.has('id') && lines.some((line) => KNOWN.get(nameOf(line) ?? '') === 'id' && /:\s{0,10}\d{1,6}\s*$/.test(line));
}

function nameOf(line: string): string | undefined {
  return FIELD.exec(line)?.[1]?.trim().toLowerCase().replaceAll('’', "'");
}

export function textEvents(onEvent: OnEvent): EventReader {
  let fields: Partial<Record<Label, string>> = {};
  let message: string[] | null = null;
  let length = 0;

  const close = (): void => {
    const { source, id, time = '', computer } = fields;
    const said = time.slice(0, 60);
    if (source !== undefined && id !== undefined) {
      const text = (message ?? []).join('\n').trim().slice(0, longestMessage);
      onEvent({ source: sourceOf(source), id: Number(id), computer: computer ?? null, at: zonedMoment(said), said, message: text, data: {} });
    }
    fields = {};
    message = null;
    length = 0;
  };

  return {
    line(line) {
      const found = FIELD.exec(line);
      const name = nameOf(line);
      const label = name === undefined ? undefined : KNOWN.get(name);
      const value = (found?.[2] ?? '').trim();
      // A message may hold lines that look like fields; only what begins an event ends it.
      if (name !== undefined && FIRST.has(name)) close();
      else if (AFTER.test(line.trim())) close();
      if (message !== null) {
        if (length < longestMessage) message.push(line.trim());
        length += line.length + 1;
      } else if (label === 'message') {
        if (fields.source !== undefined || fields.id !== undefined) message = value === '' ? [] : [value];
      } else if (label === 'id') {
        if (fields.id !== undefined) close();
        if (/^\d{1,6}$/.test(value)) fields = { ...fields, id: value };
      } else if (label !== undefined && value !== '') {
        if (label === 'source' && fields.source !== undefined) close();
        fields = { ...fields, [label]: value };
      }
    },
    end: close,
  };
}
