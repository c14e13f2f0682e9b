/**
 * No account is locked out by a diagnosis. A refused sign-in is not repeated at the same place, and an account is refused at most
 * twice in a run, over all hosts. Until a place has accepted it, an account is tried at one place at a time.
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

interface Record {
  rejected: number;
  readonly acceptedAt: Set<string>;
  readonly rejectedAt: Set<string>;
  queue: Promise<void>;
}

export function accountGate(): AccountGate {
  const accounts = new Map<string, Record>();

  async function enter(account: string, place: string): Promise<Admission> {
    const key = account.toLowerCase();
    const record = accounts.get(key) ?? { rejected: 0, acceptedAt: new Set(), rejectedAt: new Set(), queue: Promise.resolve() };
    accounts.set(key, record);
    let leave = (): void => { /* nobody waits */ };
    if (!record.acceptedAt.has(place)) {
      const before = record.queue;
      record.queue = new Promise<void>((resolve) => { leave = resolve; });
      await before;
    }
    const why = record.rejectedAt.has(place)
      ? `${account} was already refused there; it is not tried again, so that the account is not locked`
      : record.rejected >= MAX_REJECTED
        ? `${account} was refused ${MAX_REJECTED} times in this run; it is not tried again, so that the account is not locked`
        : '';
    if (why !== '') {
      leave();
      return { admitted: false, why, settle() { /* nothing was tried */ } };
    }
    return {
      admitted: true, why: '',
      settle(outcome) {
        if (outcome === 'accepted') record.acceptedAt.add(place);
        if (outcome === 'rejected') {
          record.rejected++;
          record.acceptedAt.delete(place);
          record.rejectedAt.add(place);
        }
        leave();
      },
    };
  }

  return { enter };
}
