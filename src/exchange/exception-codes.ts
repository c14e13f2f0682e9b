/** Which response code stands behind what a text gives in its place: the class of an exception, its number, or its sentence. */
import type { Meaning } from './error-texts.ts';

/**
 * By the last part of the class name. Source: MicrosoftDocs/office-developer-exchange-docs responsecode.md; Microsoft Learn
 * "Resolve free/busy errors"; answers recorded in ecederstrand/exchangelib.
 */
const ofClass: ReadonlyMap<string, string> = new Map([
  ['MailRecipientNotFoundException', 'ErrorMailRecipientNotFound'],
  ['InvalidSmtpAddressException', 'ErrorInvalidSmtpAddress'],
  ['NoFreeBusyAccessException', 'ErrorNoFreeBusyAccess'],
  ['ProxyWebRequestProcessingException', 'ErrorProxyRequestProcessingFailed'],
  ['ServiceDiscoveryFailedException', 'ErrorServiceDiscoveryFailed'],
  ['AutoDiscoverFailedException', 'ErrorAutoDiscoverFailed'],
  ['TimeoutExpiredException', 'ErrorTimeoutExpired'],
  ['ResultSetTooBigException', 'ErrorResultSetTooBig'],
  ['PublicFolderRequestProcessingException', 'ErrorPublicFolderRequestProcessingFailed'],
]);

/**
 * By the number, where an answer with both was recorded or documented. 5016 is left out: it says only that the call failed.
 * Source: OfficeDocs-Support (5037); microsoftgraph/microsoft-graph-docs issue 11225 (5009); recorded answers of 2007 and 2010 (5021, 5035).
 */
const ofNumber: ReadonlyMap<number, string> = new Map([
  [5009, 'ErrorMailRecipientNotFound'], [5021, 'ErrorServiceDiscoveryFailed'], [5035, 'ErrorInvalidSmtpAddress'], [5037, 'ErrorNoFreeBusyAccess'],
]);

/** By the sentence, which is the same in all versions. Source: Microsoft Learn "Resolve free/busy errors". */
const ofMeaning: Readonly<Partial<Record<Meaning, string>>> = {
  'no-access-to-free-busy': 'ErrorNoFreeBusyAccess', 'recipient-not-resolved': 'ErrorMailRecipientNotFound',
  'autodiscover-failed': 'ErrorAutoDiscoverFailed', 'proxy-web-request-failed': 'ErrorProxyRequestProcessingFailed',
  'address-space-not-found': 'ErrorAddressSpaceNotFound', 'timeout-waiting': 'ErrorTimeoutExpired',
    'too-many-calendar-entries': 'ErrorResultSetTooBig',
};

/** The response code of an exception class, with or without namespace; undefined: it has none of its own. */
export function codeOfClass(type: string): string | undefined {
  return ofClass.get(type.split('.').at(-1) ?? '');
}

/** The response code that a number of the Availability service stands for; undefined: none is certain. */
export function codeOfNumber(code: number): string | undefined {
  return ofNumber.get(code);
}

/** The response code that a sentence stands for; undefined: several have it, or none. */
export function codeOfMeaning(meaning: Meaning): string | undefined {
  return ofMeaning[meaning];
}
