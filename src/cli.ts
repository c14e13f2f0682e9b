/** argv → command → exit code. The only file that names `process`; commands are imported when they are asked for. */
import { fstatSync, readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { exitCodes, isPlugin, pluginCodes, type ExitCode } from './commands/exit-codes.ts';
import { collect, examining, networked, anonymizing, placing, reporting, signingIn } from './commands/options.ts';
import type { AuditOptions } from './commands/audit.ts';
import type { AutodiscoverOptions } from './commands/autodiscover.ts';
import type { CheckOptions } from './commands/check.ts';
import type { CollectOptions } from './commands/collect.ts';
import type { CompareOptions } from './commands/compare.ts';
import type { ExplainOptions } from './commands/explain.ts';
import type { FixOptions } from './commands/fix.ts';
import type { InitOptions } from './commands/init.ts';
import type { ReportingOptions } from './commands/outputs.ts';
import type { ReplayOptions } from './commands/replay.ts';
import type { RunOptions } from './commands/run.ts';
import type { Terminal } from './commands/terminal.ts';
import type { TlsOptions } from './commands/tls.ts';
import type { WitnessOptions } from './commands/witness.ts';
import { showsAsciiOnly } from './screen.ts';

// The EWS library guesses the zone of the process, and says on standard output when it does not know it. Nothing here depends on the zone.
process.env['TZ'] = 'UTC';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };
const ending = new AbortController();

/** Opening the stream of a file or a pipe costs as much as the rest of the start: where no device is behind it, nobody looks at a screen. */
function streamTo(descriptor: 1 | 2): typeof process.stdout | typeof process.stderr | undefined {
  try {
    if (!fstatSync(descriptor).isCharacterDevice()) return undefined;
  } catch {
    return undefined;
  }
  return descriptor === 1 ? process.stdout : process.stderr;
}

const screen = streamTo(1);
const plugin = isPlugin(process.argv);
const terminal: Terminal = {
  version, root, ending,
  write: (text) => { writeAll(1, text); },
  // Icinga 2 takes what stands on standard error for a part of a plugin's output.
  tell: (text) => { if (!plugin) writeAll(2, text); },
  columns: screen?.columns ?? 100,
  colours: screen?.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
  ascii: screen?.isTTY === true && showsAsciiOnly(process.platform, (name) => process.env[name]),
  interactive: streamTo(2)?.isTTY === true,
  async *input() {
    if (process.stdin.isTTY) writeAll(2, 'Paste the text; end it with Ctrl-D on a line of its own (Windows: Ctrl-Z and Enter).\n');
    ending.signal.addEventListener('abort', () => { process.stdin.destroy(); });
    try {
      yield* process.stdin as AsyncIterable<Buffer>;
    } catch (error) {
      if (!ending.signal.aborted) throw error;
    }
  },
  environment: (name) => process.env[name],
  async ask(question) {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const { askLine } = await import('./commands/ask-line.ts');
    return askLine(question, process.stdin, process.stderr);
  },
  async askHidden(question) {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const { askHidden } = await import('./commands/ask-hidden.ts');
    return askHidden(question, process.stdin, process.stderr);
  },
};

/** Writes everything before the process may end, also into a pipe. A reader that has gone away is no error of ours. */
function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
    }
  }
}

let signals = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    signals++;
    if (signals > 1) process.exit(exitCodes.notObserved);
    ending.abort();
  });
}

async function main(): Promise<ExitCode> {
  let code: ExitCode = exitCodes.asExpected;
  const program = new Command('crosslines')
    .description('Finds out why an Exchange user sees cross lines (hash marks) instead of a colleague\'s availability.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(crosslines --help lists the commands)')
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.tell });

  examining(networked(program.command('run').argument('<scenario...>', 'names from scenarios/ or paths of scenario files')))
    .description('run scenarios: look up free/busy, gather evidence, explain the cross lines')
    .option('--scenarios <DIR>', 'folder of named scenarios')
    .option('--lookup <"A -> B">', 'only this lookup, by mailbox names or addresses (repeatable)', collect)
    .option('--evidence <FILE[=WHERE]>', 'what an administrator brings: cmdlet output as text; WHERE it is from: a server of the scenario, on-premises or cloud (repeatable)', collect)
    .option('--baseline <FILE>', 'a report from before (--format json=FILE): also say what became better, worse or stayed')
    .option('--mock', 'imitate every server by its version, also without a lab: section; nothing real is asked')
    .action(async (names: string[], options: RunOptions) => {
      code = await (await import('./commands/run.ts')).run(names, options, terminal);
    });

  signingIn(placing(examining(networked(program.command('check').argument('[requester]', 'address of who sees cross lines (default: asked)').argument('[target]', 'address of whom (default: asked)')))))
    .description('look one person up as another, without a scenario file: the servers are found by Autodiscover')
    .option('--both', 'also the other way round')
    .option('--impersonate', 'the account asks on behalf of the requester (role ApplicationImpersonation)')
    .option('--evidence <FILE[=WHERE]>', 'what an administrator brings: cmdlet output as text; WHERE it is from: requester, target, on-premises or cloud (repeatable)', collect)
    .action(async (requester: string | undefined, target: string | undefined, options: CheckOptions) => {
      code = await (await import('./commands/check.ts')).check(requester, target, options, terminal);
    });

  signingIn(placing(networked(program.command('init').argument('[requester]', 'address of who sees cross lines (default: asked)').argument('[target]', 'address of whom (default: asked)'))))
    .description('write a scenario for two people: their servers are looked for, what is missing is asked')
    .option('--out <FILE>', 'scenario to write (default: asked, or my-scenario.yaml)')
    .option('--requester-version <VERSION>', 'of the requester\'s server, where nothing shows it (default: asked)')
    .option('--target-version <VERSION>', 'of the target\'s server')
    .option('--impersonate', 'the account asks on behalf of others (role ApplicationImpersonation)')
    .option('--quiet', 'do not say to which hosts credentials go')
    .action(async (requester: string | undefined, target: string | undefined, options: InitOptions) => {
      code = await (await import('./commands/init.ts')).init(requester, target, options, terminal);
    });

  signingIn(reporting(networked(program.command('autodiscover').argument('<address>', 'address of the mailbox'))))
    .description('find the availability URL of a mailbox, and show every step with its outcome')
    .action(async (address: string, options: AutodiscoverOptions) => {
      code = await (await import('./commands/autodiscover.ts')).autodiscover(address, options, terminal);
    });

  reporting(networked(program.command('tls').argument('<host[:port]>', 'port to ask (default 443; with --starttls smtp 25)')))
    .description('everything a port shows of its TLS: versions, cipher suites, certificate, and which Exchange servers get a connection')
    .option('--starttls <PROTOCOL>', 'smtp: ask the mail server for TLS first')
    .option('--as <PROFILE>', 'only send the ClientHello of that kind of server ("crosslines list profiles")')
    .option('--versions', 'only the versions: one connection each')
    .option('--predict', 'compute what each kind of Exchange server gets instead of sending their eleven hellos')
    .option('--connections <N>', 'connections at the same time (default 4)')
    .option('--pause <MS>', 'least time between two connections, to be polite (default 0)')
    .action(async (host: string, options: TlsOptions) => {
      code = await (await import('./commands/tls.ts')).tls(host, options, terminal);
    });

  reporting(networked(program.command('witness')))
    .description('listen for Exchange servers that connect, or make one connect, and tell what its ClientHello says about its TLS')
    .option('--listen <ADDR:PORT>', 'where to listen (default: 0.0.0.0:8443)')
    .option('--count <N>', 'end after so many ClientHellos (default: go on until Ctrl-C or --timeout)')
    .option('--via <MAILBOX>', 'ask the server of this mailbox to connect, by an EWS push subscription: an address, or a mailbox of --scenario')
    .option('--advertise <URL>', 'with --via: https address under which that server reaches this machine; {port} stands for the port that listens')
    .option('--scenario <SCENARIO>', 'a scenario: whether its other servers accept the ClientHello is tried, too')
    .option('--scenarios <DIR>', 'folder of named scenarios')
    .option('--user <USER>', 'account to sign in with (default: asked, or the address)')
    .option('--sign-in <METHOD>', 'ntlm, basic, oauth, token or none (default: ntlm)')
    .option('--password-env <NAME>', 'environment variable that holds the password, token or client secret (default: asked)')
    .option('--client-id <ID>', 'oauth: the app registration (default: asked)')
    .option('--tenant <DOMAIN>', 'oauth: a domain or id of the tenant (default: the domain of the address)')
    .option('--certificate <FILE>', 'oauth: PEM of certificate and key instead of a client secret')
    .option('--cloud <NAME>', 'oauth: worldwide, us-gov, us-gov-dod or china (default: worldwide)')
    .option('--impersonate', 'the account asks on behalf of the mailbox (role ApplicationImpersonation)')
    .action(async (options: WitnessOptions) => {
      code = await (await import('./commands/witness.ts')).witness(options, terminal);
    });

  reporting(program.command('explain').argument('[file...]', 'files with pasted text (default: standard input), or the id of a cause'))
    .description('explain pasted error text: Outlook, event log, SOAP answer, test cmdlet, log lines; or show the page of one cause')
    .option('--direction <WAY>', 'onprem-to-onprem, onprem-to-cloud or cloud-to-onprem')
    .option('--requester-version <VERSION>', 'of the server that asks: exchange-2016, …, exchange-online, or on-premises')
    .option('--target-version <VERSION>', 'of the server that is asked')
    .option('--scope <TEXT>', 'who is affected, such as "one user"')
    .option('--changed <TEXT>', 'what changed lately, such as "new certificate"')
    .action(async (names: string[], options: ExplainOptions) => {
      code = await (await import('./commands/explain.ts')).explain(names, options, terminal);
    });

  reporting(program.command('audit').argument('<file...>', 'registry exports (.reg), logs, headers of messages, events; each of a server of its own, FILE=server puts several together; or a folder of one server'))
    .description('what registry exports prove about the TLS of servers, with the line of every mistake; what logs show: who speaks with whom, how')
    .option('--exchange <VERSION>', 'exchange-2016 or a build; SERVER=VERSION for one of several (repeatable)', collect)
    .option('--windows <VERSION>', '2012R2, …; SERVER=VERSION for one of several (repeatable)', collect)
    .action(async (files: string[], options: AuditOptions) => {
      code = await (await import('./commands/audit.ts')).audit(files, options, terminal);
    });

  reporting(program.command('compare').argument('[before.json]', 'a report or an audit (--format json), or a registry export').argument('[after.json]', 'the same from after the change'))
    .description('what a change repaired, broke or left as it was, and why: two reports, two audits, or registry exports of both times')
    .option('--before <FILE[=SERVER]>', 'one more registry export from before (repeatable)', collect)
    .option('--after <FILE[=SERVER]>', 'one more registry export from after (repeatable)', collect)
    .option('--exchange <VERSION>', 'of the exports: exchange-2016 or a build; SERVER=VERSION for one of several (repeatable)', collect)
    .option('--windows <VERSION>', 'of the exports: 2012R2, …; SERVER=VERSION for one of several (repeatable)', collect)
    .action(async (before: string | undefined, after: string | undefined, options: CompareOptions) => {
      code = await (await import('./commands/compare.ts')).compare([before, after].filter((file) => file !== undefined), options, terminal);
    });

  program.command('fix').argument('[cause-id]', 'a cause of TLS, as a report names it; not with --report')
    .description('write the remedy as .reg and PowerShell for one version of Exchange and Windows, with the way back')
    .option('--report <FILE>', 'a saved report instead of a cause: files for every server in it that needs them')
    .option('--exchange <VERSION>', 'exchange-2016 or a build, which is then checked; with --report SERVER=VERSION where it is not known', collect)
    .option('--windows <VERSION>', '2008R2, 2012, 2012R2, …; with --report SERVER=VERSION', collect)
    .option('--out <DIR>', 'folder to write to (default: here)')
    .option('--rollback-from <FILE>', 'an export of the server from before the change: the way back restores it; with --report FILE=SERVER (repeatable)', collect)
    .option('--suite-order', 'also set the order of cipher suites')
    .option('--allow-weaker', 'also write a file that switches TLS 1.0 and 1.1 on on Exchange 2019 or SE, and say what that costs')
    .action(async (cause: string | undefined, options: FixOptions) => {
      code = await (await import('./commands/fix.ts')).fix(cause, options, terminal);
    });

  program.command('collect')
    .description('write a read-only PowerShell script that gathers on a server, or in the tenant, what --evidence reads')
    .requiredOption('--exchange <VERSION>', 'of the server: exchange-2016, …; exchange-online for the tenant')
    .option('--out <DIR>', 'folder to write the script to (default: here)')
    .action(async (options: CollectOptions) => {
      code = (await import('./commands/collect.ts')).collect(options, terminal);
    });

  examining(anonymizing(program.command('replay').argument('<tape>', 'a file written by --record'), 'with --anonymize: write the tape again, under this name'))
    .description('the run again, from its tape, without a network')
    .action(async (tape: string, options: ReplayOptions) => {
      code = await (await import('./commands/replay.ts')).replay(tape, options, terminal);
    });

  examining(program.command('report').argument('<run.json>', 'a report written by --format json=FILE'))
    .description('render a saved report in another format')
    .action(async (file: string, options: ReportingOptions) => {
      code = await (await import('./commands/report.ts')).report(file, options, terminal);
    });

  program.command('lab').argument('<scenario>', 'a scenario with a lab: section')
    .description('start the imitated servers of a scenario and keep them up')
    .option('--scenarios <DIR>', 'folder of named scenarios')
    .action(async (name: string, options: { readonly scenarios?: string }) => {
      code = await (await import('./commands/lab.ts')).lab(name, options, terminal);
    });

  program.command('list').argument('[what]', 'scenarios, causes, probes, profiles or formats', 'scenarios')
    .description('what there is: scenarios, causes, probes, ClientHello profiles, formats')
    .option('--scenarios <DIR>', 'folder of named scenarios')
    .action(async (what: string, options: { readonly scenarios?: string }) => {
      code = await (await import('./commands/list.ts')).list(what, options, terminal);
    });

  program.command('completion').argument('<shell>', 'bash, zsh, fish or powershell')
    .description('print the completion script of a shell')
    .action(async (shell: string) => {
      code = (await import('./commands/completion.ts')).completion(shell);
    });

  // What those scripts ask; nobody types it.
  program.command('complete', { hidden: true }).argument('[word...]').allowUnknownOption().action(async (words: readonly string[]) => {
    code = await (await import('./commands/completion.ts')).complete(words, program, terminal);
  });

  try {
    if (process.argv.length <= 2) {
      terminal.write(program.helpInformation());
      return exitCodes.usage;
    }
    await program.parseAsync();
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.asExpected;
    // It has told already.
    if (error instanceof CommanderError && !plugin) return exitCodes.usage;
    const { explainError } = await import('./commands/errors.ts');
    const { says, exitCode } = explainError(error);
    terminal.tell(`crosslines: ${says}\n`);
    if (!plugin) return exitCode;
    const { statusLine } = await import('./reporters/nagios.ts');
    terminal.write(`${statusLine('UNKNOWN', `crosslines: ${says}`)}\n`);
    return pluginCodes.UNKNOWN;
  }
}

void main().then((code) => { process.exit(code); });
