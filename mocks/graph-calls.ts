/** How an Exchange SE asks Exchange Online by Microsoft Graph, and what it makes of the answer. */
import type { AvailabilityCall } from './availability-call.ts';
import { decodedText } from './access-tokens.ts';
import { clouds } from './clouds.ts';
import { movesTimes } from './hybrid-application.ts';
import { reasonOf } from './answer.ts';
import { callPeer } from './outgoing.ts';
import { outOfTime, proxyFailed, userAgent } from './peer-calls.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { ServerPlan } from './plan.ts';
import { serverToken } from './server-tokens.ts';
import { isTree } from './soap.ts';
import type { Tree } from './soap.ts';
import { failedTarget, shownTimes } from './soap-answers.ts';
import { utcRule, zoneClock } from './zone-rule.ts';

/** FreeBusyResponse for an address in Exchange Online. */
export async function askByGraph(world: BackEndWorld, server: ServerPlan, address: string, call: AvailabilityCall): Promise<string> {
  const { graph } = clouds.worldwide;
  const granted = await serverToken(world, server, graph);
  if (!('token' in granted)) return granted.timedOut ? outOfTime(server) : proxyFailed(server, granted.exception);
  const by = moved(server, call);
  const moment = (ms: number): object => ({ dateTime: new Date(ms - by).toISOString().slice(0, 19), timeZone: 'UTC' });
  const answer = await callPeer(
    server, world.network, new URL(`https://${graph}/v1.0/users/${encodeURIComponent(address)}/calendar/getSchedule`),
    [['User-Agent', userAgent(server, 'ASProxy/CrossForest/EmailDomain')], ['Content-Type', 'application/json'],
      ['Authorization', `Bearer ${granted.token}`]],
    JSON.stringify({ schedules: [address], startTime: moment(call.from), endTime: moment(call.to), availabilityViewInterval: call.intervalMinutes }),
  );
  if (!answer.ok) return answer.timedOut ? outOfTime(server) : proxyFailed(server, answer.exception);
  const [schedule] = treesIn(decodedText(answer.body)?.['value']);
  if (answer.status !== 200 || schedule === undefined) {
    return proxyFailed(server, `System.Net.WebException: The remote server returned an error: (${answer.status}) ${reasonOf(answer.status)}.`);
  }
  const { error } = schedule;
  if (isTree(error)) return failedTarget(server, { responseCode: 'ErrorProxyRequestProcessingFailed', sentence: String(error['message']) });
  const at = (event: Tree, name: string): number => {
    const said = event[name];
    return Date.parse(`${isTree(said) ? String(said['dateTime']).slice(0, 19) : ''}Z`) + by;
  };
  return shownTimes(call, 'FreeBusyMerged', String(schedule['availabilityView']),
    treesIn(schedule['scheduleItems']).map((event) => [at(event, 'start'), at(event, 'end')]));
}

/** Before the update of September 2026 by the distance of the asking clock from UTC, later than they are. Source: Microsoft Support, 5125804. */
function moved(server: ServerPlan, { zone, from }: AvailabilityCall): number {
  return movesTimes(server) ? zoneClock(zone ?? utcRule, from) - from : 0;
}

function treesIn(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}
