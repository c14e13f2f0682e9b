/** `crosslines lab`: the imitated servers of a scenario, kept up for other clients. */
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from '../load.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { labSecrets, startLabOf, type RunningLab } from './lab-world.ts';
import { scenarioFile, scenarioFolder } from './named-scenarios.ts';
import type { Terminal } from './terminal.ts';

/** Runs until Ctrl-C. Prints how to reach each server, the accounts of this lab and the root to trust. */
export async function lab(name: string, options: { readonly scenarios?: string }, terminal: Terminal): Promise<ExitCode> {
  const file = scenarioFile(name, scenarioFolder(options.scenarios, terminal));
  // Imitated accounts only: a password of the environment stays where it is.
  const loaded = loadScenario(file, { environment: () => undefined, labSecret: labSecrets() });
  const running = await startLabOf(loaded, file);
  if (running === undefined) throw new UsageError(`${file} has no lab: section, so there is nothing to start.`);
  const folder = mkdtempSync(join(tmpdir(), 'crosslines-lab-'));
  const ca = join(folder, 'lab-ca.pem');
  writeFileSync(ca, running.caPem);
  const width = Math.max(...running.endpoints.map((endpoint) => endpoint.name.length));
  terminal.write([
    loaded.scenario.title, '',
    ...running.endpoints.map((endpoint) => `${endpoint.name.padEnd(width)}  ${endpoint.at}  ${endpoint.what}`), '',
    ...Object.values(loaded.scenario.signIns).map(({ id, user, oauth }) => {
      const credential = loaded.credentials.get(id);
      const secret = keptCertificate(folder, id, running) ?? (credential?.known ? credential.secret.reveal() : 'no secret');
      const who = oauth === undefined ? user ?? 'token' : `application ${oauth.clientId} of ${oauth.tenant}`;
      return `sign-in ${id}: ${who}, ${secret} (this lab only)`;
    }),
    `trust ${ca}`,
    'reach a server with, for example: '
      + `curl --cacert ${ca} ${[...running.routes].slice(0, 1).map(([from, to]) => `--connect-to ${from}:${to} https://${from}/EWS/Exchange.asmx`).join('')} -u USER:PASSWORD`,
    'Ctrl-C ends it.', '',
  ].join('\n'));
  await new Promise<void>((resolve) => { terminal.ending.signal.addEventListener('abort', () => { resolve(); }, { once: true }); keepAlive(terminal.ending.signal); });
  await running.stop();
  return exitCodes.asExpected;
}

/** Where certificate and key of an application are; undefined: it has none. */
function keptCertificate(folder: string, id: string, { certificates }: RunningLab): string | undefined {
  const pem = certificates.get(id);
  if (pem === undefined) return undefined;
  const file = join(folder, `${id}.pem`);
  writeFileSync(file, pem, { mode: 0o600 });
  return file;
}

/** The servers alone keep the process up already; this one lives as long as nobody ends it, whatever the servers do. */
function keepAlive(signal: AbortSignal): void {
  const timer = setInterval(() => undefined, 60_000);
  signal.addEventListener('abort', () => { clearInterval(timer); }, { once: true });
}
