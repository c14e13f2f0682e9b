/** The lookups by Microsoft Graph (getSchedule), for requesters in Exchange Online: all targets of one requester together. */
import { retryAfterMs } from '../exchange/back-off.ts';
import { apisOf, graphHost } from '../exchange/lookup-apis.ts';
import { timeWindow } from '../exchange/time-window.ts';
import type { BusyTime, GraphScheduleFact } from '../model/facts.ts';
import type { Mailbox } from '../model/scenario.ts';
import type { HttpAnswer, Network } from '../network/port.ts';
import { decodeScheduleAnswer, encodeScheduleRequest, scheduleHeaders, schedulePath, schedulesLimit } from '../protocol/graph-schedule.ts';
import { printable } from '../protocol/printable.ts';
import { answeredExchange, domainOf, failedExchange, gathered, requesters, targetsOf, type Asked } from './lookup-exchange.ts';
import { patiently } from './patience.ts';
import { defineProbe, LIMITS, observed, type Subject } from './probe.ts';
import { headerOf } from './sign-in-schemes.ts';

export default defineProbe({
  kind: 'graph-schedule',
  title: 'the same lookups by Microsoft Graph (getSchedule), in Exchange Online',
  subjects: (evidence) => requesters(evidence).filter(({ server }) => apisOf(evidence.server(server)).includes('graph')).map((mailbox): Subject => {
    const method = evidence.scenario.signIns[mailbox.signIn ?? '']?.method;
    if (method === 'token' || method === 'oauth') return { name: mailbox.address };
    const without = mailbox.signIn === undefined ? 'there is no sign-in' : `sign-in ${mailbox.signIn} holds none`;
    return { name: mailbox.address, skip: `Microsoft Graph takes bearer tokens only, and ${without}` };
  }),
  async gather(address, network, evidence) {
    const requester = requesters(evidence).find((mailbox) => mailbox.address === address);
    if (requester === undefined) throw new Error(`${address} is no requester`);
    const url = `https://${graphHost(evidence.server(requester.server))}${schedulePath(address)}`;
    const window = timeWindow(evidence.scenario.window, network.now());
    const ask = (label: string, targets: readonly string[]): Promise<AskedGraph> => askGraph({ label, targets, requester, url, window }, network);
    const first = await Promise.all(targetsOf(address, evidence, schedulesLimit).map((batch, index) => ask(`batch ${index + 1}`, batch)));
    // One address that the service cannot read may refuse all of them.
    const again = first.flatMap(({ exchange: { body, status, targets } }) =>
      (body === 'fault' && status === 400 && targets.length > 1 ? targets : []));
    const alone = await Promise.all(again.map((target, index) => ask(`alone ${index + 1}`, [target])));
    const asked = [...first, ...alone];
    return observed<GraphScheduleFact>({
      requester: address, url, ...gathered(asked),
      busy: Object.fromEntries(asked.flatMap(({ exchange, busy }) => exchange.targets.flatMap((target, index) => {
        const times = busy[index] ?? [];
        return times.length === 0 ? [] : [[target, times] as const];
      }))),
    });
  },
  summarize({ requester, url, targets, exchanges }) {
    const answers = Object.values(targets).map((attempts) => attempts.at(-1)?.answer ?? null);
    const good = answers.filter((answer) => answer?.responseCode === 'NoError').length;
    const last = exchanges.at(-1);
    const status = last?.status === 200 ? '' : `HTTP ${last?.status ?? 'none'} ${last?.fault?.faultCode ?? ''}`.trimEnd();
    const trouble = last?.failure?.message ?? status;
    const many = `${answers.length} schedule${answers.length === 1 ? '' : 's'}`;
    return printable(`${requester} asked ${new URL(url).host} for ${many}: ${good} answered without error${trouble ? ` (${trouble})` : ''}`, 300);
  },
});

interface Question {
  readonly label: string;
  readonly targets: readonly string[];
  readonly requester: Mailbox;
  readonly url: string;
  readonly window: ReturnType<typeof timeWindow>;
}

interface AskedGraph extends Asked {
  readonly busy: readonly (readonly BusyTime[])[];
}

async function askGraph({ label, targets, requester, url, window }: Question, network: Network): Promise<AskedGraph> {
  const body = encodeScheduleRequest({ targets, ...window });
  const { attempt, waited } = await patiently(label, (name) => network.send({
    label: `${label}${name}`, method: 'POST', url, body, minVersion: 'TLSv1.2', headers: { ...scheduleHeaders, 'User-Agent': 'crosslines' },
    ...(requester.signIn === undefined ? {} : { signIn: requester.signIn, credentialsDomain: domainOf(requester) }),
    timeoutMs: LIMITS.lookupMs, limitBytes: LIMITS.answerBytes,
  }), (answer) => pauseOf(answer, () => network.now()), network);
  if (!attempt.ok) return { exchange: failedExchange(url, targets, attempt.failure, waited), answers: [], busy: [] };
  const { answers, busy, ...decoded } = decodeScheduleAnswer(attempt.value.body, targets);
  return { exchange: answeredExchange(url, targets, attempt.value, false, waited, { ...decoded, executedBy: null }), answers, busy };
}

/** 429 and 503 say how long to wait. Source: Microsoft Learn, Microsoft Graph throttling guidance; Microsoft Graph error responses (503). */
function pauseOf(answer: HttpAnswer, now: () => number): number | null {
  return answer.status === 429 || answer.status === 503 ? retryAfterMs(headerOf(answer, 'retry-after'), now) : null;
}
