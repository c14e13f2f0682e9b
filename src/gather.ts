/** Runs each probe on each of its subjects until nothing new appears. What is thrown here is our own fault, and said so. */
import { evidenceOf, observationId } from './evidence.ts';
import type { Attempt } from './model/failure.ts';
import type { Evidence } from './model/evidence.ts';
import type { Observation, Outcome } from './model/observation.ts';
import type { Scenario } from './model/scenario.ts';
import type { Network } from './network/port.ts';
import { TapeError } from './network/tape.ts';
import type { Probe, Subject } from './probes/probe.ts';

export interface Gathered {
  readonly evidence: Evidence;
  /** Was the run ended before every question was answered? */
  readonly interrupted: boolean;
}

/**
 * @param onProgress told how many questions are answered, and how many are known by now
 * @param brought what is known before anything is asked
 * Throws TapeError when a tape lacks an answer.
 */
export async function gather(
  scenario: Scenario, network: Network, probes: readonly Probe[], onProgress: (answered: number, known: number) => void = () => undefined,
  brought: readonly Observation[] = [],
): Promise<Gathered> {
  const found = new Map<string, Observation>(brought.map((observation) => [observation.id, observation]));
  const growing = evidenceOf(scenario, found);
  const started = new Set<string>();
  const running = new Set<Promise<void>>();
  let interrupted = false;
  let answered = 0;
  let tapeError: TapeError | undefined;

  async function ask(probe: Probe, subject: string, id: string): Promise<void> {
    const door = watched(network.within(id));
    const startedAt = door.network.now();
    let outcome: Outcome<never>;
    let summary = '';
    try {
      const attempt = await probe.gather(subject, door.network, growing) as Attempt<never>;
      if (door.interrupted()) {
        interrupted = true;
        outcome = { status: 'skipped', reason: 'the run was ended before this was answered' };
      } else if (attempt.ok) {
        outcome = { status: 'observed', fact: attempt.value };
        summary = probe.summarize(attempt.value);
      } else {
        outcome = { status: 'failed', reason: attempt.failure.message, failure: attempt.failure };
      }
    } catch (error) {
      if (error instanceof TapeError) tapeError = error;
      outcome = { status: 'crashed', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
    const ms = tapeError === undefined ? door.network.now() - startedAt : 0;
    add(probe, subject, id, startedAt, ms, outcome, summary);
  }

  function add(probe: Probe, subject: string, id: string, at: number, ms: number, outcome: Outcome<never>, summary: string): void {
    const said = outcome.status === 'observed' ? summary : outcome.reason;
    found.set(id, { id, kind: probe.kind, subject, at: new Date(at).toISOString(), ms, outcome, summary: said });
    answered++;
  }

  /** A probe that cannot say what to ask is our own fault; the others go on. */
  function subjectsOf(probe: Probe): readonly Subject[] {
    try {
      return probe.subjects(growing);
    } catch (error) {
      const id = observationId(probe.kind, 'subjects');
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      if (!found.has(id)) add(probe, 'subjects', id, network.within(id).now(), 0, { status: 'crashed', reason }, '');
      return [];
    }
  }

  function begin(probe: Probe): void {
    for (const { name, skip } of subjectsOf(probe)) {
      const id = observationId(probe.kind, name);
      if (started.has(id)) continue;
      if (skip === undefined) {
        const work = ask(probe, name, id).then(() => { running.delete(work); });
        running.add(work);
      } else {
        add(probe, name, id, network.within(id).now(), 0, { status: 'skipped', reason: skip }, '');
      }
      started.add(id);
    }
  }

  for (;;) {
    const before = started.size;
    for (const probe of probes) if (probe.afterOthers !== true) begin(probe);
    // What was skipped in this round may be what another probe waits for.
    const settled = running.size === 0 && started.size === before;
    if (settled) for (const probe of probes) if (probe.afterOthers === true) begin(probe);
    onProgress(answered, started.size);
    if (running.size > 0) await Promise.race(running);
    else if (settled && started.size === before) break;
    if (tapeError !== undefined) throw tapeError;
  }
  return { evidence: evidenceOf(scenario, inOrder(found, probes)), interrupted };
}

/** Notices when an answer was cut short by the end of the run: what a probe makes of that is not evidence. */
function watched(network: Network): { readonly network: Network; interrupted(): boolean } {
  let cut = false;
  const look = <T>(attempt: Attempt<T>): Attempt<T> => {
    if (!attempt.ok && attempt.failure.kind === 'interrupted') cut = true;
    return attempt;
  };
  const watching = (door: Network): Network => ({
    ...door,
    within: (scope) => watching(door.within(scope)),
    resolve: async (host) => look(await door.resolve(host)),
    services: async (name) => look(await door.services(name)),
    handshake: async (request) => look(await door.handshake(request)),
    negotiate: async (request) => look(await door.negotiate(request)),
    send: async (request) => look(await door.send(request)),
    wait: async (request) => look(await door.wait(request)),
    listen: async (request) => look(await door.listen(request)),
  });
  return { interrupted: () => cut, network: watching(network) };
}

/** By the order of the probes, then by subject, what was brought last: the order of arrival must not show. */
function inOrder(found: ReadonlyMap<string, Observation>, probes: readonly Probe[]): ReadonlyMap<string, Observation> {
  const rank = new Map(probes.map((probe, index) => [probe.kind, index]));
  return new Map([...found.values()]
    .sort((a, b) => (rank.get(a.kind) ?? probes.length) - (rank.get(b.kind) ?? probes.length) || (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0))
    .map((observation) => [observation.id, observation]));
}
