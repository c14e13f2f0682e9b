/** The way of a message, for people. */
import type { MailHop, MailHopsFact } from '../model/facts.ts';
import { buildSaid, isOld, peerSaid, spoken, when } from './audit-words.ts';
import type { Layout } from './layout.ts';

export function hopLines({ source, hops, damaged, leftOut }: MailHopsFact, page: Layout): readonly string[] {
  const silent = hops.filter(({ tls }) => tls === 'unstated').length;
  const old = hops.filter(({ tls }) => isOld(tls));
  const oldOnes = [...new Set(old.map(({ tls }) => spoken(tls)))].join(', ');
  return [
    page.bold(page.wrap('', `The way of a message (${source}, ${hops.length} hops, the oldest first)`)),
    ...(old.length === 0 ? [] : [page.yellow(page.wrap('· Old     ', `${old.length === 1 ? 'A hop' : `${old.length} hops`} with ${oldOnes}.`))]),
    ...(silent === 0 ? [] : [page.wrap('· Note    ', `${silent} of the hops ${silent === 1 ? 'does' : 'do'} not say which TLS was used. `
      + 'Exchange writes it from 2016 on; of a hop within a server there is nothing to write.')]),
    ...hops.map((hop, index) => {
      const line = page.wrap(`  ${String(index + 1).padStart(2)}  `, hopSaid(hop));
      return isOld(hop.tls) ? page.yellow(line) : line;
    }),
    ...(damaged > 0 ? [page.yellow(page.wrap('· Damaged ', `${damaged} Received lines name neither a sender nor a receiver.`))] : []),
    ...(leftOut > 0 ? [page.yellow(page.wrap('· Note    ', `${leftOut} more hops were left out.`))] : []),
  ];
}

function hopSaid({ from, by, protocol, tls, encrypted, cipher, build, at }: MailHop): string {
  const how = tls !== 'unstated' ? `${spoken(tls)}${cipher === null ? '' : ` ${cipher}`}`
    : encrypted ? 'TLS, the version is not said' : 'says nothing about TLS';
  const program = `${protocol || 'protocol not said'}${build === null ? '' : ` ${buildSaid(build)}`}`;
  return `${peerSaid(from)} → ${peerSaid(by)}: ${how}; ${program}${at === null ? '' : `, ${when(at)} UTC`}`;
}
