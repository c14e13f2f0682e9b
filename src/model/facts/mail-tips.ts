/** MailTips of the mailboxes that were looked up: asked of the same server, which gets them from the other organization by calls of its own. */
import type { LookupExchange } from './user-availability.ts';

/** What came for one recipient. */
export interface MailTip {
  readonly responseClass: string;
  readonly responseCode: string;
  readonly messageText: string;
  /** Whether the mailbox is full, which only its own server knows; null: that did not come. */
  readonly mailboxFull: boolean | null;
  /** Tips that were not there before the server's time ran out, as named by it. */
  readonly pending: readonly string[];
}

export interface MailTipsFact {
  readonly requester: string;
  readonly exchange: LookupExchange;
  /** By the target's address; those of which nothing came are missing. */
  readonly tips: Readonly<Record<string, MailTip>>;
}
