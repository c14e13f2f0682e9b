/** `crosslines autodiscover` in this process, against a lab. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { autodiscover, type AutodiscoverOptions } from '../../src/commands/autodiscover.ts';
import { UsageError } from '../../src/commands/exit-codes.ts';
import { labSecrets, startLabOf } from '../../src/commands/lab-world.ts';
import { replay } from '../../src/commands/replay.ts';
import { readScenario } from '../../src/load.ts';
import type { AutodiscoverFact } from '../../src/model/facts.ts';
import type { Report } from '../../src/model/report.ts';
import { recordedTerminal, type RecordedTerminal } from './recorded-terminal.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios', 'lab');
const worldOf = (name: string): string => readFileSync(join(scenarios, `${name}.yaml`), 'utf8');
const PASSWORD = 'CROSSLINES_AUTODISCOVER_PASSWORD';
const service = { user: 'CONTOSO\\svc-crosslines', passwordEnv: PASSWORD } as const;

interface Searched {
  readonly code: number;
  readonly terminal: RecordedTerminal;
  readonly secret: string;
}

async function searched(yaml: string, options: AutodiscoverOptions, address = 'boris@contoso.test', ended = false): Promise<Searched> {
  const loaded = readScenario(yaml, 'inline.yaml', { environment: () => undefined, labSecret: labSecrets() });
  const lab = await startLabOf(loaded, 'inline.yaml');
  const credential = loaded.credentials.get('corp');
  const secret = credential?.known === true ? credential.secret.reveal() : '';
  const terminal = recordedTerminal({ [PASSWORD]: secret });
  if (ended) terminal.ending.abort();
  try {
    return { code: await autodiscover(address, options, terminal, lab), terminal, secret };
  } finally {
    await lab?.stop();
  }
}

const traceIn = ({ terminal }: Searched) => JSON.parse(terminal.output()) as AutodiscoverFact & { readonly schema: string; readonly reason?: string };

describe('crosslines autodiscover', () => {
  it('gives the URL, where it came from, and every step', async () => {
    const done = await searched(worldOf('healthy-by-autodiscover'), { ...service, format: ['json'] });
    const trace = traceIn(done);
    expect(done.code).toBe(0);
    expect(Object.keys(trace)).toEqual(['schema', 'address', 'availabilityUrl', 'from', 'steps']);
    expect(trace).toMatchObject({ schema: 'crosslines-autodiscover/1', address: 'boris@contoso.test', from: 'EXPR' });
    expect(trace.availabilityUrl).toMatch(/^https:\/\/[a-z0-9.]+\.contoso\.test\/EWS\/Exchange\.asmx$/i);
    expect(trace.steps.map(({ method, outcome }) => `${method} ${outcome}`)).toEqual(['https-root-domain unreachable', 'https-autodiscover-host settings']);
    expect(done.terminal.told()).toBe('credentials of sign-in CONTOSO\\svc-crosslines go to autodiscover.contoso.test\n');
  });

  it('tells people the same', async () => {
    const { code, terminal } = await searched(worldOf('healthy-by-autodiscover'), { ...service, quiet: true });
    const text = terminal.output().replace(/\d+ ms/g, '5 ms').replace(/https:\/\/\S+\/EWS\/Exchange\.asmx/g, 'URL').replace(/\n {2}(?=\S)/g, ' ');
    expect({ code, told: terminal.told() }).toEqual({ code: 0, told: '' });
    expect(text).toBe([
      'Autodiscover of boris@contoso.test', '',
      '1.  root domain: no answer, 5 ms', '    https://contoso.test/autodiscover/autodiscover.xml', '    the name contoso.test does not exist in DNS', '',
      '2.  autodiscover host: settings, 5 ms', '    https://autodiscover.contoso.test/autodiscover/autodiscover.xml', '    answers with settings [Microsoft-IIS/10.0]', '',
      '✓ The availability URL is URL (POX, protocol EXPR: for clients outside; step 2).', '',
    ].join('\n'));
  });

  it('ends with 1 when there is no URL, and shows where it was looked for', async () => {
    const done = await searched(worldOf('autodiscover-endpoint-404'), { ...service, format: ['json'] });
    expect(done.code).toBe(1);
    expect(traceIn(done).steps.map(({ method, status }) => [method, status])).toEqual([
      ['https-root-domain', undefined], ['https-autodiscover-host', 404], ['http-redirect', 302], ['redirect', undefined], ['srv', undefined], ['json', 404]]);
    const shown = await searched(worldOf('client-autodiscover-no-ews-url'), service, 'anna@contoso.test');
    expect(shown.code).toBe(1);
    expect(shown.terminal.output()).toContain('✗ Autodiscover answered for anna@contoso.test, but gave no availability URL.');
  });

  it('asks without an account, and tells what is asked for', async () => {
    const done = await searched(worldOf('healthy-by-autodiscover'), { signIn: 'none', format: ['json'] });
    expect(traceIn(done).steps.find(({ method }) => method === 'https-autodiscover-host')).toMatchObject({ outcome: 'rejected', status: 401 });
    expect(done.terminal.told()).toBe('');
  });

  it('ends with 3 when it was ended before', async () => {
    const done = await searched(worldOf('healthy-by-autodiscover'), { ...service, format: ['json'] }, undefined, true);
    expect(done.code).toBe(3);
    expect(traceIn(done)).toMatchObject({ availabilityUrl: null, steps: [], reason: 'the run was ended before this was answered' });
  });

  it('is the same from its tape, and the tape holds no secret', async () => {
    const tape = join(mkdtempSync(join(tmpdir(), 'crosslines-test-')), 'run.tape');
    const done = await searched(worldOf('healthy-by-autodiscover'), { ...service, format: ['json'], record: tape });
    const terminal = recordedTerminal();
    expect(await replay(tape, { format: ['json'] }, terminal)).toBe(0);
    const { observations } = JSON.parse(terminal.output()) as Report;
    const { address, availabilityUrl, from, steps } = traceIn(done);
    expect(observations.map(({ id, outcome }) => [id, outcome.status === 'observed' && outcome.fact])).toEqual([
      ['autodiscover boris@contoso.test', expect.objectContaining({ address, availabilityUrl, from, steps })]]);
    expect(readFileSync(tape, 'utf8')).not.toContain(done.secret);
  });

  it.each([
    [['nobody'], {}, /"nobody" is not an address/],
    [['a@contoso.test'], { format: ['junit'] }, /--format junit renders lookups; expected terminal or json\./],
    [['a@contoso.test'], { signIn: 'kerberos' }, /--sign-in kerberos is not known/],
    [['a@contoso.test'], { passwordEnv: 'NOT_THERE' }, /NOT_THERE, which is not set/],
    [['a@contoso.test'], { signIn: 'none', timeout: '-1' }, /--timeout/],
  ] as const)('refuses %j %j', async ([address], options, says) => {
    await expect(autodiscover(address, options, recordedTerminal())).rejects.toThrow(says);
    await expect(autodiscover(address, options, recordedTerminal())).rejects.toBeInstanceOf(UsageError);
  });
});
