/** What a reader should know of the two ways of asking, EWS and Microsoft Graph: how long they made us wait, and where they disagree. */
import { crossCheck, type CrossCheck } from './exchange/cross-check.ts';
import { ewsPolicyReason } from './exchange/ews-retirement.ts';
import { eventSeen, type EventSeen } from './exchange/known-event.ts';
import type { Seen } from './exchange/availability.ts';
import type { Evidence } from './model/evidence.ts';
import type { LookupExchange } from './model/facts.ts';
import type { Notice } from './model/report.ts';
import type { LookupPlan } from './model/scenario.ts';

/** Pauses first, then disagreements in the order of the lookups. */
export function noticesAboutApis(evidence: Evidence): readonly Notice[] {
  return [
    ...evidence.all.flatMap((observation): readonly Notice[] => {
      if (observation.kind !== 'user-availability' && observation.kind !== 'graph-schedule') return [];
      const fact = evidence.fact(observation.kind, observation.subject);
      const says = fact === undefined ? null : pauses(fact.exchanges, observation.subject);
      return says === null ? [] : [{ says, observation: observation.id }];
    }),
    ...evidence.scenario.lookups.flatMap((lookup): readonly Notice[] => {
      const seen = eventSeen(lookup, evidence);
      return seen === undefined ? [] : [{ says: timesOf(lookup, seen), observation: seen.observation.id }];
    }),
    ...evidence.scenario.lookups.flatMap((lookup): readonly Notice[] => {
      const found = crossCheck(lookup, evidence);
      const says = found === undefined ? null : disagreement(lookup, found);
      // The one that the verdict does not go by is what a reader would not look up otherwise.
      return says === null || found === undefined ? [] : [{ says, observation: found.observations.at(-1)?.id ?? '' }];
    }),
  ];
}

function pauses(exchanges: readonly LookupExchange[], address: string): string | null {
  const waited = exchanges.flatMap(({ waited: one }) => one ?? []);
  if (waited.length === 0) return null;
  const [first] = exchanges;
  const times = waited.reduce((sum, one) => sum + one.times, 0);
  // Requests of one run wait side by side.
  const seconds = Math.ceil(Math.max(...waited.map(({ ms }) => ms)) / 1000);
  const still = exchanges.filter((one) => one.waited !== undefined && isThrottled(one)).length;
  const host = first === undefined ? 'The service' : new URL(first.url).host;
  return `${host} asked to be left alone ${times === 1 ? 'once' : `${times} times`} while it was asked for ${address}; `
    + `Crosslines waited ${seconds} second${seconds === 1 ? '' : 's'} in all, as it was told, `
    + `and ${still === 0 ? 'then got every answer' : 'then it still would not answer'}. `
    + 'That concerns the account or the application that asks, not what users see.';
}

function timesOf({ id, target }: LookupPlan, { place, minutes }: EventSeen): string {
  const event = `${id}: the known event of ${target.address}`;
  switch (place) {
    case 'own-time': return `${event} is shown at its own time.`;
    case 'moved': return `${event} is shown ${inHours(Math.abs(minutes))} too ${minutes > 0 ? 'late' : 'early'}: `
      + 'exactly the distance of the user\'s clock from UTC.';
    case 'nowhere': return `${event} is shown neither at its own time nor moved by the distance of the user's clock from UTC. `
      + 'Is it there, and marked as busy?';
    case 'no-offset': return `${event} is written in UTC, where nothing can be moved by the distance from UTC; `
      + 'write it with the offset of the user\'s clock, such as +01:00.';
  }
}

function inHours(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return [...(hours > 0 ? [`${hours} hour${hours === 1 ? '' : 's'}`] : []), ...(minutes % 60 > 0 ? [`${minutes % 60} minutes`] : [])].join(' ');
}

function isThrottled({ status, fault }: LookupExchange): boolean {
  return status === 429 || fault?.responseCode === 'ErrorServerBusy' || fault?.values['BackOffMilliseconds'] !== undefined;
}

function disagreement({ id, requester }: LookupPlan, { outcome, ews, graph, slots }: CrossCheck): string | null {
  switch (outcome) {
    case 'agree':
    case 'both-blind': return null;
    case 'one-blind': return ews.availability === 'not-observed'
      ? `${blindEws(ews, requester.address)} What is said of its lookups goes by Microsoft Graph alone.`
      : `Microsoft Graph could not be asked for ${requester.address}: ${(graph.why ?? '').replace(/\.$/, '')}. `
        + 'What is said of its lookups goes by EWS alone.';
    case 'one-shows': {
      const byEws = ews.availability === 'shown';
      const [shows, fails] = byEws ? ['EWS', 'Microsoft Graph'] : ['Microsoft Graph', 'EWS'];
      return `${id}: ${shows} shows the availability, ${fails} does not${errorOf(byEws ? graph : ews)}. So the calendar and the way to it work, `
        + `and the fault is in ${fails} or comes and goes. `
        + ' The verdict goes by EWS; which of the two Outlook asks depends on its version.';
    }
    case 'slots-differ': return `${id}: EWS and Microsoft Graph both show the availability, but ${slots} time `
      + `${slots === 1 ? 'slot differs' : 'slots differ'} (working elsewhere counts as free). One of them may give an older state or move the times; `
      + 'ask again, and compare one appointment (knownEvent).';
  }
}

function blindEws(ews: Seen, address: string): string {
  const reason = ewsPolicyReason(ews.exchange?.headers['x-ews-policy-reason'] ?? '');
  const policy = reason === 'disabled' ? 'has EWS switched off for the tenant or the mailbox' : 'keeps this application or user agent from EWS';
  const why = reason === null ? (ews.why ?? '').replace(/\.$/, '') : `Exchange Online ${policy} (X-EWS-Policy-Reason)`;
  const more = reason === null ? '' : ' What else asks by EWS for this mailbox is refused alike if the tenant does not allow it: '
    + 'see crosslines explain ews-blocked-in-exchange-online.';
  return `EWS tells nothing of what ${address} sees: ${why}.${more}`;
}

function errorOf({ answer, exchange }: Seen): string {
  const status = exchange === null || exchange.status === null ? null : `HTTP ${exchange.status}`;
  const said = answer?.responseCode ?? exchange?.fault?.responseCode ?? status;
  return said === null || said === 'NoError' ? ' (no data)' : ` (${said})`;
}
