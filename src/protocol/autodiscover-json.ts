/** Autodiscover V2 (JSON): one question without credentials for the URL of one protocol. */
import { fitsOneLineOfXml, decodeText } from './xml.ts';

/**
 * The URL that is asked for the place of EWS.
 *
 * @param origin such as `https://autodiscover.contoso.com`
 * @throws RangeError when the address is empty or not printable
 * Source: protocol facts §3.3 (an answer recorded from an own server, sys4/automx issue 44).
 */
export function encodeJsonQuestion(origin: string, address: string): string {
  if (address.trim() === '' || !fitsOneLineOfXml(address)) throw new RangeError('the address is empty or not printable');
  return `${origin}/autodiscover/autodiscover.json?Email=${encodeURIComponent(address)}&Protocol=Ews&RedirectCount=0`;
}

/** What an answer says. Texts as the server sent them, bounded; the URL is not checked in any way. */
export type JsonAnswer =
  | { readonly kind: 'url'; readonly protocol: string; readonly url: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string }
  | { readonly kind: 'not-autodiscover'; readonly what: 'empty' | 'too-large' | 'not-json' | 'other-json' };

const answerLimit = 64 * 1024;
const urlLimit = 2_048;

/**
 * Reads the body of an answer, whatever its HTTP status: errors come with another one than 200. Never throws.
 * Source: protocol facts §3.3: `{"Protocol":"Ews","Url":"https://…"}` and `{"ErrorCode":"…","ErrorMessage":"…"}`.
 */
export function decodeJsonAnswer(body: Uint8Array): JsonAnswer {
  if (body.length > answerLimit) return { kind: 'not-autodiscover', what: 'too-large' };
  const document = decodeText(body).replace(/^\ufeff/, '').trim();
  if (document === '') return { kind: 'not-autodiscover', what: 'empty' };
  let given: unknown;
  try {
    given = JSON.parse(document);
  } catch {
    return { kind: 'not-autodiscover', what: 'not-json' };
  }
  const member = (name: string): string | null => {
    if (typeof given !== 'object' || given === null || !Object.hasOwn(given, name)) return null;
    const value = (given as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const url = member('Url');
  const protocol = member('Protocol');
  // A cut URL would be another one.
  if (url !== null && url.length <= urlLimit && protocol !== null) return { kind: 'url', protocol: protocol.slice(0, 50), url };
  const code = member('ErrorCode');
  if (code !== null) return { kind: 'error', code: code.slice(0, 100), message: (member('ErrorMessage') ?? '').slice(0, 1_000) };
  return { kind: 'not-autodiscover', what: 'other-json' };
}
