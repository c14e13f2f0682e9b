/** What the answer of Microsoft Graph says of what a user sees. */
import type { LookupExchange, TargetAnswer, TokenRights } from '../model/facts.ts';
import type { Availability } from '../model/scenario.ts';
import { isAboutOurRequest, responseCodes } from './response-codes.ts';
import { missingRight, signedInAsAnother } from './token-rights.ts';

export interface GraphJudged {
  readonly availability: Availability;
  /** One sentence, with `not-observed`. */
  readonly why: string | null;
}

/**
 * Judges one answer for one target. What Graph refuses as a whole speaks of us as a caller, except that the service itself failed (5xx).
 * Source: Microsoft Learn, Microsoft Graph error responses; calendar: getSchedule.
 */
export function judgeGraph(exchange: LookupExchange, answer: TargetAnswer | null, requester: string): GraphJudged {
  const { status, failure, signIn, body, fault, headers } = exchange;
  const blind = (why: string): GraphJudged => ({ availability: 'not-observed', why });
  const shows = (availability: Availability): GraphJudged => ({ availability, why: null });
  if (failure !== null) return blind(failure.message);
  const said = [fault?.responseCode, fault?.message].filter((part) => part !== null && part !== undefined && part !== '').join(': ');
  const words = said === '' ? '' : ` (${said})`;
  if (status === 401) {
    if (signIn?.outcome === 'none') return blind('Microsoft Graph asks for a token, and none was given for this mailbox');
    return blind(signIn?.outcome === 'withheld' ? `sign-in ${signIn.id} was not used for Microsoft Graph: ${signIn.reason ?? 'withheld'}`
      : `Microsoft Graph does not accept the token of sign-in ${signIn?.id ?? ''}${words}`);
  }
  if (status === 403) return blind(`Microsoft Graph forbids the call${words}; ${rightsInWords(signIn?.rights, requester)}`);
  if (status === 404) {
    return blind(`Microsoft Graph does not serve the requester's mailbox${words}: it is not in Exchange Online, or its address is not `
      + 'the user\'s principal name');
  }
  if (status === 429) return blind(`Microsoft Graph asks to be left alone${waitOf(headers['retry-after'])}, longer than Crosslines waits`);
  if (status !== null && status >= 500) return shows('hash-marks');
  if (body === 'fault') return blind(`Microsoft Graph refuses the request${words}`);
  if (body !== 'answer') return blind(`what answered in place of Microsoft Graph (status ${status ?? 'none'}) is not its answer`);
  if (answer === null) return blind('the answer of Microsoft Graph does not mention this target');
  if (answer.responseCode !== 'NoError') {
    return isAboutOurRequest(answer.responseCode)
      ? blind(`Microsoft Graph answered ${answer.responseCode}: ${responseCodes.get(answer.responseCode)?.meaning ?? answer.messageText}`)
      : shows('hash-marks');
  }
  const digits = answer.mergedFreeBusy ?? '';
  return shows(digits === '' || /^5+$/.test(digits) ? 'hash-marks' : 'shown');
}

function waitOf(retryAfter: string | undefined): string {
  return retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`;
}

/** What a token lacks, by its own word; without one, what it would need. */
function rightsInWords(rights: TokenRights | undefined, requester: string): string {
  if (rights === undefined) return 'the application needs the permission Calendars.Read of Microsoft Graph';
  const missing = missingRight(rights, 'graph');
  if (missing !== null) return missing;
  const another = signedInAsAnother(rights, requester);
  if (another !== null) return `the token is that of ${another}, who may not ask in the name of ${requester}`;
  return 'the token shows a permission that is enough, so a policy may keep the application from this mailbox '
    + '(Get-ApplicationAccessPolicy, Get-ManagementRoleAssignment)';
}
