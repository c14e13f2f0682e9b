/** Why Exchange refused an OAuth token, as it says in the header x-ms-diagnostics and as callers repeat it in their error texts. */

/** One reason for refusing a token. */
export interface OAuthDiagnostics {
  /** Such as 2000005. One code stands for several reasons: an unknown user and an ambiguous one share it. */
  readonly code: number;
  /** The sentence, on one line, at most {@link reasonLimit} characters; empty where the text breaks off before it. */
  readonly reason: string;
  /** `error_category` in lower case, such as `invalid_user`; empty where it is missing. */
  readonly category: string;
}

/** Characters of a text that are looked at. */
const textLimit = 200_000;
/** Characters of a reason that are kept. */
export const reasonLimit = 600;
/** Reasons that are reported at most. */
export const diagnosticsLimit = 20;

/**
 * A code of seven digits and what is said after it. Lengths are bounded, so that hostile text costs no more than its length. A reason that breaks
 * off ends with the text.
 */
const pattern = /(?<!\d)(\d{7}) ?; ?reason ?= ?(?:"([^"]{0,2000})(?:" ?;? ?(?:error_category ?= ?"?([a-z_]{1,60}))?)?)?/gi;

/**
 * The reasons in a header value or anywhere in an error text, each once, in order:
 * `2000005;reason="The user specified by the user-context in the token is ambiguous.";error_category="invalid_user"`. Line wraps,
 * HTML and JSON escapes, typographic quotes and spaces around the marks do not matter. Never throws.
 * Source: Microsoft Learn, Resolve free/busy errors, and SfB integration with Exchange fails (header and text); MicrosoftDocs, Using hybrid Modern
 * Authentication with Outlook for iOS and Android; Microsoft Q&A 1524201 ("and diagnostics 2000009;reason=…").
 */
export function oauthDiagnosticsIn(text: string): readonly OAuthDiagnostics[] {
  const found = new Map<string, OAuthDiagnostics>();
  for (const [, code = '', reason = '', category = ''] of plain(text).matchAll(pattern)) {
    const one = { code: Number(code), reason: reason.trim().slice(0, reasonLimit), category: category.toLowerCase() };
    found.set(`${one.code} ${one.reason} ${one.category}`, one);
    if (found.size >= diagnosticsLimit) break;
  }
  return [...found.values()];
}

/** One line, with plain double quotes and apostrophes. */
function plain(text: string): string {
  return text
    .slice(0, textLimit)
    .replace(/&quot;|&#0?34;|&#x22;|\\"/gi, '"')
    .replace(/&apos;|&#0?39;|&#x27;/gi, '\'')
    .replace(/[\u201c\u201d\u201e\u201f\u2033]/g, '"')
    .replace(/[\u2018\u2019]/g, '\'')
    .replace(/[\s\u200b\ufeff]+/g, ' ');
}
