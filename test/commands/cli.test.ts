/** The command line as its user meets it: arguments in, output and exit code out. Runs the built program. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { profileOf } from '../../src/exchange/client-hellos.ts';
import { encodeProfileHello } from '../../src/protocol/tls/profile-hello.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'crosslines-test-'));

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly told: string;
}

function crosslines(args: readonly string[], onTold?: (told: string, end: () => void) => void): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'out', 'cli.js'), ...args], { cwd: root, env: { PATH: process.env['PATH'], NO_COLOR: '1' } });
    let output = '';
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      onTold?.(told, () => child.kill('SIGINT'));
    });
    child.on('error', reject);
    child.on('close', (code) => { resolve({ code, output, told: told.replaceAll(root, '.') }); });
  });
}

const written = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('mistakes of the caller get one clear sentence and exit code 2', () => {
  it.each([
    [['run', 'exchange-2016-as-instaled-beside-2019'], 'crosslines: there is no scenario "exchange-2016-as-instaled-beside-2019" in ./scenarios; did you mean "exchange-2016-as-installed-beside-2019"? "crosslines list scenarios" shows them; a path must end in .yaml.\n'],
    [['run', 'nowhere.yaml'], 'crosslines: nowhere.yaml cannot be used (it does not exist).\n'],
    [['run', 'lab/healthy', '--format', 'xml'], 'crosslines: --format xml is not known; expected terminal, json, junit, github, html, nagios, prometheus or csv.\n'],
    [['run', 'lab/healthy', '--format', 'json', '--format', 'terminal'], 'crosslines: only one --format can go to standard output; write the others into files, as in --format json=report.json.\n'],
    [['run', 'lab/healthy', '--timeout', 'soon'], 'crosslines: --timeout soon is not a number of seconds from 1 to 86400.\n'],
    [['run', 'lab/healthy', '--connect-to', 'mail'], 'crosslines: --connect-to mail is not of the form HOST:PORT:ADDR:PORT, such as mail.contoso.com:443:127.0.0.1:8443.\n'],
    [['run', 'lab/healthy', '--lookup', 'anna -> nobody'], 'crosslines: --lookup names "nobody", which is neither an address nor a mailbox of the scenario (anna or boris).\n'],
    [['run', 'lab/healthy', '--anonymize'], 'crosslines: --anonymize changes what --record writes; say --record TAPE as well.\n'],
    [['tls', 'mail.contoso.test', '--anonymize'], 'crosslines: --anonymize changes what --record writes; say --record TAPE as well.\n'],
    [['replay', 'any.tape', '--anonymize'], 'crosslines: --anonymize changes what --record writes; say --record TAPE as well.\n'],
    [['replay', 'any.tape', '--record', 'other.tape'], 'crosslines: --record keeps nothing new of a replay; say --anonymize as well.\n'],
    [['replay', 'any.tape', '--record', './any.tape', '--anonymize'], 'crosslines: --record ./any.tape would write over the tape that is replayed; give another name.\n'],
    [['list', 'servers'], 'crosslines: there is no list of "servers"; expected scenarios, causes, probes, profiles or formats.\n'],
    [['run'], 'error: missing required argument \'scenario\'\n(crosslines --help lists the commands)\n'],
    [['rnu'], 'error: unknown command \'rnu\'\n(Did you mean run?)\n(crosslines --help lists the commands)\n'],
  ])('%j', async (args, told) => {
    expect(await crosslines(args)).toEqual({ code: 2, output: '', told });
  });

  it.each([
    [['run', '--format', 'nagios'], 'UNKNOWN - crosslines: missing required argument \'scenario\'\n'],
    [['run', 'nowhere.yaml', '--format=nagios'], 'UNKNOWN - crosslines: nowhere.yaml cannot be used (it does not exist).\n'],
    [['tls', 'mail.contoso.test', '--format', 'nagios'], 'UNKNOWN - crosslines: --format nagios is not known; expected terminal or json.\n'],
  ])('%j: as a monitoring plugin tells it, with nothing on standard error', async (args, output) => {
    expect(await crosslines(args)).toEqual({ code: 3, output, told: '' });
  });

  it('names file, line, column and the words accepted', async () => {
    const file = written('mistakes.yaml', [
      'servers:', '  ex16: { version: exchange-2017 }', 'mailboxes:', '  anna: { address: anna, server: ex16 }', 'lookups: [anna -> bo]', 'lookup: []', '',
    ].join('\n'));
    const { code, told } = await crosslines(['run', file]);
    expect({ code, told: told.replaceAll(file, 'mistakes.yaml') }).toEqual({ code: 2, told: [
      'crosslines: mistakes.yaml has 4 mistakes:',
      'mistakes.yaml:2:20: version of server ex16 is "exchange-2017", which is not one of exchange-2007, exchange-2010, exchange-2013, exchange-2016, exchange-2019, exchange-se or exchange-online. Did you mean "exchange-2007"?',
      'mistakes.yaml:4:20: "anna" of mailbox anna is not an address such as anna@contoso.com.',
      'mistakes.yaml:5:11: the lookup "anna -> bo" names "bo", which is no mailbox of this scenario. Known: anna.',
      'mistakes.yaml:6:1: a scenario has no "lookup"; did you mean "lookups"? Accepted here: title, servers, signIn, mailboxes, lookups, window, repeat, expect, connectTo, trust, trustHosts, scp, evidence, knownEvent or lab.',
      '',
    ].join('\n') });
  });
});

describe('the program', () => {
  it('runs the scenario of npm start', async () => {
    const { code, output, told } = await crosslines(['run', 'exchange-2016-as-installed-beside-2019']);
    expect({ code, told }).toEqual({ code: 0, told: 'credentials of sign-in corp go to mail16.contoso.test\ncredentials of sign-in corp go to mail19.contoso.test\n' });
    await expect(output).toMatchFileSnapshot(join('golden', 'npm-start.txt'));
  });

  it('keeps a tape whose replay gives the same report and needs no network', async () => {
    const tape = join(folder, 'run.tape');
    const ran = await crosslines(['run', 'lab/dns-name-not-resolved', '--record', tape, '--format', 'json', '--quiet']);
    const replayed = await crosslines(['replay', tape, '--format', 'json']);
    expect(ran).toEqual({ code: 0, output: expect.stringContaining('"dns-name-not-resolved"') as string, told: '' });
    expect(replayed).toEqual({ ...ran });
  });

  it('keeps a tape for strangers: the same verdicts, other names; the screen shows the real ones', async () => {
    const [plain, tape, again] = ['plain.tape', 'strangers.tape', 'again.tape'].map((name) => join(folder, name)) as [string, string, string];
    const concluded = (output: string): unknown => (JSON.parse(output) as Report).verdicts.map(({ availability, findings }) => [availability, findings.map(({ cause, confidence }) => [cause, confidence])]);
    const ran = await crosslines(['run', 'lab/dns-name-not-resolved', '--record', tape, '--anonymize', '--format', 'json']);
    const replayed = await crosslines(['replay', tape, '--format', 'json']);
    expect({ code: ran.code, replayed: replayed.code }).toEqual({ code: 0, replayed: 0 });
    expect(concluded(replayed.output)).toEqual(concluded(ran.output));
    expect(ran.output).toContain('anna@contoso.test');
    expect(`${readFileSync(tape, 'utf8')}${replayed.output}`).not.toMatch(/anna|boris|contoso|mail16|ex16/i);
    expect(ran.told.replaceAll(folder, '.').replace(/\d+ ids/, 'N ids')).toBe('credentials of sign-in corp go to mail16.contoso.test\ncredentials of sign-in corp go to mail19.contoso.test\n'
      + './strangers.tape is anonymized: replaced 8 names of people and machines, 1 domain, N ids. Look it over before you hand it on: builds, dates and free and busy '
      + 'times stay, and so may a name that stands nowhere but in running text.\n');

    await crosslines(['run', 'lab/dns-name-not-resolved', '--record', plain, '--quiet']);
    const { code, output, told } = await crosslines(['replay', plain, '--record', again, '--anonymize', '--quiet']);
    expect({ code, told }).toEqual({ code: 0, told: '' });
    expect(output).toContain('anna@contoso.test');
    expect((await crosslines(['replay', again])).output).toContain('person1@org1.example sees CROSS LINES instead of the availability of person2@org1.example');
  });

  it('refuses a tape that lacks an answer', async () => {
    const tape = join(folder, 'cut.tape');
    await crosslines(['run', 'lab/healthy', '--record', tape, '--quiet']);
    writeFileSync(tape, readFileSync(tape, 'utf8').split('\n').filter((line) => !line.includes('"op":"negotiate"')).join('\n'));
    const { code, output, told } = await crosslines(['replay', tape]);
    expect({ code, output }).toEqual({ code: 3, output: '' });
    expect(told).toMatch(/^crosslines: the tape has no answer for "negotiate mail/);
  });

  it('ended by Ctrl-C in the middle prints what it knows, keeps a valid tape and exits with 3', async () => {
    const file = written('silent.yaml', readFileSync(join(root, 'scenarios', 'lab', 'healthy.yaml'), 'utf8').replace('windows: "2019"\n\n', '\n')
      .replace(/^ {4}ex19:\n/m, '    ex19:\n      faults: [silent-to-peers]\n'));
    const tape = join(folder, 'ended.tape');
    // The servers get credentials only in the middle of the run; the silent one then keeps the calling server waiting for seconds.
    const ended = await crosslines(['run', file, '--record', tape], (told, end) => { if (told.includes('go to mail16')) end(); });
    expect(ended.code).toBe(3);
    expect(ended.output).toContain('? 2 lookups could not be observed:');
    expect(ended.output).toContain('The run was ended early');
    const replayed = await crosslines(['replay', tape]);
    expect(replayed).toEqual({ code: 3, output: ended.output, told: '' });
  });

  it('ends by itself with --timeout', async () => {
    const file = written('silent-too.yaml', readFileSync(join(root, 'scenarios', 'lab', 'healthy.yaml'), 'utf8')
      .replace(/^ {4}ex19:\n/m, '    ex19:\n      faults: [silent-to-peers]\n'));
    const tape = join(folder, 'ended-strangers.tape');
    const { code, output } = await crosslines(['run', file, '--timeout', '1', '--quiet', '--record', tape, '--anonymize']);
    expect(code).toBe(3);
    expect(output).toContain('The run was ended early');
    expect(await crosslines(['replay', tape])).toEqual({ code: 3, output: expect.stringContaining('The run was ended early') as string, told: '' });
  });

  it('renders a saved report as the run would have, and ends as it did', async () => {
    const [saved, page, again] = ['saved.json', 'page.html', 'again.html'].map((name) => join(folder, name));
    const ran = await crosslines(['run', 'lab/dns-name-not-resolved', '--quiet', '--format', `json=${saved}`, '--format', `html=${page}`]);
    const { code, output, told } = await crosslines(['report', saved!, '--format', `html=${again}`, '--format', 'terminal']);
    expect({ code, told, ran: ran.code }).toEqual({ code: ran.code, told: '', ran: 0 });
    expect(output).toContain('1 with cross lines');
    expect(readFileSync(again!, 'utf8')).toBe(readFileSync(page!, 'utf8'));
    expect(readFileSync(page!, 'utf8')).toMatch(/^<!DOCTYPE html>[\s\S]*cannot see when[\s\S]*<\/html>\n$/);
  });

  it('witnesses one call, judges it and ends', async () => {
    let called = false;
    const { code, output } = await crosslines(['witness', '--listen', '127.0.0.1:0', '--count', '1'], (told) => {
      const port = /listening at 127\.0\.0\.1:(\d+);/.exec(told)?.[1];
      if (port === undefined || called) return;
      called = true;
      connect(Number(port), '127.0.0.1').end(encodeProfileHello(profileOf('2016-net-legacy')!, 'rooms.example.test', new Uint8Array(32))).resume();
    });
    expect(code).toBe(1);
    await expect(output.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT')).toMatchFileSnapshot(join('golden', 'witness.txt'));
  });

  it('witnesses nobody, says what that means and ends with 3', async () => {
    const { code, output, told } = await crosslines(['witness', '--listen', '127.0.0.1:0', '--timeout', '1', '--quiet']);
    expect({ code, told }).toEqual({ code: 3, told: '' });
    expect(output).toContain('? Silence Nobody connected.');
  });

  it('writes several formats, one to standard output', async () => {
    const file = join(folder, 'report.json');
    const { code, output } = await crosslines(['run', 'lab/healthy', '--format', 'terminal', '--format', `json=${file}`, '--quiet']);
    expect({ code, schema: (JSON.parse(readFileSync(file, 'utf8')) as { schema: string }).schema }).toEqual({ code: 0, schema: 'crosslines-report/1' });
    expect(output).toContain('2 lookups: 2 shown; all as expected.');
  });

  it('is a monitoring plugin: one line, its own exit codes, nothing on standard error', async () => {
    const failing = written('plugin.yaml', readFileSync(join(root, 'scenarios', 'lab', 'dns-name-not-resolved.yaml'), 'utf8').replace(/^expect:\n(?: .*\n)+/m, ''));
    const { code, output, told } = await crosslines(['run', failing, '--format', 'nagios']);
    expect({ code, told }).toEqual({ code: 2, told: '' });
    expect(output).toMatch(/^CRITICAL - anna@contoso\.test sees CROSS LINES [^|\n]*\(confirmed\)[^|\n]*\|'lookups'=\d+;;;0 [^|\n]*\n$/);
  });

  it('runs several scenarios, worst code wins', async () => {
    const failing = written('failing.yaml', readFileSync(join(root, 'scenarios', 'lab', 'healthy.yaml'), 'utf8').replace('anna -> boris: shown', 'anna -> boris: hash-marks'));
    const { code, output } = await crosslines(['run', 'lab/healthy', failing, '--format', 'json', '--quiet']);
    expect({ code, count: (JSON.parse(output) as unknown[]).length }).toEqual({ code: 1, count: 2 });
  });

  it('lists what there is', async () => {
    for (const what of ['scenarios', 'causes', 'probes', 'formats']) {
      const { code, output } = await crosslines(['list', what]);
      expect(code).toBe(0);
      expect(output.split('\n').length).toBeGreaterThan(2);
    }
  });

  it('keeps a lab up until Ctrl-C, reachable as it says', async () => {
    const child = spawn(process.execPath, [join(root, 'out', 'cli.js'), 'lab', 'lab/healthy'], { cwd: root });
    let output = '';
    const told = await new Promise<string>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Ctrl-C ends it.')) resolve(output);
      });
    });
    expect(told).toMatch(/mail16\.contoso\.test:443 +127\.0\.0\.1:\d+/);
    child.kill('SIGINT');
    expect(await new Promise((resolve) => { child.on('close', resolve); })).toBe(0);
  });
});
