/** What every SOAP answer of Exchange has in common: envelope, fault, and the build of the server that executed the call. */
import type { SoapFault } from '../model/facts.ts';
import { versionOfBuild } from '../exchange/versions.ts';
import { printable } from './printable.ts';
import { allChildren, attribute, child, children, decodeText, parseXml, text } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Characters of a text of a fault or an answer that are kept. */
export const textLimit = 16_000;

/** At most so many named values of a fault are kept. */
const valuesLimit = 50;

/** What a body turned out to be. */
export type AnswerBody = 'answer' | 'fault' | 'html' | 'empty' | 'not-xml' | 'truncated' | 'other-xml';

/** The body of an HTTP answer to an EWS operation. */
export interface SoapAnswer {
  readonly body: AnswerBody;
  /** The element that answers the operation; null unless `answer`. */
  readonly response: XmlElement | null;
  /** Build of the server that executed the call; null when the body does not say. */
  readonly executedBy: string | null;
  readonly fault: SoapFault | null;
  /** Start of a body that is neither answer nor fault; printable, at most 300 characters; else empty. */
  readonly bodyStart: string;
}

const bodyStartLength = 300;

/**
 * Opens the body of an HTTP answer, whatever its status: some devices send faults with 200. Never throws.
 * @param element name of the element that answers the operation
 */
export function openSoapAnswer(body: Uint8Array, element: string): SoapAnswer {
  const document = parseXml(body);
  // Cut before decoding: what is shown needs the beginning only.
  const other = (kind: AnswerBody): SoapAnswer => ({
    body: kind, response: null, executedBy: null, fault: null,
    bodyStart: printable(decodeText(body.subarray(0, bodyStartLength * 8)), bodyStartLength),
  });
  if ('problem' in document) {
    const { problem } = document;
    return other(problem === 'doctype' || problem === 'too-large' ? 'not-xml' : problem);
  }
  const { root } = document;
  const build = executedBy(root);
  const fault = soapFault(root);
  if (fault !== null) return { body: 'fault', response: null, executedBy: build, fault, bodyStart: '' };
  const response = child(soapBody(root), element);
  if (response === null) return { ...other('other-xml'), executedBy: build };
  return { body: 'answer', response, executedBy: build, fault: null, bodyStart: '' };
}

/** The SOAP body, of SOAP 1.1 or 1.2; null when the document is no envelope or has none. */
export function soapBody(root: XmlElement): XmlElement | null {
  return root.name === 'Envelope' ? child(root, 'Body') : null;
}

/**
 * The build in `ServerVersionInfo`, such as `15.1.2507.57`: the server that executed the call, not always the one that was asked.
 * Read from attributes (EWS) and from child elements (Autodiscover). null when absent or of no version of Exchange.
 * Source: MS-OXWSCDATA and MS-OXWSADISC, ServerVersionInfo element.
 */
export function executedBy(root: XmlElement): string | null {
  const version = root.name === 'Envelope' ? child(root, 'Header', 'ServerVersionInfo') : null;
  const parts = ['MajorVersion', 'MinorVersion', 'MajorBuildNumber', 'MinorBuildNumber']
    .map((name) => (attribute(version, name) ?? text(child(version, name)) ?? '').trim());
  if (!parts.every((part) => /^\d{1,5}$/.test(part))) return null;
  const build = parts.map(Number).join('.');
  return versionOfBuild(build) === null ? null : build;
}

/**
 * The fault in a SOAP body, whatever the HTTP status was; null when there is none. Faults of 2010 and later name the response
 * code twice, in the detail and as local part of the fault code; those of 2007 hold a sentence only.
 * Source: SOAP 1.1 section 4.4, SOAP 1.2 part 1 section 5.4; MS-OXWSCDATA (ResponseCode, Message, MessageXml).
 */
export function soapFault(root: XmlElement): SoapFault | null {
  const fault = child(soapBody(root), 'Fault');
  if (fault === null) return null;
  const detail = child(fault, 'detail') ?? child(fault, 'Detail');
  const code = firstText(child(fault, 'faultcode'), child(fault, 'Code', 'Subcode', 'Value'), child(fault, 'Code', 'Value'));
  const message = firstText(child(fault, 'faultstring'), child(fault, 'Reason', 'Text'), child(detail, 'Message'));
  return {
    faultCode: code.slice(0, 200),
    responseCode: namedCode(text(child(detail, 'ResponseCode'))) ?? namedCode(code),
    message: message.slice(0, textLimit),
    values: messageXmlValues(child(detail, 'MessageXml')),
  };
}

/** The local part of a response code; null for what does not look like one. */
function namedCode(code: string | null): string | null {
  return /^(?:[\w.-]{1,50}:)?(Error[A-Za-z0-9]{1,100})$/.exec(code ?? '')?.[1] ?? null;
}

function firstText(...elements: readonly (XmlElement | null)[]): string {
  return elements.map((element) => text(element) ?? '').find((value) => value !== '') ?? '';
}

/** Named values (`<Value Name="BackOffMilliseconds">`) and plain elements (`<LineNumber>`) of a MessageXml. */
function messageXmlValues(messageXml: XmlElement | null): Readonly<Record<string, string>> {
  const named = children(messageXml, 'Value').map((value) => [attribute(value, 'Name') ?? '', text(value) ?? ''] as const);
  const plain = allChildren(messageXml)
    .filter(({ name }) => name !== 'Value')
    .map((element) => [element.name, text(element) ?? ''] as const);
  const pairs = [...named, ...plain].filter(([name]) => name !== '').slice(0, valuesLimit);
  return Object.fromEntries(pairs.map(([name, value]) => [name.slice(0, 100), value.slice(0, 2_000)]));
}
