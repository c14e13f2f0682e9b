/** What the causes at the client look at: words that Outlook itself writes, what Autodiscover gave it, and schemes that a text names. */
import { normaliseText } from '../../exchange/error-texts.ts';
import { errorTextRows } from '../../exchange/error-texts-table.ts';
import { search, startOf } from '../autodiscover/sight.ts';
import type { See } from '../cause.ts';
import { any, hasCode, says, textHas } from '../sight.ts';

/**
 * Autodiscover answered in plain XML, which Outlook reads, with settings that lack the availability URL; what the other dialects have to
 * say helps Outlook nothing. A web site that answers in place of Exchange is a cause of its own.
 * Source: MS-OXDSCLI 2.2.4.1.1.2.5 (ASUrl).
 */
export const settingsWithoutUrl: See = search('requester', ({ steps, serverBuild }) => steps.some(({ outcome, method, availabilityUrl }, index) =>
  outcome === 'settings' && availabilityUrl === undefined && method !== 'soap' && method !== 'json'
    && (serverBuild !== null || startOf(index, steps) !== 'https-root-domain')));

/** Outlook did not get as far as to ask for availability. Source: OfficeDocs-Support 2847833; Resolve free/busy errors. */
export const outlookFindsNoServer: See = textHas(/your server location could not be determined/);

/** The server that was asked does not take the address for that of anybody. */
export const addressNotKnown: See = any(hasCode('ErrorMailRecipientNotFound', 'ErrorInvalidSmtpAddress'), says('recipient-not-resolved'));

/** A way to sign in that a caller used, and those that the server offered. */
export interface SchemesNamed {
  readonly used: string;
  readonly offered: readonly string[];
}

const SCHEME = /(?<![\w-])(?:anonymous|basic|bearer|digest|kerberos|negotiate|ntlm)(?![\w-])/g;
/** Parameters of a scheme, such as a realm, whose value may look like a scheme. */
const PARAMETER = /[\w-]{1,40}="[^"]{0,200}"/g;
const wordings = errorTextRows.filter(([meaning]) => meaning === 'auth-scheme-not-accepted').map(([, , text]) => normaliseText(text));

/**
 * The schemes that the sentence of Windows Communication Foundation names: "The HTTP request is unauthorized with client authentication scheme
 * 'Basic'. The authentication header received from the server was 'Negotiate,NTLM'." In every language the scheme used stands first, and the
 * quotes differ or are missing. undefined: no such sentence, or one that names no offer. Lower-case names.
 * Source of the wordings: exchange/error-texts-table.ts.
 */
export function schemesNamed(text: string): SchemesNamed | undefined {
  const normal = normaliseText(text);
  const begins = wordings.flatMap((wording) => {
    const at = normal.indexOf(wording);
    return at < 0 ? [] : [at + wording.length];
  });
  if (begins.length === 0) return undefined;
  const begin = Math.min(...begins);
  const [sentence = ''] = normal.slice(begin, begin + 1000).split('--->');
  const [used, ...offered] = Array.from(sentence.replace(PARAMETER, ' ').matchAll(SCHEME), ([scheme]) => scheme);
  return used === undefined || offered.length === 0 ? undefined : { used, offered: [...new Set(offered)] };
}
