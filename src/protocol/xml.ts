/** Reads XML that nobody vouches for: bounded, without entities of its own, and never silently half. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element, opaque: read it with {@link child}, {@link children}, {@link text} and {@link attribute}. */
export interface XmlElement {
  readonly name: string;
  readonly content: unknown;
}

/**
 * Why a body is no XML to work with. `truncated`: begins as XML and stops before its root element ends; `doctype`: holds a
 * document type declaration, which no Exchange server sends.
 */
export type XmlProblem = 'empty' | 'html' | 'truncated' | 'not-xml' | 'too-large' | 'doctype';

export type XmlOutcome = { readonly root: XmlElement } | { readonly problem: XmlProblem };

/** Bytes of a document that is read, unless told otherwise. */
export const xmlSizeLimit = 5 * 1024 * 1024;
/** Tags of a document that is read; far above any answer, far below what would fill the memory. */
export const xmlTagLimit = 400_000;

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  // Builds and merged free/busy are digits with meaning: as numbers they would lose leading zeros.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  processEntities: true,
  // Without this, numeric references such as &#xD; stay as they are, and .NET writes those.
  htmlEntities: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Text of bytes: UTF-16 where a byte order mark says so, else UTF-8 with replacement characters. The mark is removed. */
export function decodeText(body: Uint8Array): string {
  const mark = `${body[0]},${body[1]}`;
  const encoding = mark === '255,254' ? 'utf-16le' : mark === '254,255' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(body);
}

/**
 * Parses a document. Never throws. Names lose their prefixes, so a document reads the same whatever prefixes its author chose.
 * Source: Extensible Markup Language 1.0.
 */
export function parseXml(body: Uint8Array | string, limitBytes: number = xmlSizeLimit): XmlOutcome {
  if (body.length > limitBytes) return { problem: 'too-large' };
  const document = (typeof body === 'string' ? body : decodeText(body)).replace(/^\ufeff/, '').trim();
  if (document === '') return { problem: 'empty' };
  const start = document.slice(afterProlog(document));
  if (htmlStart.test(start)) return { problem: 'html' };
  if (/<!doctype/i.test(document)) return { problem: 'doctype' };
  if (!document.startsWith('<')) return { problem: 'not-xml' };
  if (!fewTags(document)) return { problem: 'too-large' };
  const root = /^<([^\s/>"'=<]{1,200})/.exec(start)?.[1];
  // Its successor is another package for the same check; this one is there and kept.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  if (XMLValidator.validate(document) !== true || root === undefined) {
    return { problem: endsEarly(document, start, root) ? 'truncated' : 'not-xml' };
  }
  return parsed(document);
}

/** Whole pages, and the bare headings that http.sys and some devices send. */
const htmlStart =
  /^<(?:!doctype\s+html|(?:html|head|body|title|meta|link|style|script|h[1-6]|p|div|span|table|center|form|br|hr)(?=[\s/>]))/i;

/** Index after declaration, processing instructions and comments at the beginning. */
function afterProlog(document: string): number {
  let at = 0;
  for (;;) {
    while (/\s/.test(document.charAt(at))) at += 1;
    const end = document.startsWith('<?', at) ? '?>' : document.startsWith('<!--', at) ? '-->' : null;
    if (end === null) return at;
    const found = document.indexOf(end, at + 2);
    if (found < 0) return document.length;
    at = found + end.length;
  }
}

function fewTags(document: string): boolean {
  let count = 0;
  for (let at = document.indexOf('<'); at >= 0 && count <= xmlTagLimit; at = document.indexOf('<', at + 1)) count += 1;
  return count <= xmlTagLimit;
}

function endsEarly(document: string, start: string, root: string | undefined): boolean {
  // Only a declaration, or a first tag that is not finished.
  if (start === '') return document.startsWith('<?');
  if (root === undefined) return false;
  if (!start.includes('>')) return true;
  const last = start.lastIndexOf('</');
  if (last < 0) return !start.endsWith('/>') || start.lastIndexOf('<') > 0;
  return start.slice(last + 2).replace(/\s*>$/, '') !== root;
}

function parsed(document: string): XmlOutcome {
  try {
    const tree: unknown = parser.parse(document);
    const roots = isRecord(tree) ? Object.entries(tree) : [];
    // The validator lets several empty roots pass, as in <a/><b/>.
    if (roots.length !== 1 || roots[0] === undefined || Array.isArray(roots[0][1])) return { problem: 'not-xml' };
    return { root: { name: roots[0][0], content: roots[0][1] } };
  } catch {
    // Too deep, too many references, or a name such as __proto__: nothing that a server of the trade sends.
    return { problem: 'not-xml' };
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** All direct children of that name, in order; none for an absent element. */
export function children(element: XmlElement | null, name: string): readonly XmlElement[] {
  if (element === null || !isRecord(element.content) || !Object.hasOwn(element.content, name)) return [];
  const content = element.content[name];
  return (Array.isArray(content) ? content : [content]).map((each: unknown) => ({ name, content: each }));
}

/** The first direct child of that name; with several names, the child of the child and so on. null when absent. */
export function child(element: XmlElement | null, ...path: readonly string[]): XmlElement | null {
  return path.reduce<XmlElement | null>((at, name) => children(at, name)[0] ?? null, element);
}

/** Direct children of every name, those of one name together. */
export function allChildren(element: XmlElement | null): readonly XmlElement[] {
  if (element === null || !isRecord(element.content)) return [];
  const names = Object.keys(element.content).filter((name) => name !== '#text' && !name.startsWith('@'));
  return names.flatMap((name) => children(element, name));
}

/** The element's own text, trimmed; empty for an empty element; null for an absent one. */
export function text(element: XmlElement | null): string | null {
  if (element === null) return null;
  const own = isRecord(element.content) ? element.content['#text'] : element.content;
  return typeof own === 'string' ? own.trim() : '';
}

/** An attribute by its name without prefix; null when absent. */
export function attribute(element: XmlElement | null, name: string): string | null {
  if (element === null || !isRecord(element.content) || !Object.hasOwn(element.content, `@${name}`)) return null;
  const value = element.content[`@${name}`];
  return typeof value === 'string' ? value : null;
}

/** Escapes text for element content and attribute values. Characters that XML cannot hold are the caller's to refuse. */
export function escapeXml(value: string): string {
  return value.replace(/[&<>"']/g, (found) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[found] ?? ''};`);
}

/** Can XML 1.0 hold this text on one line? Control characters and halves of surrogate pairs it cannot. */
export function fitsOneLineOfXml(value: string): boolean {
  return !/[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/u.test(value);
}
