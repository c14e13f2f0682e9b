import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** Escapes text for XML; a carriage return becomes a character reference, because parsers would drop it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[found] ?? '&#xD;');
}

/** An element as the parser gives it. */
export type Tree = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  attributeNamePrefix: '@',
});

/** Parses XML without a document type; null where it is not well-formed. Prefixes are gone, attributes begin with `@`. */
export function parsedXml(xml: string): Tree | null {
  if (/<!DOCTYPE/i.test(xml)) return null;
  try {
    // The parser alone lets mistakes pass; the validator moves to a package of its own with the next major version.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (XMLValidator.validate(xml) !== true) return null;
    const tree: unknown = parser.parse(xml);
    return isTree(tree) ? tree : null;
  } catch {
    return null;
  }
}

/** Whether it is an element with children or attributes. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The child of that path; an empty element where there is none. */
export function child(tree: Tree, ...path: readonly string[]): Tree {
  return path.reduce<Tree>((at, name) => {
    const next = at[name];
    return isTree(next) ? next : {};
  }, tree);
}

/** Text of a child, trimmed; empty where there is none. */
export function textOf(tree: Tree, name: string): string {
  const value = tree[name];
  if (typeof value === 'string') return value.trim();
  const inner = isTree(value) ? value['#text'] : undefined;
  return typeof inner === 'string' ? inner.trim() : '';
}

/** The children of that name, in order; one that is nothing but text becomes an element with that text. */
export function children(tree: Tree, name: string): readonly Tree[] {
  const found = tree[name];
  return (Array.isArray(found) ? (found as readonly unknown[]) : [found]).flatMap((one) =>
    isTree(one) ? [one] : typeof one === 'string' ? [{ '#text': one }] : [],
  );
}

/** A refusal of the whole call, which becomes a SOAP fault with status 500. */
export class SoapRefusal extends Error {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
  constructor(code: string, message: string, values: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'SoapRefusal';
    this.code = code;
    this.values = values;
  }
}

/** A request of any operation. */
export interface Envelope {
  readonly header: Tree;
  /** Holds the operation. */
  readonly body: Tree;
  /** Address on whose behalf the call is to run, in lower case. */
  readonly impersonated: string | null;
}

/**
 * Reads what every request begins with, whatever its prefixes. `knownVersions`: values of RequestServerVersion that the server takes.
 * Throws SoapRefusal with the code that Exchange documents.
 * Source: EWS schema and responsecode.md of the Exchange Web Services documentation.
 */
export function readEnvelope(xml: string, knownVersions: readonly string[]): Envelope {
  const envelope = child(parsedXml(xml) ?? {}, 'Envelope');
  const body = envelope['Body'];
  if (!isTree(body))
    throw new SoapRefusal('ErrorSchemaValidation', 'The request failed schema validation: Root element is missing.');
  const header = child(envelope, 'Header');
  const asked = textOf(child(header, 'RequestServerVersion'), '@Version');
  if (asked !== '' && !knownVersions.includes(asked))
    throw new SoapRefusal('ErrorInvalidServerVersion', 'The specified server version is invalid.');
  const connecting = child(header, 'ExchangeImpersonation', 'ConnectingSID');
  const impersonated = ['PrimarySmtpAddress', 'SmtpAddress', 'PrincipalName']
    .map((name) => textOf(connecting, name))
    .find((name) => name !== '');
  return { header, body, impersonated: impersonated?.toLowerCase() ?? null };
}
