/** People of whom only the addresses are known: the scenario that finds their servers, and the sign-in that fits. */
import { isAddress } from '../load/servers.ts';
import type { LookupPlan, Mailbox, Scenario, Server } from '../model/scenario.ts';
import type { AccountOptions, Accounts } from './check-accounts.ts';
import { UsageError } from './exit-codes.ts';
import { inExchangeOnline } from './in-exchange-online.ts';
import { openDoor, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import type { Terminal } from './terminal.ts';

/**
 * The addresses of two mailboxes: those given, otherwise those that somebody types.
 * Throws UsageError where one is missing and nobody can be asked, where one is no address, and where both are the same.
 */
export async function askedAddresses(
  command: string, requester: string | undefined, target: string | undefined, terminal: Terminal,
): Promise<readonly [requester: string, target: string]> {
  const asked = async (question: string, missing: string): Promise<string> => {
    const typed = await terminal.ask(question);
    if (typed === undefined || typed === '') throw new UsageError(`${missing} is missing: crosslines ${command} anna@contoso.com boris@contoso.com`);
    return typed;
  };
  const pair = [
    requester ?? await asked('Address of who sees the cross lines', 'the address of who sees the cross lines'),
    target ?? await asked('Address of the colleague whose calendar is not shown', 'the address of the colleague'),
  ] as const;
  for (const address of pair) {
    if (!isAddress(address)) throw new UsageError(`"${address}" is not an address such as anna@contoso.com.`);
  }
  if (pair[0].toLowerCase() === pair[1].toLowerCase()) throw new UsageError('requester and target are the same mailbox; name two.');
  return pair;
}

/** Two mailboxes, each on a server of its own of which nothing is known: that it may be the same one shows by itself. */
export function pairOf(
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

/** One mailbox whom nobody looks up, on a server of which nothing is known. */
export function aloneWith(address: string, signIn: string | undefined): Omit<Scenario, 'signIns' | 'name' | 'title'> {
  const mailbox = { id: address, address, server: 'its server', ...(signIn === undefined ? {} : { signIn }) };
  return {
    servers: { 'its server': { id: 'its server', version: 'unknown', nodes: [] } }, mailboxes: { [address]: mailbox }, lookups: [],
    window: { from: 'now', hours: 24, intervalMinutes: 30 }, trustHosts: [],
  };
}

/** Nothing is known of a server, unless its mailbox signs in with a token that only Exchange Online gets. */
function serverOf({ server, signIn }: Mailbox, signIns: Scenario['signIns']): Server {
  const oauth = signIns[signIn ?? '']?.oauth;
  return { id: server, nodes: [], ...(oauth === undefined ? { version: 'unknown' }
    : { version: 'exchange-online', nationalCloud: oauth.nationalCloud }) };
}

/** Who names no method and can be asked is offered the one that Exchange Online takes, where the mailbox is there. */
export async function offeredSignIn<O extends NetworkedOptions & AccountOptions>(
  requester: string, options: O, terminal: Terminal, imitated: ImitatedWorld | undefined,
): Promise<O> {
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
