/** Ways to sign in: which are offered, and how one went. */
/** Who answers an unauthenticated request. */
export interface DoorSeen {
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
}

/** Who answers there, and whether Exchange offers OAuth. */
export interface SignInSchemesFact extends DoorSeen {
  /**
   * Does Exchange offer OAuth (Bearer) to a request without credentials, or to one with an empty bearer token? Many offer it to the latter only.
   * null: that was not asked, or not answered with 401 by Exchange. Source: MS-XOAUTH 4.6.
   */
  readonly bearer: 'offered' | 'not-offered' | null;
  /** What it says where it offers OAuth. */
  readonly challenge: OAuthChallenge | null;
}

/**
 * The challenge by which a server says whose tokens it takes. Texts printable and bounded, otherwise as sent.
 * Source: MS-XOAUTH 3.2.5.4 (client_id, realm, trusted_issuers); the others as recorded from Exchange and Exchange Online.
 */
export interface OAuthChallenge {
  /** Application id of the server that asks; that of Exchange is 00000002-0000-0ff1-ce00-000000000000. */
  readonly clientId: string | null;
  readonly realm: string | null;
  /** Token services that are trusted: `<principal>@<tenant>`, where the tenant is an id, a domain, or `*` for any. */
  readonly trustedIssuers: readonly { readonly principal: string; readonly realm: string | null }[];
  readonly tokenTypes: readonly string[];
  /** Where users are sent to sign in; on-premises only where hybrid modern authentication is on. */
  readonly authorizationUri: string | null;
  /** Such as `AzureAD`. */
  readonly issuerKind: string | null;
  readonly error: string | null;
}

/** How a sign-in went. */
export interface SignInResult {
  readonly id: string;
  readonly method: string;
  readonly outcome: 'accepted' | 'rejected' | 'not-offered' | 'withheld' | 'none';
  /** Why credentials were withheld, or which schemes were offered instead. */
  readonly reason?: string;
  /** With `withheld`: nobody gave the password, token or client secret. */
  readonly secretMissing?: true;
  /** What the token that went out says about itself, with the methods `oauth` and `token`; only the service can verify it. */
  readonly rights?: TokenRights;
  /** The code with which the token service refused, such as `AADSTS7000215`. */
  readonly refusal?: string;
  /** The machine that took the connection, as its NTLM challenge names it; absent: it sent none. */
  readonly machine?: string;
}

/** What a token says about itself; texts printable, empty where it does not say. Nothing of it is verified. */
export interface TokenRights {
  /** `delegated`: of a user who signed in to the application. */
  readonly flow: 'application' | 'delegated';
  readonly audience: string;
  readonly application: string;
  readonly tenant: string;
  /** User principal name, with `delegated`. */
  readonly account: string;
  readonly object: string;
  /** Application permissions, such as `full_access_as_app`. */
  readonly roles: readonly string[];
  /** Delegated permissions, such as `EWS.AccessAsUser.All`. */
  readonly scopes: readonly string[];
  /** ISO 8601. */
  readonly expiresAt: string;
}
