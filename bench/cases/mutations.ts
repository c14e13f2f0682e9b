/** What happens to an error text on its way into a ticket. Seeded: the same text is changed in the same way in every run. */
import { createHash } from 'node:crypto';

/** Numbers from 0 to below 1 that follow from a seed. Source of the recurrence: mulberry32, public domain. */
function numbersOf(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const picked = <T>(list: readonly T[], random: () => number): T => {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('an empty list');
  return found;
};

/** Lines of other programs, and of Exchange about other things. All are ours. */
const DECOYS: readonly string[] = [
  '2026-11-20T08:59:58.112Z INFO  Scheduler: job "nightly backup" finished in 312 s, 0 warnings',
  'Log Name: System   Source: Service Control Manager   Event ID: 7036   The Print Spooler service entered the running state.',
  'Nov 20 08:59:59 fw01 kernel: [UFW AUDIT] IN=eth0 OUT= SRC=10.0.0.7 DST=10.0.0.1 PROTO=ICMP',
  'Kind regards, the service desk. Ticket 4711, priority normal, opened by telephone.',
  'Log Name: Application   Source: MSExchangeTransport   Event ID: 1024   The Microsoft Exchange Transport service started.',
  '::1 - - [20/Nov/2026:08:59:58 +0100] "GET /favicon.ico HTTP/1.1" 200 318',
  'Windows Defender: the signature version was updated to 1.421.77.0.',
  'C:\\Scripts> robocopy D:\\Data E:\\Data /MIR     Total: 1205 files, 0 mismatched, 0 extras',
];

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

type Mutate = (text: string, random: () => number) => string;

/** As a mail program or a console does it: at blanks, at a width between 60 and 90. */
const wrapped: Mutate = (text, random) => {
  const width = 60 + Math.floor(random() * 31);
  return text.split('\n').map((line) => line.replace(new RegExp(`(.{1,${width}})(?: +|$)`, 'g'), '$1\n').trimEnd()).join('\n');
};

/** The name of each mutation and what it does. Cut off: the first two thirds, at least 60 characters, as tickets and events do. */
export const mutations: Readonly<Record<string, (text: string, id: string) => string>> = Object.fromEntries(Object.entries<Mutate>({
  'wrapped': wrapped,
  'truncated': (text) => text.slice(0, Math.max(60, Math.ceil((text.length * 2) / 3))),
  'indented': (text, random) => wrapped(text, random).split('\n').map((line) => `${' '.repeat(4 + Math.floor(random() * 9))}${line}`).join('\n'),
  'XML-escaped': (text) => `<MessageText>${escapeXml(text)}</MessageText>`,
  'among decoys': (text, random) => {
    const lines = (): string => Array.from({ length: 2 + Math.floor(random() * 3) }, () => picked(DECOYS, random)).join('\n');
    return `${lines()}\n${text}\n${lines()}`;
  },
}).map(([name, mutate]) => [name, (text: string, id: string) => mutate(text, numbersOf(`${name} ${id}`))]));
