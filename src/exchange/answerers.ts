/** Which machines an answer to a lookup names, and what machines of a server are known. */
import type { Evidence } from '../model/evidence.ts';
import type { LookupExchange } from '../model/facts.ts';

/** Machines that took part in one answer, as it names them. */
export interface Answerers {
  /** What took the connection: front end, or the machine that a balancer picked. Two where a request was handed on; none: not named. */
  readonly front: readonly string[];
  /** What executed the call, which is where the requester's database is active; null: not named. */
  readonly back: string | null;
}

/** A name or an address with its port; anything else in a header is no machine. */
export const MACHINE = /^[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,252}[A-Za-z0-9])?$/;

/**
 * The machines that an answer names, each as the server's own names have it where it is one of them.
 * Front end: X-FEServer, the NTLM challenge of the connection, the cookie of a balancer. Back end: X-CalculatedBETarget, X-BEServer,
 * X-DiagInfo. What http.sys answers for a stopped application pool carries none of the headers; Exchange 2010 never sets them.
 * Source: protocol facts §1.7 (recorded answers); F5 K6917 (cookie); MS-NLMP 2.2.2.1 (MsvAvDnsComputerName).
 */
export function answerersOf({ headers, signIn, poolMember }: LookupExchange, serverId: string, evidence: Evidence): Answerers {
  const named = (text: string | undefined): readonly string[] => (text ?? '').split(',').map((part) => part.trim())
    .filter((part) => MACHINE.test(part)).map((part) => ownNameOf(part, serverId, evidence));
  const [back] = named(headers['x-calculatedbetarget'] ?? headers['x-beserver'] ?? headers['x-diaginfo']);
  const fronts = [headers['x-feserver'], signIn?.machine].map(named).find((names) => names.length > 0)
    ?? (poolMember === undefined ? [] : [memberName(poolMember, serverId, evidence)]);
  return { front: [...new Set(fronts)], back: back ?? null };
}

/** Are these two names of one machine? A bare name is that of any machine whose full name begins with it. */
export function sameMachine(a: string, b: string): boolean {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  if (first === second) return true;
  if (first.includes('.') && second.includes('.')) return false;
  return !/^\d/.test(first) && !/^\d/.test(second) && first.split('.')[0] === second.split('.')[0];
}

/** Own names of the machines of a server that are known, sorted. */
export function machinesOf(serverId: string, evidence: Evidence): readonly string[] {
  const names = evidence.endpoints(serverId).filter(({ role }) => role === 'own').map(({ host }) => host);
  const full = [...new Set(names)].filter((name) => !names.some((other) => other !== name && other.includes('.') && !name.includes('.') && sameMachine(name, other)));
  return full.sort();
}

/** Machines that the scenario names for a server, in lower case and sorted: the only list that may be taken for complete. */
export function machinesNamed(serverId: string, evidence: Evidence): readonly string[] {
  return [...new Set((evidence.scenario.servers[serverId]?.nodes ?? []).map((name) => name.toLowerCase()))].sort();
}

/** The full name of a machine of that server, where one alone fits; otherwise the name as it came. */
function ownNameOf(name: string, serverId: string, evidence: Evidence): string {
  const fitting = machinesOf(serverId, evidence).filter((own) => sameMachine(own, name));
  return fitting.length === 1 ? fitting[0] ?? name : name;
}

/** The machine whose own name leads to the address that a balancer's cookie holds; otherwise that address. */
function memberName(member: string, serverId: string, evidence: Evidence): string {
  const address = member.slice(0, member.lastIndexOf(':'));
  const there = machinesOf(serverId, evidence).filter((host) => evidence.fact('name-resolution', host)?.addresses.includes(address));
  return there.length === 1 ? there[0] ?? member : member;
}
