/** `--lookup "A -> B"`: a named scenario for today's two people. */
import { oneOf } from '../load/complaints.ts';
import { splitLookup } from '../load/lookups.ts';
import { isAddress } from '../load/servers.ts';
import type { LookupPlan, Mailbox, Scenario } from '../model/scenario.ts';
import { UsageError } from './exit-codes.ts';

/**
 * The scenario with these lookups instead of its own. Names and addresses of the scenario mean its mailboxes; an address that it does
 * not know takes the place of the requester (or target) of its first lookup, on the same server and with the same sign-in.
 * Throws UsageError.
 */
export function withLookups(scenario: Scenario, wanted: readonly string[]): Scenario {
  if (wanted.length === 0) return scenario;
  const first = scenario.lookups[0];
  if (first === undefined) return scenario;
  const added: Record<string, Mailbox> = {};
  const find = (name: string, stand: Mailbox): Mailbox => {
    const known = Object.values(scenario.mailboxes).find(({ id, address }) => id === name || address.toLowerCase() === name.toLowerCase());
    if (known !== undefined) return known;
    if (!isAddress(name)) throw new UsageError(`--lookup names "${name}", which is neither an address nor a mailbox of the scenario (${oneOf(Object.keys(scenario.mailboxes))}).`);
    const mailbox: Mailbox = { ...stand, id: name, address: name };
    added[name] = mailbox;
    return mailbox;
  };
  const lookups = wanted.map((text): LookupPlan => {
    const names = splitLookup(text);
    if (names === undefined) throw new UsageError(`--lookup "${text}" is not of the form "requester -> target".`);
    const requester = find(names[0], first.requester);
    const target = find(names[1], first.target);
    const id = `${requester.id} -> ${target.id}`;
    return scenario.lookups.find((plan) => plan.id === id) ?? { id, requester, target, expected: 'shown' };
  });
  return { ...scenario, mailboxes: { ...scenario.mailboxes, ...added }, lookups };
}
