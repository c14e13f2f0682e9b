/** Autodiscover's GetFederationInformation: what an organization publishes, without credentials, for those that want to federate with it. */
import type { FederationInformation } from '../model/facts.ts';
import { printable } from './printable.ts';
import { soapBody, soapFault } from './soap.ts';
import { child, children, escapeXml, fitsOneLineOfXml, parseXml, text } from './xml.ts';
import type { XmlElement } from './xml.ts';

const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';
/** Source: MS-OXWSADISC 3.1.4 (the path names Autodiscover twice). */
const action = `${namespace}/Autodiscover/GetFederationInformation`;

export const federationSoapAction = `"${action}"`;

/**
 * @param url where the request goes, for wsa:To
 * @throws RangeError when domain or URL cannot stand in XML
 * Source: MS-OXWSADISC, GetFederationInformation; requests in KelvinTegelaar/CIPP-API and other public tools, which carry no credentials.
 */
export function encodeGetFederationInformation(domain: string, url: string): string {
  if (domain.trim() === '' || !fitsOneLineOfXml(domain) || !fitsOneLineOfXml(url)) throw new RangeError('the domain is empty or not printable');
  return '<?xml version="1.0" encoding="utf-8"?>'
    + `<soap:Envelope xmlns:a="${namespace}" xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">`
    + '<soap:Header><a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>'
    + `<wsa:Action soap:mustUnderstand="1">${action}</wsa:Action><wsa:To soap:mustUnderstand="1">${escapeXml(url)}</wsa:To>`
    + '<wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address></wsa:ReplyTo></soap:Header>'
    + `<soap:Body><a:GetFederationInformationRequestMessage><a:Request><a:Domain>${escapeXml(domain)}</a:Domain></a:Request>`
    + '</a:GetFederationInformationRequestMessage></soap:Body></soap:Envelope>';
}

/** A SOAP request that asks for nothing and proves nothing. Source: SOAP 1.1 section 4. */
export const emptySoapRequest =
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body/></soap:Envelope>';

const domainsLimit = 100;
const issuersLimit = 10;

/** What an answer says; null where it is none of this operation. Texts printable and bounded. Never throws. */
export function decodeFederationInformation(body: Uint8Array, domain: string): FederationInformation | null {
  const document = parseXml(body);
  if ('problem' in document) return null;
  const response = child(soapBody(document.root), 'GetFederationInformationResponseMessage', 'Response');
  if (response === null) return null;
  const code = shown(child(response, 'ErrorCode'), 100);
  return {
    domain,
    applicationUri: shown(child(response, 'ApplicationUri'), 300),
    domains: children(child(response, 'Domains'), 'Domain').slice(0, domainsLimit).flatMap((one) => shown(one, 255)?.toLowerCase() ?? []),
    tokenIssuers: children(child(response, 'TokenIssuers'), 'TokenIssuer').slice(0, issuersLimit).flatMap((one) => shown(child(one, 'Uri'), 300) ?? []),
    error: code === 'NoError' ? null : code,
  };
}

/** The sentence of a SOAP fault; null: the body holds none. */
export function faultIn(body: Uint8Array): string | null {
  const document = parseXml(body);
  const fault = 'problem' in document ? null : soapFault(document.root);
  return fault === null ? null : printable(fault.message || fault.faultCode, 300);
}

function shown(element: XmlElement | null, limit: number): string | null {
  return printable(text(element) ?? '', limit) || null;
}
