/** Whose a ClientHello is that a witness saw: of the server that was asked to call, or of whoever else found the port open. Pure. */
import type { Evidence } from '../model/evidence.ts';
import type { WitnessedCallsFact } from '../model/facts.ts';

/**
 * Addresses that sent a ClientHello, and of which nothing shows that they are the server's that was asked: neither the control came from there, whose
 * path only that server was told, nor does one of its names lead there. A server with several addresses, or behind NAT or a proxy, looks the same as
 * another machine does. Empty where nobody was asked: whose the calls are is then said by whoever brings them.
 */
export function strangersIn(server: string, { mailbox, calls }: WitnessedCallsFact, evidence: Evidence): readonly string[] {
  if (mailbox === null) return [];
  const controls = calls.flatMap(({ from, content }) => (content.kind === 'http' && content.control ? [from] : []));
  const named = evidence.endpoints(server).flatMap(({ host }) => evidence.fact('name-resolution', host)?.addresses ?? []);
  const own = new Set([...controls, ...named].map(plainAddress));
  const callers = calls.flatMap(({ from, content }) => (content.kind === 'client-hello' ? [from] : []));
  return [...new Set(callers)].filter((from) => !own.has(plainAddress(from)));
}

/** What that means, for people; undefined: every ClientHello is the server's. */
export function strangersInWords(server: string, fact: WitnessedCallsFact, evidence: Evidence): string | undefined {
  const strangers = strangersIn(server, fact, evidence);
  if (strangers.length === 0) return undefined;
  const control = fact.calls.find(({ content }) => content.kind === 'http' && content.control)?.from;
  const because = control === undefined ? `the control, which only ${server} could send, did not come, and no name of ${server} leads there`
    : `the control, which only ${server} could send, came from ${control}`;
  const more = strangers.length > 3 ? ` and ${strangers.length - 3} more` : '';
  return `Nothing shows that the ClientHello from ${strangers.slice(0, 3).join(', ')}${more} is ${server}'s: ${because}. `
    + 'NAT, a proxy or a second address of that server look so, and so does another machine. It is not weighed as that server\'s.';
}

/** IPv4 as such where a socket shows it inside IPv6; without a zone. */
function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
}
