/** What logs, headers and events show of connections: who speaks with whom, which TLS is old, what failed. */
import type { ConnectionsFact, MailHopsFact, WindowsEventsFact } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import { connectionLines } from './audit-connections.ts';
import { eventLines } from './audit-events.ts';
import { hopLines } from './audit-hops.ts';
import { isOld } from './audit-words.ts';
import type { Layout } from './layout.ts';

export interface AuditedLogs {
  readonly connections: readonly (ConnectionsFact & { readonly subject: string })[];
  readonly mailHops: readonly MailHopsFact[];
  readonly windowsEvents: readonly (WindowsEventsFact & { readonly subject: string })[];
}

export function logsIn(observations: readonly Observation[]): AuditedLogs {
  const observed = observations.flatMap(({ kind, subject, outcome }) =>
    (outcome.status === 'observed' ? [{ kind, subject, fact: outcome.fact }] : []));
  return {
    connections: observed.flatMap(({ kind, subject, fact }) => (kind === 'connections' ? [{ subject, ...fact as ConnectionsFact }] : [])),
    mailHops: observed.flatMap(({ kind, fact }) => (kind === 'mail-hops' ? [fact as MailHopsFact] : [])),
    windowsEvents: observed.flatMap(({ kind, subject, fact }) => (kind === 'windows-events' ? [{ subject, ...fact as WindowsEventsFact }] : [])),
  };
}

/** One section for each log, message and machine. */
export function logSections(observations: readonly Observation[], page: Layout): readonly (readonly string[])[] {
  const { connections, mailHops, windowsEvents } = logsIn(observations);
  return [
    ...connections.map((fact) => connectionLines(fact, fact.subject, page)), ...mailHops.map((fact) => hopLines(fact, page)),
    ...windowsEvents.map((fact) => eventLines(fact, fact.subject, page)),
  ];
}

/** Is anything of it to be repaired: a connection that could not agree on TLS or used an old one, a lookup that failed? */
export function logsShowFault(observations: readonly Observation[]): boolean {
  const { connections, mailHops, windowsEvents } = logsIn(observations);
  return connections.some(({ byTls }) => byTls.some(({ tls }) => tls === 'failed' || isOld(tls)))
    || mailHops.some(({ hops }) => hops.some(({ tls }) => isOld(tls)))
    || windowsEvents.some(({ events }) => events.some(({ failure }) => failure !== null));
}
