/** A run in process, after imports, with 200 ms added to each answer, beside the slowest chain of answers that its tape shows. */
import { causes } from '../src/causes/index.ts';
import { labSecrets, startLabOf } from '../src/commands/lab-world.ts';
import { examine } from '../src/examine.ts';
import { loadScenario } from '../src/load.ts';
import { live } from '../src/network/live.ts';
import { recording } from '../src/network/tape.ts';
import { probes } from '../src/probes/index.ts';
import { encodeUserAvailabilityRequest } from '../src/protocol/user-availability-request.ts';

const ADDED_MS = 200;
const SCENARIOS = ['exchange-2016-as-installed-beside-2019', 'half-done/one-of-two-servers-changed', 'lab/healthy-by-autodiscover'];

interface Entry {
  readonly scope: string;
  readonly op: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly answer: { readonly value?: { readonly timings?: { readonly totalMs: number } } };
}

export async function runTime(print: (line: string) => void): Promise<void> {
  // Loads the EWS library: imports are not counted.
  await encodeUserAvailabilityRequest({ targets: ['a@b.test'], from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', intervalMinutes: 30 });
  for (const name of SCENARIOS) {
    const { totalMs, chain } = await measure(`scenarios/${name}.yaml`);
    const chainMs = chain.reduce((sum, { ms }) => sum + ms, 0);
    print(`run ${name}: ${totalMs.toFixed(0)} ms, slowest chain ${chainMs.toFixed(0)} ms, ratio ${(totalMs / chainMs).toFixed(2)} (wanted: at most 1.50)`);
    for (const { scope, ms } of chain) print(`    ${ms.toFixed(0).padStart(6)} ms  ${scope}`);
  }
}

async function measure(file: string) {
  const labSecret = labSecrets();
  const loaded = loadScenario(file, { environment: () => undefined, labSecret });
  const lab = await startLabOf(loaded, file, ADDED_MS);
  if (lab === undefined) throw new Error(`${file} has no lab`);
  const entries: Entry[] = [];
  const network = live({
    connectTo: lab.routes, hosts: lab.hosts, trust: [lab.caPem], signIns: loaded.scenario.signIns, credentials: loaded.credentials,
    rules: { namedHosts: new Set([...lab.hosts.keys()]), allowUntrusted: new Set(), allowWeakTls: new Set() }, signal: new AbortController().signal,
  });
  const door = recording(network, { tool: 'bench', scenario: loaded.scenario }, (line) => { entries.push(JSON.parse(line) as Entry); });
  const startedAt = performance.now();
  await examine(loaded.scenario, door, { probes, causes, toolVersion: 'bench' });
  const totalMs = performance.now() - startedAt;
  network.close();
  await lab.stop();
  return { totalMs, chain: slowestChain(entries.filter(({ op }) => ['resolve', 'handshake', 'negotiate', 'send'].includes(op))) };
}

/** What must be known before a question can be asked, by the kinds of both; the subject of the first may be any. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'certificate': ['tls-versions'], 'sign-in-schemes': ['tls-versions'], 'fingerprint': ['tls-versions'],
  'user-availability': ['tls-versions', 'autodiscover'], 'tls-versions': ['fingerprint', 'user-availability', 'autodiscover'], 'name-resolution': ['fingerprint', 'autodiscover'],
};

interface Link {
  readonly scope: string;
  readonly ms: number;
}

/**
 * The longest way through the pieces of work that depend on each other. A piece of work takes from its first question to its last
 * answer, waits at the account gate apart; it depends on pieces of the kinds it needs that were answered before it began.
 */
function slowestChain(entries: readonly Entry[]): readonly Link[] {
  const scopes = new Map<string, { from: number; to: number }>();
  for (const { scope, askedAt, answeredAt, answer } of entries) {
    // Waiting until an account may be tried is ours, not the server's: it does not count as answering.
    const from = Math.max(askedAt, answeredAt - (answer.value?.timings?.totalMs ?? Infinity));
    const span = scopes.get(scope) ?? { from, to: answeredAt };
    scopes.set(scope, { from: Math.min(span.from, from), to: Math.max(span.to, answeredAt) });
  }
  const kindOf = (scope: string): string => scope.slice(0, scope.indexOf(' '));
  const best = new Map<string, readonly Link[]>();
  const total = (chain: readonly Link[]): number => chain.reduce((sum, { ms }) => sum + ms, 0);
  for (const [scope, span] of [...scopes].sort((a, b) => a[1].from - b[1].from)) {
    const before = [...best].filter(([other]) => (NEEDS[kindOf(scope)] ?? []).includes(kindOf(other)) && (scopes.get(other)?.to ?? Infinity) <= span.from)
      .map(([, chain]) => chain).sort((a, b) => total(b) - total(a))[0] ?? [];
    best.set(scope, [...before, { scope, ms: span.to - span.from }]);
  }
  return [...best.values()].sort((a, b) => total(b) - total(a))[0] ?? [];
}
