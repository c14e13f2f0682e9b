/** Ways to sign in: which are offered, and how one went. */
/** Who answers an unauthenticated request, and which ways to sign in it offers. */
export interface SignInSchemesFact {
  readonly url: string;
  readonly status: number;
  /** Schemes of WWW-Authenticate in order of appearance: `NTLM`, `Negotiate`, `Basic realm="…"` without the realm's value where long. */
  readonly schemes: readonly string[];
  readonly server: string | null;
  /** Where a redirect points to. */
  readonly location: string | null;
  readonly contentType: string | null;
  /** Headers that only Exchange or its IIS sets were present (X-FEServer, request-id, X-OWA-Version, X-AspNet-Version …). */
  readonly exchangeHeaders: readonly string[];
  /** First characters of a body that is not XML, for recognising login forms. */
  readonly bodyStart: string;
  /**
   * Does Exchange offer OAuth (Bearer) to a request without credentials, or to one with an empty bearer token? Many offer it to the latter only.
   * null: that was not asked, or not answered with 401 by Exchange. Source: MS-XOAUTH 4.6.
   */
  readonly bearer: 'offered' | 'not-offered' | null;
}

/** How a sign-in went. */
export interface SignInResult {
  readonly id: string;
  readonly method: string;
  readonly outcome: 'accepted' | 'rejected' | 'not-offered' | 'withheld' | 'none';
  /** Why credentials were withheld, or which schemes were offered instead. */
  readonly reason?: string;
  /** The machine that took the connection, as its NTLM challenge names it; absent: it sent none. */
  readonly machine?: string;
}
