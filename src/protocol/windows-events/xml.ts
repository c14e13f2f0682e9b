/**
 * Events as XML, as Event Viewer and wevtutil write them: one piece for each `<Event>`, however long the file is. Source: Microsoft Learn, Event
 * schema.
 */
import { allChildren, attribute, child, children, parseXml, text, type XmlElement } from '../xml.ts';
import { longestMessage, sourceOf, zonedMoment, type EventReader, type OnEvent } from './event.ts';

/** Characters of one event; what is longer is given up. */
const LONGEST = 262_144;
const MOST_VALUES = 60;
const BEGINS = /<Event(?=[\s>])/;

/** @param wanted looks at name of provider and number before the event is parsed, because most events of a log are of no use here */
export function xmlEvents(onEvent: OnEvent, wanted: (source: string, id: number) => boolean): EventReader {
  let parts: string[] = [];
  let length = 0;

  const close = (end: string): void => {
    parts.push(end);
    const piece = parts.join('\n');
    parts = [];
    length = 0;
    take(piece, onEvent, wanted);
  };

  const giveUp = (): void => {
    parts = [];
    length = 0;
    onEvent(null);
  };

  return {
    line(line) {
      let rest = line;
      while (rest !== '') {
        const begin = rest.search(BEGINS);
        if (parts.length === 0 && begin < 0) return;
        if (parts.length === 0) rest = rest.slice(begin);
        const inside = parts.length === 0 ? 1 : 0;
        const again = rest.slice(inside).search(BEGINS);
        const end = rest.indexOf('</Event>');
        if (again >= 0 && (end < 0 || again + inside < end)) {
          // Another event begins, and the one before has no end.
          giveUp();
          rest = rest.slice(again + inside);
        } else if (end >= 0) {
          close(rest.slice(0, end + 8));
          rest = rest.slice(end + 8);
        } else {
          parts.push(rest);
          length += rest.length + 1;
          if (length > LONGEST) giveUp();
          return;
        }
      }
    },
    end() {
      if (parts.length > 0) giveUp();
    },
  };
}

function take(piece: string, onEvent: OnEvent, wanted: (source: string, id: number) => boolean): void {
  const name = /<Provider\s[^<>]{0,300}?\bName\s?=\s?["']([^"'<>]{1,200})["']/.exec(piece)?.[1];
  const number = /<EventID(?:\s[^<>]{0,100})?>\s{0,5}(\d{1,6})\s{0,5}<\/EventID>/.exec(piece)?.[1];
  const source = name === undefined ? undefined : sourceOf(name);
  if (source === undefined || number === undefined) {
    onEvent(null);
    return;
  }
  const id = Number(number);
  if (!wanted(source, id)) {
    onEvent({ source, id, computer: null, at: null, said: '', message: '', data: {} });
    return;
  }
  const parsed = parseXml(piece, LONGEST);
  const root = 'root' in parsed ? parsed.root : null;
  if (root === null) {
    onEvent(null);
    return;
  }
  const system = child(root, 'System');
  const written = attribute(child(system, 'TimeCreated'), 'SystemTime') ?? '';
  const data = valuesOf(root);
  onEvent({
    source, id, computer: text(child(system, 'Computer')), at: zonedMoment(written), said: written.slice(0, 60),
    message: (text(child(root, 'RenderingInfo', 'Message')) || Object.values(data).join('\n')).slice(0, longestMessage), data,
  });
}

/** `EventData` with names or, of classic sources, without; `UserData` holds elements of its own. */
function valuesOf(root: XmlElement): Readonly<Record<string, string>> {
  const named = children(child(root, 'EventData'), 'Data').slice(0, MOST_VALUES)
    .map((element, at) => [attribute(element, 'Name') ?? String(at + 1), text(element) ?? ''] as const);
  const own = allChildren(child(root, 'UserData')).flatMap((inner) => allChildren(inner)).slice(0, MOST_VALUES)
    .map((element) => [element.name, text(element) ?? ''] as const);
  return Object.fromEntries([...named, ...own]);
}
