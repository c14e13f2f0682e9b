/** `crosslines check`: one pair of people without a scenario file. Their servers are found by Autodiscover, their versions by looking. */
import { broughtBy, observed } from './brought-files.ts';
import { isAddress } from '../load/servers.ts';
import { SIDES, type ServerWords } from '../load/evidence.ts';
import type { LookupPlan, Mailbox, Scenario, Server } from '../model/scenario.ts';
import { checkAccounts, type Accounts, type AccountOptions } from './check-accounts.ts';
import { UsageError, type ExitCode } from './exit-codes.ts';
import { readFormats, writeReports } from './formats.ts';
import { inExchangeOnline } from './in-exchange-online.ts';
import { endAfter, openDoor, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import { examineLive, exitCodeOf, type ReportingOptions } from './run.ts';
import type { Terminal } from './terminal.ts';

export interface CheckOptions extends NetworkedOptions, ReportingOptions, AccountOptions {
  /** Also the lookup back. */
  readonly both?: boolean;
  /** `FILE[=requester|target|on-premises|cloud]`. */
  readonly evidence?: readonly string[];
}

/**
 * Looks `target` up as `requester` and explains what is seen; with `both` also the other way round.
 * @param imitated servers to ask instead of the world's; for tests
 * Throws UsageError for mistakes of the caller.
 */
export async function check(
  requester: string, target: string, options: CheckOptions, terminal: Terminal, imitated?: ImitatedWorld,
): Promise<ExitCode> {
  const outputs = readFormats(options.format ?? []);
  for (const address of [requester, target]) {
    if (!isAddress(address)) throw new UsageError(`"${address}" is not an address such as anna@contoso.com.`);
  }
  if (requester.toLowerCase() === target.toLowerCase()) throw new UsageError('requester and target are the same mailbox; name two.');
  const offered = await offeredSignIn(requester, options, terminal, imitated);
  const accounts = await checkAccounts(requester, options.both === true ? target : undefined, offered, terminal);
  const { signIns, credentials } = accounts;
  const scenario: Scenario = { ...pairOf(requester, target, accounts, options.both === true), signIns };
  const brought = observed(broughtBy(options.evidence ?? [], wordsOfPair(scenario), terminal.tell));
  const inTime = endAfter(options.timeout, terminal);
  try {
    const report = await examineLive({ scenario, credentials, connectTo: new Map(), trust: [], brought }, options, terminal, imitated);
    writeReports([report], outputs, terminal, terminal.colours && options.color !== false);
    return exitCodeOf(report);
  } finally {
    inTime();
  }
}

/** Files may be said to be of the two servers, of which nothing is known, or of a side. */
function wordsOfPair({ lookups: [lookup] }: Scenario): ServerWords {
  const of = (server: string | undefined): ServerWords[string] => ({ server: server ?? null, side: null });
  return { ...SIDES, requester: of(lookup?.requester.server), target: of(lookup?.target.server) };
}

/** Two mailboxes, each on a server of its own of which nothing is known: that it may be the same one shows by itself. */
function pairOf(
  requester: string, target: string, { signIns, signInOf }: Accounts, both: boolean,
): Omit<Scenario, 'signIns'> {
  const name = (address: string): string => address.slice(0, address.lastIndexOf('@'));
  const alike = name(requester).toLowerCase() === name(target).toLowerCase();
  const mailboxOf = (address: string): Mailbox => {
    const signIn = signInOf(address);
    return { id: address, address, server: `${alike ? address : name(address)}'s server`, ...(signIn === undefined ? {} : { signIn }) };
  };
  const [from, to] = [mailboxOf(requester), mailboxOf(target)];
  const lookup = (one: Mailbox, other: Mailbox): LookupPlan => ({ id: `${one.id} -> ${other.id}`, requester: one, target: other, expected: 'shown' });
  return {
    name: 'check', title: `${requester} looks up ${target}${both ? ', and the other way round' : ''}`,
    servers: Object.fromEntries([from, to].map((mailbox) => [mailbox.server, serverOf(mailbox, signIns)])),
    mailboxes: Object.fromEntries([from, to].map((mailbox) => [mailbox.id, mailbox])),
    lookups: [lookup(from, to), ...(both ? [lookup(to, from)] : [])],
    window: { from: 'now', hours: 24, intervalMinutes: 30 },
    trustHosts: [],
  };
}

/** Nothing is known of a server, unless its mailbox signs in with a token that only Exchange Online gets. */
function serverOf({ server, signIn }: Mailbox, signIns: Scenario['signIns']): Server {
  const oauth = signIns[signIn ?? '']?.oauth;
  return { id: server, nodes: [], ...(oauth === undefined ? { version: 'unknown' }
    : { version: 'exchange-online', nationalCloud: oauth.nationalCloud }) };
}

/** Who names no method and can be asked is offered the one that Exchange Online takes, where the mailbox is there. */
async function offeredSignIn(requester: string, options: CheckOptions, terminal: Terminal,
  imitated: ImitatedWorld | undefined): Promise<CheckOptions> {
  if (options.signIn !== undefined || options.user !== undefined || !terminal.interactive) return options;
  const nobody: Scenario = { ...pairOf(requester, requester, { signIns: {}, credentials: new Map(), signInOf: () => undefined }, false),
    signIns: {} };
  const { connectTo = [], ca = [], proxy } = options;
  const door = openDoor(
    { scenario: nobody, credentials: new Map(), connectTo: new Map(), trust: [] }, { connectTo, ca, ...(proxy === undefined ? {}
      : { proxy }), quiet: true }, terminal, imitated,
  );
  try {
    if (!await inExchangeOnline(requester, door.network)) return options;
  } finally {
    door.close();
  }
  terminal.tell(`the mailbox of ${requester} is in Exchange Online, which takes tokens only\n`);
  return { ...options, signIn: 'oauth' };
}
