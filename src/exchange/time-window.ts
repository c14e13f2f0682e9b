import type { Window } from '../model/scenario.ts';

/**
 * The window that is asked for, in UTC. `now` begins with the interval of that moment, so that every digit of mergedFreeBusy is one
 * whole interval.
 * @param now milliseconds since 1970
 */
export function timeWindow(window: Window, now: number): { readonly from: string; readonly to: string; readonly intervalMinutes: number } {
  const intervalMs = window.intervalMinutes * 60_000;
  const start = window.from === 'now' ? Math.floor(now / intervalMs) * intervalMs : Date.parse(window.from);
  return {
    from: new Date(start).toISOString(), to: new Date(start + window.hours * 3_600_000).toISOString(), intervalMinutes: window.intervalMinutes,
  };
}
