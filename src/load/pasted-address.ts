/** An address as people bring it: typed, or copied out of a mail program. */
import { isAddress } from './servers.ts';

const LONGEST = 2_000;
/** Signs without width, and those that turn the direction of writing, come along when text is copied. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/**
 * The one address in `anna@contoso.com`, `"Anna" <anna@contoso.com>`, `mailto:anna@contoso.com?subject=x` (RFC 6068) or `SMTP:anna@contoso.com` (as
 * Exchange lists addresses), also with quotes or a semicolon around it; undefined: there is none, or more than one.
 */
export function addressIn(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const plain = text.replace(UNSEEN, '').trim();
  const [inBrackets, another] = [...plain.matchAll(/<([^<>]*)>/g)].map(([, inside]) => inside ?? '');
  if (another !== undefined) return undefined;
  const bare = withoutScheme((inBrackets ?? plain).trim().replace(/^["'‘’“”(]+|["'‘’“”);,.]+$/g, '').trim());
  return isAddress(bare) ? bare : undefined;
}

function withoutScheme(text: string): string {
  const mailto = /^mailto:([^?]*)/i.exec(text)?.[1];
  if (mailto === undefined) return text.replace(/^smtp:/i, '');
  try {
    return decodeURIComponent(mailto);
  } catch {
    return mailto;
  }
}
