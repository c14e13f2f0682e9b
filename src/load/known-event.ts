import type { Node } from 'yaml';
import type { KnownEvent, Mailbox } from '../model/scenario.ts';
import type { YamlReading } from './yaml-reading.ts';

const LONGEST_MS = 24 * 3_600_000;
const MOST_OFFSET_MINUTES = 14 * 60;

/** The appointment to compare times with. The offset from UTC is part of it: a moment without one means another moment everywhere. */
export function readKnownEvent(
  node: Node | null | undefined, read: YamlReading, mailboxes: Readonly<Record<string, Mailbox>>,
): { readonly knownEvent?: KnownEvent } {
  if (node === undefined) return {};
  const fields = read.fields(node, 'knownEvent', ['mailbox', 'start', 'end'] as const);
  for (const name of ['mailbox', 'start', 'end'] as const) if (fields[name] === undefined) read.about(node, `knownEvent has no ${name}.`);
  const mailbox = fields.mailbox === undefined ? undefined : read.word(fields.mailbox, 'mailbox of knownEvent', Object.keys(mailboxes));
  const [start, end] = (['start', 'end'] as const).map((name) => {
    const text = fields[name] === undefined ? undefined : read.text(fields[name], `${name} of knownEvent`);
    const moment = text === undefined ? undefined : momentOf(text);
    if (text !== undefined && moment === undefined) {
      read.about(fields[name], `${name} of knownEvent is "${text}"; expected a moment with its offset from UTC, such as 2026-11-23T10:00:00+01:00.`);
    }
    return moment;
  });
  if (mailbox === undefined || start === undefined || end === undefined) return {};
  if (end.at <= start.at) read.about(fields.end, 'knownEvent ends before it starts.');
  else if (end.at - start.at > LONGEST_MS) read.about(fields.end, 'knownEvent must not be longer than a day.');
  const utc = (at: number): string => new Date(at).toISOString();
  return { knownEvent: { mailbox, start: utc(start.at), end: utc(end.at), offsetMinutes: start.offsetMinutes } };
}

/** undefined: no moment, or it does not say how far its clock is ahead of UTC. */
function momentOf(text: string): { readonly at: number; readonly offsetMinutes: number } | undefined {
  const [, sign, hours, minutes] = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|([+-])(\d\d):([0-5]\d))$/.exec(text) ?? [];
  const at = Date.parse(text);
  if (Number.isNaN(at) || !/(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return Math.abs(offset) > MOST_OFFSET_MINUTES ? undefined : { at, offsetMinutes: offset };
}
