import type { AccountPlan, LabWorld } from './plan.ts';
import type { ApplicationPlan } from './plan-applications.ts';
import { choice, LabError } from './section.ts';
import type { Section } from './section.ts';

/** The accounts of the scenario's sign-ins, with what the section says about them. Throws LabError for one that signs in nowhere. */
export function planAccounts(
  read: Section,
  world: LabWorld,
  applications: readonly ApplicationPlan[],
): readonly AccountPlan[] {
  const accounts = new Map<string, AccountPlan>();
  for (const account of world.accounts) {
    if (account.application !== undefined) continue;
    const key = account.user?.toLowerCase() ?? `token ${account.token ?? ''}`;
    const before = accounts.get(key);
    accounts.set(key, {
      user: account.user ?? null,
      token: account.token ?? null,
      application: null,
      passwords: [...(before?.passwords ?? []), ...(account.password === undefined ? [] : [account.password])],
      // An account that may impersonate asks for others and need not have a mailbox itself.
      mailbox: before?.mailbox ?? (account.impersonate ? null : account.mailbox.toLowerCase()),
      impersonation: (before?.impersonation ?? false) || account.impersonate,
    });
  }
  for (const [user, said] of read.accounts) {
    const key = [...accounts.keys()].find((candidate) => candidate === user.toLowerCase());
    const before = key === undefined ? undefined : accounts.get(key);
    if (key === undefined || before === undefined) {
      const users = [...accounts.values()].flatMap((account) => account.user ?? []);
      throw new LabError(
        ['accounts', user],
        `The scenario signs in as ${users.length === 0 ? 'nobody' : choice(users, 'and')}, not as "${user}".`,
      );
    }
    accounts.set(key, {
      ...before,
      ...(said.mailbox === undefined ? {} : { mailbox: said.mailbox }),
      impersonation: said.impersonation ?? before.impersonation,
    });
  }
  return [...accounts.values(), ...applications.map(accountOf)];
}

/** An application itself has no mailbox and asks for others; a user who signed in to it asks for himself. */
function accountOf(application: ApplicationPlan): AccountPlan {
  const user = application.flow === 'device-code';
  return { user: null, token: null, application, passwords: [], mailbox: user ? application.user : null, impersonation: !user };
}
