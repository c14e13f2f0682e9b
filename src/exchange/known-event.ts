/** Where an appointment that the user knows of stands in what was answered: at its own time, or moved. */
import type { Evidence } from '../model/evidence.ts';
import type { TimedAnswer } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import type { KnownEvent, LookupPlan } from '../model/scenario.ts';

const STEP_MINUTES = 15;
/** No place on Earth is further from UTC than 14 hours; one more on either side shows what is beside the appointment. */
const MARGIN_MS = 15 * 3_600_000;

/** The window in which an appointment shows wherever the offset from UTC may have moved it. */
export function windowAround({ start, end }: KnownEvent): { readonly from: string; readonly to: string; readonly intervalMinutes: number } {
  const step = STEP_MINUTES * 60_000;
  const from = Math.floor((Date.parse(start) - MARGIN_MS) / step) * step;
  const to = Math.ceil((Date.parse(end) + MARGIN_MS) / step) * step;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), intervalMinutes: STEP_MINUTES };
}

export interface EventSeen {
  /** `moved`: busy not at its own time but further by the user's offset from UTC; `nowhere`: neither; `no-offset`: a clock on UTC moves nothing. */
  readonly place: 'own-time' | 'moved' | 'nowhere' | 'no-offset';
  /** Minutes by which it is shown too late, negative: too early; with `moved`. */
  readonly minutes: number;
  readonly observation: Observation;
}

/** undefined: nobody knows of an appointment in that calendar, or its times were not answered. */
export function eventSeen(lookup: LookupPlan, evidence: Evidence): EventSeen | undefined {
  const event = evidence.scenario.knownEvent;
  const observation = evidence.of('user-availability', lookup.requester.address);
  const timed = evidence.fact('user-availability', lookup.requester.address)?.timed;
  if (event?.mailbox !== lookup.target.id || observation === undefined || timed === undefined || timed.mergedFreeBusy === null) return undefined;
  const seen = (place: EventSeen['place'], minutes = 0): EventSeen => ({ place, minutes, observation: observation });
  if (event.offsetMinutes === 0) return seen('no-offset');
  if (isBusy(event, timed, 0)) return seen('own-time');
  const moved = [event.offsetMinutes, 0 - event.offsetMinutes].find((minutes) => isBusy(event, timed, minutes));
  return moved === undefined ? seen('nowhere') : seen('moved', moved);
}

/** Is the whole time busy to which the appointment would be moved so? Free, working elsewhere and no data are not. */
function isBusy({ start, end }: KnownEvent, { from, intervalMinutes, mergedFreeBusy }: TimedAnswer, minutes: number): boolean {
  const step = intervalMinutes * 60_000;
  const slot = (moment: string, round: (value: number) => number): number => round((Date.parse(moment) + minutes * 60_000 - Date.parse(from)) / step);
  const [first, last] = [slot(start, Math.floor), slot(end, Math.ceil)];
  const digits = Array.from(mergedFreeBusy ?? '').slice(Math.max(0, first), Math.max(0, last));
  return first >= 0 && digits.length === last - first && digits.every((digit) => digit === '1' || digit === '2' || digit === '3');
}
