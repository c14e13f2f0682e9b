/** Reads what comes back from GetUserAvailability, be it an answer, a fault, or a web page that somebody else sent. */
import type { TargetAnswer } from '../model/facts.ts';
import { lidsIn } from './exception-text.ts';
import { openSoapAnswer, textLimit } from './soap.ts';
import type { SoapAnswer } from './soap.ts';
import { attribute, child, children, text } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface UserAvailabilityAnswer extends Omit<SoapAnswer, 'response'> {
  /**
   * One per target in the order of the request. Empty when the server sent another number of answers than targets were asked
   * for: then nobody can say which answer is whose.
   */
  readonly answers: readonly TargetAnswer[];
  /** How many answers the server sent. */
  readonly answerCount: number;
}

/** 62 days at 5 minutes are 17 856 digits. */
const mergedFreeBusyLimit = 20_000;

/**
 * Reads the body of an HTTP answer, whatever its status: some devices send faults with 200. Prefixes of namespaces do not matter,
 * every part of an answer may be missing. Never throws.
 *
 * @param targetCount number of mailboxes that were asked for
 * Source: MS-OXWAVLS, GetUserAvailability operation; MicrosoftDocs/office-developer-exchange-docs getuseravailabilityresponse.md.
 */
export function decodeUserAvailabilityAnswer(body: Uint8Array, targetCount: number): UserAvailabilityAnswer {
  const { response, ...opened } = openSoapAnswer(body, 'GetUserAvailabilityResponse');
  const entries = children(child(response, 'FreeBusyResponseArray'), 'FreeBusyResponse');
  return { ...opened, answers: entries.length === targetCount ? entries.map(targetAnswer) : [], answerCount: entries.length };
}

function targetAnswer(entry: XmlElement): TargetAnswer {
  const message = child(entry, 'ResponseMessage');
  const view = child(entry, 'FreeBusyView');
  const messageText = (text(child(message, 'MessageText')) ?? '').slice(0, textLimit);
  // 2010 and later sometimes answer MessageXml without one or the other child.
  const messageXml = child(message, 'MessageXml');
  const exceptionMessage = textOrNull(child(messageXml, 'ExceptionMessage'), textLimit);
  const merged = text(child(view, 'MergedFreeBusy'));
  return {
    responseCode: (text(child(message, 'ResponseCode')) ?? '').slice(0, 200),
    responseClass: (attribute(message, 'ResponseClass') ?? '').slice(0, 50),
    messageText,
    exceptionType: textOrNull(child(messageXml, 'ExceptionType'), 500)?.split('.').at(-1) ?? null,
    exceptionCode: textOrNull(child(messageXml, 'ExceptionCode'), 50),
    exceptionServerName: textOrNull(child(messageXml, 'ExceptionServerName'), 255),
    exceptionMessage,
    responseSource: textOrNull(child(messageXml, 'ResponseSource'), 2_048),
    lids: lidsIn(`${messageText} ${exceptionMessage ?? ''}`),
    freeBusyViewType: textOrNull(child(view, 'FreeBusyViewType'), 100),
    mergedFreeBusy: merged === null ? null : merged.replace(/\s+/g, '').slice(0, mergedFreeBusyLimit),
  };
}

function textOrNull(element: XmlElement | null, limit: number): string | null {
  const value = text(element);
  return value === null || value === '' ? null : value.slice(0, limit);
}
