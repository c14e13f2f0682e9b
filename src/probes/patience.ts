/** Asking a service again that wants to be left alone for a while: as late as it says, and not for ever. */
import type { Attempt } from '../model/failure.ts';
import type { Network } from '../network/port.ts';

/** Times that one question is asked again, and the longest that it waits in all. The end of the run ends a pause, too. */
export const PATIENCE = { times: 4, ms: 300_000 } as const;

export interface Waited {
  readonly times: number;
  readonly ms: number;
}

/**
 * Sends until the answer asks for no pause. Where the pause that it asks for is longer than we wait, that answer stands.
 * @param send asks once; the text tells the attempts apart, for labels
 * @param pauseOf how long the answer wants to be left alone; null: it does not
 */
export async function patiently<T>(
  label: string, send: (attempt: string) => Promise<Attempt<T>>, pauseOf: (answer: T) => number | null, network: Network,
): Promise<{ readonly attempt: Attempt<T>; readonly waited: Waited }> {
  let waited: Waited = { times: 0, ms: 0 };
  for (;;) {
    const attempt = await send(waited.times === 0 ? '' : ` after pause ${waited.times}`);
    const pause = attempt.ok ? pauseOf(attempt.value) : null;
    if (pause === null || waited.times >= PATIENCE.times || waited.ms + pause > PATIENCE.ms) return { attempt, waited };
    const slept = await network.wait({ label: `${label} pause ${waited.times + 1}`, ms: pause });
    if (!slept.ok) return { attempt: slept, waited };
    waited = { times: waited.times + 1, ms: waited.ms + pause };
  }
}
