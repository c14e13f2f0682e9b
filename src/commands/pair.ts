/** People of whom only the addresses are known: the scenario that finds their servers, and the sign-in that fits. */
import { addressIn } from '../load/pasted-address.ts';
import type { LookupPlan, Mailbox, Scenario, Server } from '../model/scenario.ts';
import { printable } from '../protocol/printable.ts';
import { asked } from './asking.ts';
import { WITHOUT, type AccountOptions, type Accounts } from './check-accounts.ts';
import { UsageError } from './exit-codes.ts';
import { inExchangeOnline } from './in-exchange-online.ts';
import { openDoor, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import { cloudOf, type Places } from './server-place.ts';
import type { Terminal } from './terminal.ts';

/**
 * The addresses of two mailboxes: those given, otherwise those that somebody types.
 * Throws UsageError where one is missing and nobody can be asked, where one is no address, and where both are the same.
 */
export async function askedAddresses(
  command: string, givenRequester: string | undefined, givenTarget: string | undefined, terminal: Terminal,
): Promise<readonly [requester: string, target: string]> {
  const addressOf = async (given: string | undefined, question: string, missing: string, read: (text: string) => string): Promise<string> => {
    const address = given === undefined ? await asked(terminal, question, read) : read(given);
    if (address === undefined) throw new UsageError(`${missing} is missing: crosslines ${command} anna@contoso.com boris@contoso.com`);
    return address;
  };
  const requester = await addressOf(givenRequester, 'Address of who sees the cross lines', 'the address of who sees the cross lines', readAddress);
  const target = await addressOf(givenTarget, 'Address of the colleague whose calendar is not shown', 'the address of the colleague', (text) => {
    const other = readAddress(text);
    if (other.toLowerCase() === requester.toLowerCase()) throw new UsageError('requester and target are the same mailbox; name two.');
    return other;
  });
  return [requester, target];
}

/** An address as typed or pasted. Throws UsageError. */
export function readAddress(text: string): string {
  const address = addressIn(text);
  if (text.trim() === '') throw new UsageError('An address is needed, such as anna@contoso.com.');
  if (address === undefined) throw new UsageError(`"${printable(text.trim(), 100)}" is not an address such as anna@contoso.com.`);
  return address;
}

/** Two mailboxes, each on a server of its own of which nothing is known: that it may be the same one shows by itself. */
export function pairOf(
  requester: string, target: string, { signIns, signInOf }: Accounts, both: boolean, places: Places = {},
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
    servers: { [from.server]: serverOf(from, signIns, places.requester), [to.server]: serverOf(to, signIns, places.target) },
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

/** Nothing is known of a server but where it may be, unless its mailbox signs in with a token that only Exchange Online gets. */
function serverOf({ server, signIn }: Mailbox, signIns: Scenario['signIns'], ews: string | undefined): Server {
  const cloud = signIns[signIn ?? '']?.oauth?.nationalCloud ?? (ews === undefined ? undefined : cloudOf(new URL(ews).hostname));
  return { id: server, nodes: [], ...(cloud === undefined ? { version: 'unknown' } : { version: 'exchange-online', nationalCloud: cloud }),
    ...(ews === undefined ? {} : { ews }) };
}

/**
 * Who names no method and can be asked is offered the one that Exchange Online takes, where the mailbox is there.
 * @param ews where its server is said to be; undefined: nobody said
 */
export async function offeredSignIn<O extends NetworkedOptions & AccountOptions>(
  requester: string, options: O, terminal: Terminal, imitated: ImitatedWorld | undefined, ews?: string,
): Promise<O> {
  if (options.signIn !== undefined || options.user !== undefined || !terminal.interactive) return options;
  if (ews !== undefined && cloudOf(new URL(ews).hostname) === undefined) return options;
  if (ews === undefined && !await foundOnline(requester, options, terminal, imitated)) return options;
  terminal.tell(`the mailbox of ${requester} is in Exchange Online, which takes tokens only\n`);
  return { ...options, signIn: 'oauth' };
}

async function foundOnline(
  requester: string, options: NetworkedOptions, terminal: Terminal, imitated: ImitatedWorld | undefined,
): Promise<boolean> {
  const nobody: Scenario = { ...pairOf(requester, requester, WITHOUT, false), signIns: {} };
  const { connectTo = [], ca = [], proxy } = options;
  const door = openDoor(
    { scenario: nobody, credentials: new Map(), connectTo: new Map(), trust: [] }, { connectTo, ca, ...(proxy === undefined ? {}
      : { proxy }), quiet: true }, terminal, imitated,
  );
  try {
    return await inExchangeOnline(requester, door.network);
  } finally {
    door.close();
  }
}
