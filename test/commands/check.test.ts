/** `crosslines check` in this process, against labs of which it knows nothing but the DNS. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, type CheckOptions } from '../../src/commands/check.ts';
import { UsageError } from '../../src/commands/exit-codes.ts';
import { labSecrets, startLabOf } from '../../src/commands/lab-world.ts';
import { replay } from '../../src/commands/replay.ts';
import { readScenario } from '../../src/load.ts';
import type { Report } from '../../src/model/report.ts';
import { found } from '../run-scenario.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios');
const byAutodiscover = readFileSync(join(scenarios, 'lab', 'healthy-by-autodiscover.yaml'), 'utf8');
/** The same without what lets the Exchange 2016 dial with TLS 1.2, and on the Windows that it usually has. */
const asInstalled = byAutodiscover.replace('windows: "2016"', 'windows: "2012R2"').replace(/^ {6}registry:\n(?: {8}.*\n)+/m, '      windows: "2012R2"\n');
const withOwnAccounts = byAutodiscover.replace(/corp: .*/, 'corp: { method: ntlm, user: anna@contoso.test, password: "${env:CROSSLINES_PASSWORD}" }')
  .replace('server: ex19, signIn: corp', 'server: ex19');
const PASSWORD = 'CROSSLINES_CHECK_PASSWORD';

interface Checked {
  readonly code: number;
  readonly report: Report;
  readonly told: string;
}

async function checked(yaml: string, options: CheckOptions, pair: readonly [string, string] = ['anna@contoso.test', 'boris@contoso.test'], known = true): Promise<Checked> {
  const loaded = readScenario(yaml, 'inline.yaml', { environment: () => undefined, labSecret: labSecrets() });
  const lab = await startLabOf(loaded, 'inline.yaml');
  const credential = loaded.credentials.get('corp');
  const terminal = recordedTerminal(known && credential?.known === true ? { [PASSWORD]: credential.secret.reveal() } : {});
  try {
    const code = await check(...pair, { format: ['json'], ...options }, terminal, lab);
    return { code, report: JSON.parse(terminal.output()) as Report, told: terminal.told() };
  } finally {
    await lab?.stop();
  }
}

/** What is done in a running lab of that world. */
async function inLab<T>(yaml: string, done: (lab: NonNullable<Awaited<ReturnType<typeof startLabOf>>>) => Promise<T>): Promise<T> {
  const lab = await startLabOf(readScenario(yaml, 'inline.yaml', { environment: () => undefined, labSecret: labSecrets() }), 'inline.yaml');
  if (lab === undefined) throw new Error('the world has no lab');
  try {
    return await done(lab);
  } finally {
    await lab.stop();
  }
}

const service = { user: 'CONTOSO\\svc-crosslines', passwordEnv: PASSWORD, impersonate: true } as const;
const seen = ({ verdicts }: Report) => verdicts.map((verdict) => ({ id: verdict.lookup.id, availability: verdict.availability, found: found(verdict) }));

describe('check on a lab with nothing but DNS answers', () => {
  it('finds both servers and that all is well', async () => {
    const { code, report, told } = await checked(byAutodiscover, { ...service, both: true });
    expect(seen(report)).toEqual([
      { id: 'anna@contoso.test -> boris@contoso.test', availability: 'shown', found: [] },
      { id: 'boris@contoso.test -> anna@contoso.test', availability: 'shown', found: [] },
    ]);
    expect({ code, notices: report.notices }).toEqual({ code: 0, notices: [] });
    expect(told).toContain('credentials of sign-in CONTOSO\\svc-crosslines go to autodiscover.contoso.test\n');
    expect(report.scenario.title).toBe('anna@contoso.test looks up boris@contoso.test, and the other way round');
  });

  it('finds the cause with --both, and says it with the versions that it saw', async () => {
    const { code, report } = await checked(asInstalled, { ...service, both: true });
    expect(seen(report)).toEqual([
      { id: 'anna@contoso.test -> boris@contoso.test', availability: 'hash-marks', found: ['tls-version-mismatch-between-exchange-servers'] },
      { id: 'boris@contoso.test -> anna@contoso.test', availability: 'shown', found: [] },
    ]);
    expect(report.verdicts[0]?.findings[0]?.explanation).toContain("anna's server (Exchange 2016) asks boris's server (Exchange 2019)");
    expect({ code, notices: report.notices }).toEqual({ code: 1, notices: [] });
  });

  it('finds the cause in one direction, where the other server executes nothing for us', async () => {
    const { code, report } = await checked(asInstalled, service);
    expect(seen(report)).toEqual([
      { id: 'anna@contoso.test -> boris@contoso.test', availability: 'hash-marks', found: ['tls-version-mismatch-between-exchange-servers'] },
    ]);
    expect(report.verdicts[0]?.findings[0]?.explanation).toContain("boris's server (Exchange 2019)");
    expect(code).toBe(1);
  });

  it('looks up somebody on the same server', async () => {
    const together = byAutodiscover.replace('server: ex19, signIn: corp', 'server: ex16, signIn: corp');
    const { code, report } = await checked(together, { ...service, both: true });
    expect(seen(report).map(({ availability }) => availability)).toEqual(['shown', 'shown']);
    expect({ code, notices: report.notices }).toEqual({ code: 0, notices: [] });
  });

  it('asks with the requester\'s own account; who has none is found with it, but asks nothing back', async () => {
    const { code, report } = await checked(withOwnAccounts, { passwordEnv: PASSWORD, both: true });
    expect(seen(report).map(({ availability }) => availability)).toEqual(['shown', 'not-observed']);
    expect(report.verdicts[1]?.notObserved).toBe('the server asks for credentials, and none were given for boris@contoso.test');
    expect(code).toBe(3);
  });

  it('says what is missing when no password is known and nobody can be asked', async () => {
    const { code, report } = await checked(byAutodiscover, { user: 'CONTOSO\\svc-crosslines' }, undefined, false);
    expect(seen(report)).toMatchObject([{ availability: 'not-observed' }]);
    expect(report.verdicts[0]?.notObserved).toBe('sign-in CONTOSO\\svc-crosslines was not tried: no password was given');
    expect(report.verdicts[0]?.toObserve).toMatch(/^Sign in as anna@contoso\.test, /);
    expect(report.notices.map(({ says }) => says)).toEqual([
      expect.stringMatching(/^Seen without signing in: anna's server is Exchange 2016 on Windows Server 2016 at .*:443 and accepts TLS 1\.0.*; boris's server is Exchange 2019 .* accepts TLS 1\.2\. /),
      expect.stringMatching(/^Worth a look already: unless somebody changed its settings, anna's server calls other servers with TLS 1\.0, and boris's server accepts TLS 1\.2 only\./),
    ]);
    expect(code).toBe(3);
  });

  it('says what to do about a wrong password, and tries it nowhere a third time', async () => {
    const terminal = recordedTerminal({ [PASSWORD]: 'wrong' });
    const { code, report } = await inLab(byAutodiscover, async (lab) => ({
      code: await check('anna@contoso.test', 'boris@contoso.test', { ...service, format: ['json'] }, terminal, lab), report: JSON.parse(terminal.output()) as Report,
    }));
    expect(seen(report)).toMatchObject([{ availability: 'not-observed' }]);
    expect(report.verdicts[0]?.toObserve).toMatch(/^Check user and password of CONTOSO\\svc/);
    expect(JSON.stringify(report.observations).match(/"outcome":"rejected"/g)?.length).toBeLessThanOrEqual(2);
    expect(code).toBe(3);
  });

  it('is told where the servers are, by the address of the webmail', async () => {
    const { code, report } = await checked(byAutodiscover, { ...service, ews: 'mail16.contoso.test/owa/', targetEws: 'https://mail19.contoso.test/EWS/Exchange.asmx' });
    expect({ code, why: report.verdicts[0]?.notObserved }).toEqual({ code: 3, why: expect.stringContaining('mail16.contoso.test') as string });
    expect(report.observations.filter(({ kind }) => kind === 'autodiscover')).toEqual([]);
    const there = await checked(byAutodiscover, { ...service, ews: 'http://ex16.contoso.test/owa/', targetEws: 'ex19.contoso.test' });
    expect({ code: there.code, seen: seen(there.report).map(({ availability }) => availability) }).toEqual({ code: 0, seen: ['shown'] });
    expect(there.report.observations.filter(({ kind }) => kind === 'autodiscover')).toEqual([]);
  });

  it('sends no account to another organization', async () => {
    const { report, told } = await checked(byAutodiscover.replaceAll('boris@contoso.test', 'boris@fabrikam.test'), { ...service, both: true }, ['anna@contoso.test', 'boris@fabrikam.test']);
    expect(told).not.toContain('fabrikam');
    expect(seen(report)[1]).toMatchObject({ availability: 'not-observed' });
  });

  it('keeps a tape whose replay gives the same report', async () => {
    const tape = join(mkdtempSync(join(tmpdir(), 'crosslines-test-')), 'check.tape');
    const { code, report } = await checked(asInstalled, { ...service, both: true, record: tape });
    const again = recordedTerminal();
    expect(await replay(tape, { format: ['json'] }, again)).toBe(code);
    expect({ ...JSON.parse(again.output()) as Report, tool: null }).toEqual({ ...report, tool: null });
  });
});

describe('what is asked of whoever sits there', () => {
  const asking = (answers: readonly string[]) => {
    const questions: string[] = [];
    const answer = async (question: string): Promise<string> => {
      questions.push(question);
      return answers[questions.length - 1] ?? '';
    };
    return { questions, terminal: { ...recordedTerminal(), ask: answer, askHidden: answer } };
  };
  const nowhere = { routes: new Map(), hosts: new Map(), caPem: '' };

  const places = ['anna', 'boris'].map((name) => `Autodiscover found no server of ${name}@contoso.test. Where is its webmail, such as https://mail.contoso.com/owa? [Enter: not known]`);

  it('is the account of each who asks', async () => {
    const { questions, terminal } = asking(['', 'secret', 'CONTOSO\\boris', 'secret']);
    await check('anna@contoso.test', 'boris@contoso.test', { both: true }, terminal, nowhere);
    expect(questions).toEqual([
      'User to sign in with as anna@contoso.test, such as CONTOSO\\name [anna@contoso.test]', 'Password of anna@contoso.test [Enter: go on without signing in]',
      'User to sign in with as boris@contoso.test, such as CONTOSO\\name [boris@contoso.test]', 'Password of CONTOSO\\boris [Enter: go on without signing in]',
      ...places,
    ]);
  });

  it('is nothing that the options say', async () => {
    const { questions, terminal } = asking([]);
    await check('anna@contoso.test', 'boris@contoso.test', { both: true, impersonate: true, user: 'svc' }, terminal, nowhere);
    await check('anna@contoso.test', 'boris@contoso.test', { both: true, signIn: 'none' }, terminal, nowhere);
    await check('anna@contoso.test', 'boris@contoso.test', { signIn: 'token' }, terminal, nowhere);
    expect(questions.filter((question) => !question.startsWith('Autodiscover'))).toEqual([
      'Password of svc [Enter: go on without signing in]', 'Token of anna@contoso.test [Enter: go on without signing in]',
    ]);
  });

  it('is asked again after a wrong answer, and the mailbox may be pasted from Outlook', async () => {
    const { questions, terminal } = asking(['anna', '"Anna" <anna@contoso.test>', 'ANNA@contoso.test', 'mailto:boris@contoso.test']);
    await check(undefined, undefined, { signIn: 'none', format: ['json'] }, terminal, nowhere);
    expect(questions).toEqual([...Array<string>(2).fill('Address of who sees the cross lines'), ...Array<string>(2).fill('Address of the colleague whose calendar is not shown'), ...places]);
    expect((JSON.parse(terminal.output()) as Report).verdicts[0]?.lookup.id).toBe('anna@contoso.test -> boris@contoso.test');
    expect(terminal.told()).toContain('"anna" is not an address such as anna@contoso.com.\n');
    expect(terminal.told()).toContain('requester and target are the same mailbox; name two.\n');
  });

  it('is not asked a fourth time', async () => {
    const { questions, terminal } = asking(['', 'anna', 'x y', 'anna@contoso.test']);
    await expect(check(undefined, undefined, {}, terminal, nowhere)).rejects.toThrow(new UsageError('"x y" is not an address such as anna@contoso.com.'));
    expect(questions).toHaveLength(3);
  });

  it('is where the webmail is, once Autodiscover has found nothing; then it is asked there', async () => {
    const report = await inLab(byAutodiscover, async ({ hosts, routes, caPem }) => {
      const { terminal } = asking(['ftp://ex16.contoso.test', 'https://ex16.contoso.test/owa', 'ex19.contoso.test']);
      const without = <T>(names: ReadonlyMap<string, T>): ReadonlyMap<string, T> => new Map([...names].filter(([name]) => !name.startsWith('autodiscover.')));
      await check('anna@contoso.test', 'boris@contoso.test', { signIn: 'none', format: ['json'] }, terminal, { hosts: without(hosts), routes: without(routes), caPem });
      expect(terminal.told()).toContain('"ftp://ex16.contoso.test" is no address of a server such as https://mail.contoso.com/owa.\n');
      return JSON.parse(terminal.output()) as Report;
    });
    expect(report.servers?.map(({ version, endpoints }) => [version, endpoints[0]])).toEqual([
      ['exchange-2016', 'ex16.contoso.test:443'], ['exchange-2019', 'ex19.contoso.test:443'],
    ]);
    expect(report.verdicts[0]?.notObserved).toBe('the server asks for credentials, and none were given for anna@contoso.test');
  });

  it('is not where the server is when nobody can be asked: the report says what would help', async () => {
    const terminal = recordedTerminal();
    expect(await check('anna@contoso.test', 'boris@contoso.test', { format: ['json'] }, terminal, nowhere)).toBe(3);
    const { notices, verdicts } = JSON.parse(terminal.output()) as Report;
    expect(verdicts[0]?.toObserve).toMatch(/^Find out where anna@contoso\.test opens mail in a browser, .*--ews https:/);
    expect(notices).toEqual([]);
  });
});

describe('mistakes of the caller', () => {
  it.each<[string | undefined, string | undefined, CheckOptions, string]>([
    [undefined, undefined, {}, 'the address of who sees the cross lines is missing: crosslines check anna@contoso.com boris@contoso.com'],
    ['anna@contoso.test', undefined, {}, 'the address of the colleague is missing: crosslines check anna@contoso.com boris@contoso.com'],
    ['anna', 'boris@contoso.test', {}, '"anna" is not an address such as anna@contoso.com.'],
    ['anna@contoso.test', 'ANNA@contoso.test', {}, 'requester and target are the same mailbox; name two.'],
    ['a@x.test', 'b@x.test', { ews: 'ftp://mail.x.test' }, '--ews "ftp://mail.x.test" is no address of a server such as https://mail.contoso.com/owa.'],
    ['a@x.test', 'b@x.test', { targetEws: 'https://u:secret@mail.x.test/' }, '--target-ews must not hold a user or password.'],
    ['a@x.test', 'b@x.test', { signIn: 'kerberos' }, '--sign-in kerberos is not known; expected ntlm, basic, oauth, token or none.'],
    ['a@x.test', 'b@x.test', { signIn: 'none', user: 'a' }, '--sign-in none asks without an account; leave out --user, --password-env and --impersonate.'],
    ['a@x.test', 'b@x.test', { signIn: 'token', user: 'a' }, '--sign-in token takes no --user: the token names its account.'],
    ['a@x.test', 'b@x.test', { passwordEnv: 'NOT_SET' }, '--password-env names NOT_SET, which is not set in the environment.'],
    ['a@x.test', 'b@x.test', { signIn: 'none', timeout: 'soon' }, '--timeout soon is not a number of seconds from 1 to 86400.'],
    ['a@x.test', 'b@x.test', { signIn: 'none', proxy: 'socks5://p:1' }, '--proxy names a proxy that speaks socks5; crosslines speaks with http proxies only. Expected http://[user:password@]host:port, such as http://proxy.contoso.com:3128.'],
  ])('%s %s %j', async (requester, target, options, says) => {
    await expect(check(requester, target, options, recordedTerminal())).rejects.toThrow(new UsageError(says));
  });
});
