/** Autodiscover in SOAP (GetUserSettings): the request, and what comes back. Exchange 2010 and later. */
import type { SoapFault } from '../model/facts.ts';
import { executedBy, soapBody, soapFault } from './soap.ts';
import { child, children, escapeXml, fitsOneLineOfXml, parseXml, text } from './xml.ts';
import type { XmlElement, XmlProblem } from './xml.ts';

/** Source: MS-OXWSADISC 3.1.4.2 (the path names Autodiscover twice). */
const action = 'http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover/GetUserSettings';
const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';

/** The settings that hold an availability URL, best first. Source: MS-OXWSADISC, settings of GetUserSettings. */
export const ewsUrlSettings = ['ExternalEwsUrl', 'InternalEwsUrl'] as const;

/**
 * The request for the settings of an address that hold an availability URL.
 *
 * @param url where the request goes, for wsa:To
 * @throws RangeError when the address is empty, or address or URL cannot stand in XML
 * Source: MS-OXWSADISC 3.1.4.2; a recorded request to Exchange Online, which takes the version Exchange2010 as every server since does.
 */
export function encodeGetUserSettings(address: string, url: string): string {
  if (address.trim() === '' || !fitsOneLineOfXml(address) || !fitsOneLineOfXml(url)) throw new RangeError('the address is empty or not printable');
  return '<?xml version="1.0" encoding="utf-8"?>'
    + `<soap:Envelope xmlns:a="${namespace}" xmlns:wsa="http://www.w3.org/2005/08/addressing"`
    + ' xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header><a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>'
    + `<wsa:Action>${action}</wsa:Action><wsa:To>${escapeXml(url)}</wsa:To></soap:Header><soap:Body><a:GetUserSettingsRequestMessage><a:Request>`
    + `<a:Users><a:User><a:Mailbox>${escapeXml(address)}</a:Mailbox></a:User></a:Users>`
    + `<a:RequestedSettings>${ewsUrlSettings.map((name) => `<a:Setting>${name}</a:Setting>`).join('')}</a:RequestedSettings>`
    + '</a:Request></a:GetUserSettingsRequestMessage></soap:Body></soap:Envelope>';
}

/** What an answer says. Texts as the server sent them, bounded; URLs are not checked in any way. */
export type GetUserSettingsAnswer =
  | {
    readonly kind: 'settings';
    readonly settings: Readonly<Record<string, string>>;
    /** Settings that were not given, with the reason, such as `SettingIsNotAvailable`. */
    readonly refused: readonly { readonly name: string; readonly code: string; readonly message: string }[];
    /** Build of the server that answered; it need not hold the mailbox. */
    readonly executedBy: string | null;
  }
  | { readonly kind: 'redirect-address'; readonly address: string }
  | { readonly kind: 'redirect-url'; readonly url: string }
  /** An error of Autodiscover for the request or the user, such as `InvalidUser`. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string }
  | { readonly kind: 'fault'; readonly fault: SoapFault }
  /** `other-xml`: a document of another kind; `incomplete`: an answer without anything for the user. */
  | { readonly kind: 'not-autodiscover'; readonly what: XmlProblem | 'other-xml' | 'incomplete' };

const settingsLimit = 100;
const valueLimit = 2_048;
const messageLimit = 1_000;

/**
 * Reads the body of an answer with HTTP status 200 or 500. Only the first user's part counts: one is asked for. Never throws.
 * Source: MS-OXWSADISC 3.1.4.2 (ErrorCode of Response, UserResponse and UserSettingError; RedirectTarget).
 */
export function decodeGetUserSettingsAnswer(body: Uint8Array): GetUserSettingsAnswer {
  const document = parseXml(body);
  if ('problem' in document) return { kind: 'not-autodiscover', what: document.problem };
  const { root } = document;
  const fault = soapFault(root);
  if (fault !== null) return { kind: 'fault', fault };
  const response = child(soapBody(root), 'GetUserSettingsResponseMessage', 'Response');
  if (response === null) return { kind: 'not-autodiscover', what: 'other-xml' };
  const user = child(response, 'UserResponses', 'UserResponse');
  const target = boundedText(child(user, 'RedirectTarget'), valueLimit);
  const codes = [response, user].map((element) => (text(child(element, 'ErrorCode')) ?? '').slice(0, 100));
  const code = codes.find((one) => one !== '' && one !== 'NoError');
  if (code === 'RedirectAddress' && target !== null) return { kind: 'redirect-address', address: target };
  if (code === 'RedirectUrl' && target !== null) return { kind: 'redirect-url', url: target };
  if (code !== undefined) {
    const message = [response, user].map((element) => text(child(element, 'ErrorMessage')) ?? '').findLast((one) => one !== '') ?? '';
    return { kind: 'error', code, message: message.slice(0, messageLimit) };
  }
  if (user === null) return { kind: 'not-autodiscover', what: 'incomplete' };
  return { kind: 'settings', settings: settingsOf(user), refused: refusedOf(user), executedBy: executedBy(root) };
}

function settingsOf(user: XmlElement): Readonly<Record<string, string>> {
  return Object.fromEntries(children(child(user, 'UserSettings'), 'UserSetting').slice(0, settingsLimit).flatMap((setting) => {
    const name = boundedText(child(setting, 'Name'), 100);
    const value = boundedText(child(setting, 'Value'), valueLimit);
    return name === null || value === null ? [] : [[name, value] as const];
  }));
}

function refusedOf(user: XmlElement): readonly { readonly name: string; readonly code: string; readonly message: string }[] {
  return children(child(user, 'UserSettingErrors'), 'UserSettingError').slice(0, settingsLimit).map((error) => ({
    name: (text(child(error, 'SettingName')) ?? '').slice(0, 100),
    code: (text(child(error, 'ErrorCode')) ?? '').slice(0, 100),
    message: (text(child(error, 'ErrorMessage')) ?? '').slice(0, messageLimit),
  }));
}

function boundedText(element: XmlElement | null, limit: number): string | null {
  const value = text(element);
  // A cut URL or address would be another one.
  return value === null || value === '' || value.length > limit ? null : value;
}
