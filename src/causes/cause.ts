/** What a cause is: a known reason for cross lines, argued for and against by signs. Causes do no I/O and are pure. */
import { crossCheck } from '../exchange/cross-check.ts';
import { mailTipsCame } from '../exchange/mail-tips.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { Concerns, Reference } from '../model/report.ts';
import type { LookupPlan } from '../model/scenario.ts';

/** Where a cause sits, from the bottom up. */
export const layers = ['dns', 'network', 'tls', 'certificate', 'proxy', 'sign-in', 'autodiscover', 'federation', 'directory', 'mailbox'] as const;
export type Layer = (typeof layers)[number];

/** Which way a lookup goes. */
export type Direction = 'onprem-to-onprem' | 'onprem-to-cloud' | 'cloud-to-onprem' | 'within-cloud';

/** `hints` are shared with causes that this one is confused with; `suggests` sets it apart from them; `proves` names it. */
export type Weight = 'proves' | 'suggests' | 'hints' | 'doubts' | 'excludes';

/**
 * Looks for a sign. Returns the observations that show it, `[]` when it was looked for and is absent, `undefined` when what would
 * show it was never observed.
 */
export type See = (lookup: LookupPlan, evidence: Evidence) => readonly Observation[] | undefined;

export interface Sign {
  readonly weight: Weight;
  /**
   * The claim when it is present. Words in braces are filled in: {requester}, {requesterServer}, {seenAt}, {failingMachine|the server} …
   * (diagnose.ts)
   */
  readonly says: string;
  readonly see: See;
  /** The command or place that would observe it; needed where `see` can be undefined. */
  readonly observe?: string;
}

/** A step that not everybody needs. */
export interface ConditionalStep {
  readonly says: string;
  /** When it is needed, in words, for the page of the cause. */
  readonly where: string;
  readonly isNeeded: (lookup: LookupPlan, evidence: Evidence) => boolean;
}

export type Step = string | ConditionalStep;

export interface Cause {
  /** File name and id: noun phrase of the failing state. */
  readonly id: string;
  readonly layer: Layer;
  /** The fault, not what comes of it, in plain words. */
  readonly title: string;
  /**
   * Why the user sees cross lines, in two to four sentences that a helpdesk can read aloud. The first two say it all: first screens show no more.
   * Words in braces as in signs.
   */
  readonly explanation: string;
  /** Directions it occurs in; absent: any. */
  readonly directions?: readonly Direction[];
  readonly concerns: Concerns;
  /** What it leads to; absent: cross lines. `wrong-times`: availability is shown, at wrong times. */
  readonly leadsTo?: 'wrong-times';
  readonly signs: readonly Sign[];
  /** Why nothing could speak against it, in one sentence with its source; absent: some of its signs do. */
  readonly unopposed?: string;
  /** Steps; the first is what to do first: one action that harms nothing. */
  readonly remedy: readonly Step[];
  /** Read-only commands by which an administrator turns likely into confirmed. */
  readonly confirm: readonly string[];
  readonly references: readonly Reference[];
}

export function defineCause(cause: Cause): Cause {
  return cause;
}

const sign = (weight: Weight) => (says: string, see: See, observe?: string): Sign =>
  ({ weight, says, see, ...(observe === undefined ? {} : { observe }) });

export const proves = sign('proves');
export const suggests = sign('suggests');
export const hints = sign('hints');
export const doubts = sign('doubts');
export const excludes = sign('excludes');

/** A step for those of whom something was seen, such as a build that is too old. */
export function whereSeen(where: string, see: See, says: string): ConditionalStep {
  return { says, where, isNeeded: (lookup, evidence) => (see(lookup, evidence)?.length ?? 0) > 0 };
}

/** A step that what was seen can make needless; it stays where nothing was seen. */
export function unlessSeen(where: string, see: See, says: string): ConditionalStep {
  return { says, where, isNeeded: (lookup, evidence) => (see(lookup, evidence)?.length ?? 0) === 0 };
}

/** What speaks against every cause that lies with the servers or between them, rather than with one mailbox. */
export function shownOtherwise(same: See, elsewhere: See): readonly Sign[] {
  return [
    excludes('the same two servers show availability for another mailbox', same),
    doubts('another mailbox is shown over the same two servers, though perhaps by another of their machines', elsewhere),
    doubts('Microsoft Graph shows the same calendar to the same requester', byGraph('shown')),
    doubts('MailTips of {target} come to the same server over the same way, so that way is open', mailTipsCame),
  ];
}

/** What Graph shows where the lookup was asked by EWS, too. Unobserved where one of the two tells nothing. */
export function byGraph(wanted: 'shown' | 'hash-marks'): See {
  return (lookup, evidence) => {
    const found = crossCheck(lookup, evidence);
    if (found === undefined || found.outcome === 'one-blind' || found.outcome === 'both-blind') return undefined;
    return found.graph.availability === wanted ? found.observations.filter(({ kind }) => kind === 'graph-schedule') : [];
  };
}

/** Which way a lookup goes, by the versions of the two servers. */
export function directionOf(lookup: LookupPlan, evidence: Evidence): Direction {
  const [from, to] = [lookup.requester, lookup.target].map((mailbox) => evidence.server(mailbox.server).version === 'exchange-online');
  if (from) return to ? 'within-cloud' : 'cloud-to-onprem';
  return to ? 'onprem-to-cloud' : 'onprem-to-onprem';
}
