/** Autodiscover in its plain XML form (POX): the request, and what comes back. */
import { versionOfBuild } from '../exchange/versions.ts';
import { attribute, child, children, escapeXml, fitsOneLineOfXml, parseXml, text } from './xml.ts';
import type { XmlElement, XmlProblem } from './xml.ts';

const requestSchema = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006';
const responseSchema = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

/**
 * The request for the settings of an address.
 *
 * @throws RangeError when the address is empty or cannot stand in XML
 * Source: MS-OXDSCLI, Autodiscover request.
 */
export function encodePoxRequest(address: string): string {
  if (address.trim() === '' || !fitsOneLineOfXml(address)) throw new RangeError('the address is empty or not printable');
  return '<?xml version="1.0" encoding="utf-8"?>'
    + `<Autodiscover xmlns="${requestSchema}"><Request><EMailAddress>${escapeXml(address)}</EMailAddress>`
    + `<AcceptableResponseSchema>${responseSchema}</AcceptableResponseSchema></Request></Autodiscover>`;
}

/** One way to reach the mailbox. Texts as the server sent them, bounded; null where it sent none. */
export interface PoxProtocol {
  /** `EXCH` (for clients inside), `EXPR` (outside), `EXHTTP`, `WEB`, `mapiHttp`. */
  readonly type: string;
  /** The availability URL. */
  readonly asUrl: string | null;
  readonly ewsUrl: string | null;
  /** Build of the mailbox's server in three parts, such as `15.1.1913`. */
  readonly serverVersion: string | null;
  readonly server: string | null;
  readonly authPackage: string | null;
}

/** What an Autodiscover answer says. URLs of redirects are not checked in any way. */
export type PoxAnswer =
  | { readonly kind: 'settings'; readonly displayName: string | null; readonly protocols: readonly PoxProtocol[] }
  | { readonly kind: 'redirect-address'; readonly address: string }
  | { readonly kind: 'redirect-url'; readonly url: string }
  /** An error of Autodiscover itself, which comes with HTTP status 200; 600 says no more than that Autodiscover is there. */
  | { readonly kind: 'error'; readonly code: number | null; readonly message: string }
  /** `other-xml`: a document of another kind; `incomplete`: an Autodiscover answer that says nothing. */
  | { readonly kind: 'not-autodiscover'; readonly what: XmlProblem | 'other-xml' | 'incomplete' };

const protocolsLimit = 20;
const urlLimit = 2_048;
const nameLimit = 255;

/**
 * Reads the body of an answer with HTTP status 200. Namespaces do not matter: the `Response` around an error has another one, or
 * none, depending on the version. Only protocols that stand directly in the account count; `WEB` holds others inside.
 * Never throws.
 * Source: MS-OXDSCLI, Autodiscover response and ErrorCode.
 */
export function decodePoxAnswer(body: Uint8Array): PoxAnswer {
  const document = parseXml(body);
  if ('problem' in document) return { kind: 'not-autodiscover', what: document.problem };
  const { root } = document;
  if (root.name !== 'Autodiscover' || child(root, 'Request') !== null) return { kind: 'not-autodiscover', what: 'other-xml' };
  const response = child(root, 'Response');
  const error = child(response, 'Error') ?? child(root, 'Error');
  if (error !== null) return poxError(error);
  const account = child(response, 'Account');
  const action = (text(child(account, 'Action')) ?? '').toLowerCase();
  const address = textOrNull(child(account, 'RedirectAddr'), nameLimit * 4);
  const url = textOrNull(child(account, 'RedirectUrl'), urlLimit);
  if (action === 'redirectaddr' && address !== null) return { kind: 'redirect-address', address };
  if (action === 'redirecturl' && url !== null) return { kind: 'redirect-url', url };
  const protocols = children(account, 'Protocol').slice(0, protocolsLimit).map(protocol);
  if (action !== 'settings' && (action !== '' || protocols.length === 0)) return { kind: 'not-autodiscover', what: 'incomplete' };
  return { kind: 'settings', displayName: textOrNull(child(response, 'User', 'DisplayName'), nameLimit), protocols };
}

function poxError(error: XmlElement): PoxAnswer {
  const code = text(child(error, 'ErrorCode')) ?? '';
  return {
    kind: 'error',
    code: /^\d{1,9}$/.test(code) ? Number(code) : null,
    message: (text(child(error, 'Message')) ?? '').slice(0, 1_000),
  };
}

function protocol(element: XmlElement): PoxProtocol {
  return {
    type: (text(child(element, 'Type')) ?? attribute(element, 'Type') ?? '').slice(0, 50),
    asUrl: textOrNull(child(element, 'ASUrl'), urlLimit),
    ewsUrl: textOrNull(child(element, 'EwsUrl'), urlLimit),
    serverVersion: decodeServerVersion(text(child(element, 'ServerVersion')) ?? ''),
    server: textOrNull(child(element, 'Server'), nameLimit),
    authPackage: textOrNull(child(element, 'AuthPackage'), 50),
  };
}

/**
 * The build in a ServerVersion such as `73C18779`: 15.1.1913. null for what is none, or of no version of Exchange.
 * Source: MS-OXDSCLI, ServerVersion element: bits 27 to 22 major, 21 to 16 minor, 14 to 0 build.
 */
export function decodeServerVersion(hex: string): string | null {
  if (!/^[0-9a-f]{8}$/i.test(hex)) return null;
  const value = Number.parseInt(hex, 16);
  const build = `${(value >>> 22) & 0x3f}.${(value >>> 16) & 0x3f}.${value & 0x7fff}`;
  return versionOfBuild(build) === null ? null : build;
}

function textOrNull(element: XmlElement | null, limit: number): string | null {
  const value = text(element);
  // A cut URL or address would be another one.
  return value === null || value === '' || value.length > limit ? null : value;
}
