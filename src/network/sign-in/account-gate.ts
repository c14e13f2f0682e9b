/**
 * No account is locked out by a diagnosis. A refused sign-in is not repeated at the same place, and an account is refused at most
 * twice in a run, over all hosts: refusals so far and attempts that may still become one never exceed two.
 */

/** Refused attempts per account and run. */
export const MAX_REJECTED = 2;

export interface Admission {
  readonly admitted: boolean;
  /** Why not; printable. */
  readonly why: string;
  /** To be called once with the outcome when admitted. */
  settle(outcome: 'accepted' | 'rejected' | 'unknown'): void;
}

export interface AccountGate {
  /**
   * @param account name of the account, not of the sign-in: two sign-ins may share it
   * @param place origin and directory, such as `https://mail.contoso.com/ews`
   */
  enter(account: string, place: string): Promise<Admission>;
}

interface Account {
  rejected: number;
  /** Attempts under way at places that have not accepted the account yet. Each may become a refusal. */
  trying: number;
  readonly acceptedAt: Set<string>;
  readonly rejectedAt: Set<string>;
  readonly tryingAt: Set<string>;
  readonly waiting: (() => void)[];
}

export function accountGate(): AccountGate {
  const accounts = new Map<string, Account>();

  async function enter(name: string, place: string): Promise<Admission> {
    const account = accounts.get(name.toLowerCase()) ?? {
      rejected: 0, trying: 0, acceptedAt: new Set(), rejectedAt: new Set(), tryingAt: new Set(), waiting: [],
    };
    accounts.set(name.toLowerCase(), account);
    for (;;) {
      const why = refusalOf(account, name, place);
      if (why !== null) return { admitted: false, why, settle() { /* nothing was tried */ } };
      const proven = account.acceptedAt.has(place);
      if (proven || (!account.tryingAt.has(place) && account.trying + account.rejected < MAX_REJECTED)) return admit(account, place, proven);
      await new Promise<void>((resolve) => { account.waiting.push(resolve); });
    }
  }

  return { enter };
}

function refusalOf(account: Account, name: string, place: string): string | null {
  if (account.rejectedAt.has(place)) return `${name} was already refused there; it is not tried again, so that the account is not locked`;
  if (account.rejected >= MAX_REJECTED) return `${name} was refused ${MAX_REJECTED} times in this run; it is not tried again, so that the account is not locked`;
  return null;
}

function admit(account: Account, place: string, proven: boolean): Admission {
  if (!proven) {
    account.trying++;
    account.tryingAt.add(place);
  }
  return {
    admitted: true, why: '',
    settle(outcome) {
      if (!proven) {
        account.trying--;
        account.tryingAt.delete(place);
      }
      if (outcome === 'accepted') account.acceptedAt.add(place);
      if (outcome === 'rejected') {
        account.rejected++;
        account.acceptedAt.delete(place);
        account.rejectedAt.add(place);
      }
      for (const wake of account.waiting.splice(0)) wake();
    },
  };
}
