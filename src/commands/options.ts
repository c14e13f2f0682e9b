/** Options that several commands take. */
import type { Command } from 'commander';
import { UsageError } from './exit-codes.ts';

/** For an option that may be given several times. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Adds the options of commands that make a tape. */
export function anonymizing(command: Command, record: string): Command {
  return command
    .option('--record <TAPE>', record)
    .option('--anonymize', 'with --record: people, machines, domains, IP addresses and ids on the tape get other names; a replay gives the same verdicts')
    .hook('preAction', (it) => {
      const { anonymize, record: tape } = it.opts<{ readonly anonymize?: boolean; readonly record?: string }>();
      if (anonymize === true && tape === undefined) throw new UsageError('--anonymize changes what --record writes; say --record TAPE as well.');
    });
}

/** Adds the options of every command that asks the network. */
export function networked(command: Command): Command {
  return anonymizing(command, 'keep what passed over the network, without secrets, for replay')
    .option('--connect-to <HOST:PORT:ADDR:PORT>', 'connect to ADDR:PORT instead of HOST:PORT (repeatable)', collect)
    .option('--ca <FILE>', 'trust these roots too (PEM, repeatable)', collect)
    .option('--proxy <URL>', 'go through this HTTP proxy: http://[user:password@]host:port; otherwise HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY')
    .option('--timeout <SECONDS>', 'end the run after so many seconds')
    .option('--allow-untrusted <HOST>', 'let credentials go to HOST although its certificate does not verify (repeatable)', collect)
    .option('--allow-weak-tls <HOST>', 'let a password or token go to HOST over TLS below 1.2 (repeatable)', collect)
    .option('--trust-host <HOST>', 'let credentials go to HOST although only an answer named it (repeatable)', collect);
}

/** Adds the options of commands that sign in without a scenario. */
export function signingIn(command: Command): Command {
  return command
    .option('--user <USER>', 'account to sign in with (default: asked, or the address of the requester)')
    .option('--sign-in <METHOD>', 'ntlm, basic, oauth, token or none (default: ntlm; oauth where the mailbox is in Exchange Online)')
    .option('--password-env <NAME>', 'environment variable that holds the password, token or client secret (default: asked)')
    .option('--client-id <ID>', 'oauth: the app registration (default: asked)')
    .option('--tenant <DOMAIN>', 'oauth: a domain or id of the tenant (default: the domain of the requester)')
    .option('--certificate <FILE>', 'oauth: PEM of certificate and key instead of a client secret')
    .option('--cloud <NAME>', 'oauth: worldwide, us-gov, us-gov-dod or china (default: worldwide)');
}

/** Adds the options of commands that look for two servers by Autodiscover. */
export function placing(command: Command): Command {
  return command
    .option('--ews <URL>', 'where the requester\'s server is, if Autodiscover does not find it: its webmail, host or EWS URL')
    .option('--target-ews <URL>', 'the same of the target\'s server');
}

/** Adds the options of every command with a result. */
export function reporting(command: Command): Command {
  return command
    .option('--format <FORMAT[=FILE]>', 'one of "crosslines list formats", to standard output or into FILE (repeatable)', collect)
    .option('--quiet', 'no progress on standard error')
    .option('--no-color', 'no colours')
    .option('--ascii', 'nothing but ASCII characters (default on a screen that shows no others)');
}

/** Adds the options of every command whose result is a report. */
export function examining(command: Command): Command {
  return reporting(command).option('--details', 'at the terminal all that was seen of every lookup, and every step of the repair');
}
