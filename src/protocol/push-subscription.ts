/**
 * EWS push subscriptions: a mailbox's server is asked to call a URL whenever something happens in the mailbox, and at least every few minutes.
 * Source: Microsoft Learn, Subscribe operation, PushSubscriptionRequest, StatusFrequency, SendNotificationResult (all since Exchange 2007).
 */
import { printable } from './printable.ts';
import { soapBody, soapFault } from './soap.ts';
import { attribute, child, escapeXml, fitsOneLineOfXml, parseXml, text } from './xml.ts';

const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const types = 'http://schemas.microsoft.com/exchange/services/2006/types';

export const subscribeSoapAction = `"${messages}/Subscribe"`;

/** Source: Microsoft Learn, ResponseCode, ErrorInvalidPushSubscriptionUrl (length). */
const longestUrl = 2_082;
const longestText = 500;

/**
 * Asks for notifications about the calendar, with the shortest time between two of them: one minute. Names Exchange2007_SP1 as version, which every
 * server knows.
 * @param impersonate ask on behalf of this SMTP address
 * @throws RangeError when URL or address cannot stand in the request
 */
export function encodePushSubscription(url: string, impersonate: string | null): string {
  if (url.length > longestUrl || !fitsOneLineOfXml(url)) throw new RangeError(`the URL is longer than ${longestUrl} characters or not printable`);
  if (impersonate !== null && !fitsOneLineOfXml(impersonate)) throw new RangeError('the address is not printable');
  const onBehalf = impersonate === null ? ''
    : '<t:ExchangeImpersonation><t:ConnectingSID>'
      + `<t:PrimarySmtpAddress>${escapeXml(impersonate)}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;
  return '<?xml version="1.0" encoding="utf-8"?>'
    + `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="${types}" xmlns:m="${messages}">`
    + `<soap:Header><t:RequestServerVersion Version="Exchange2007_SP1"/>${onBehalf}</soap:Header><soap:Body><m:Subscribe><m:PushSubscriptionRequest>`
    + '<t:FolderIds><t:DistinguishedFolderId Id="calendar"/></t:FolderIds>'
    + '<t:EventTypes><t:EventType>CreatedEvent</t:EventType><t:EventType>ModifiedEvent</t:EventType></t:EventTypes>'
    + `<t:StatusFrequency>1</t:StatusFrequency><t:URL>${escapeXml(url)}</t:URL>`
    + '</m:PushSubscriptionRequest></m:Subscribe></soap:Body></soap:Envelope>';
}

/** null: subscribed. Otherwise the response code, or null where there is none, and the server's words. Never throws. */
export function decodePushSubscription(body: Uint8Array): { readonly code: string | null; readonly says: string } | null {
  const document = parseXml(body);
  if ('problem' in document) return { code: null, says: 'the answer is not one of Exchange Web Services' };
  const fault = soapFault(document.root);
  if (fault !== null) return { code: fault.responseCode, says: printable(fault.message, longestText) };
  const message = child(soapBody(document.root), 'SubscribeResponse', 'ResponseMessages', 'SubscribeResponseMessage');
  const code = text(child(message, 'ResponseCode'));
  if (attribute(message, 'ResponseClass') === 'Success' && code === 'NoError') return null;
  return {
    code: /^Error[A-Za-z0-9]{1,100}$/.test(code ?? '') ? code : null,
    says: printable(text(child(message, 'MessageText')) ?? 'the answer is not one to a subscription', longestText),
  };
}

/** What a client answers to a notification so that no further one comes. */
export const unsubscribeAnswer =
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
  + `<SendNotificationResult xmlns="${messages}"><SubscriptionStatus>Unsubscribe</SubscriptionStatus></SendNotificationResult>`
  + '</soap:Body></soap:Envelope>';
