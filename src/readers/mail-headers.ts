/** Reads headers of messages: one fact for each message. */
import type { MailHopsFact } from '../model/facts.ts';
import { printable } from '../protocol/printable.ts';
import { headerReader, holdsHeaders } from '../protocol/received-headers.ts';
import { beginningOf, linesOf } from './log-file.ts';
import type { Found, Reader } from './reader.ts';

export const mailHeaders: Reader = {
  id: 'mail-headers',
  reads: 'headers of messages with their Received lines',
  limit: Number.POSITIVE_INFINITY,
  serverIn: () => undefined,
  holds: (file) => holdsHeaders(beginningOf(file)),
  *read(files) {
    const facts = new Map<string, Found>();
    for (const file of files) {
      const reader = headerReader(file.name);
      yield* linesOf(file, reader.line);
      for (const fact of reader.end().messages) facts.set(fact.source, { kind: 'mail-hops', subject: fact.source, fact, summary: summaryOf(fact) });
    }
    return [...facts.values()];
  },
};

function summaryOf({ hops }: MailHopsFact): string {
  const shown = hops.filter(({ tls }) => tls !== 'unstated').length;
  const way = [hops[0]?.from.name ?? hops[0]?.from.address, ...hops.map(({ by }) => by.name ?? by.address)].flatMap((name) => name ?? []);
  return printable(`${hops.length} hops (${way.join(' → ')}), ${shown} of them say which TLS`, 300);
}
