/** EWS GetMailTips: the exact text that goes over the wire, and what comes back. */
import type { MailTip } from '../model/facts.ts';
import { printable } from './printable.ts';
import { openSoapAnswer, textLimit } from './soap.ts';
import type { SoapAnswer } from './soap.ts';
import { attribute, child, children, escapeXml, fitsOneLineOfXml, text } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface MailTipsRequest {
  /** Whose server is asked, and who would send. */
  readonly requester: string;
  /** SMTP addresses, 1 to {@link recipientsLimit}. */
  readonly targets: readonly string[];
  /** Ask on behalf of the requester (`ExchangeImpersonation`). */
  readonly impersonate: boolean;
}

/** Recipients in one request; servers have a limit of their own, which they tell (MaxRecipientsPerGetMailTipsRequest). */
export const recipientsLimit = 20;
/** Content type and SOAPAction that belong to the text. */
export const mailTipsHeaders = {
  'Content-Type': 'text/xml; charset=utf-8', 'SOAPAction': '"http://schemas.microsoft.com/exchange/services/2006/messages/GetMailTips"',
} as const;

const addressLimit = 1_000;
const pendingLimit = 20;
const types = 'http://schemas.microsoft.com/exchange/services/2006/types';

/**
 * Asks whether the mailboxes are full: the one tip that only the mailbox itself tells and that holds nobody's words, as automatic replies do.
 * Names the oldest version that knows the operation.
 * @throws RangeError when a part of the request is out of its bounds, or an address cannot stand in XML
 * Source: Microsoft Learn, GetMailTips operation, MailTipsRequested; EWS schema (ExchangeImpersonation).
 */
export function encodeMailTipsRequest({ requester, targets, impersonate }: MailTipsRequest): string {
  if (targets.length < 1 || targets.length > recipientsLimit) throw new RangeError(`a request names 1 to ${recipientsLimit} mailboxes, not ${targets.length}`);
  for (const address of [requester, ...targets]) {
    if (address.trim() === '' || address.length > addressLimit || !fitsOneLineOfXml(address)) throw new RangeError('an address is empty, too long or not printable');
  }
  const address = (of: string): string => `<t:EmailAddress>${escapeXml(of)}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>`;
  const onBehalf = impersonate
    ? `<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>${escapeXml(requester)}</t:SmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>` : '';
  return '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
    + `xmlns:t="${types}" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">`
    + `<soap:Header><t:RequestServerVersion Version="Exchange2010"/>${onBehalf}</soap:Header><soap:Body><m:GetMailTips>`
    + `<m:SendingAs>${address(requester)}</m:SendingAs>`
    + `<m:Recipients>${targets.map((target) => `<t:Mailbox>${address(target)}</t:Mailbox>`).join('')}</m:Recipients>`
    + '<m:MailTipsRequested>MailboxFullStatus</m:MailTipsRequested></m:GetMailTips></soap:Body></soap:Envelope>';
}

export interface MailTipsAnswer extends Omit<SoapAnswer, 'response'> {
  /** By the address as it was asked for. */
  readonly tips: Readonly<Record<string, MailTip>>;
}

/**
 * Reads the body of an HTTP answer, whatever its status. An entry that names its recipient belongs to that one; one that names none, as errors do,
 * belongs to the recipient at its place where there are as many as were asked for. Never throws.
 * Source: Microsoft Learn, GetMailTips operation (example), MailTipsResponseMessageType, PendingMailTips.
 */
export function decodeMailTipsAnswer(body: Uint8Array, targets: readonly string[]): MailTipsAnswer {
  const { response, ...opened } = openSoapAnswer(body, 'GetMailTipsResponse');
  const entries = children(child(response, 'ResponseMessages'), 'MailTipsResponseMessageType');
  const tips = new Map<string, MailTip>();
  entries.slice(0, recipientsLimit).forEach((entry, index) => {
    const named = text(child(entry, 'MailTips', 'RecipientAddress', 'EmailAddress'))?.trim().toLowerCase() ?? '';
    const target = named === '' ? (entries.length === targets.length ? targets[index] : undefined)
      : targets.find((one) => one.toLowerCase() === named);
    if (target !== undefined && !tips.has(target)) tips.set(target, tipIn(entry));
  });
  return { ...opened, tips: Object.fromEntries(tips) };
}

function tipIn(entry: XmlElement): MailTip {
  const tips = child(entry, 'MailTips');
  const full = text(child(tips, 'MailboxFull'))?.trim().toLowerCase();
  return {
    responseClass: printable(attribute(entry, 'ResponseClass') ?? '', 50),
    responseCode: printable(text(child(entry, 'ResponseCode')) ?? '', 200),
    messageText: printable(text(child(entry, 'MessageText')) ?? '', textLimit),
    mailboxFull: full === 'true' || full === '1' ? true : full === 'false' || full === '0' ? false : null,
    pending: (text(child(tips, 'PendingMailTips')) ?? '').split(/\s+/, pendingLimit).filter((word) => /^[A-Za-z]{1,50}$/.test(word)),
  };
}
