/** Reads events of Windows, copied as text or exported as CSV or XML: one fact for each machine. */
import { schannelEvent, topicOfEvent } from '../exchange/telling-events.ts';
import type { LoggedEvent, LoggedFailure, LogFile, Restart, WindowsEventsFact } from '../model/facts.ts';
import { readPastedText } from '../protocol/pasted-text.ts';
import { printable } from '../protocol/printable.ts';
import { csvEvents, eventHeading } from '../protocol/windows-events/csv.ts';
import type { EventReader, OnEvent, WindowsEvent } from '../protocol/windows-events/event.ts';
import { holdsEventText, textEvents } from '../protocol/windows-events/text.ts';
import { xmlEvents } from '../protocol/windows-events/xml.ts';
import { beginningOf, LineCount, linesOf } from './log-file.ts';
import type { Brought, Found, Reader } from './reader.ts';
import { Tally } from './tally.ts';

const MOST_ROWS = 60;
const MOST_RESTARTS = 20;
const LIMITS = { most: 300, times: 200 };
const LONGEST_TEXT = 600;

export const windowsEvents: Reader = {
  id: 'windows-events',
  reads: 'events of Windows (Schannel, MSExchange Availability, MSExchange Web Services, starts and stops) as text, CSV or XML',
  limit: Number.POSITIVE_INFINITY,
  serverIn: () => undefined,
  holds: (file) => formIn(file) !== null,
  *read(files) {
    const machines = new Map<string, Machine>();
    for (const file of files) {
      const seen = new Set<Machine>();
      const count = new LineCount();
      let last: string | null = null;
      const machineOf = (name: string | null): Machine => {
        const machine = name?.toLowerCase() ?? last;
        last = machine;
        const subject = file.server ?? machine ?? file.name;
        const known = machines.get(subject) ?? new Machine(file.server, machine);
        machines.set(subject, known);
        seen.add(known);
        return known;
      };
      const reader = readerOf(file, (event) => {
        if (event === null) count.damage();
        else machineOf(event.computer).take(event, file.name);
      });
      yield* linesOf(file, (line) => {
        count.line();
        reader.line(line);
      });
      reader.end();
      if (seen.size === 0) machineOf(null);
      for (const machine of seen) machine.files.push(count.of(file.name));
    }
    return [...machines].map(([subject, machine]) => machine.found(subject));
  },
};

type Form = 'xml' | 'csv' | 'text';

function formIn(file: Brought): Form | null {
  const lines = beginningOf(file);
  if ([/<Event(?=[\s>])/, /<System>/, /<EventID[\s>]/].every((mark) => lines.some((line) => mark.test(line)))) return 'xml';
  const heading = lines.find((line) => line.trim() !== '' && !line.startsWith('#TYPE '));
  if (heading !== undefined && eventHeading(heading) !== null && lines.length > 1) return 'csv';
  return holdsEventText(lines) ? 'text' : null;
}

function readerOf(file: Brought, onEvent: OnEvent): EventReader {
  switch (formIn(file)) {
    case 'xml': return xmlEvents(onEvent, (source, id) => topicOfEvent(source, id) !== undefined);
    case 'csv': return csvEvents(onEvent);
    default: return textEvents(onEvent);
  }
}

type Topic = 'schannel' | 'availability' | 'web-services';
type Kept = Omit<LoggedEvent, 'count' | 'times' | 'said'>;

/** What the files tell of one machine. */
class Machine {
  readonly files: LogFile[] = [];
  readonly #server: string | null;
  readonly #name: string | null;
  readonly #tally = new Tally<Kept>(({ failure, schannel }) => (failure !== null ? 2 : schannel !== null ? 1 : 0), LIMITS);
  readonly #said = new Map<Kept, string>();
  #restarts: Restart[] = [];
  #others = 0;

  constructor(server: string | null, name: string | null) {
    this.#server = server;
    this.#name = name;
  }

  take(event: WindowsEvent, file: string): void {
    const topic = topicOfEvent(event.source, event.id);
    if (topic === undefined) {
      this.#others += 1;
    } else if (topic === 'started' || topic === 'stopped') {
      this.#restarts.push({ what: topic, at: event.at, said: printable(event.said, 60) });
      if (this.#restarts.length > MOST_RESTARTS * 10) this.#restarts = newestRestarts(this.#restarts);
    } else {
      const row = this.#tally.add(sameness(event, topic), () => keptOf(event, topic, file), event.at);
      // Logs are exported newest first or oldest first; where moments are certain, the newest counts.
      if (event.at === null ? !this.#said.has(row.value) : row.last === event.at) this.#said.set(row.value, event.said);
    }
  }

  found(subject: string): Found {
    const { rows, leftOut } = this.#tally.end(MOST_ROWS);
    const fact: WindowsEventsFact = {
      server: this.#server, machine: this.#name, files: this.files, others: this.#others, leftOut, restarts: newestRestarts(this.#restarts),
      events: rows.map(({ value, count, times }): LoggedEvent => ({
        ...value, count, times, said: times.length > 0 ? null : printable(this.#said.get(value) ?? '', 60) || null,
      })),
    };
    return { kind: 'windows-events', subject, fact, summary: summaryOf(fact) };
  }
}

/** The newest, in order; those without a certain moment in the order of the file. */
function newestRestarts(restarts: readonly Restart[]): Restart[] {
  const dated = restarts.filter(({ at }) => at !== null).sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1));
  const undated = restarts.filter(({ at }) => at === null);
  return [...undated.slice(0, MOST_RESTARTS), ...dated].slice(-MOST_RESTARTS);
}

/**
 * What is the same in two events that say the same: of Schannel what was read of it; of others the words and which servers were called, because
 * times, processes, people and identifiers differ from one to the next.
 */
function sameness({ source, id, message, data }: WindowsEvent, topic: Topic): string {
  if (topic === 'schannel') return `${source} ${id} ${JSON.stringify(schannelEvent(id, message, data))}`;
  const hosts = Array.from(message.slice(0, 4000).matchAll(/https?:\/\/([\w.:-]{1,120})/gi), ([, host = '']) => host.toLowerCase());
  const words = message.slice(0, 2000).replace(/[\w.+-]{1,80}@[\w.-]{1,120}/g, '@').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d[\d-]*/gi, '#');
  return `${source} ${id} ${[...new Set(hosts)].join(' ')} ${words}`;
}

function keptOf({ source, id, message, data }: WindowsEvent, topic: Topic, file: string): Kept {
  return {
    source: printable(source, 120), id, text: printable(message, LONGEST_TEXT),
    schannel: topic === 'schannel' ? schannelEvent(id, message, data) : null,
    failure: topic === 'availability' ? failureIn(message, file) : null,
  };
}

/** Read as it would be if somebody pasted it. */
function failureIn(message: string, file: string): LoggedFailure | null {
  const [read] = readPastedText(message, file);
  if (read?.answer == null) return null;
  const url = read.urls.find(({ stage }) => stage !== 'other') ?? read.urls[0];
  return { requestType: read.requestTypes[0] ?? null, url: url?.url ?? null, target: read.target, answer: read.answer };
}

function summaryOf({ files, events, restarts }: WindowsEventsFact): string {
  const bySource = new Map<string, number>();
  for (const { source, id, count } of events) bySource.set(`${source} ${id}`, (bySource.get(`${source} ${id}`) ?? 0) + count);
  const started = restarts.filter(({ what }) => what === 'started').at(-1);
  const said = [...bySource].map(([name, count]) => `${name} (${count})`).slice(0, 8);
  return printable([
    `${files.map(({ name }) => name).join(', ')}: ${said.length > 0 ? said.join(', ') : 'no events that count here'}`,
    ...(started === undefined ? [] : [`last started ${started.at ?? started.said}`]),
  ].join('; '), 300);
}
