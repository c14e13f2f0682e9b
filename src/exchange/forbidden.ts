/**
 * Every 403 told apart that our own request can meet. Whatever it was, it is about us as a caller: what a user of Outlook sees was not
 * observed. A 403 that one server met at another stands in the text of an answer and is judged there.
 */
import type { LookupExchange } from '../model/facts.ts';
import { ewsPolicyReason } from './ews-retirement.ts';
import { oauthDiagnosticsIn } from './oauth-diagnostics.ts';
import { answererIn } from './who-wrote-it.ts';

/** Who forbade, and over what. */
export type Forbidden =
  | 'ews-switched-off'      // the switch of the tenant or of the mailbox
  | 'ews-policy'            // a list of applications or of user agents; the answer does not tell which
  | 'ews-policy-unknown'    // the header of both with a value that no document lists
  | 'token-rights'          // the token does not allow the call
  | 'token'                 // something else about the token, which the answer names
  | 'without-tls'           // IIS behind a device that ends TLS
  | 'device'                // neither Exchange nor IIS wrote the answer
  | 'unexplained-online'    // Exchange Online, without a word
  | 'unexplained';          // Exchange or IIS on-premises, without a word

/**
 * Judges an answer with status 403.
 * @param online the URL belongs to Exchange Online
 * Source: Microsoft Learn, Control access to EWS in Exchange, "Understand HTTP 403 responses in Exchange Online" (the header, and that
 * other restrictions carry none); ecederstrand/exchangelib issue 1321 and Garethp/php-ews issue 222 (x-ms-diagnostics 2000008 with 403);
 * Microsoft Learn, HTTP status codes in IIS (403.4).
 */
export function forbiddenBy(exchange: Pick<LookupExchange, 'headers' | 'bodyStart'>, online: boolean): Forbidden {
  const policy = exchange.headers['x-ews-policy-reason'] ?? '';
  const reason = ewsPolicyReason(policy);
  if (reason !== null) return reason === 'disabled' ? 'ews-switched-off' : 'ews-policy';
  if (policy.trim() !== '') return 'ews-policy-unknown';
  const [refused] = oauthDiagnosticsIn(exchange.headers['x-ms-diagnostics'] ?? '');
  if (refused !== undefined) return refused.code === 2000008 ? 'token-rights' : 'token';
  if (/(?<![\d.])403\.4(?!\.?\d)/.test(exchange.bodyStart)) return 'without-tls';
  if (online) return 'unexplained-online';
  return answererIn(exchange) === 'exchange' ? 'unexplained' : 'device';
}

/** Why nothing was observed, in one sentence and where to look. Headers and start of the body must be printable already. */
export function forbiddenInWords(exchange: Pick<LookupExchange, 'headers' | 'bodyStart'>, online: boolean): string {
  const header = (name: string): string => (exchange.headers[name] ?? '').slice(0, 200);
  switch (forbiddenBy(exchange, online)) {
    case 'ews-switched-off':
      return 'Exchange Web Services are switched off for this tenant or for the mailbox that asks (403, X-EWS-Policy-Reason), so nothing could be '
        + 'asked for: Get-OrganizationConfig | Format-List EwsEnabled; Get-CASMailbox | Format-List EwsEnabled';
    case 'ews-policy':
      return 'a policy keeps this application or its user agent from Exchange Web Services (403, X-EWS-Policy-Reason); it may concern this tool '
        + 'alone: Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy | Format-List EwsAllowedAppIDs; Get-OrganizationConfig | Format-List '
        + 'EwsApplicationAccessPolicy,EwsAllowList,EwsBlockList';
    case 'ews-policy-unknown':
      return `Exchange forbids the request (403) for a reason that no document lists, X-EWS-Policy-Reason: ${header('x-ews-policy-reason')}`;
    case 'token-rights':
      return `the token of this tool does not allow the call (403, ${header('x-ms-diagnostics')}): grant the application full_access_as_app, or with `
        + 'a signed-in user EWS.AccessAsUser.All';
    case 'token':
      return `Exchange forbids the request over the token of this tool (403, ${header('x-ms-diagnostics')})`;
    case 'without-tls':
      return 'IIS forbids the request because it came without TLS (403.4); a device before it takes TLS off';
    case 'device': {
      const by = header('server');
      return `what answers before Exchange forbids the request (403${by === '' ? '' : `, Server: ${by}`}); nothing of Exchange is in the answer`;
    }
    case 'unexplained-online':
      return 'Exchange Online forbids the request (403) and does not say why. Its EWS switches and lists would be named in the header '
        + 'X-EWS-Policy-Reason, which is missing, and Conditional Access refuses before that, when a token is asked for; look at the rights and '
        + 'the audience of the token';
    case 'unexplained':
      return 'the server forbids the request (403) and does not say why; a policy may block this tool alone, by its user agent, or the mailbox that '
        + 'asks (Get-OrganizationConfig | Format-List Ews*; Get-CASMailbox | Format-List Ews*)';
  }
}
